// A shop whose address of ClickPesa is built in, with nothing but the fetch of Node.
const API = 'https://api.clickpesa.com/third-parties'
const { CLICKPESA_CLIENT_ID: id, CLICKPESA_API_KEY: key, CLICKPESA_SANDBOX_URL: sandbox } = process.env

const send = async (url, headers, body) => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  return answer.json()
}
const { token } = await send(`${API}/generate-token`, { 'client-id': id, 'api-key': key }, {})
const order = { totalPrice: '5000', orderReference: 'NODE1', orderCurrency: 'TZS' }
const { checkoutLink } = await send(
  `${API}/checkout-link/generate-checkout-url`,
  { authorization: token },
  order,
)
const page = await fetch(checkoutLink)
await send(
  `${sandbox}/sandbox/api/v1/merchants/${id}/orders/NODE1/payments`,
  {},
  { method: 'M-PESA', phoneNumber: '255712345678' },
)
await send(`${sandbox}/sandbox/api/v1/merchants/${id}/clock`, {}, { advance: '1m' })
const payments = await fetch(`${API}/payments/NODE1`, { headers: { authorization: token } })
const [{ status }] = await payments.json()
process.stdout.write(`${JSON.stringify({ checkoutLink, page: page.status, status })}\n`)
