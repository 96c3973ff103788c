import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import type { JSONSchema } from 'json-schema-to-ts'
import type { Delivery } from '../domain/delivery.js'
import type { Merchant } from '../domain/merchant.js'
import { STREAM_ROUTE, sendEvents } from '../http/event-stream.js'
import { onDisconnect } from '../http/on-disconnect.js'
import { parseDuration } from '../lib/duration.js'
import type { Cursor, Listed, ListedDelivery } from '../sandbox/queries.js'
import {
  answers,
  deliveryAnswer,
  journalAnswer,
  linkAnswer,
  pageOf,
  paymentAnswer,
  payoutAnswer,
  requestAnswer,
} from './answers.js'
import type { ControlOptions } from './options.js'
import { addressesFor } from './reached.js'
import { eventsQuery, LIST_QUERIES, type ListQuery } from './schemas.js'
import { deliveryView, journalView, linkView, paymentView, payoutView, requestView } from './views.js'

interface Listing {
  readonly Params: { readonly id: string }
  readonly Querystring: ListQuery
}

/** A list is waited for at most this long. */
export const MAX_WAIT_MS = 60_000

/** Journal entries that an event stream reads at a time: a client that comes late gets what is kept in pages. */
const EVENTS_AT_A_TIME = 500

const EVENTS = {
  description:
    'One event for each entry of the journal: its number as `id`, its type as `event`, the entry as `data`.',
  content: { 'text/event-stream': { schema: { type: 'string' } } },
} as const

/** Lists of what a merchant has, each of which can wait for something to match; and the journal as it grows. */
export const listRoutes: FastifyPluginAsync<ControlOptions> = async (app, { sandbox }) => {
  const { queries } = sandbox

  list(
    'links',
    'Checkout links',
    linkAnswer,
    (merchant, { orderReference, status: state }, cursor) =>
      queries.links(merchant, { orderReference, state }, cursor),
    (link, request) => linkView(link, addressesFor(request)),
  )
  list(
    'payments',
    'Payments',
    paymentAnswer,
    (merchant, { orderReference, status }, cursor) =>
      queries.payments(merchant, { orderReference, status }, cursor),
    paymentView,
  )
  list(
    'payouts',
    'Payouts',
    payoutAnswer,
    (merchant, { orderReference, status }, cursor) =>
      queries.payouts(merchant.id, { orderReference, status }, cursor),
    payoutView,
  )
  list(
    'deliveries',
    'Webhooks and callbackUrl calls with their attempts',
    deliveryAnswer,
    ({ id }, { orderReference, event, channel, status, outcome, search }, cursor) =>
      withAttempts(
        queries.deliveries(id, { orderReference, event, channel, status, outcome, search }, cursor),
      ),
    deliveryView,
  )
  list(
    'requests',
    'Calls to the ClickPesa API',
    requestAnswer,
    ({ id }, { orderReference, status, search }, cursor) =>
      queries.requests(id, { orderReference, status, search }, cursor),
    requestView,
  )
  list(
    'journal',
    'Everything that happened, in order',
    journalAnswer,
    ({ id }, { orderReference, type }, cursor) => queries.journal(id, { orderReference, type }, cursor),
    journalView,
  )

  app.get<{ Params: { id: string }; Querystring: { after?: string } }>(
    '/merchants/:id/events',
    {
      ...STREAM_ROUTE,
      schema: {
        tags: ['Lists'],
        summary: 'The journal as server-sent events',
        querystring: eventsQuery,
        response: answers({ 200: EVENTS }, 404),
      },
    },
    async (request, reply) => {
      const merchantId = await sandbox.merchants.idOf(request.params.id)
      let after = Number(request.headers['last-event-id'] ?? request.query.after ?? 0) || 0
      return sendEvents(reply, {
        greeting: 'the journal, one event for each entry',
        realClock: sandbox.realClock,
        listen: (changed) => sandbox.listen(merchantId, changed),
        next: async () => {
          const sequence = await queries.sequence(merchantId)
          if (sequence === undefined) return null
          // A merchant that was reset counts from the beginning again.
          if (sequence < after) after = 0
          const { items } = await queries.journal(merchantId, {}, { after, limit: EVENTS_AT_A_TIME })
          after = items.at(-1)?.seq ?? after
          return items.map((entry) => ({
            id: entry.seq,
            event: entry.type,
            data: JSON.stringify(journalView(entry)),
          }))
        },
      })
    },
  )

  async function withAttempts(found: Promise<Listed<Delivery>>): Promise<Listed<ListedDelivery>> {
    const listed = await found
    return { ...listed, items: await queries.withAttempts(listed.items) }
  }

  function list<Item, View>(
    name: keyof typeof LIST_QUERIES,
    summary: string,
    answer: JSONSchema,
    look: (merchant: Merchant, query: ListQuery, cursor: Cursor) => Promise<Listed<Item>>,
    view: (item: Item, request: FastifyRequest) => View,
  ) {
    app.get<Listing>(
      `/merchants/:id/${name}`,
      {
        schema: {
          tags: ['Lists'],
          summary,
          querystring: LIST_QUERIES[name],
          response: answers({ 200: pageOf(answer) }, 404),
        },
      },
      async (request, reply) => {
        const { params, query } = request
        const { merchant } = await sandbox.merchants.details(params.id)
        const cursor = {
          after: numberIn(query.after),
          before: numberIn(query.before),
          limit: Number(query.limit ?? 100),
        }
        const wait = Math.min(parseDuration(query.wait ?? '0s') ?? 0, MAX_WAIT_MS)
        const { items, after, before } = await sandbox.waitUntil(
          merchant.id,
          wait,
          async () => look((await sandbox.merchants.find(merchant.id)) ?? merchant, query, cursor),
          (found) => found.items.length > 0,
          { orderReference: query.orderReference, abandoned: onDisconnect(reply) },
        )
        return { items: items.map((item) => view(item, request)), after, before }
      },
    )
  }
}

function numberIn(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text)
}
