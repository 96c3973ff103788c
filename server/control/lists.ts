import type { FastifyPluginAsync } from 'fastify'
import type { JournalType } from '../domain/journal.js'
import type { PaymentStatus } from '../domain/payment.js'
import { STREAM_ROUTE, sendEvents } from '../http/event-stream.js'
import { onDisconnect } from '../http/on-disconnect.js'
import { parseDuration } from '../lib/duration.js'
import type { ControlOptions } from './plugin.js'
import { type ListQuery, listQuery, mistakes } from './schemas.js'
import { deliveryView, journalView, linkView, paymentView, requestView } from './views.js'

interface Listing {
  readonly Params: { readonly id: string }
  readonly Querystring: ListQuery
}

const MAX_WAIT_MS = 60_000
/** A client that comes late gets what is kept in pages of this size. */
const EVENTS_PER_LOOK = 500

/** Lists of what a merchant has, each of which can wait for something to match; and the journal as it grows. */
export const listRoutes: FastifyPluginAsync<ControlOptions> = async (app, { sandbox, addresses }) => {
  const { store } = sandbox.engine

  list('links', 'Checkout links', async (merchantId, query, after) => {
    const { merchant } = await sandbox.merchants.details(merchantId)
    const links = await store.find('links', {
      where: given({ merchantId, orderReference: query.orderReference }),
      after,
    })
    const views = await Promise.all(
      links.map(async (link) =>
        linkView(
          link,
          sandbox.payments.stateOf(link, await sandbox.payments.ofLink(link.id), merchant),
          addresses(),
        ),
      ),
    )
    return views.filter(({ status }) => !query.status || status === query.status)
  })

  list('payments', 'Payments', async (merchantId, query, after) => {
    const where = given({
      merchantId,
      orderReference: query.orderReference,
      status: query.status as PaymentStatus | undefined,
    })
    const found = await store.find('payments', { where, after })
    return Promise.all(
      found.map(async (payment) => paymentView(payment, await sandbox.payments.wayBack(payment))),
    )
  })

  list(
    'deliveries',
    'Webhooks and callbackUrl calls with their attempts',
    async (merchantId, query, after) => {
      const where = given({ merchantId, orderReference: query.orderReference })
      const found = await store.find('deliveries', { where, after })
      return found
        .filter(
          ({ event, channel, status, attempts }) =>
            (!query.event || event === query.event) &&
            (!query.channel || channel === query.channel) &&
            (!query.status || status === query.status) &&
            (!query.outcome || attempts.some(({ outcome }) => outcome === query.outcome)),
        )
        .map(deliveryView)
    },
  )

  list('requests', 'Calls to the ClickPesa API', async (merchantId, query, after) => {
    const found = await store.entries('requests', merchantId, {
      where: given({ orderReference: query.orderReference }),
      after,
    })
    return found.filter(({ status }) => !query.status || String(status) === query.status).map(requestView)
  })

  list('journal', 'Everything that happened, in order', async (merchantId, query, after) => {
    const where = given({ orderReference: query.orderReference, type: query.type as JournalType | undefined })
    return (await store.entries('journal', merchantId, { where, after })).map(journalView)
  })

  app.get<{ Params: { id: string }; Querystring: { after?: string } }>(
    '/merchants/:id/events',
    {
      ...STREAM_ROUTE,
      schema: { tags: ['Lists'], summary: 'The journal as server-sent events', response: mistakes },
    },
    async (request, reply) => {
      const merchantId = await sandbox.merchants.idOf(request.params.id)
      let after = Number(request.headers['last-event-id'] ?? request.query.after ?? 0) || 0
      return sendEvents(reply, {
        greeting: 'the journal, one event for each entry',
        realClock: sandbox.engine.realClock,
        listen: (changed) => sandbox.engine.signals.listen(merchantId, changed),
        next: async () => {
          const merchant = await store.get('merchants', merchantId)
          if (!merchant) return null
          // A merchant that was reset counts from the beginning again.
          if (merchant.sequence < after) after = 0
          const entries = await store.entries('journal', merchantId, { after, limit: EVENTS_PER_LOOK })
          after = entries.at(-1)?.seq ?? after
          return entries.map((entry) => ({
            id: entry.seq,
            event: entry.type,
            data: JSON.stringify(journalView(entry)),
          }))
        },
      })
    },
  )

  function list<Item extends { readonly seq: number }>(
    path: string,
    summary: string,
    look: (merchantId: string, query: ListQuery, after: number) => Promise<Item[]>,
  ) {
    app.get<Listing>(
      `/merchants/:id/${path}`,
      { schema: { tags: ['Lists'], summary, querystring: listQuery, response: mistakes } },
      async ({ params, query }, reply) => {
        const merchantId = await sandbox.merchants.idOf(params.id)
        const after = Number(query.after ?? 0)
        const limit = Number(query.limit ?? 100)
        const wait = Math.min(parseDuration(query.wait ?? '0s') ?? 0, MAX_WAIT_MS)
        const items = await sandbox.engine.waitUntil(
          merchantId,
          wait,
          () => look(merchantId, query, after),
          (found) => found.length > 0,
          { orderReference: query.orderReference, abandoned: onDisconnect(reply) },
        )
        // With a cursor the next ones, without one the latest; always in the order in which they happened.
        const page = query.after === undefined ? items.slice(-limit) : items.slice(0, limit)
        return { items: page, after: page.at(-1)?.seq ?? after }
      },
    )
  }
}

function given<T extends object>(conditions: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(conditions).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}
