import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
// For the types alone: the documents' words in a route's schema (summary, tags ...).
import type {} from '@fastify/swagger'
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify'
import { checkoutPlugin } from './checkout/plugin.js'
import { CONTROL_PREFIX, controlPlugin } from './control/plugin.js'
import { mistakeOf } from './errors.js'
import { gatewayPlugin } from './gateway/plugin.js'
import Fastify, { LogController } from './http/fastify.js'
import { knowAddress, PublicAddress, redirectToReachedAddress } from './http/public-address.js'
import { PLAIN_HEADERS, protectEverything } from './http/security-headers.js'
import { refuseUnknownHosts, type ServedHosts } from './http/served-hosts.js'
import { inspectorPlugin } from './inspector/plugin.js'
import { type MetricsOptions, metricsPlugin } from './metrics/plugin.js'
import { openapiPlugin } from './openapi/plugin.js'
import type { Sandbox } from './sandbox/sandbox.js'

export interface AppOptions {
  /** Where callers reach the server; the host that each asks for, when left out. */
  readonly publicAddress?: PublicAddress
  /**
   * Host names that are served beside those of this machine, IP addresses and that of the public address; `*.` before
   * one means every name below it.
   */
  readonly allowedHosts?: ServedHosts['allowedHosts'] | undefined
  /** Needed for the control API, the inspector and the event streams; null leaves them open. */
  readonly controlToken?: string | null | undefined
  readonly logger?: FastifyServerOptions['logger']
  /** The figures of `/metrics`, which is not there without them. */
  readonly metrics?: MetricsOptions['metrics']
}

/** A request line and its headers must arrive within this time. */
const REQUEST_TIMEOUT_MS = 30_000

/** Node takes no longer request line and headers than this. */
const MAX_URL_CHARACTERS = 16_384

/** Registers every door on a Fastify server. Never listens. */
export async function buildApp(sandbox: Sandbox, options: AppOptions = {}): Promise<FastifyInstance> {
  const { publicAddress = new PublicAddress(), controlToken = null, allowedHosts = [] } = options
  const app = Fastify({
    logger: options.logger ?? false,
    trustProxy: publicAddress.trusts,
    rewriteUrl: (request) => publicAddress.ownPath(request),
    // The sandbox keeps its own log of requests, with secrets hidden.
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Node would answer a request without Host by itself, with an empty body.
    http: { requireHostHeader: false },
    forceCloseConnections: true,
    // An order reference may be as long as a request line can carry.
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAX_URL_CHARACTERS },
    schemaController: { compilersFactory: OF_THE_DOORS },
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (error, _request, reply: FastifyReply) => {
      reply.code(400).headers(PLAIN_HEADERS).type(JSON_TYPE).send(unreadable(400, error.message))
    },
  })

  knowAddress(app, publicAddress)
  refuseUnknownHosts(app, { publicAddress, allowedHosts })
  app.setErrorHandler(answerMistake)
  await app.register(gatewayPlugin, { sandbox })
  // Without ClickPesa's door, whose answers have no other headers than ClickPesa's own.
  await app.register(async (rest) => {
    protectEverything(rest)
    redirectToReachedAddress(rest)
    await rest.register(checkoutPlugin, { sandbox })
    await rest.register(controlPlugin, { prefix: CONTROL_PREFIX, sandbox, publicAddress, controlToken })
    await rest.register(inspectorPlugin, { sandbox, controlToken })
    await rest.register(openapiPlugin, { sandbox, publicAddress, controlToken })
    if (options.metrics) await rest.register(metricsPlugin, { metrics: options.metrics, controlToken })
    rest.get('/healthz', async () => ({ status: 'ok' }))
    // A sandbox is opened before its doors are: what can be missing is the store.
    rest.get('/readyz', async () => {
      await sandbox.requireStore()
      return { status: 'ok' }
    })
  })
  return app
}

/**
 * Each door judges its input itself and sends its answers unchanged, so Fastify's own validator and
 * serialiser have no work here. Left in, they would coerce and drop fields, and be half of the start.
 */
const OF_THE_DOORS = {
  buildValidator: () => () => {
    throw new TypeError('this door has no validator of its own')
  },
  buildSerializer: () => () => (answer: unknown) => JSON.stringify(answer),
}

/** For what belongs to no door: the documents, and whether the sandbox is alive. */
function answerMistake(error: unknown, _request: FastifyRequest, reply: FastifyReply) {
  const mistake = mistakeOf(error)
  if (!mistake) throw error
  const { status, code, message, hint } = mistake
  return reply.code(status).send({ code, message, hint })
}

const JSON_TYPE = 'application/json; charset=utf-8'

/** Bytes that are not even HTTP get the gateway's shape too, as far as an answer is possible. */
function answerUnreadable(error: Error & { code?: string }, socket: Socket) {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const status = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400
  const reason = STATUS_CODES[status] ?? ''
  const body = unreadable(status, reason)
  const head = `content-type: ${JSON_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close`
  socket.end(`HTTP/1.1 ${status} ${reason}\r\n${head}\r\n\r\n${body}`)
}

function unreadable(status: number, message: string): string {
  return JSON.stringify({ statusCode: status, message, error: STATUS_CODES[status] })
}
