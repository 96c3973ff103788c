// Node's own test runner. Run it with `node --test`; the sandbox is started by the test itself.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import { connectSandbox, createSandbox } from 'clickpesa-sandbox'

const running = process.env.CLICKPESA_SANDBOX_URL // set by `clickpesa-sandbox exec`, or for a container
let sandbox

before(async () => {
  sandbox = running ? await connectSandbox(running) : await createSandbox({ port: 0 })
})
after(() => sandbox.close())

test('the webhook of a paid order arrives', async (t) => {
  const shop = await startYourShop(t)
  const merchant = await sandbox.createMerchant({
    name: t.name,
    webhooks: { 'PAYMENT RECEIVED': `${shop.url}/webhook` },
    clock: { frozen: true },
  })
  t.after(() => merchant.remove())

  await shop.createLink(merchant, 'ORDER1001')
  await merchant.pay('ORDER1001', { scenario: 'slow-success' })
  assert.deepEqual(shop.received, [])
  await merchant.clock.advance('45s')
  assert.deepEqual(shop.received, ['ORDER1001'])
})

/** In place of this comes your own code, given the merchant's `apiUrl`, `clientId` and `apiKey`. */
async function startYourShop(t) {
  const received = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    received.push(JSON.parse(body).data.orderReference)
    response.end()
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    received,
    async createLink({ apiUrl, clientId, apiKey }, orderReference) {
      const login = { method: 'POST', headers: { 'client-id': clientId, 'api-key': apiKey } }
      const { token } = await (await fetch(`${apiUrl}/generate-token`, login)).json()
      const link = await fetch(`${apiUrl}/checkout-link/generate-checkout-url`, {
        method: 'POST',
        headers: { authorization: token, 'content-type': 'application/json' },
        body: JSON.stringify({ totalPrice: '12500', orderCurrency: 'TZS', orderReference }),
      })
      assert.equal(link.status, 200)
    },
  }
}
