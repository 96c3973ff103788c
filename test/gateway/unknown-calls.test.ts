import { describe, expect, test } from 'vitest'
import { startSandbox } from '../support/sandbox.js'

describe('a call that nobody knows', () => {
  test('is kept with its body, without what looks like a secret', async () => {
    const { app, sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    const payload = '{"secret":"a\\"b","card_number":"4111111111111111","pin":1234,"name":"Asha", "not json'
    const reply = await app.inject({
      method: 'POST',
      url: '/third-parties/nothing',
      headers: { authorization: await shop.token(), 'content-type': 'application/json' },
      payload,
    })
    expect(reply.statusCode).toBe(404)
    expect(reply.headers['x-sandbox-findings']).toBeUndefined()
    const { items } = await sandbox.queries.requests(shop.id, {}, { limit: 1 })
    expect(items[0]?.body).toBe('{"secret":"…","card_number":"…","pin":"…","name":"Asha", "not json')
  })

  test('is unknown also with a body that is too large', async () => {
    const { app } = await startSandbox()
    const reply = await app.inject({
      method: 'POST',
      url: '/third-parties/nothing',
      headers: { 'content-type': 'application/json' },
      payload: 'x'.repeat(200_000),
    })
    expect(reply.statusCode).toBe(404)
  })
})

describe('the log says of a call to a path that is not there', () => {
  test.each([
    [
      'POST',
      '/payouts/create-mobile-mony-payout',
      'did you mean POST /third-parties/payouts/create-mobile-money-payout?',
    ],
    ['POST', '/payouts/mobile-money-payout-request', 'the path of a payout has no -request'],
    [
      'POST',
      '/payments/initiate-ussd-push',
      'did you mean POST /third-parties/payments/initiate-ussd-push-request?',
    ],
    ['POST', '/account/balance', 'it is GET /third-parties/account/balance'],
    ['GET', '/acount/balance', 'did you mean GET /third-parties/account/balance?'],
    ['POST', '/pay', 'payments are queried with GET /third-parties/payments/{orderReference}'],
  ])('%s %s: %s', async (method, path, hint) => {
    const { app, sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    const headers = { authorization: await shop.token() }
    const reply = await app.inject({
      method: method as 'GET' | 'POST',
      url: `/third-parties${path}`,
      headers,
    })
    expect(reply.statusCode).toBe(404)
    const { items } = await sandbox.queries.requests(shop.id, {}, { limit: 1 })
    expect(items[0]?.refusal?.explanation).toContain(hint)
  })
})
