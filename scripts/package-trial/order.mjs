// What a project does with the package: one order from the link to the webhook.
export async function order({ createSandbox }) {
  const sandbox = await createSandbox({ port: 0 })
  try {
    const shop = await sandbox.createMerchant({ clock: { frozen: true } })
    const login = { 'client-id': shop.clientId, 'api-key': shop.apiKey }
    const { token } = await post(`${shop.apiUrl}/generate-token`, login)
    const headers = { authorization: token, 'content-type': 'application/json' }
    const body = { totalPrice: '12500', orderCurrency: 'TZS', orderReference: 'ORDER1' }
    await post(`${shop.apiUrl}/checkout-link/generate-checkout-url`, headers, body)
    await shop.pay('ORDER1')
    await shop.clock.advance('1m')
    const { status } = await shop.waitForPayment({ orderReference: 'ORDER1' })
    if (status !== 'SUCCESS') throw new Error(`the payment is ${status}`)
    const docs = await fetch(new URL('/docs/json', shop.apiUrl))
    if (docs.status !== 200) throw new Error(`/docs/json answers ${docs.status}`)
  } finally {
    await sandbox.close()
  }
}

async function post(url, headers, body) {
  const reply = await fetch(url, { method: 'POST', headers, body: body && JSON.stringify(body) })
  return reply.json()
}
