import { buildShop } from './shop.js'

/**
 * The shop as `clickpesa-sandbox check` drives it: an order of any amount, another link for it, its state by the shop's own
 * id, and the job when check wants it. Never a part of a shop that sells.
 * @param {import('./clickpesa.js').Credentials} credentials
 */
export function buildTestShop(credentials) {
  let ahead = 0
  const app = buildShop({ ...credentials, now: () => Date.now() + ahead })
  const { newOrder, requestLink, askAboutOpenOrders } = app.shop
  const placed = []

  app.post('/test/orders', async (request, reply) => {
    const { amount, currency } = request.body
    const order = newOrder('Anything', Number(amount), currency)
    const id = placed.push(order)
    try {
      await requestLink(order, {})
    } catch (error) {
      request.log.error(error) // the order stands; the customer can ask for a link again
    }
    return reply.code(201).send({ id })
  })
  app.post('/test/orders/:id/link', async ({ params }) => ({
    link: await requestLink(placed[params.id - 1], {}),
  }))
  app.get('/test/orders/:id', async ({ params }) => {
    const { fulfilled, status } = placed[params.id - 1]
    return { fulfilled, status }
  })
  app.post('/test/jobs', async ({ query }) => {
    ahead = Date.parse(query.now) - Date.now()
    await askAboutOpenOrders()
    return {}
  })
  return app
}

if (process.argv[1] === import.meta.filename) {
  const { CLICKPESA_BASE_URL, CLICKPESA_CLIENT_ID, CLICKPESA_API_KEY, CLICKPESA_CHECKSUM_KEY } = process.env
  const app = buildTestShop({
    baseUrl: CLICKPESA_BASE_URL ?? '',
    clientId: CLICKPESA_CLIENT_ID ?? '',
    apiKey: CLICKPESA_API_KEY ?? '',
    checksumKey: CLICKPESA_CHECKSUM_KEY,
  })
  await app.listen({ port: Number(process.env.PORT ?? 3000) })
}
