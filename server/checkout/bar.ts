import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import type { VNode } from 'preact'
import { onDisconnect } from '../http/on-disconnect.js'
import { parseDuration } from '../lib/duration.js'
import { withTimesIn } from '../lib/time-zone.js'
import type { Sandbox } from '../sandbox/sandbox.js'
import { explainForPayout, explainScenario } from '../scenario/scenario.js'
import { meantBy } from '../scenario/search.js'
import { type BarSubject, eventsOf, orderSubject, payoutSubject } from './bar-subject.js'
import { checkoutContextOf } from './checkout-context.js'
import { refuseCrossSiteForms } from './cross-site.js'
import { timeFor } from './i18n/time.js'
import { PageError } from './page-error.js'
import { SandboxBar, type SandboxBarProps } from './pages/sandbox-bar.js'
import { payoutContextOf } from './payout-context.js'
import type { BarVisit } from './visit.js'

interface OfLink {
  Params: { linkId: string }
}

/** A page with a bar, and what the bar is about. */
interface Barred {
  readonly context: BarVisit
  readonly subject: BarSubject
}

interface BarOptions {
  readonly sandbox: Sandbox
}

/** A browser asks again after this long, so that no proxy in between loses patience. */
const MAX_WAIT_MS = 25_000

/** Lines of the journal in one answer at most. */
const MAX_EVENTS = 1000

/** At most this many lines of the journal are shown in the bar of a page that is opened. */
const EVENTS_SHOWN = 30

const MOVES = { '1m': 60_000, '1h': 3_600_000, idle: null } as const

/** The bar of a page, unless its visitor has hidden it. */
export async function barFor(
  sandbox: Sandbox,
  { context, subject }: Barred,
  details: Omit<SandboxBarProps, 'context' | 'subject' | 'events'>,
): Promise<VNode | undefined> {
  if (!context.bar) return undefined
  const events = await eventsOf(sandbox, subject, { limit: EVENTS_SHOWN })
  return SandboxBar({ context, subject, events, ...details })
}

/**
 * What the sandbox bar asks and does. It shows and moves what belongs to one link's merchant, so whoever
 * has the link may use it, with no control token; `?bar=0` takes the bar off the page, not these routes.
 */
export const barRoutes: FastifyPluginAsync<BarOptions> = async (app, { sandbox }) => {
  const barred = {
    '/checkout/:linkId': async (request: FastifyRequest, linkId: string): Promise<Barred> => {
      const context = await checkoutContextOf(sandbox, request, linkId)
      return { context, subject: orderSubject(context) }
    },
    '/checkout/payout/:linkId': async (request: FastifyRequest, linkId: string): Promise<Barred> => {
      const context = await payoutContextOf(sandbox, request, linkId)
      return { context, subject: payoutSubject(context) }
    },
  }
  for (const [path, at] of Object.entries(barred)) {
    app.post<OfLink>(`${path}/clock`, { onRequest: refuseCrossSiteForms }, async (request, reply) => {
      const {
        context: { to },
        subject: { merchantId, home },
      } = await at(request, request.params.linkId)
      const { move, back } = (request.body ?? {}) as { move?: unknown; back?: unknown }
      if (typeof move !== 'string' || !Object.hasOwn(MOVES, move)) throw new PageError(422, 'unreadable')
      const ms = MOVES[move as keyof typeof MOVES]
      if (ms === null) await sandbox.clocks.runUntilIdle(merchantId)
      else await sandbox.clocks.advance(merchantId, ms)
      const isHere = typeof back === 'string' && (back === home || back.startsWith(`${home}/payments/`))
      return reply.redirect(to(isHere ? back : home), 303)
    })

    app.get<OfLink & { Querystring: { after?: unknown; wait?: unknown } }>(
      `${path}/happenings`,
      async (request, reply) => {
        const { context, subject } = await at(request, request.params.linkId)
        const { words, zone } = context
        const after = Number(request.query.after) || 0
        const entries = await sandbox.waitUntil(
          subject.merchantId,
          Math.min(parseDuration(String(request.query.wait ?? '')) ?? 0, MAX_WAIT_MS),
          () => eventsOf(sandbox, subject, { after, limit: MAX_EVENTS }),
          (found) => found.length > 0,
          { orderReference: subject.orderReference, abandoned: onDisconnect(reply) },
        )
        reply.header('cache-control', 'no-store')
        const items = entries.map(({ at, ...entry }) => ({
          at: new Date(at).toISOString(),
          time: timeFor(words, at, zone, 'short'),
          text: withTimesIn(zone, words.happened(entry)),
        }))
        return { items, after: entries.at(-1)?.seq ?? after }
      },
    )

    app.get<OfLink & { Querystring: { name?: unknown } }>(`${path}/scenarios`, async (request) => {
      const { context, subject } = await at(request, request.params.linkId)
      const name = String(request.query.name ?? '')
      const scenario = sandbox.scenarios.find(name)
      if (scenario) {
        const explain = subject.isPayout ? explainForPayout : explainScenario
        return { title: scenario.title, explanation: explain(scenario) }
      }
      const meant = meantBy(sandbox.scenarios.list(), name).map((one) => one.name)
      return meant.length === 0 ? {} : { explanation: context.words.bar.didYouMean(meant.join(', ')) }
    })
  }
}
