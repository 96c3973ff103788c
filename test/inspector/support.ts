import type { FastifyInstance } from 'fastify'

/** Sends a form of the inspector, as a browser does. */
export function submit(app: FastifyInstance, url: string, fields: Record<string, string> = {}, headers = {}) {
  return app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(fields).toString(),
  })
}

/** The text of a page without its tags, for people. */
export function textOf(html: string): string {
  return html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')
}

export const HOSTILE = '<script>alert("x")</script>'
