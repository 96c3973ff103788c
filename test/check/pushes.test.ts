import { expect, test } from 'vitest'
import { type CheckOptions, checkMerchant } from '../../server/check/check.js'
import type { Plan, Step } from '../../server/check/plan.js'
import { IGNORED, outcomeOfPush } from '../../server/check/pushes.js'
import { createSandbox } from '../../server/testing/index.js'
import { PLANTED_IN_SHOP, type Planted } from './planted.js'
import { nodeShop } from './shops.js'

const BUY: Step = { do: 'buy' }
const AGAIN: Step = { do: 'again' }
const pay = (scenario: string): Step => ({ do: 'pay', scenario })
const payFirst = (scenario: string): Step => ({ do: 'pay', scenario, link: 'first' })

test.each<[string, steps: readonly Step[], outcomes: readonly string[]]>([
  ['as the customer pays next', [BUY, { do: 'advance', by: '1m' }, pay('check-failed')], ['check-failed']],
  ['unanswered where the customer never pays', [BUY, { do: 'tick' }], [IGNORED]],
  ['each for itself', [BUY, pay('check-failed'), AGAIN, pay('check-paid')], ['check-failed', 'check-paid']],
  [
    'unanswered where the customer asks for another',
    [BUY, AGAIN, pay('check-paid')],
    [IGNORED, 'check-paid'],
  ],
  [
    'as the first one is paid, where that is after the second',
    [BUY, AGAIN, pay('check-paid'), payFirst('check-slow')],
    ['check-slow', 'check-paid'],
  ],
  [
    'as the customer pays at the same moment as something else',
    [BUY, { do: 'side-by-side', steps: [{ do: 'release' }, { do: 'pay', scenario: 'check-paid' }] }],
    ['check-paid'],
  ],
])('a push goes %s', (_, steps, outcomes) => {
  const plan: Plan = { name: '', amount: '12500', currency: 'TZS', way: 'held', steps }
  const pushed = steps.flatMap((step, at) => (step === BUY || step === AGAIN ? [at] : []))
  expect(pushed.map((at, number) => outcomeOfPush(plan, at, number === 0))).toEqual(outcomes)
})

const OPTIONS: CheckOptions = {
  explore: '0s',
  words: { failed: ['failed'], review: ['review'] },
  policy: { overpaid: 'review', netOfFees: 'review', exchanged: 'review', unverifiable: 'refuse' },
  answers: { webhook: 30_000, customer: 30_000 },
}

async function checkOf(bug: Planted | null, options: CheckOptions) {
  const sandbox = await createSandbox({ port: 0 })
  const shop = nodeShop(bug, { pushes: true })
  return checkMerchant(sandbox, shop, { ...OPTIONS, ...options }).finally(() => sandbox.close())
}

test.concurrent('nothing wrong is found in a shop that sells by pushes', { timeout: 300_000 }, async ({
  expect,
}) => {
  const only = ['catalogue', 'side by side', 'amounts', 'explore', 'order error', 'order lost', 'order hold']
  const report = await checkOf(null, { only, explore: '24 orders' })
  expect(report.mistakes.map(({ title, plan, proof }) => ({ title, plan, proof }))).toEqual([])
  const played = report.phases.map(({ phase, orders }) => [phase, orders > 0])
  expect(played).toContainEqual(['catalogue', true])
  expect(played).toContainEqual(['amounts', true])
})

/** What only a shop can have that sells by pushes: the prompt is on the phone before the answer is there. */
const KNOWS_TOO_LATE: Planted = {
  name: 'knows an order only once the push is answered',
  file: 'shop.js',
  line: '    return clickpesa.createCheckoutLink({',
  becomes: `    orders.delete(order.reference)
    const make = async (asked) => {
      const made = await clickpesa.createCheckoutLink(asked)
      orders.set(asked.orderReference, order)
      return made
    }
    return make({`,
  finds: 'never-fulfils',
  by: 'order lost',
}

const planted = [
  'credits a webhook that comes again',
  'looks and writes in two steps',
  'believes any webhook',
  'takes a payment under way for a paid one',
  'has no job',
  'ignores a late failure',
  'does not compare the amount',
  'takes an error of the API for a failure',
].map((name) => {
  const bug = PLANTED_IN_SHOP.find((one) => one.name === name)
  if (!bug) throw new Error(`there is no bug "${name}"`)
  return bug
})

test.concurrent.for([...planted, KNOWS_TOO_LATE])(
  'in a shop that sells by pushes, a bug is found by its name: $name, $finds',
  { timeout: 300_000 },
  async (bug, { expect }) => {
    const report = await checkOf(bug, { only: [bug.by] })
    const found = report.mistakes.find(({ kind }) => kind === bug.finds)
    expect(found, JSON.stringify(report.mistakes, null, 1)).toBeDefined()
    expect(found?.plan.steps.length).toBeLessThanOrEqual(5)
  },
)
