import { describe, expect, test } from 'vitest'
import { pay } from '../support/builders.js'
import { INSPECTOR_PAGES, inspectorAddress } from '../support/inspector-pages.mjs'
import { type ReceiverAnswer, startReceiver } from '../support/receiver.js'
import { startSandbox } from '../support/sandbox.js'
import { HOSTILE, submit } from './support.js'

/** Ends whatever element it may stand in, the marked parts of a page first of all. */
const ENDS_EVERYTHING = `</live-part></td></tr>"'>${HOSTILE}`

/** A merchant to whom everybody sends what could harm a page. */
async function besieged(answer: ReceiverAnswer = { status: 500, body: ENDS_EVERYTHING }) {
  const { app, sandbox, openShop } = await startSandbox()
  const receiver = await startReceiver(answer)
  const shop = await openShop({
    name: ENDS_EVERYTHING,
    webhooks: { 'PAYMENT RECEIVED': `${receiver.url}?q=${ENDS_EVERYTHING}` },
  })
  await sandbox.scenarios.add('hostile', { title: ENDS_EVERYTHING, about: ENDS_EVERYTHING })
  await pay(sandbox, await shop.createLink({ customerName: ENDS_EVERYTHING, description: ENDS_EVERYTHING }))
  await shop.post('/checkout-link/generate-checkout-url', { [ENDS_EVERYTHING]: ENDS_EVERYTHING })
  await shop.get(`/payments/${encodeURIComponent(ENDS_EVERYTHING)}`)
  await sandbox.applications.addApiKey(shop.id, shop.clientId, { name: ENDS_EVERYTHING })
  await sandbox.applications.change(shop.id, shop.clientId, { name: ENDS_EVERYTHING })
  await sandbox.clocks.advance(shop.id, 2000)
  await sandbox.account.deposit(shop.id, { money: { minor: 100_000_000, currency: 'TZS' } })
  await shop.post('/payouts/create-bank-payout', {
    ...{ amount: 1000, currency: 'TZS', orderReference: 'PAY1', accountNumber: ENDS_EVERYTHING },
    ...{ accountName: ENDS_EVERYTHING, bic: 'CORUTZTZ', transferType: 'ACH', accountCurrency: 'TZS' },
  })
  const [payout] = await sandbox.engine.store.find('payouts', { where: { merchantId: shop.id } })
  const home = `/sandbox/merchants/${shop.id}`
  const [delivery] = await sandbox.engine.store.find('deliveries', { where: { merchantId: shop.id } })
  const requests = await sandbox.engine.store.find('requests', { where: { merchantId: shop.id } })
  return {
    app,
    sandbox,
    shop,
    home,
    delivery: `${home}/deliveries/${delivery?.id}`,
    pages: [
      ...requests.flatMap(({ seq }) =>
        Object.values(INSPECTOR_PAGES).map((page) =>
          inspectorAddress(page, {
            id: shop.id,
            orderReference: 'ORDER1001',
            deliveryId: delivery?.id,
            payoutId: payout?.id,
            name: 'hostile',
            seq,
          }),
        ),
      ),
      `${home}/orders/${encodeURIComponent(ENDS_EVERYTHING)}`,
    ],
  }
}

/** Pages that are the same whatever anybody sent. */
const OF_NOBODY: readonly string[] = [
  INSPECTOR_PAGES.limits,
  // What a check has found is in check.test.ts.
  INSPECTOR_PAGES.check,
  INSPECTOR_PAGES.guide,
  INSPECTOR_PAGES.guideSearch,
]

describe('what others send', () => {
  test('stays text on every page, and ends none of its parts', async () => {
    const { app, pages } = await besieged()
    for (const url of new Set(pages)) {
      const { body } = await app.inject({ url })
      const shows = !OF_NOBODY.includes(url)
      expect([url, body.includes(HOSTILE), body.includes('&lt;script>')]).toEqual([url, false, shows])
      const [begun, ended] = [body.match(/<live-part /g), body.match(/<\/live-part>/g)]
      expect([url, begun?.length]).toEqual([url, ended?.length])
      const news = await app.inject({ url, headers: { 'x-shown': ENDS_EVERYTHING } })
      expect([url, news.body.includes(HOSTILE)]).toEqual([url, false])
    }
  })

  test('stays text when it is searched for', async () => {
    const { app, home, shop } = await besieged()
    const asked = new URLSearchParams({
      q: ENDS_EVERYTHING,
      status: HOSTILE,
      answer: HOSTILE,
      before: HOSTILE,
    })
    for (const page of ['/sandbox', `${home}/payments`, `${home}/deliveries`, `${home}/requests`]) {
      const { body } = await app.inject({ url: `${page}?${asked}` })
      expect([page, body.includes(HOSTILE), body.includes('&lt;script>')]).toEqual([page, false, true])
    }
    const { body } = await app.inject({ url: `/sandbox/scenarios?merchant=${shop.id}&${asked}` })
    expect(body).not.toContain(HOSTILE)
  })

  test.each([
    ['a megabyte', 'x'.repeat(1_000_000), 'xxxx', 70_000],
    ['bytes that are not text', '\u0000\u0001\u0002PNG', '00 01 02 50 4e 47', 25_000],
  ])('is shown as far as it can be: %s', async (_what, body, shown, longest) => {
    const { app, sandbox, home, shop, delivery } = await besieged({ status: 200, body })
    const token = await shop.token()
    await app.inject({
      method: 'POST',
      url: '/third-parties/checkout-link/generate-checkout-url',
      headers: { authorization: token, 'content-type': 'application/json' },
      payload: body,
    })
    const refused = (await sandbox.engine.store.find('requests', { where: { merchantId: shop.id } })).at(-1)
    const answer = await app.inject({ url: delivery })
    expect(answer.body).toContain(shown)
    for (const url of [delivery, `${home}/requests/${refused?.seq}`, home, `${home}/requests`]) {
      expect((await app.inject({ url })).body.length).toBeLessThan(longest)
    }
  })
})

describe('forms', () => {
  test('of other sites are refused, whatever they ask for', async () => {
    const { app, sandbox, home, shop, delivery } = await besieged()
    const before = await sandbox.merchants.details(shop.id)
    const forms = [
      '/sandbox/merchants',
      `${home}/remove`,
      `${home}/links`,
      `${home}/clock`,
      `${home}/orders/ORDER1001/pay`,
      `${home}/orders/ORDER1001/scenario`,
      `${home}/orders/ORDER1001/status`,
      `${delivery}/redeliver`,
      `${delivery}/tamper`,
      `${home}/settings/merchant`,
      `${home}/settings/add-key`,
      `${home}/settings/reset`,
      '/sandbox/scenarios/success/try',
      '/sandbox/scenarios/success/default',
    ]
    for (const form of forms) {
      const reply = await submit(app, form, {}, { 'sec-fetch-site': 'cross-site' })
      expect([form, reply.statusCode]).toEqual([form, 403])
    }
    expect(await sandbox.merchants.details(shop.id)).toEqual(before)
  })
})
