import { expect, test } from 'vitest'
import { FairShare } from '../../server/delivery/fair-share.js'

function sharing(places: number, each: number) {
  const share = new FairShare(places, each)
  const started: string[] = []
  const enter = (who: string, name = who) => share.enter(who, () => started.push(name))
  return { share, started, enter }
}

test('whoever finds a place starts at once', () => {
  const { started, enter } = sharing(2, 2)
  enter('a')
  expect(started).toEqual(['a'])
})

test('one who holds all of its part does not keep others waiting', () => {
  const { started, enter } = sharing(10, 2)
  for (let i = 0; i < 200; i++) enter('hanging')
  enter('other')
  expect(started).toEqual(['hanging', 'hanging', 'other'])
})

test('a place that is given back goes to who holds the fewest, in the order of coming', () => {
  const { share, started, enter } = sharing(3, 3)
  enter('a', 'a1')
  enter('a', 'a2')
  enter('b', 'b1')
  enter('a', 'a3')
  enter('c', 'c1')
  enter('c', 'c2')
  share.leave('b')
  expect(started).toEqual(['a1', 'a2', 'b1', 'c1'])
  share.leave('a')
  expect(started.at(-1)).toBe('a3')
})

test('who gives up waiting is not started', () => {
  const { share, started, enter } = sharing(1, 1)
  enter('a')
  const giveUp = enter('b')
  enter('c')
  giveUp()
  share.leave('a')
  expect(started).toEqual(['a', 'c'])
})
