import type { ServerOptions as HttpOptions, Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
// For the types alone: the documents' words in a route's schema (summary, tags ...).
import type {} from '@fastify/swagger'
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify'
import { CONTROL_PREFIX } from './control/prefix.js'
import { mistakeOf, SandboxMistake } from './errors.js'
import { gatewayPlugin, unknownRoutesPlugin } from './gateway/plugin.js'
import { newServer, type ServerOptions } from './http/fastify.js'
import { STATUS_CODES } from './http/node-http.js'
import { type Door, isAt, pathOf, plugWhenAsked } from './http/plug-when-asked.js'
import { knowAddress, PublicAddress, redirectToReachedAddress } from './http/public-address.js'
import { firstUnreadable, withReadablePath } from './http/readable-path.js'
import { PLAIN_HEADERS, protectEverything } from './http/security-headers.js'
import { refuseUnknownHosts, type ServedHosts } from './http/served-hosts.js'
import type { MetricsOptions } from './metrics/plugin.js'
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
  /** Serves HTTPS with this certificate, and the authority's own at `/sandbox/ca.pem`. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly authority: string } | undefined
  /**
   * How long a request line with its headers, and a TLS handshake, may take to arrive; 30 s when left out. A whole request may
   * take twice as long.
   */
  readonly requestTimeoutMs?: number
  /** How long a client may read nothing of an answer that is sent to it; a minute when left out. */
  readonly readTimeoutMs?: number
  /** The file in which a check leaves its report, for the inspector to show. */
  readonly checkReport?: string | null | undefined
  /** Whether it serves for a moment more and then ends, so that load balancers are to look elsewhere. */
  readonly isStopping?: () => boolean
  /** The figures of `/metrics`, which is not there without them. */
  readonly metrics?: MetricsOptions['metrics']
}

const REQUEST_TIMEOUT_MS = 30_000
const READ_TIMEOUT_MS = 60_000

/** Node looks for requests that take too long once in a while: twice a minute, if it is not told otherwise. */
const LOOKS_PER_TIMEOUT = 10

/** Node takes no longer request line and headers than this. */
const MAX_URL_CHARACTERS = 16_384

/**
 * The doors on one Fastify server, which never listens by itself. ClickPesa's door is there from the start; each of the
 * others is a server of its own behind it, made when somebody first asks for it: most runs ask for few of them.
 */
export async function buildApp(sandbox: Sandbox, options: AppOptions = {}): Promise<FastifyInstance> {
  const {
    publicAddress = new PublicAddress(),
    controlToken = null,
    allowedHosts = [],
    isStopping = () => false,
    checkReport = null,
    metrics,
    tls,
    requestTimeoutMs = REQUEST_TIMEOUT_MS,
    readTimeoutMs = READ_TIMEOUT_MS,
  } = options
  const hosts: ServedHosts = { publicAddress, allowedHosts }
  const wholeTimeoutMs = 2 * requestTimeoutMs
  const listening: HttpOptions = {
    // Node would answer a request without Host by itself, with an empty body.
    requireHostHeader: false,
    // Where headers may take longer than whole requests, which they do unless told otherwise, Node takes one for the other.
    headersTimeout: requestTimeoutMs,
    requestTimeout: wholeTimeoutMs,
    connectionsCheckingInterval: Math.ceil(requestTimeoutMs / LOOKS_PER_TIMEOUT),
  }
  const app = newDoors({
    logger: options.logger ?? false,
    trustProxy: publicAddress.trusts,
    rewriteUrl: (request) => {
      const url = publicAddress.ownPath(request)
      // ClickPesa's door refuses by itself what it cannot read.
      const isOthers = url.includes('%') && doors.some(({ paths }) => isAt(paths, pathOf(url)))
      return isOthers ? withReadablePath(url) : url
    },
    requestTimeout: wholeTimeoutMs,
    connectionTimeout: readTimeoutMs,
    forceCloseConnections: true,
    clientErrorHandler: answerUnreadable,
    ...(tls
      ? { https: { ...listening, key: tls.key, cert: tls.cert, handshakeTimeout: requestTimeoutMs } }
      : { http: listening }),
  })

  app.server.on('timeout', (socket) => leaveWhoReadsNothing(app.server, socket))
  // Node would close the connection without a word.
  app.server.on('connect', (_request, socket) => answerAndClose(socket, 405))
  // Node would answer with nothing but a status.
  app.server.on('checkExpectation', (_request, response) => {
    const body = unreadable(417, STATUS_CODES[417] ?? '')
    const length = Buffer.byteLength(body)
    response
      .writeHead(417, { 'content-type': JSON_TYPE, 'content-length': length, connection: 'close' })
      .end(body)
  })

  const door = (paths: readonly string[], register: (scope: FastifyInstance) => Promise<unknown>): Door => ({
    paths,
    make: async () => {
      // The addresses were read, and a proxy's path taken off, when the request came in.
      const server = newDoors({ loggerInstance: app.log, trustProxy: publicAddress.trusts })
      prepare(server, hosts)
      // What a door has no route for, as POST to its pages, is answered as ClickPesa answers unknown routes.
      await server.register(unknownRoutesPlugin, { sandbox })
      // Without ClickPesa's door, whose answers have no other headers than ClickPesa's own.
      await server.register(async (scope) => {
        protectEverything(scope)
        redirectToReachedAddress(scope)
        await register(scope)
      })
      return server
    },
  })
  const doors = [
    door(['/checkout'], async (scope) => {
      const { checkoutPlugin } = await import('./checkout/plugin.js')
      await scope.register(checkoutPlugin, { sandbox })
    }),
    door([CONTROL_PREFIX], async (scope) => {
      const { controlPlugin } = await import('./control/plugin.js')
      await scope.register(controlPlugin, { prefix: CONTROL_PREFIX, sandbox, publicAddress, controlToken })
    }),
    door(['/', '/sandbox'], async (scope) => {
      const { inspectorPlugin } = await import('./inspector/plugin.js')
      await scope.register(inspectorPlugin, { sandbox, controlToken, checkReport })
    }),
    door(['/docs', '/sandbox/docs'], async (scope) => {
      const { openapiPlugin } = await import('./openapi/plugin.js')
      await scope.register(openapiPlugin, { sandbox, publicAddress, controlToken })
    }),
  ]
  if (metrics) {
    doors.push(
      door(['/metrics'], async (scope) => {
        const { metricsPlugin } = await import('./metrics/plugin.js')
        await scope.register(metricsPlugin, { metrics, controlToken })
      }),
    )
  }
  // Before ClickPesa's door, which takes every path.
  plugWhenAsked(app, doors)
  await app.register(async (gateway) => {
    prepare(gateway, hosts)
    await gateway.register(gatewayPlugin, { sandbox })
  })
  await app.register(async (rest) => {
    prepare(rest, hosts)
    protectEverything(rest)
    if (tls) {
      rest.get('/sandbox/ca.pem', async (_request, reply) => {
        return reply.type('application/x-pem-file').send(tls.authority)
      })
    }
    rest.get('/healthz', async () => ({ status: 'ok' }))
    // A sandbox is opened before its doors are: what can be missing is the store.
    rest.get('/readyz', async () => {
      if (isStopping()) throw new SandboxMistake('STOPPING', 'the sandbox is about to end', 'ask another one')
      await sandbox.requireStore()
      return { status: 'ok' }
    })
  })
  return app
}

/** A server with what all doors have in common. */
function newDoors(options: ServerOptions): FastifyInstance {
  return newServer({
    ...options,
    // An order reference may be as long as a request line can carry.
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAX_URL_CHARACTERS },
    frameworkErrors: (_error, { url }, reply: FastifyReply) => {
      const part = firstUnreadable(pathOf(url))
      // As the framework words it that ClickPesa seems to use.
      const message = part === null ? 'Bad Request' : `Failed to decode param '${part}'`
      reply.code(400).headers(PLAIN_HEADERS).type(JSON_TYPE).send(unreadable(400, message))
    },
  })
}

/** What every request meets, whichever door it goes to. */
function prepare(scope: FastifyInstance, hosts: ServedHosts) {
  knowAddress(scope, hosts.publicAddress)
  refuseUnknownHosts(scope, hosts)
  scope.setErrorHandler(answerMistake)
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
  // Where a handshake failed, an answer could never be sent, and the connection would be kept to send it.
  const isAboutRequest = /^(HPE|ERR_HTTP)_/.test(error.code ?? '')
  if (!isAboutRequest || !socket.writable) {
    socket.destroy()
    return
  }
  answerAndClose(socket, error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400)
}

/**
 * Closes a connection on which nothing has moved for a while: one that is kept open for a next request, or whose client takes
 * nothing of what is sent to it, which would be kept for as long as it likes. Who waits for an answer is waited with.
 */
function leaveWhoReadsNothing({ timeout }: Server, socket: Socket) {
  const isBetweenRequests = socket.timeout !== timeout
  if (isBetweenRequests || socket.writableLength > 0) socket.destroy()
}

/** An answer where there is no request that one could belong to. Who does not close the connection does not keep it. */
function answerAndClose(socket: Duplex, status: number) {
  const reason = STATUS_CODES[status] ?? ''
  const body = unreadable(status, reason)
  const head = `content-type: ${JSON_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close`
  socket.end(`HTTP/1.1 ${status} ${reason}\r\n${head}\r\n\r\n${body}`, () => socket.destroy())
}

function unreadable(status: number, message: string): string {
  return JSON.stringify({ statusCode: status, message, error: STATUS_CODES[status] })
}
