import type { FastifyInstance } from 'fastify'

/**
 * Hands requests for the paths to a server that is made when the first of them comes. It gets each whole, as it was sent:
 * nothing of it has been judged or read. What keeps it from being made is answered as an internal error, and the next request
 * tries again.
 */
export function plugWhenAsked(
  app: FastifyInstance,
  paths: readonly string[],
  make: () => Promise<FastifyInstance>,
) {
  let made: Promise<FastifyInstance> | null = null
  const plugged = () => {
    made ??= make().then(async (server) => {
      await server.ready()
      return server
    })
    made.catch(() => {
      made = null
    })
    return made
  }
  app.register(async (scope) => {
    scope.addHook('onRequest', async (request, reply) => {
      const server = await plugged()
      reply.hijack()
      server.routing(request.raw, reply.raw)
    })
    for (const path of paths) scope.all(path, () => null)
  })
  app.addHook('onClose', async () => {
    if (made) await (await made).close()
  })
}
