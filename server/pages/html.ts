import type { FastifyReply } from 'fastify'
import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'

/** Sends a whole page. Whatever stands between its tags is escaped; no copy of it is kept anywhere. */
export function sendPage(reply: FastifyReply, page: VNode) {
  return reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(`<!doctype html>\n${renderToString(page)}`)
}
