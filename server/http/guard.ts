import { createHash, timingSafeEqual } from 'node:crypto'
import cookie from '@fastify/cookie'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { SandboxMistake } from '../errors.js'

/** Where the inspector keeps the token that it was opened with. */
const TOKEN_COOKIE = 'sandbox_token'

/**
 * Keeps strangers out of a scope: with a token set, every request must bring it; and no page of another
 * site may make a browser act here.
 */
export async function guard(app: FastifyInstance, controlToken: string | null) {
  await app.register(cookie)
  app.addHook('onRequest', async (request) => {
    if (isCrossSite(request)) {
      throw new SandboxMistake(
        'CROSS_SITE',
        'a page of another site sent this request',
        'use the control API from a program, or from a page of the sandbox itself',
      )
    }
    if (controlToken !== null && !tokensOf(request).some((given) => isSame(given, controlToken))) {
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

/**
 * Keeps the token that stands in the address of a page, so that whoever opened the inspector with it need
 * not carry it in every address. Returns whether the address had the right one.
 */
export function keepToken(request: FastifyRequest, reply: FastifyReply, controlToken: string): boolean {
  if (!tokensInQuery(request).some((given) => isSame(given, controlToken))) return false
  reply.setCookie(TOKEN_COOKIE, controlToken, { path: '/sandbox', httpOnly: true, sameSite: 'strict' })
  return true
}

function tokensOf(request: FastifyRequest): string[] {
  const { headers, cookies } = request
  const given = [headers.authorization?.replace(/^Bearer\s+/i, ''), cookies[TOKEN_COOKIE]]
  return [...given.filter((token) => token !== undefined), ...tokensInQuery(request)]
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
