import { expect, test } from 'vitest'
import { MISTAKES } from '../../server/check/mistakes.js'
import type { CheckReport } from '../../server/testing/index.js'
import '../../server/testing/vitest.js'

const right: CheckReport = {
  version: 1,
  seed: 'check',
  isFlawless: true,
  phases: [{ phase: 'success', orders: 1 }],
  skipped: [],
  notSeen: [],
  mistakes: [],
}

const wrong: CheckReport = {
  ...right,
  isFlawless: false,
  mistakes: [
    {
      key: 'fulfils-again',
      kind: 'fulfils-again',
      ...MISTAKES['fulfils-again'],
      proof: ['order 7 was credited at 1s and at 6s'],
      when: ['webhook-duplicate'],
      plan: { name: 'webhook-duplicate', amount: '12500', currency: 'TZS', way: 'webhook', steps: [] },
      replays: { shown: 3, of: 3 },
      timeline: [],
    },
  ],
}

test('a report without mistakes is flawless, one with mistakes is not', () => {
  expect(right).toBeFlawless()
  expect(wrong).not.toBeFlawless()
})

test('what fails is told: each mistake by its name with its proof, or that there was none', () => {
  expect(() => expect(wrong).toBeFlawless()).toThrow(
    /fulfils an order more than once[\s\S]*order 7 was credited at 1s and at 6s/,
  )
  expect(() => expect(right).not.toBeFlawless()).toThrow('nothing wrong was found')
})
