import type { AttemptResponse } from '../domain/delivery.js'

const NO_ROUTE = 'is there a route for POST at this address?'
const NO_LOGIN =
  'a webhook brings no login, session or CSRF token: take such guards off this route, and verify the checksum instead'
const BEHIND_A_PROXY = 'a proxy in front of the receiver could not reach it: is it running?'

const BY_STATUS: Readonly<Record<number, string>> = {
  401: NO_LOGIN,
  403: NO_LOGIN,
  404: NO_ROUTE,
  405: NO_ROUTE,
  407: 'a proxy on the way asks for a login',
  415: 'the receiver does not take Content-Type: application/json here',
  419: 'that is the CSRF protection of Laravel: list this route among its exceptions',
  426: 'the receiver wants another protocol: does it speak HTTPS?',
  502: BEHIND_A_PROXY,
  504: BEHIND_A_PROXY,
}

/** What an answer says of the address that it came from, and what to do; undefined where there is nothing to say. */
export function misuseIn({ status, headers, body }: AttemptResponse): string | undefined {
  if (status >= 300 && status < 400) {
    const { location } = headers
    return `redirects are not followed: give the address of the receiver itself${location ? `, as ${location.slice(0, 200)} may be` : ''}`
  }
  const known = BY_STATUS[status]
  if (known) return `answered ${status}: ${known}`
  // A browser page, the site root or a "thank you" page given as a receiver is a common slip. PHP, Express, Django and Flask
  // call any text HTML that nobody says otherwise of, so that its bytes must look like it.
  return headers['content-type']?.includes('text/html') && body.trimStart().startsWith('<')
    ? 'answered with an HTML page: is this the address of a receiver, or of a page for people?'
    : undefined
}
