import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type EndpointId, endpointOf } from '../../contracts/endpoints.js'
import type { JsonObject } from '../domain/checksum.js'
import { traceContextIn } from '../domain/trace-context.js'
import { Refusal, SandboxMistake } from '../errors.js'
import { STATUS_CODES } from '../http/node-http.js'
import { type FaultSource, heldByHand } from '../sandbox/faults.js'
import { isGuarded } from '../sandbox/gate.js'
import type { Hold } from '../sandbox/held-responses.js'
import type { Sandbox } from '../sandbox/sandbox.js'
import type { SelfCheck } from '../sandbox/self-check.js'
import { single } from './call.js'
import { injectFault, type Sent, untilReleased } from './fault-injection.js'
import { FINDINGS_HEADER, findingsHeader } from './findings/header.js'
import { inUtf8 } from './in-utf8.js'
import { inflated } from './inflated.js'
import { BODY_LIMIT_BYTES, readJsonObject } from './json-body.js'
import { refusalBody } from './refusal-body.js'
import { requestEntry } from './request-log.js'
import { findingsOf } from './strict.js'
import { noSuchRoute } from './unknown-path.js'

/**
 * Makes a Fastify scope speak as ClickPesa does: who is meant, who may call, what a body is, what a
 * refusal looks like, and that everything is written down. The order of the checks is: route, rate limit,
 * address, JSON, scripted faults, token; what comes after is up to the route. Only "the checksum before
 * the fields" has evidence; the rest of the order is assumed. Faults come after the body because some
 * belong to an order, which a link request names there.
 */
export function registerPipeline(app: FastifyInstance, sandbox: Sandbox) {
  app.decorateRequest('gateway')

  app.addHook('onRequest', async (request) => {
    const { headers } = request
    // Fastify puts the options of a route together anew for each who asks.
    const { url, config } = request.routeOptions
    const endpoint = config.endpoint ?? null
    const { trace, span } = traced(sandbox, request, endpoint && url)
    request.gateway = {
      endpoint,
      named: null,
      merchant: null,
      dialect: sandbox.dialect,
      caller: null,
      rawText: '',
      orderReference: undefined,
      refusal: null,
      findings: null,
      fault: null,
      faultSources: NONE,
      trace,
      span,
    }
    const named = await sandbox.tokens.callerNamed(
      single(headers['client-id']),
      headers.authorization,
      asksForToken(endpoint),
    )
    const merchant = named?.merchant ?? null
    if (named) {
      request.gateway.named = named
      request.gateway.merchant = merchant
      request.gateway.dialect = named.merchant.dialect
    }
    // What has a body is refused once that is read: the log has it then.
    if (!endpoint && (request.is404 || !hasBody(request))) throw noSuchRoute(request.method, request.url)
    if (endpoint && merchant && isGuarded(merchant)) await sandbox.gate.admit(merchant, request.ip)
  })

  // Methods that no route can have (PROPFIND, PURGE ...) end here; the hook above has refused them by then.
  app.setNotFoundHandler(() => null)

  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT_BYTES },
    (request: FastifyRequest, sent: Buffer, done) => {
      const encoding = request.headers['content-encoding']
      if (encoding !== undefined) return inflated(sent, encoding).then((bytes) => readBody(request, bytes))
      // Nearly every body comes as it is, and is not waited for.
      let body: JsonObject
      try {
        body = readBody(request, sent)
      } catch (error) {
        return done(error as Error)
      }
      return done(null, body)
    },
  )

  // Reading a body loses sight of the span, so it begins here to be what is running.
  if (sandbox.tracer) {
    app.addHook('preValidation', ({ gateway: { span } }, _reply, done) => (span ? span.run(done) : done()))
    app.addHook('onResponse', endSpan)
  }

  app.addHook('preValidation', async (request, reply) => {
    const { gateway, headers } = request
    const { endpoint, named, merchant, dialect } = gateway
    if (!endpoint) throw noSuchRoute(request.method, request.url)
    const orderReference = orderReferenceIn(request)
    gateway.orderReference = orderReference
    if (merchant) {
      const hold = sandbox.heldResponses.take(merchant.id, { endpoint, orderReference })
      const scenario = single(headers['x-sandbox-scenario'])
      const call = { endpoint, orderReference, scenario }
      gateway.faultSources = await sandbox.faults.sourcesFor(merchant, call)
      const isAffected = hold !== null || mayMeetFault(gateway)
      if (isAffected && (await isStopped(sandbox, request, { hold, behindToken: false })))
        return reply.send('')
      sandbox.gate.requireApproval(merchant)
    }
    if (asksForToken(endpoint)) return
    gateway.caller = await sandbox.tokens.check(headers.authorization, dialect, named)
    const unheld = { hold: null, behindToken: true }
    if (mayMeetFault(gateway) && (await isStopped(sandbox, request, unheld))) return reply.send('')
  })

  // Values are judged by the routes, with the dialect at hand; the schemas are there for the documents.
  app.setValidatorCompiler(() => () => true)
  // What a route answers goes out as it is: a wrong answer must show, not be repaired by a serialiser.
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer))

  app.setErrorHandler((error, request, reply) => {
    // Nothing that ClickPesa says: the request is not meant for this server.
    if (error instanceof SandboxMistake && error.code === 'HOST_NOT_SERVED')
      return reply.code(error.status).send(refusalOf(error))
    const isUnknown = !request.is404 && !request.gateway.endpoint
    const found = refusalFor(error, request)
    const refusal = isUnknown && found.status < 500 ? noSuchRoute(request.method, request.url) : found
    request.gateway.refusal = refusal
    return reply
      .code(refusal.status)
      .headers(refusal.headers)
      .send(refusalBody(refusal, request.gateway.dialect.errorEnvelope))
  })

  app.addHook('onSend', async (request, reply, payload) => {
    const answer = typeof payload === 'string' ? payload : ''
    const { endpoint, fault, merchant } = request.gateway ?? {}
    const findings = findingsOf(request)
    if (findings.length > 0) reply.header(FINDINGS_HEADER, findingsHeader(findings))
    if (!fault || !merchant || !endpoint) {
      const sent = { status: reply.statusCode, text: answer }
      if (request.gateway && sandbox.selfCheck)
        await checkOwnAnswer(sandbox, sandbox.selfCheck, request, sent)
      await writeDown(sandbox, request, reply, sent)
      return payload
    }
    const { heldResponses } = sandbox
    const write = (sent: Sent, explanation: string) =>
      writeDown(
        sandbox,
        request,
        reply,
        sent,
        fault.scenario === null ? undefined : { scenario: fault.scenario, explanation },
      )
    const call = { endpoint, orderReference: request.gateway.orderReference ?? null }
    const text = await injectFault(
      { fault, merchant, heldResponses, call, writeDown: write },
      request,
      reply,
      answer,
    )
    // Without a text the connection has been dealt with. Fastify has no word for that, and goes on when this
    // hook ends; so it does not. A promise that nobody can resolve keeps nothing alive.
    return text ?? new Promise<never>(() => {})
  })
}

/** Whether what a call is about is a token, so that it brings none. */
function asksForToken(endpoint: EndpointId | null): boolean {
  return endpoint !== null && !endpointOf(endpoint).needsToken
}

/**
 * The trace that a call belongs to, with what is reported of the call itself: `route` is the path of its endpoint. Callers that
 * name none are passed nothing on.
 */
function traced(
  { tracer }: Sandbox,
  { headers, method, url }: FastifyRequest,
  route: string | null | undefined,
) {
  const asked = traceContextIn(headers)
  const span =
    tracer?.begin({
      name: route ? `${method} ${route}` : method,
      kind: 'server',
      parent: asked,
      attributes: {
        'http.request.method': method,
        'url.path': url.split('?', 1)[0] ?? '',
        ...(route ? { 'http.route': route } : {}),
      },
    }) ?? null
  return { trace: asked && (span?.context ?? asked), span }
}

async function endSpan({ gateway }: FastifyRequest, { statusCode }: FastifyReply) {
  const { span, merchant, orderReference, refusal } = gateway
  span?.end({
    failed: statusCode >= 500,
    attributes: {
      'http.response.status_code': statusCode,
      ...(merchant ? { 'clickpesa.merchant': merchant.id } : {}),
      ...(orderReference ? { 'clickpesa.order_reference': orderReference } : {}),
      ...(refusal ? { 'clickpesa.refusal': refusal.code } : {}),
    },
  })
}

/** The body that came with a request, which is noted as it was written. */
function readBody(request: FastifyRequest, plain: Buffer): JsonObject {
  const contentType = request.headers['content-type']
  const bytes = inUtf8(plain, contentType)
  const text = bytes.toString('utf8')
  request.gateway.rawText = text
  if (!request.gateway.endpoint) return {}
  return readJsonObject(bytes, text, contentType, listFieldOf(request))
}

/** The field that a bare list stands for, in a bulk creation of control numbers; null where a list is refused. */
function listFieldOf({ gateway: { endpoint, dialect } }: FastifyRequest): string | null {
  const isBulk = endpoint === 'create-order-control-numbers' || endpoint === 'create-customer-control-numbers'
  return isBulk && dialect.bulkBillPayBody === 'objectOrArray' ? 'controlNumbers' : null
}

/**
 * Finds the fault that a call meets, and says whether it ends here: its work is not to be done. A call that is held
 * before its work waits here.
 */
async function isStopped(
  sandbox: Sandbox,
  request: FastifyRequest,
  { hold, behindToken }: { readonly hold: Hold | null; readonly behindToken: boolean },
): Promise<boolean> {
  const { gateway } = request
  const { endpoint, merchant, orderReference } = gateway
  if (!endpoint || !merchant || gateway.fault) return false
  const { heldResponses } = sandbox
  const fault = hold
    ? heldByHand(hold)
    : await sandbox.faults.next(merchant, endpoint, gateway.faultSources, behindToken)
  gateway.fault = fault
  if (!fault || fault.fault.workDone) return false
  const { answer } = fault.fault
  if (answer.kind === 'refusal' && answer.endsTokens && gateway.caller)
    await sandbox.tokens.end(gateway.caller, `the scenario ${fault.scenario} wants it`)
  if (answer.kind !== 'held') return true
  const call = { endpoint, orderReference: orderReference ?? null }
  const isReleased = await untilReleased({ fault, merchant, heldResponses, call }, request)
  gateway.fault = { ...fault, isReleased }
  return !isReleased
}

const NONE: readonly FaultSource[] = []

/** Whether any scenario of a call has faults at all: most have none, and cost no more than this question. */
function mayMeetFault({ faultSources }: FastifyRequest['gateway']): boolean {
  return faultSources.some(({ scenario }) => scenario.faults.length > 0)
}

/** At most this much of an order reference is kept, and compared with what scenarios look for. */
const MAX_REFERENCE_LENGTH = 100

/** The order that a call is about: from its path, or from what it sends. */
function orderReferenceIn({ params, body }: FastifyRequest): string | undefined {
  const fromPath = (params as Partial<Record<string, unknown>> | undefined)?.orderReference
  const sent = body as JsonObject | undefined
  const reference = fromPath ?? sent?.orderReference ?? sent?.billReference
  return typeof reference === 'string' ? reference.slice(0, MAX_REFERENCE_LENGTH) : undefined
}

async function writeDown(
  sandbox: Sandbox,
  request: FastifyRequest,
  reply: FastifyReply,
  sent: Sent,
  fault?: { readonly scenario: string; readonly explanation: string },
) {
  const { gateway } = request
  if (!gateway) return
  const entry = requestEntry(request, reply, sent, fault)
  try {
    // The first token of a new test merchant opens that merchant: it is known now.
    const merchant =
      gateway.merchant ??
      (await sandbox.tokens.callerNamed(single(request.headers['client-id']), undefined, true))?.merchant
    const { endpoint } = gateway
    await sandbox.requests.write(entry, {
      merchantId: merchant?.id,
      isProven: isProven(request),
      endpoint,
    })
  } catch (error) {
    // The merchant may have been deleted or reset while the request was on its way, or the store may be away.
    request.log.warn(error, 'the request could not be written down')
  }
}

/** Whether a token or an API key has shown that the call comes from its merchant. */
function isProven({ gateway: { endpoint, caller, refusal } }: FastifyRequest): boolean {
  return caller !== null || (asksForToken(endpoint) && refusal === null)
}

/** Reports an answer that its own schema does not allow. HEAD is answered without a body. */
async function checkOwnAnswer(
  sandbox: Sandbox,
  selfCheck: SelfCheck,
  request: FastifyRequest,
  { status, text }: Sent,
) {
  const { endpoint, merchant, dialect } = request.gateway
  if (request.method === 'HEAD') return
  const misfit = selfCheck.answer({ endpoint: endpoint ?? undefined, status, text }, dialect)
  if (misfit && merchant) await sandbox.noteFailedCheck(merchant.id, misfit)
}

function refusalFor(error: unknown, request: FastifyRequest): Refusal {
  if (error instanceof Refusal) return error
  if (error instanceof SandboxMistake && error.code === 'SANDBOX_FULL') {
    return new Refusal('INTERNAL', `${error.message}: ${error.hint}`)
  }
  const { code, statusCode, message } = error as { code?: string; statusCode?: number; message?: string }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new Refusal('BODY_TOO_LARGE', `the body is larger than ${BODY_LIMIT_BYTES} bytes`)
  }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    const type = JSON.stringify(request.headers['content-type'] ?? '')
    return new Refusal(
      'MALFORMED_JSON',
      `the body came with a Content-Type that is none (${type}); send Content-Type: application/json`,
    )
  }
  if (statusCode && statusCode < 500)
    return new Refusal('BAD_REQUEST', message ?? 'the request cannot be read')
  request.log.error(error)
  return new Refusal('INTERNAL', `a fault in the sandbox: ${message ?? String(error)}`)
}

function refusalOf({ status, message, hint }: SandboxMistake): Record<string, unknown> {
  return { statusCode: status, message: `${message}; ${hint}`, error: STATUS_CODES[status] }
}

/** Whether a body comes with a request, of a method whose body is read. */
function hasBody({ method, headers }: FastifyRequest): boolean {
  if (method === 'GET' || method === 'HEAD') return false
  return 'transfer-encoding' in headers || Number(headers['content-length'] ?? 0) > 0
}
