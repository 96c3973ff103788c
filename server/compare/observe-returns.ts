import type { Observer } from './observation.js'
import { observation } from './observation.js'

/** How browsers came back to the shop. */
export const observeReturns: Observer = function* ({ returns }) {
  for (const redirect of returns) {
    const { status, url } = redirect
    if (status === 302 || status === 303) {
      yield observation('redirectStatusCode', status, redirect, `a redirect with ${status}`)
    }
    const query = URL.canParse(url) ? new URL(url).searchParams : new URLSearchParams()
    const params = query.has('status') ? 'full' : query.has('orderReference') ? 'referenceOnly' : 'none'
    yield observation(
      'redirectParams',
      params,
      redirect,
      `a return with ${[...query.keys()].join(', ') || 'no parameters'}`,
    )
    if (query.get('status') === 'FAILED') {
      yield observation('redirectOnFailure', 'redirect', redirect, 'a return after a failure')
    }
  }
}
