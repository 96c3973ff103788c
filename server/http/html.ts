import type { FastifyReply } from 'fastify'
import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'

/** Sends the text of a page, or of a part of one; no copy of it is kept anywhere. */
export function sendText(reply: FastifyReply, text: string) {
  return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(text)
}

/** Sends a whole page. Whatever stands between its tags is escaped. */
export function sendPage(reply: FastifyReply, page: VNode) {
  return sendText(reply, `<!doctype html>\n${renderToString(page)}`)
}
