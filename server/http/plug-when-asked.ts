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
    .flatMap(({ paths, server }) => paths.map((path) => ({ path, server })))
    .toSorted((a, b) => b.path.length - a.path.length)
  app.addHook('onRequest', (request, reply, done) => {
    const asked = request.is404 ? pathOf(request.url).slice(1) : catchAllPath(request)
    const door = asked === undefined ? undefined : byPath.find(({ path }) => isAt([path], `/${asked}`))
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

/** Whether a path is one of these of a door, or below one of them. */
export function isAt(paths: readonly string[], path: string): boolean {
  return paths.some((own) => path === own || (own !== '/' && path.startsWith(`${own}/`)))
}

/** The path as the router read it, without its first slash; undefined where another route than `/*` was found. */
function catchAllPath({ params }: FastifyRequest): string | undefined {
  return (params as { '*'?: string } | undefined)?.['*']
}

/** The path of an address that no router has read, as that of a method that no route has (PROPFIND). */
export function pathOf(url: string): string {
  return /^[^?#]*/.exec(url)?.[0] ?? ''
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
