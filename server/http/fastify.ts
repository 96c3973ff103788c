import type { Server } from 'node:http'
import type { ServerOptions as SecureServerOptions } from 'node:https'
import Fastify, { type FastifyHttpOptions, type FastifyInstance, LogController } from 'fastify'

/** What a server may be told; with `https` it speaks TLS. */
export type ServerOptions = FastifyHttpOptions<Server> & { readonly https?: SecureServerOptions }

/**
 * Makes a Fastify server. The one place where Fastify is loaded: `scripts/bundle.mjs` puts all of it into the built files,
 * because one of its dependencies wants Node 22 (docs/decisions/0011-what-is-built-in.md).
 *
 * Each door judges its input itself and sends its answers unchanged, so Fastify's own validator and serialiser have no
 * work here. Left in, they would coerce and drop fields, and be half of the start.
 */
export function newServer(options: ServerOptions = {}): FastifyInstance {
  return Fastify({
    ...options,
    // The sandbox keeps its own log of requests, with secrets hidden.
    logController: new LogController({ disableRequestLogging: true }),
    schemaController: { compilersFactory: OF_THE_DOORS },
  })
}

const OF_THE_DOORS = {
  buildValidator: () => () => {
    throw new TypeError('this door has no validator of its own')
  },
  buildSerializer: () => () => (answer: unknown) => JSON.stringify(answer),
}
