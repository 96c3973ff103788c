// Jest, with a sandbox in its own process. The package is an ES module, which Jest loads with a flag of Node:
//   NODE_OPTIONS=--experimental-vm-modules npx jest --testMatch '**/*.test.mjs'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { createSandbox } from 'clickpesa-sandbox'

let sandbox
let merchant

beforeAll(async () => {
  sandbox = await createSandbox({ port: 0 })
})
afterAll(() => sandbox.close())

beforeEach(async () => {
  const name = expect.getState().currentTestName
  merchant = await sandbox.createMerchant({ name, clock: { frozen: true } })
})
afterEach(() => merchant.remove())

test('an order whose payment failed can be paid again', async () => {
  await createLink('ORDER1001')
  await merchant.useScenario('fail-then-success')
  await merchant.pay('ORDER1001')
  await merchant.clock.advance('2s')
  await merchant.waitForPayment({ orderReference: 'ORDER1001', status: 'FAILED' })
  await merchant.pay('ORDER1001')
  await merchant.clock.advance('1s')
  const payments = await merchant.payments({ orderReference: 'ORDER1001' })
  expect(payments.map(({ status }) => status)).toEqual(['FAILED', 'SUCCESS'])
})

/** In place of this comes your own code, given the merchant's `apiUrl`, `clientId` and `apiKey`. */
async function createLink(orderReference) {
  const { apiUrl, clientId, apiKey } = merchant
  const login = { method: 'POST', headers: { 'client-id': clientId, 'api-key': apiKey } }
  const { token } = await (await fetch(`${apiUrl}/generate-token`, login)).json()
  await fetch(`${apiUrl}/checkout-link/generate-checkout-url`, {
    method: 'POST',
    headers: { authorization: token, 'content-type': 'application/json' },
    body: JSON.stringify({ totalPrice: '12500', orderCurrency: 'TZS', orderReference }),
  })
}
