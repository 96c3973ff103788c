// Testcontainers for Node, with Node's test runner. The image is built from this repository's Dockerfile:
//   docker build --tag clickpesa-sandbox .
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import { connectSandbox } from 'clickpesa-sandbox'
import { GenericContainer, TestContainers, Wait } from 'testcontainers'

const INSIDE = 4255
const TOKEN = 'for-these-tests'
const received = []
let yourShop
let container
let sandbox

before(async () => {
  // Your shop, which the container reaches under a name of its own.
  yourShop = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    received.push(JSON.parse(body).data.orderReference)
    response.end()
  })
  await new Promise((resolve) => yourShop.listen(0, resolve))
  await TestContainers.exposeHostPorts(yourShop.address().port)

  container = await new GenericContainer('clickpesa-sandbox')
    .withExposedPorts(INSIDE)
    .withEnvironment({
      CLICKPESA_SANDBOX_CONTROL_TOKEN: TOKEN,
      CLICKPESA_SANDBOX_ALLOW_RECEIVERS: 'private',
    })
    .withWaitStrategy(Wait.forHttp('/readyz', INSIDE))
    .start()
  // Which port of this machine it has is known now. Checkout links are to begin with it, also where Docker runs elsewhere.
  const url = `http://${container.getHost()}:${container.getMappedPort(INSIDE)}`
  sandbox = await connectSandbox(url, { token: TOKEN })
  await sandbox.setPublicUrl(url)
})

after(async () => {
  await container?.stop()
  yourShop?.close()
})

test('the webhook leaves the container', async (t) => {
  const merchant = await sandbox.createMerchant({
    name: t.name,
    webhooks: { 'PAYMENT RECEIVED': `http://host.testcontainers.internal:${yourShop.address().port}` },
    clock: { frozen: true },
  })
  await createLink(merchant, 'ORDER1001')
  await merchant.pay('ORDER1001')
  await merchant.clock.advance('1s')
  await merchant.waitForDelivery({ orderReference: 'ORDER1001' })
  assert.deepEqual(received, ['ORDER1001'])
})

/** In place of this comes your own code, given the merchant's `apiUrl`, `clientId` and `apiKey`. */
async function createLink({ apiUrl, clientId, apiKey }, orderReference) {
  const login = { method: 'POST', headers: { 'client-id': clientId, 'api-key': apiKey } }
  const { token } = await (await fetch(`${apiUrl}/generate-token`, login)).json()
  await fetch(`${apiUrl}/checkout-link/generate-checkout-url`, {
    method: 'POST',
    headers: { authorization: token, 'content-type': 'application/json' },
    body: JSON.stringify({ totalPrice: '12500', orderCurrency: 'TZS', orderReference }),
  })
}
