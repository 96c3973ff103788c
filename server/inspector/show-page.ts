import type { FastifyReply } from 'fastify'
import { h, type VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { otherZone, zoneOf } from '../http/chosen-zone.js'
import { sendText } from '../http/html.js'
import { type Refresh, RefreshContext } from './pages/live.js'
import { ZoneContext } from './pages/zone.js'

/** Sends a page of the inspector; to a browser that has it open already, only what is new on it. */
export function showPage(reply: FastifyReply, page: VNode) {
  const { request } = reply
  const { 'x-shown': shown } = request.headers
  const zone = { zone: zoneOf(request), other: otherZone(request) }
  const zoned = h(ZoneContext.Provider, { value: zone }, page)
  if (typeof shown !== 'string') return sendText(reply, `<!doctype html>\n${renderToString(zoned)}`)
  const refresh: Refresh = { shown: new Set(shown.split(' ')), news: [] }
  renderToString(h(RefreshContext.Provider, { value: refresh }, zoned))
  return sendText(reply, refresh.news.join('\n'))
}
