import { expect, test } from 'vitest'
import { type Condition, nearMisses } from '../../server/testing/near-misses.js'

interface Parcel {
  readonly seq: number
  readonly to: string
  readonly colour: string
}

function wants(name: 'to' | 'colour', wanted: string): Condition<Parcel> {
  return { name, wanted, met: (parcel) => parcel[name] === wanted, actual: (parcel) => parcel[name] }
}

const toAsha = wants('to', 'Asha')
const red = wants('colour', 'red')

test('nothing comes near where there is nothing', () => {
  expect(nearMisses([], [toAsha])).toEqual([])
})

test('what meets most conditions comes first, and of equals the newest', () => {
  const parcels = [
    { seq: 1, to: 'Asha', colour: 'blue' },
    { seq: 2, to: 'Juma', colour: 'blue' },
    { seq: 3, to: 'Juma', colour: 'red' },
    { seq: 4, to: 'Neema', colour: 'green' },
  ]
  expect(nearMisses(parcels, [toAsha, red]).map(({ item }) => item.seq)).toEqual([3, 1, 4, 2])
})

test('each says what it has and what was wanted, for every condition that does not hold', () => {
  const [miss] = nearMisses([{ seq: 1, to: 'Juma', colour: 'red' }], [toAsha, red])
  expect(miss?.differences).toEqual(['to Juma, wanted Asha'])
})

test('the last condition is asked only of items that meet all others', () => {
  const asked: number[] = []
  const last: Condition<Parcel> = {
    name: 'where',
    wanted: 'yes',
    met: ({ seq }) => {
      asked.push(seq)
      return false
    },
    actual: () => 'returns false',
  }
  const parcels = [
    { seq: 1, to: 'Juma', colour: 'red' },
    { seq: 2, to: 'Asha', colour: 'red' },
  ]
  const misses = nearMisses(parcels, [toAsha], [last])
  expect(asked).toEqual([2])
  expect(misses.map(({ differences }) => differences)).toEqual([
    ['where returns false, wanted yes'],
    ['to Juma, wanted Asha'],
  ])
})
