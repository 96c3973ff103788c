import { describe, expect, test } from 'vitest'
import { DelayedResponses, MAX_DELAYED_RESPONSES } from '../../server/sandbox/delayed-responses.js'
import { FakeClock } from '../support/fake-clock.js'

function openDelayed(realClock: FakeClock) {
  const delayed = new DelayedResponses(realClock)
  const ends: string[] = []
  return {
    delayed,
    ends,
    delay(name: string, ms: number, merchantId = 'm1') {
      const answer = delayed.delay(merchantId, ms)
      answer.over.then((inTime) => ends.push(`${name} ${inTime ? 'in time' : 'given up'}`))
      return answer
    },
  }
}

describe('held answers', () => {
  test('end when their time comes, the shortest first', async () => {
    const realClock = new FakeClock()
    const { delay, ends, delayed } = openDelayed(realClock)
    delay('long', 2000)
    delay('short', 1000)
    await realClock.pass(1000)
    expect([ends, delayed.size]).toEqual([['short in time'], 1])
    await realClock.pass(1000)
    expect([ends, delayed.size]).toEqual([['short in time', 'long in time'], 0])
  })

  test('end once: what was given up is not woken, and what has ended is not given up', async () => {
    const realClock = new FakeClock()
    const { delay, ends } = openDelayed(realClock)
    delay('left', 1000).giveUp()
    const ended = delay('ended', 1000)
    await realClock.pass(1000)
    ended.giveUp()
    await realClock.pass(1000)
    expect(ends).toEqual(['left given up', 'ended in time'])
  })

  test('leave no timer behind when they are given up', () => {
    let timers = 0
    const realClock = new FakeClock()
    realClock.after = () => {
      timers += 1
      return () => {
        timers -= 1
      }
    }
    const { giveUp } = new DelayedResponses(realClock).delay('m1', 1000)
    expect(timers).toBe(1)
    giveUp()
    expect(timers).toBe(0)
  })

  test('of one merchant are given up without those of another', async () => {
    const realClock = new FakeClock()
    const { delay, delayed, ends } = openDelayed(realClock)
    delay('mine', 1000, 'm1')
    delay('theirs', 1000, 'm2')
    delayed.giveUp('m1')
    await realClock.pass(0)
    expect([ends, delayed.size]).toEqual([['mine given up'], 1])
    delayed.giveUp()
    await realClock.pass(0)
    expect([ends, delayed.size]).toEqual([['mine given up', 'theirs given up'], 0])
  })

  test('are so many at most: one more, and the one that was held longest is given up', async () => {
    const realClock = new FakeClock()
    const { delay, delayed, ends } = openDelayed(realClock)
    for (let i = 0; i <= MAX_DELAYED_RESPONSES; i++) delay(`answer ${i}`, 1000 - i / 10)
    await realClock.pass(0)
    expect([ends, delayed.size]).toEqual([['answer 0 given up'], MAX_DELAYED_RESPONSES])
  })
})
