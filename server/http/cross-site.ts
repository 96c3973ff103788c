import type { FastifyRequest } from 'fastify'

/** Whether a browser says that a page of another site is behind a request that changes something. */
export function isCrossSiteChange(request: FastifyRequest): boolean {
  return !isRead(request) && isFromOtherSite(request)
}

/**
 * Whether a browser says that a page of another origin is behind a request. Such a page can read no answer, but it
 * can have it run, shown, timed or counted. A person who follows a link is let in `where` links lead to pages.
 */
export function isCrossSite(request: FastifyRequest, links: 'pages' | 'nothing'): boolean {
  if (!isRead(request)) return isFromOtherSite(request)
  const site = request.headers['sec-fetch-site']
  if (site === undefined) return isFromOtherOrigin(request)
  // `none`: a person typed the address, or has it among the bookmarks.
  if (site === 'same-origin' || site === 'none') return false
  return links === 'nothing' || !isNavigation(request)
}

function isRead({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD'
}

/** A window goes to another page. In a frame or a picture, the page around it would remain. */
function isNavigation({ method, headers }: FastifyRequest): boolean {
  return (
    method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
  )
}

function isFromOtherSite(request: FastifyRequest): boolean {
  // What a browser vouches for holds even behind a proxy that changes the host.
  const site = request.headers['sec-fetch-site']
  if (site === 'cross-site' || site === 'same-origin') return site === 'cross-site'
  return isFromOtherOrigin(request)
}

/** A proxy may have put another host in place of the one that the browser asked for, which is the public one. */
function isFromOtherOrigin({ headers: { origin, host }, reached }: FastifyRequest): boolean {
  if (typeof origin !== 'string') return false
  if (!URL.canParse(origin)) return true
  return new URL(origin).host !== host && new URL(origin).origin !== reached.origin
}
