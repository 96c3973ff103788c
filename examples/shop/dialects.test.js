import { test } from 'clickpesa-sandbox/vitest'
import { expect } from 'vitest'
import { buildShop } from './shop.js'

/**
 * Much of what ClickPesa does is not documented, or in two ways. A shop that is paid under each of them will be
 * paid under the one that turns out to be true.
 */
test('an order is paid once, whatever the gateway turns out to do', async ({ sandbox }) => {
  await sandbox.runInEveryDialect(isPaidOnce, {
    settings: { checksumEnabled: true, clock: { frozen: true } },
  })
})

async function isPaidOnce(merchant) {
  const { apiUrl: baseUrl, clientId, apiKey, checksumKey } = merchant
  const app = buildShop({ baseUrl, clientId, apiKey, checksumKey })
  try {
    const url = await app.listen({ host: '127.0.0.1', port: 0 })
    await merchant.change({ webhooks: { 'PAYMENT RECEIVED': `${url}/webhooks/clickpesa` } })
    await fetch(`${url}/orders`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ item: 'kikoi', name: 'José Mushi', phone: '255744000111' }),
    })
    const [{ orderReference }] = await merchant.links()
    await merchant.pay(orderReference, { scenario: 'success' })
    await merchant.clock.advance('1s')
    // The webhook may be on its way to somewhere else, or signed in a way of its own: then the query has to do.
    await fetch(`${url}/return?orderReference=${orderReference}`)
    const order = await (await fetch(`${url}/orders/${orderReference}`)).json()
    expect(order).toMatchObject({ status: 'paid', fulfilled: 1 })
  } finally {
    await app.close()
  }
}
