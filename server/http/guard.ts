import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { SandboxMistake } from '../errors.js'

/** Where the inspector keeps the token that it was opened with. */
export const TOKEN_COOKIE = 'sandbox_token'

/**
 * Keeps strangers out of a scope: with a token set, every request must bring it; and no page of another
 * site may make a browser act here.
 */
export function guard(app: FastifyInstance, controlToken: string | null) {
  app.addHook('onRequest', async (request) => {
    if (isCrossSite(request)) {
      throw new SandboxMistake(
        'CROSS_SITE',
        'a page of another site sent this request',
        'use the control API from a program, or from a page of the sandbox itself',
      )
    }
    if (controlToken !== null && !tokensOf(request).some((given) => same(given, controlToken))) {
      throw new SandboxMistake(
        'CONTROL_TOKEN_REQUIRED',
        'this sandbox can be reached from other machines, so it asks for its control token',
        'send it as Authorization: Bearer TOKEN, or open the inspector with ?token=TOKEN; the start message shows it',
      )
    }
  })
}

/** Whether a browser says that a page of another site is behind a request that changes something. */
export function isCrossSite({ method, headers }: FastifyRequest): boolean {
  if (method === 'GET' || method === 'HEAD') return false
  // What a browser vouches for holds even behind a proxy that changes the host.
  const site = headers['sec-fetch-site']
  if (site === 'cross-site' || site === 'same-origin') return site === 'cross-site'
  const { origin, host } = headers
  if (typeof origin !== 'string') return false
  return !URL.canParse(origin) || new URL(origin).host !== host
}

function tokensOf(request: FastifyRequest): string[] {
  const { authorization, cookie } = request.headers
  const query = request.query as Record<string, unknown>
  const fromCookie = cookie?.match(new RegExp(`(?:^|;\\s*)${TOKEN_COOKIE}=([^;]*)`))?.[1]
  return [authorization?.replace(/^Bearer\s+/i, ''), fromCookie, query.token].filter(
    (token): token is string => typeof token === 'string',
  )
}

function same(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
