import type { FastifyInstance, FastifyRequest } from 'fastify'

/** A server that stands behind another, for some of its paths. */
export interface Door {
  /** What the door is for: each path and all below it. Of `/`, which would be everything, only itself. */
  readonly paths: readonly string[]
  readonly make: () => Promise<FastifyInstance>
}

/**
 * Hands requests to servers that are made when the first request for one of their paths comes. Each gets its requests whole, as
 * they were sent: nothing of them has been judged or read. What keeps a server from being made is answered as an internal
 * error, and the next request tries again.
 *
 * The server in front needs a route for `/*`: it is what finds the paths, so that they cost no routes of their own, of which
 * each start would make some eighty.
 */
export function plugWhenAsked(app: FastifyInstance, doors: readonly Door[]) {
  const servers = doors.map(({ paths, make }) => ({ paths, server: madeOnce(make) }))
  const byPath = servers
    .flatMap(({ paths, server }) => paths.map((path) => ({ path: path.slice(1), server })))
    .toSorted((a, b) => b.path.length - a.path.length)
  app.addHook('onRequest', (request, reply, done) => {
    const asked = catchAllPath(request)
    const door =
      asked === undefined
        ? undefined
        : byPath.find(({ path }) => asked === path || (path !== '' && asked.startsWith(`${path}/`)))
    if (!door) return done()
    door.server
      .plugged()
      .then((server) => {
        reply.hijack()
        server.routing(request.raw, reply.raw)
      })
      .catch(done)
  })
  app.addHook('onClose', async () => {
    await Promise.all(servers.map(({ server }) => server.close()))
  })
}

/** The path as the router read it, without its first slash; undefined where another route than `/*` was found. */
function catchAllPath({ params }: FastifyRequest): string | undefined {
  return (params as { '*'?: string } | undefined)?.['*']
}

function madeOnce(make: () => Promise<FastifyInstance>) {
  let made: Promise<FastifyInstance> | null = null
  return {
    plugged: () => {
      made ??= make().then(async (server) => {
        await server.ready()
        return server
      })
      made.catch(() => {
        made = null
      })
      return made
    },
    close: async () => {
      if (made) await (await made).close()
    },
  }
}
