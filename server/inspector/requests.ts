import type { FastifyPluginAsync } from 'fastify'
import type { RequestEntry } from '../domain/journal.js'
import { SandboxMistake } from '../errors.js'
import { packageVersion } from '../package-root.js'
import { harOf } from './har.js'
import { type Asked, askedIn, numberIn, olderThan, pageOf } from './listing.js'
import { merchantContextOf } from './merchant-context.js'
import type { InspectorOptions } from './options.js'
import { RequestPage } from './pages/request-page.js'
import { RequestsPage } from './pages/requests-page.js'
import { showPage } from './show-page.js'

/** The log of calls: the list, each call, and everything as a HAR file. */
export const requestRoutes: FastifyPluginAsync<InspectorOptions> = async (app, { sandbox, publicUrl }) => {
  const { store } = sandbox.engine

  app.get<{ Params: { id: string } }>('/sandbox/merchants/:id/requests', async ({ params, query }, reply) => {
    const context = await merchantContextOf(sandbox, params.id)
    const asked = askedIn(query)
    const before = numberIn(asked.before) ?? Number.POSITIVE_INFINITY
    const all = await store.entries('requests', context.merchant.id, { newestFirst: true })
    const page = pageOf(
      all.filter((entry) => entry.seq < before && passes(entry, asked)),
      ({ seq }) => seq,
    )
    const more = olderThan(`${context.home}/requests`, asked, page.before)
    return showPage(reply, RequestsPage({ context, asked, rows: page.shown, more }))
  })

  app.get<{ Params: { id: string } }>('/sandbox/merchants/:id/requests.har', async ({ params }, reply) => {
    const { merchant } = await merchantContextOf(sandbox, params.id)
    const requests = await store.entries('requests', merchant.id)
    return reply
      .type('application/json; charset=utf-8')
      .header('content-disposition', `attachment; filename="${merchant.id}.har"`)
      .header('cache-control', 'no-store')
      .send(JSON.stringify(harOf(requests, publicUrl(), packageVersion), null, 2))
  })

  app.get<{ Params: { id: string; seq: string } }>(
    '/sandbox/merchants/:id/requests/:seq',
    async ({ params }, reply) => {
      const context = await merchantContextOf(sandbox, params.id)
      const seq = numberIn(params.seq)
      const [entry] =
        seq === undefined ? [] : await store.entries('requests', context.merchant.id, { where: { seq } })
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
        (await sandbox.links.findByReference(context.merchant.id, orderReference)) !== null
      return showPage(reply, RequestPage({ context, url: publicUrl(), entry, hasOrder }))
    },
  )
}

function passes(entry: RequestEntry, { q, answer }: Asked): boolean {
  const { status, refusal, fault, findings, method, path, body } = entry
  if (answer === 'accepted' && (status < 200 || status > 299)) return false
  if (answer === 'refused' && !refusal) return false
  if (answer === 'faulted' && !fault) return false
  if (answer === 'findings' && !findings) return false
  if (!q) return true
  const text = [
    `${method} ${path}`,
    body,
    refusal?.code,
    refusal?.explanation,
    fault?.explanation,
    ...(findings ?? []).map(({ code, text }) => `${code} ${text}`),
  ]
  return text.join('\n').toLowerCase().includes(q.toLowerCase())
}
