import { createHash, timingSafeEqual } from 'node:crypto'
import cookie from '@fastify/cookie'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { SandboxMistake } from '../errors.js'
import { isCrossSite } from './cross-site.js'
import { signOfForwarding } from './forwarded.js'

/** Where the inspector keeps the token that it was opened with. */
const TOKEN_COOKIE = 'sandbox_token'

interface GuardOptions {
  /** Null where only this machine reaches the sandbox. What comes from elsewhere all the same is then refused. */
  readonly controlToken: string | null
  /** Where links of other sites may lead. */
  readonly links: 'pages' | 'nothing'
}

/**
 * Keeps strangers out of a scope: with a token set, every request must bring it; and no page of another
 * site may make a browser act or look here.
 */
export async function guard(app: FastifyInstance, { controlToken, links }: GuardOptions) {
  await app.register(cookie)
  app.addHook('onRequest', async (request, reply) => {
    if (isCrossSite(request, links)) {
      throw new SandboxMistake(
        'CROSS_SITE',
        'a page of another site sent this request',
        'use the control API from a program, or from a page of the sandbox itself',
      )
    }
    if (controlToken === null) {
      const sign = signOfForwarding(request)
      if (sign === null) return
      throw new SandboxMistake(
        'CONTROL_TOKEN_REQUIRED',
        `this request did not come straight from this machine, as ${sign} shows, and this sandbox has no control token`,
        'start it with --control-token TOKEN, or with the --public-url at which others reach it, and a token is made up',
      )
    }
    if (links === 'pages' && request.method === 'GET' && signIn(request, reply, controlToken)) return reply
    if (!tokensOf(request).some((given) => isSame(given, controlToken))) {
      throw new SandboxMistake(
        'CONTROL_TOKEN_REQUIRED',
        'this sandbox can be reached from other machines, so it asks for its control token',
        'send it as Authorization: Bearer TOKEN, or open the inspector with ?token=TOKEN; the start message shows it',
      )
    }
  })
}

/**
 * Lets a browser in by the token in the address of a page: it is kept in a cookie, and the browser sent on to the
 * address without it, which is the one that stands in histories, logs and links. Returns whether that was done.
 */
function signIn(request: FastifyRequest, reply: FastifyReply, controlToken: string): boolean {
  if (!tokensInQuery(request).some((given) => isSame(given, controlToken))) return false
  // `lax`: who follows a link to a page from a chat or a report is let in as well, and pages change nothing.
  const path = `${request.reached.path}/sandbox`
  reply.setCookie(TOKEN_COOKIE, controlToken, { path, httpOnly: true, sameSite: 'lax' })
  reply.redirect(withoutToken(request.url), 303)
  return true
}

/** The same address, with the rest of what it asks for. */
function withoutToken(url: string): string {
  const { pathname, searchParams } = new URL(url, 'http://sandbox')
  searchParams.delete('token')
  return searchParams.size === 0 ? pathname : `${pathname}?${searchParams}`
}

function tokensOf(request: FastifyRequest): string[] {
  const bearer = request.headers.authorization?.replace(/^Bearer\s+/i, '')
  return [...(bearer === undefined ? [] : [bearer]), ...tokensInCookies(request), ...tokensInQuery(request)]
}

/**
 * What all cookies of the name hold. Another port of this machine, or a site beside this one, can give a browser one of the
 * same name that is sent before ours; it must not lock out who has the right one.
 */
function tokensInCookies({ headers, server }: FastifyRequest): string[] {
  return (headers.cookie ?? '')
    .split(';')
    .map((pair) => server.parseCookie(pair)[TOKEN_COOKIE])
    .filter((token) => token !== undefined)
}

/** A plus sign that somebody types into an address is read as a space, which no token has. */
function tokensInQuery(request: FastifyRequest): string[] {
  const { token } = request.query as { readonly token?: unknown }
  return typeof token === 'string' ? [token, token.replaceAll(' ', '+')] : []
}

/** Takes as long for any two texts, whatever they have in common and however long they are. */
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(digestOf(given), digestOf(expected))
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
