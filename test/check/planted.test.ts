import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CheckOptions, checkMerchant } from '../../server/check/check.js'
import type { MistakeKind } from '../../server/check/mistakes.js'
import { createSandbox, type SandboxClient } from '../../server/testing/index.js'
import { PLANTED_IN_DUKA, PLANTED_IN_SHOP, type Planted } from './planted.js'
import { nodeShop, pythonShop } from './shops.js'

let sandbox: SandboxClient
beforeAll(async () => {
  sandbox = await createSandbox({ port: 0 })
})
afterAll(() => sandbox.close())

const SHOPS = [
  ['the shop', nodeShop, PLANTED_IN_SHOP],
  ['the duka in Python', pythonShop, PLANTED_IN_DUKA],
] as const

/** Where every message or every fault costs real time, trying everything takes many minutes. */
const SLOW_KINDS: readonly MistakeKind[] = ['answers-late', 'customer-waits']

/**
 * With THOROUGH=1 everything is tried on one bug of each kind, to see that it is found where nobody says what shows it; on the
 * others, as without it on all, only what shows them is. Everything on all of them would take an hour.
 */
const tried = new Map<MistakeKind, Planted>(
  process.env.THOROUGH === '1'
    ? [...PLANTED_IN_DUKA, ...PLANTED_IN_SHOP]
        .filter(({ finds }) => !SLOW_KINDS.includes(finds))
        .map((bug) => [bug.finds, bug])
    : [],
)

function optionsFor(bug: Planted): CheckOptions {
  return {
    explore: '0s',
    words: { failed: ['failed'], review: ['review'] },
    policy: { overpaid: 'review', netOfFees: 'review', exchanged: 'review', unverifiable: 'refuse' },
    ...(bug.finds === 'answers-late' ? { answers: { webhook: 1000 } } : {}),
    ...(bug.finds === 'customer-waits' ? { answers: { customer: 4600 } } : {}),
    ...(tried.get(bug.finds) === bug ? {} : { only: [bug.by] }),
  }
}

/** Over all that were found: how many of how many replays showed the mistake again. */
const replayed = { shown: 0, of: 0 }

describe.each(SHOPS)('a bug planted in %s is found by its name', (_, shop, planted) => {
  // Much of a check is waiting, so that several go on at once.
  test.concurrent.for(planted)('$name: $finds', { timeout: 600_000 }, async (bug, { expect }) => {
    const report = await checkMerchant(sandbox, shop(bug), optionsFor(bug))
    const found = report.mistakes.find(({ kind }) => kind === bug.finds)
    expect(found, JSON.stringify(report.mistakes, null, 1)).toBeDefined()
    expect(found?.plan.steps.length).toBeLessThanOrEqual(5)
    const { shown = 0, of = 0 } = found?.replays ?? {}
    // A race may not show each time.
    expect(shown).toBeGreaterThan(0)
    replayed.shown += shown
    replayed.of += of
  })
})

test('nine of ten replays of what was found show it again', () => {
  expect(replayed.of).toBeGreaterThanOrEqual(PLANTED_IN_SHOP.length + PLANTED_IN_DUKA.length)
  expect(replayed.shown / replayed.of).toBeGreaterThanOrEqual(0.9)
})
