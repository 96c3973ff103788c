// The calls that are measured, as the merchant makes them that a start opens.
import autocannon from 'autocannon'

const DEFAULTS = {
  clientId: 'IDSANDBOXDEFAULT0000000000000001',
  apiKey: 'SKSANDBOXDEFAULT00000000000000000000000001',
}
const credentials = { 'client-id': DEFAULTS.clientId, 'api-key': DEFAULTS.apiKey }

export const CALLS = ['token', 'link', 'query']

/** Pays an order to be asked about, and returns the token for the calls. */
export async function prepare(url) {
  const reply = await fetch(`${url}/third-parties/generate-token`, { method: 'POST', headers: credentials })
  const { token } = await reply.json()
  await fetch(`${url}/third-parties/checkout-link/generate-checkout-url`, {
    method: 'POST',
    headers: { authorization: token, 'content-type': 'application/json' },
    body: orderBody('BENCH'),
  })
  await fetch(`${url}/sandbox/api/v1/merchants/${DEFAULTS.clientId}/orders/BENCH/payments`, {
    method: 'POST',
  })
  return token
}

/** Makes one kind of call as often as possible for so many seconds. */
export function load(url, call, { authorization, connections, duration }) {
  let made = Math.floor(Math.random() * 1e9) * 1000
  const request = {
    token: { method: 'POST', path: '/third-parties/generate-token', headers: credentials },
    link: {
      method: 'POST',
      path: '/third-parties/checkout-link/generate-checkout-url',
      headers: { authorization, 'content-type': 'application/json' },
      setupRequest: (template) => ({ ...template, body: orderBody(`B${(made++).toString(36)}`) }),
    },
    query: { method: 'GET', path: '/third-parties/payments/BENCH', headers: { authorization } },
  }[call]
  return autocannon({ url, connections, duration, requests: [request] })
}

function orderBody(orderReference) {
  return JSON.stringify({ totalPrice: '12500', orderReference, orderCurrency: 'TZS' })
}
