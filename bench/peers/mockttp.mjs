// Mockttp with one route; with the address of a receiver, which is told of it, one more.
import { getLocal } from 'mockttp'

const [port, hook] = process.argv.slice(2)
const server = getLocal()
await server.start(Number(port))
await server.forGet('/readyz').thenJson(200, { status: 'ok' })
if (hook) await server.forPost('/pay').addWebhook(hook, ['response']).thenJson(200, { status: 'PROCESSING' })
