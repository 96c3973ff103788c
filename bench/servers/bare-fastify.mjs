// The yardstick: Fastify with schemas and answers of the same size, and no work behind them.
import Fastify from 'fastify'

const app = Fastify()
const token = `Bearer ${'x'.repeat(240)}`
const row = {
  id: 'LCPC0123456789',
  status: 'SUCCESS',
  paymentReference: 'MP260504.0900.ABC123',
  paymentPhoneNumber: '255744000111',
  orderReference: 'BENCH',
  collectedAmount: 12500,
  collectedCurrency: 'TZS',
  message: 'success',
  channel: 'M-PESA',
  updatedAt: '2026-05-04T09:00:21.000Z',
  createdAt: '2026-05-04T09:00:00.000Z',
  clientId: 'IDSANDBOXDEFAULT0000000000000001',
}
const text = { type: 'string' }
const properties = Object.fromEntries(
  Object.entries(row).map(([name, value]) => [name, { type: typeof value }]),
)

app.get('/readyz', async () => ({ status: 'ok' }))
app.post(
  '/third-parties/generate-token',
  {
    schema: {
      headers: { type: 'object', required: ['client-id', 'api-key'] },
      response: { 200: { type: 'object', properties: { success: { type: 'boolean' }, token: text } } },
    },
  },
  async () => ({ success: true, token }),
)
app.post(
  '/third-parties/checkout-link/generate-checkout-url',
  {
    schema: {
      body: {
        type: 'object',
        required: ['orderReference', 'orderCurrency'],
        properties: { totalPrice: text, orderReference: text, orderCurrency: { enum: ['TZS', 'USD'] } },
      },
      response: { 200: { type: 'object', properties: { checkoutLink: text, clientId: text } } },
    },
  },
  async () => ({ checkoutLink: 'http://127.0.0.1:4255/checkout/CHE0123456', clientId: row.clientId }),
)
app.get(
  '/third-parties/payments/:orderReference',
  { schema: { response: { 200: { type: 'array', items: { type: 'object', properties } } } } },
  async () => [row],
)

const url = await app.listen({ port: Number(process.argv[2] ?? 0), host: '127.0.0.1' })
console.log(JSON.stringify({ event: 'ready', url }))
