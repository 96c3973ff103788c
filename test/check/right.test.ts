import { describe, expect, onTestFinished, test } from 'vitest'
import { type CheckOptions, checkMerchant } from '../../server/check/check.js'
import { createSandbox } from '../../server/testing/index.js'
import { nodeShop, pythonShop } from './shops.js'

const options: CheckOptions = {
  explore: '24 orders',
  seed: 'right',
  words: { failed: ['failed'], review: ['review'] },
  policy: { overpaid: 'review', netOfFees: 'review', exchanged: 'review', unverifiable: 'refuse' },
  // A machine that does something else as well is not the shop's fault.
  answers: { webhook: 30_000, customer: 30_000 },
  only: ['catalogue', 'side by side', 'amounts', 'dialects', 'explore'],
}

/** With THOROUGH=1, everything is tried on both; otherwise what needs the most time is, on the one that is quicker. */
const forPython: CheckOptions =
  process.env.THOROUGH === '1' ? options : { ...options, only: ['catalogue', 'amounts', 'explore'] }

test.concurrent.for([
  ['the shop', nodeShop, options],
  ['the duka in Python', pythonShop, forPython],
] as const)(
  'nothing wrong is found in %s',
  { timeout: 300_000 },
  async ([, shop, options], { expect, onTestFinished }) => {
    const sandbox = await createSandbox({ port: 0 })
    onTestFinished(() => sandbox.close())
    const report = await checkMerchant(sandbox, shop(), options)
    expect(report.mistakes.map(({ title, plan, proof }) => ({ title, plan, proof }))).toEqual([])
    expect(report.phases.map(({ phase }) => phase)).toContain('explore')
  },
)

test.concurrent('the same seed explores the same orders', async ({ expect, onTestFinished }) => {
  const explored = async () => {
    const sandbox = await createSandbox({ port: 0 })
    onTestFinished(() => sandbox.close())
    const bug = { name: '', file: 'shop.js', line: 'if (order.fulfilled > 0) {', becomes: 'if (false) {' }
    const report = await checkMerchant(sandbox, nodeShop({ ...bug, finds: 'fulfils-again', by: 'explore' }), {
      ...options,
      explore: '24 orders',
      only: ['explore'],
    })
    return report.mistakes.map(({ key, plan, when }) => ({ key, steps: plan.steps, when }))
  }
  const first = await explored()
  expect(first.map(({ key }) => key)).toContain('fulfils-again')
  expect(await explored()).toEqual(first)
})

describe('where the application has its checksum switched off', () => {
  const unsigned: CheckOptions = {
    ...options,
    checksum: false,
    explore: '0s',
    only: [
      'forged-success',
      'webhook-duplicate',
      'webhook-tampered-amount',
      'webhook-lost',
      'fail-then-success',
      'success-then-refunded',
      'success-then-late-failed',
      'the same webhook twice at once',
    ],
  }

  test('a shop that asks ClickPesa about whatever it is told is right', async () => {
    const sandbox = await createSandbox({ port: 0 })
    onTestFinished(() => sandbox.close())
    const report = await checkMerchant(sandbox, nodeShop(null, { checksum: false }), unsigned)
    expect(report.mistakes.map(({ title, plan, proof }) => ({ title, plan, proof }))).toEqual([])
  })

  test('one that believes what nobody signed is not', async () => {
    const sandbox = await createSandbox({ port: 0 })
    onTestFinished(() => sandbox.close())
    const bug = { name: '', file: 'shop.js', line: 'if (signed && outcome', becomes: 'if (outcome' } as const
    const shop = nodeShop({ ...bug, finds: 'believes-forgery', by: 'forged-success' }, { checksum: false })
    const report = await checkMerchant(sandbox, shop, { ...unsigned, only: ['forged-success'] })
    expect(report.mistakes.map(({ kind }) => kind)).toEqual(['believes-forgery'])
  })
})
