import type { FastifyReply } from 'fastify'
import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'

/** Sends the text of a page, or of a part of one; no copy of it is kept anywhere. */
export function sendText(reply: FastifyReply, text: string) {
  return reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(withPath(text, reply.request.reached.path))
}

/** What of our markup holds an address; what people wrote has no bare quotation marks in a page. */
const ADDRESSES =
  /(<[^<>]* (?:href|src|action|data-follow|data-live|data-explain|data-events)="|<meta [^<>]*content="\d+; url=)\/(?!\/)/g

/** The page with the path of a proxy before every address in it that begins at the root. */
function withPath(page: string, path: string): string {
  return path === '' ? page : page.replace(ADDRESSES, (_, before) => `${before}${path}/`)
}

/** Sends a whole page. Whatever stands between its tags is escaped. */
export function sendPage(reply: FastifyReply, page: VNode) {
  return sendText(reply, `<!doctype html>\n${renderToString(page)}`)
}
