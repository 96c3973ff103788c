import type { FastifyReply } from 'fastify'
import { h, type VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { sendPage, sendText } from '../http/html.js'
import { type Refresh, RefreshContext } from './pages/live.js'

/** Sends a page of the inspector; to a browser that has it open already, only what is new on it. */
export function showPage(reply: FastifyReply, page: VNode) {
  const { 'x-shown': shown } = reply.request.headers
  if (typeof shown !== 'string') return sendPage(reply, page)
  const refresh: Refresh = { shown: new Set(shown.split(' ')), news: [] }
  renderToString(h(RefreshContext.Provider, { value: refresh }, page))
  return sendText(reply, refresh.news.join('\n'))
}
