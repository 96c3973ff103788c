import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { secretsBeside } from '../checksum-diagnosis/known-secrets.js'
import { SandboxMistake } from '../errors.js'
import type { PublicAddresses } from '../lib/public-addresses.js'
import { packageVersion } from '../package-root.js'
import { LOG_LIMITS } from '../sandbox/queries.js'
import { compareTexts } from './checksum-comparison.js'
import { harOf } from './har.js'
import { askedIn, cursorIn, neighboursOf, numberIn } from './listing.js'
import { merchantContextOf } from './merchant-context.js'
import type { InspectorOptions } from './options.js'
import { RequestPage } from './pages/request-page.js'
import { RequestsPage } from './pages/requests-page.js'
import { showPage } from './show-page.js'

interface OfRequest {
  readonly Params: { readonly id: string; readonly seq: string }
}

/** The log of calls: the list, each call, and everything as a HAR file. */
export const requestRoutes: FastifyPluginAsync<InspectorOptions> = async (app, { sandbox }) => {
  const { queries } = sandbox

  app.get<{ Params: { id: string } }>('/sandbox/merchants/:id/requests', async ({ params, query }, reply) => {
    const context = await merchantContextOf(sandbox, params.id)
    const asked = askedIn(query)
    const filter = { search: asked.q, answer: asked.answer }
    const found = await queries.requests(context.merchant.id, filter, cursorIn(asked))
    const next = neighboursOf(`${context.home}/requests`, asked, found)
    return showPage(reply, RequestsPage({ context, asked, rows: found.items.toReversed(), next }))
  })

  app.get<{ Params: { id: string } }>(
    '/sandbox/merchants/:id/requests.har',
    async ({ params, reached }, reply) => {
      const { merchant } = await merchantContextOf(sandbox, params.id)
      const { items: requests } = await queries.requests(merchant.id, {}, { limit: LOG_LIMITS.requests })
      return reply
        .type('application/json; charset=utf-8')
        .header('content-disposition', `attachment; filename="${merchant.id}.har"`)
        .header('cache-control', 'no-store')
        .send(JSON.stringify(harOf(requests, reached.url, packageVersion), null, 2))
    },
  )

  app.get<OfRequest>('/sandbox/merchants/:id/requests/:seq', async (request, reply) =>
    sendRequest(reply, request.params, request.reached),
  )

  // The same address as the page's: nothing is changed, and the text is too long for an address.
  app.post<OfRequest>('/sandbox/merchants/:id/requests/:seq', async (request, reply) =>
    sendRequest(reply, request.params, request.reached, ownTextIn(request.body)),
  )

  async function sendRequest(
    reply: FastifyReply,
    params: OfRequest['Params'],
    reached: PublicAddresses,
    ownText?: string,
  ) {
    const context = await merchantContextOf(sandbox, params.id)
    const seq = numberIn(params.seq)
    const entry = seq === undefined ? undefined : await queries.request(context.merchant.id, seq)
    if (!entry) {
      throw new SandboxMistake(
        'ROUTE_NOT_FOUND',
        `the log has no request ${params.seq}; it keeps the latest thousand`,
        'they are listed under Requests',
      )
    }
    const { orderReference } = entry
    const hasOrder =
      orderReference !== undefined &&
      (await sandbox.orders.findByReference(context.merchant.id, orderReference)) !== null
    const details = await queries.merchant(context.merchant.id)
    const { checksumDefaultMethod } = context.merchant.dialect
    const secrets = details ? secretsBeside(details) : []
    const comparison = compareTexts(entry, checksumDefaultMethod, secrets, ownText)
    return showPage(reply, RequestPage({ context, url: reached.url, entry, hasOrder, comparison }))
  }
}

/** The text that a form carries, with the line breaks that its sender had: browsers send others. */
function ownTextIn(body: unknown): string {
  const { text = '' } = (body ?? {}) as { readonly text?: string | string[] }
  return String(text).replaceAll('\r\n', '\n')
}
