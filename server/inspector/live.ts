import type { FastifyPluginAsync } from 'fastify'
import { STREAM_ROUTE, sendEvents } from '../http/event-stream.js'
import { numberIn } from './listing.js'
import { merchantContextOf } from './merchant-context.js'
import type { InspectorOptions } from './options.js'

/** Tells open pages that something happened to a merchant, as server-sent events; what it was, they look up. */
export const liveRoutes: FastifyPluginAsync<InspectorOptions> = async (app, { sandbox }) => {
  app.get<{ Params: { id: string }; Querystring: { seen?: string } }>(
    '/sandbox/merchants/:id/events',
    STREAM_ROUTE,
    async (request, reply) => {
      const { merchant, sequence } = await merchantContextOf(sandbox, request.params.id)
      let seen = numberIn(request.headers['last-event-id'] ?? request.query.seen) ?? sequence
      return sendEvents(reply, {
        greeting: 'tells when something happens',
        realClock: sandbox.realClock,
        listen: (changed) => sandbox.listen(merchant.id, changed),
        next: async () => {
          const now = await sandbox.queries.sequence(merchant.id)
          if (now === undefined) return null
          // A merchant that was reset counts from the beginning again.
          if (now === seen) return []
          seen = now
          return [{ id: seen, event: 'changed', data: String(seen) }]
        },
      })
    },
  )
}
