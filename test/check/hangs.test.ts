import { test } from 'vitest'
import { type CheckOptions, checkBy } from '../../server/check/check.js'
import { reportText } from '../../server/check/reports/text.js'
import { createSandbox } from '../../server/testing/index.js'
import type { Planted } from './planted.js'
import { nodeShop } from './shops.js'

/**
 * What a shop is waited for is over once it does nothing but hang: no sooner, however slow the machine, and no later, since
 * nobody wants to wait for what never comes. The shop runs in this process, and says itself where it hangs.
 */
class Hanging {
  static readonly #all = new Map<string, Hanging>()
  readonly #waits = new Set<() => void>()
  #hung = 0

  constructor(name: string) {
    Hanging.#all.set(name, this)
    Object.assign(globalThis, { hang: (who: string) => Hanging.#all.get(who)?.forEver() })
  }

  after(_: number, then: () => void): () => void {
    this.#waits.add(then)
    return () => {
      this.#waits.delete(then)
      this.#look()
    }
  }

  forEver(): Promise<never> {
    this.#hung += 1
    this.#look()
    return new Promise(() => {})
  }

  #look() {
    if (this.#hung === 0 || this.#hung < this.#waits.size) return
    this.#hung = 0
    for (const giveUp of this.#waits) giveUp()
  }
}

/** Which line of which file of the shop is written otherwise; `hangs` is a statement that never ends. */
type Change = (hangs: string) => Pick<Planted, 'file' | 'line' | 'becomes'>

const OPTIONS: CheckOptions = {
  explore: '0s',
  words: { failed: ['failed'], review: ['review'] },
  policy: { overpaid: 'review', netOfFees: 'review', exchanged: 'review', unverifiable: 'refuse' },
}

async function checkOf(change: Change, options: CheckOptions = {}) {
  const name = crypto.randomUUID()
  const hanging = new Hanging(name)
  const sandbox = await createSandbox({ port: 0 })
  const said: string[] = []
  const shop = nodeShop({ name: '', finds: 'answers-late', by: '', ...change(`await hang('${name}')`) })
  const report = await checkBy(hanging, sandbox, shop, {
    ...OPTIONS,
    ...options,
    onHang: (sentence) => said.push(sentence),
  }).finally(() => sandbox.close())
  return { report, said }
}

const MESSAGE = '    order.webhooks += 1\n'

test.concurrent('a shop that takes a message and never answers it is found soon, by that mistake alone', async ({
  expect,
}) => {
  // It does what the message asks for.
  const { report, said } = await checkOf((hangs) => ({
    file: 'shop.js',
    line: '    else ask(order).catch((error) => request.log.error(error)) // not awaited: the answer must be quick\n',
    becomes: `    ${hangs}\n`,
  }))
  expect(report.mistakes.map(({ kind }) => kind)).toEqual(['answers-late'])
  const [{ plan, proof, replays } = { plan: { steps: [] }, proof: [], replays: null }] = report.mistakes
  expect(proof).toEqual(['the webhook SUCCESS was not answered within 6s; 5s are allowed'])
  expect([plan.steps.map(({ do: what }) => what), replays]).toEqual([['buy', 'pay'], { shown: 1, of: 1 }])
  expect(said).toHaveLength(1)
  expect(report.stopped).toMatch(/^the webhook address gave no answer within 6s: answer a message first/)
  expect(report.isFlawless).toBe(false)
  // It had paid orders, and yet there was no use in trying hundreds of them.
  expect(report.phases.filter(({ orders }) => orders > 0).map(({ phase }) => phase)).toEqual(['success'])
  expect(reportText(report)).toContain(`- ended early: ${report.stopped}`)
})

test.concurrent('one that hangs before it does anything is not blamed for what it was not told in the end', async ({
  expect,
}) => {
  const { report } = await checkOf((hangs) => ({
    file: 'shop.js',
    line: MESSAGE,
    becomes: `${MESSAGE}    ${hangs}\n`,
  }))
  expect(report.mistakes.map(({ kind }) => kind)).toEqual(['answers-late'])
})

test.concurrent('one that hangs at some messages only is tried until it has hung three times', async ({
  expect,
}) => {
  const { report } = await checkOf((hangs) => ({
    file: 'shop.js',
    line: 'if (order.messages.has(message)) order.duplicates += 1',
    becomes: `if (order.messages.has(message)) ${hangs}`,
  }))
  expect(report.mistakes.map(({ kind }) => kind)).toEqual(['answers-late'])
  expect(report.mistakes[0]?.when).toContain('webhook-duplicate')
})

test.concurrent('a return page that never comes lets the customer wait', async ({ expect }) => {
  const { report } = await checkOf((hangs) => ({
    file: 'shop.js',
    line: "    if (order.status !== 'paid') await ask(order)",
    becomes: `    ${hangs}\n    if (order.status !== 'paid') await ask(order)`,
  }))
  expect(report.mistakes.map(({ kind }) => kind)).toEqual(['customer-waits'])
  expect(report.mistakes[0]?.proof).toEqual(['the return page was not answered within 11s; 10s are allowed'])
})

test.concurrent('a second link that never comes lets the customer wait, and does not count as refused', async ({
  expect,
}) => {
  const { report } = await checkOf(
    (hangs) => ({
      file: 'test-build.js',
      line: "app.post('/test/orders/:id/link', async ({ params }) => ({",
      becomes: `app.post('/test/orders/:id/link', async ({ params }) => ({ hangs: ${hangs},`,
    }),
    { only: ['first-of-two-links', 'order error'] },
  )
  expect(report.mistakes.map(({ kind }) => kind)).toEqual(['customer-waits'])
  expect(report.mistakes[0]?.proof).toEqual([
    'who orders had to wait for 11s; 10s are allowed',
    expect.stringMatching(/^it ended with: again gave no answer within 11s: give each call/),
  ])
})

test.concurrent.for([
  [
    'its orders cannot be looked at',
    "app.get('/test/orders/:id', async ({ params }) => {\n",
    /the order 1 cannot be looked at: look gave no answer within 1m: look for what the test build waits for there\nThat was in "success", step \d: /,
  ],
  [
    'its jobs do not end',
    "app.post('/test/jobs', async ({ query }) => {\n",
    /its jobs cannot be run: time gave no answer within 1m: look for what the test build waits for there\nThat was in "success", at its end/,
  ],
  [
    'nobody can order',
    "app.post('/test/orders', async (request, reply) => {\n",
    /no order could be paid.*The shop answered: buy gave no answer within 20s: give each call to ClickPesa a time-out/,
  ],
] as const)('a shop that hangs so that %s cannot be judged', async ([, line, message], { expect }) => {
  const judged = checkOf((hangs) => ({ file: 'test-build.js', line, becomes: `${line}    ${hangs}\n` }))
  await expect(judged).rejects.toThrow(message)
})
