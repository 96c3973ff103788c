import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
// For the types alone: the documents' words in a route's schema (summary, tags ...).
import type {} from '@fastify/swagger'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyServerOptions } from 'fastify'
import { clickPesaDoor } from './api/door.js'
import type { Sandbox } from './sandbox/sandbox.js'

export interface AppOptions {
  /**
   * Address of the whole server as browsers and merchants reach it, without a slash at its end. Asked
   * for late: a server on port 0 learns its address when it listens.
   */
  readonly publicUrl: () => string
  /** Needed for the control API, the inspector and the event streams; null leaves them open. */
  readonly controlToken?: string | null | undefined
  readonly logger?: FastifyServerOptions['logger']
}

/** A request line and its headers must arrive within this time. */
const REQUEST_TIMEOUT_MS = 30_000

/** Registers every door on a Fastify server. Never listens. */
export async function buildApp(sandbox: Sandbox, options: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    logger: options.logger ?? false,
    disableRequestLogging: true,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (error, _request, reply: FastifyReply) => {
      reply.code(400).type(JSON_TYPE).send(unreadable(400, error.message))
    },
  })
  await app.register(clickPesaDoor, { sandbox, checkoutUrl: () => `${options.publicUrl()}/checkout` })
  return app
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
