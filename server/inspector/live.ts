import { Readable } from 'node:stream'
import type { FastifyPluginAsync } from 'fastify'
import { onDisconnect } from '../http/on-disconnect.js'
import { numberIn } from './listing.js'
import { merchantContextOf } from './merchant-context.js'
import type { InspectorOptions } from './options.js'

/** A connection that says nothing for longer is taken for dead by some proxies. */
const HEARTBEAT_MS = 15_000

/** Tells open pages that something happened to a merchant, as server-sent events; what it was, they look up. */
export const liveRoutes: FastifyPluginAsync<InspectorOptions> = async (app, { sandbox }) => {
  app.get<{ Params: { id: string }; Querystring: { seen?: string } }>(
    '/sandbox/merchants/:id/events',
    async (request, reply) => {
      const { merchant, sequence } = await merchantContextOf(sandbox, request.params.id)
      const seen = numberIn(request.headers['last-event-id'] ?? request.query.seen) ?? sequence
      reply.type('text/event-stream').header('cache-control', 'no-store')
      return reply.send(Readable.from(changes(merchant.id, seen, onDisconnect(reply))))
    },
  )

  async function* changes(merchantId: string, from: number, abandoned: AbortSignal): AsyncGenerator<string> {
    let seen = from
    yield ': tells when something happens\n\n'
    for (;;) {
      const sequence = await sandbox.waitUntil(
        merchantId,
        HEARTBEAT_MS,
        () => sandbox.queries.sequence(merchantId),
        // A merchant that was reset counts from the beginning again; one that is removed has no number.
        (found) => found === undefined || found !== seen,
        { abandoned },
      )
      if (sequence === undefined || abandoned.aborted) return
      if (sequence === seen) yield ': still here\n\n'
      else yield `id: ${sequence}\nevent: changed\ndata: ${sequence}\n\n`
      seen = sequence
    }
  }
}
