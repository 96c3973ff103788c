import type { PlantedBug } from '../support/run-suite.js'

const file = 'examples/shop/shop.js'

/** Mistakes that shops make with payments, each one line of the example shop, and the tests that catch it. */
export const PLANTED_BUGS: readonly (PlantedBug & { readonly caughtBy: readonly string[] })[] = [
  {
    name: 'credits a repeated webhook again',
    file,
    line: 'if (order.fulfilled > 0) {',
    becomes: 'if (order.fulfilled > 0 && order.paidBy !== source) {',
    caughtBy: ['sends the goods once, though the webhook comes three times (webhook-duplicate)'],
  },
  {
    name: 'trusts the return address',
    file,
    line: "if (order.status !== 'paid') await ask(order)",
    becomes:
      "if (request.query.status === 'SUCCESS' && !order.fulfilled) Object.assign(order, { fulfilled: 1, status: 'paid' })\n    else await ask(order)",
    caughtBy: ['does not believe the address that the browser comes with (forged-return)'],
  },
  {
    name: 'waits for the webhook',
    file,
    line: "if (order.status !== 'paid') await ask(order)",
    becomes: 'if (order.webhooks > 0) await ask(order)',
    caughtBy: [
      'learns from the query while the webhook is late (webhook-late)',
      'finds out by asking when no webhook comes (webhook-lost)',
    ],
  },
  {
    name: 'ignores a late failure',
    file,
    line: "if (isGone(order, payments)) order.status = 'review'",
    becomes: '',
    caughtBy: ['calls a person when a payment is taken back (success-then-late-failed)'],
  },
  {
    name: 'gives up after the first failure',
    file,
    line: '    order.status = status\n',
    becomes: "    if (order.status === 'failed') return; else order.status = status\n",
    caughtBy: ['lets the customer try again (fail-then-success)'],
  },
  {
    name: 'believes any webhook',
    file,
    line: 'const signed = clickpesa.isSigned(body)',
    becomes: 'const signed = true',
    caughtBy: ['refuses a webhook that ClickPesa did not sign'],
  },
]
