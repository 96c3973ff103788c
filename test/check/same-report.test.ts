import { expect, onTestFinished, test } from 'vitest'
import { checkMerchant } from '../../server/check/check.js'
import { createSandbox } from '../../server/testing/index.js'
import type { Planted } from './planted.js'
import { nodeShop } from './shops.js'

/** The example shop with nothing in it that is drawn at random: its references are counted. */
const counting: Planted = {
  name: 'counts its references',
  file: 'shop.js',
  line: "randomBytes(6).toString('hex').toUpperCase()",
  becomes: "String((newReference.made = (newReference.made ?? 0) + 1)).padStart(6, '0')",
  finds: 'never-fulfils',
  by: 'overpaid',
}

/** What instants, durations and addresses are, or are part of. */
const PASSING = [
  /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?/g,
  /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g,
  /\b[0-9a-f]{64}\b/g,
  /127\.0\.0\.1:\d+/g,
  /(?<="(?:at|ms)": )\d+(\.\d+)?/g,
  /\bMP\d{6}\.\d{4}\b/g,
]

test('the same seed gives the same report of a shop that draws nothing at random, save for times', async () => {
  const report = async () => {
    const sandbox = await createSandbox({ port: 0, seed: 'same' })
    onTestFinished(() => sandbox.close())
    const found = await checkMerchant(sandbox, nodeShop(counting), {
      seed: 'same',
      words: { failed: ['failed'], review: ['review'] },
      // The shop has these looked at by a person, so that each becomes a mistake to report.
      policy: { overpaid: 'fulfil', netOfFees: 'fulfil', exchanged: 'fulfil', unverifiable: 'refuse' },
      answers: { webhook: 30_000, customer: 30_000 },
      only: ['catalogue', 'amounts', 'explore'],
      explore: '24 orders',
    })
    return PASSING.reduce((text, part) => text.replaceAll(part, '…'), JSON.stringify(found, null, 2))
  }
  const first = await report()
  expect(first).toContain('"key": "never-fulfils"')
  expect(await report()).toBe(first)
})
