import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { JsonObject } from '../domain/checksum.js'
import type { Dialect } from '../domain/dialect.js'
import type { Merchant } from '../domain/merchant.js'
import { Refusal } from '../errors.js'
import type { Sandbox } from '../sandbox/sandbox.js'
import type { Caller } from '../sandbox/tokens.js'
import type { Endpoint } from '../scenario/parts/faults.js'
import { BODY_LIMIT_BYTES, readJsonBody } from './json-body.js'
import { refusalBody } from './refusal-body.js'
import { requestEntry } from './request-log.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the ClickPesa door knows of a request. */
    gateway: GatewayRequest
  }
  interface FastifyContextConfig {
    /** The endpoint of the ClickPesa API that a route is; routes without one are unknown to ClickPesa. */
    endpoint?: Endpoint
  }
}

interface GatewayRequest {
  /** Whose the request seems to be, before anything is proved. */
  merchant: Merchant | null
  dialect: Dialect
  caller: Caller | null
  rawText: string
  orderReference: string | undefined
  refusal: Refusal | null
}

/**
 * Makes a Fastify scope speak as ClickPesa does: who is meant, who may call, what a body is, what a
 * refusal looks like, and that everything is written down. The order of the checks is: route, scripted
 * faults and rate limit, address, JSON, token; what comes after is up to the route. Only "the checksum
 * before the fields" has evidence; the rest of the order is assumed.
 */
export function speakAsGateway(app: FastifyInstance, sandbox: Sandbox) {
  app.decorateRequest('gateway')

  app.addHook('onRequest', async (request) => {
    const { headers } = request
    const { endpoint } = request.routeOptions.config
    const merchant = await sandbox.tokens.merchantBehind(
      single(headers['client-id']),
      headers.authorization,
      endpoint === 'generate-token',
    )
    request.gateway = {
      merchant,
      dialect: merchant?.dialect ?? sandbox.dialect,
      caller: null,
      rawText: '',
      orderReference: undefined,
      refusal: null,
    }
    if (!endpoint) throw noSuchRoute(request)
    if (merchant) await sandbox.gate.admit(merchant, endpoint, request.ip)
  })

  // Methods that no route can have (PROPFIND, PURGE ...) end here; the hook above has refused them by then.
  app.setNotFoundHandler(() => null)

  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT_BYTES },
    async (request: FastifyRequest, bytes: Buffer) => {
      request.gateway.rawText = bytes.toString('utf8')
      return readJsonBody(bytes, request.headers['content-type'])
    },
  )

  app.addHook('preValidation', async (request) => {
    const { merchant, dialect } = request.gateway
    if (merchant) sandbox.gate.requireApproval(merchant)
    if (request.routeOptions.config.endpoint === 'generate-token') return
    request.gateway.caller = await sandbox.tokens.check(request.headers.authorization, dialect)
  })

  // Values are judged by the routes, with the dialect at hand; the schemas are there for the documents.
  app.setValidatorCompiler(() => () => true)
  // What a route answers goes out as it is: a wrong answer must show, not be repaired by a serialiser.
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer))

  app.setErrorHandler((error, request, reply) => {
    const refusal = refusalFor(error, request)
    request.gateway.refusal = refusal
    return reply
      .code(refusal.status)
      .headers(refusal.headers)
      .send(refusalBody(refusal, request.gateway.dialect.errorEnvelope))
  })

  app.addHook('onSend', async (request, reply, payload) => {
    const answer = typeof payload === 'string' ? payload : ''
    await writeDown(sandbox, request, reply, answer)
    return payload
  })
}

/** The proven caller of a route behind the token check. */
export function callerOf(request: FastifyRequest): Caller {
  const { caller } = request.gateway
  if (!caller) throw new TypeError('this route is not behind the token check')
  return caller
}

/** The object that a request carried; an empty one when it carried nothing. */
export function bodyOf(request: FastifyRequest): JsonObject {
  return (request.body as JsonObject | undefined) ?? {}
}

/** A header's value, the first one when it came more than once. */
export function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header
}

async function writeDown(sandbox: Sandbox, request: FastifyRequest, reply: FastifyReply, answer: string) {
  const { gateway } = request
  if (!gateway) return
  const entry = requestEntry(request, reply, answer, gateway.refusal)
  // The first token of a new test merchant opens that merchant: it is known now.
  const merchant =
    gateway.merchant ??
    (await sandbox.tokens.merchantBehind(single(request.headers['client-id']), undefined, true))
  try {
    await sandbox.requests.write(entry, merchant?.id)
  } catch (error) {
    // The merchant may have been deleted or reset while the request was on its way.
    request.log.warn(error, 'the request could not be written down')
  }
}

function refusalFor(error: unknown, request: FastifyRequest): Refusal {
  if (error instanceof Refusal) return error
  const { code, statusCode, message } = error as { code?: string; statusCode?: number; message?: string }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new Refusal('BODY_TOO_LARGE', `the body is larger than ${BODY_LIMIT_BYTES} bytes`)
  }
  if (statusCode && statusCode < 500)
    return new Refusal('BAD_REQUEST', message ?? 'the request cannot be read')
  request.log.error(error)
  return new Refusal('INTERNAL', `a fault in the sandbox: ${message ?? String(error)}`)
}

/** Paths that integrators try, and what they are looking for. */
const WRONG_PATHS: readonly [pattern: RegExp, right: string][] = [
  [/^\/third-parties\/third-parties/, 'the base address has /third-parties in it already; it must come once'],
  [/token|auth/i, 'tokens come from POST /third-parties/generate-token'],
  [/webshop/i, 'the webshop endpoint is gone; use POST /third-parties/checkout-link/generate-checkout-url'],
  [/checkout/i, 'links come from POST /third-parties/checkout-link/generate-checkout-url'],
  [/pay/i, 'payments are queried with GET /third-parties/payments/{orderReference}'],
]

function noSuchRoute({ method, url }: FastifyRequest): Refusal {
  const path = url.split('?')[0] ?? url
  const hint = WRONG_PATHS.find(([pattern]) => pattern.test(path))?.[1]
  const explanation = `the sandbox has no ${method} ${path.slice(0, 200)}${hint ? `; ${hint}` : ''}`
  return new Refusal('NO_SUCH_ROUTE', explanation, { values: { method, path: url.slice(0, 2048) } })
}
