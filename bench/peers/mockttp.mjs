// Mockttp with one route.
import { getLocal } from 'mockttp'

const server = getLocal()
await server.start(Number(process.argv[2]))
await server.forGet('/readyz').thenJson(200, { status: 'ok' })
