/** The address of a new checkout link of a merchant of the sandbox. */
export async function createLink({ apiUrl, clientId, apiKey }) {
  const post = async (path, headers, body) => {
    const reply = await fetch(`${apiUrl}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    return reply.json()
  }
  const { token } = await post('/generate-token', { 'client-id': clientId, 'api-key': apiKey })
  const { checkoutLink } = await post(
    '/checkout-link/generate-checkout-url',
    { authorization: token, 'content-type': 'application/json' },
    { totalPrice: '42500', orderReference: 'ORDER1042', orderCurrency: 'TZS', customerPhone: '255744000111' },
  )
  return checkoutLink
}
