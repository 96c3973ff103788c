import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A request as it arrived. */
export interface Received {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: readonly string[]
  readonly bytes: Buffer
  /** The bytes read as UTF-8. */
  readonly text: string
}

/** How a receiver answers one request. A number is a status with an empty body. */
export type ReceiverAnswer =
  | number
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  /** Takes the request and never says a word. */
  | 'hang'
  /** Takes the request and breaks the connection. */
  | 'reset'
  /** 200, and a body that never ends. */
  | 'endless'
  /** 200, half of a body, and nothing more. */
  | 'stall'
  /** 200, half of a body, and a broken connection. */
  | 'cut'

/** A merchant's server, as far as notifications are concerned. */
export interface Receiver {
  readonly url: string
  readonly received: readonly Received[]
  /** Gives these answers to the next requests, one for each; the last one also to all later ones. */
  readonly answerWith: (...script: readonly ReceiverAnswer[]) => void
  /** Resolves once so many requests have arrived in all. */
  readonly arrived: (count: number) => Promise<void>
  readonly close: () => Promise<void>
}

/** Starts a receiver for one test, and takes it down with it. */
export async function startReceiver(...script: readonly ReceiverAnswer[]): Promise<Receiver> {
  const received: Received[] = []
  const waiting = new Set<() => void>()
  let answers = [...script]
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const bytes = Buffer.concat(chunks)
    const { method = '', url = '', headers, rawHeaders } = request
    received.push({ method, path: url, headers, rawHeaders, bytes, text: bytes.toString('utf8') })
    for (const look of waiting) look()
    const answer = answers.length > 1 ? answers.shift() : answers[0]
    give(response, answer ?? 200)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  onTestFinished(close)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answerWith: (...next) => {
      answers = [...next]
    },
    arrived: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (received.length < count) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    close,
  }
}

/** An address of this machine at which nothing listens. */
export async function deadAddress(): Promise<string> {
  const receiver = await startReceiver()
  await receiver.close()
  return receiver.url
}

function give(response: ServerResponse, answer: ReceiverAnswer) {
  if (answer === 'hang') return
  if (answer === 'reset') {
    response.socket?.resetAndDestroy()
    return
  }
  if (answer === 'endless') {
    response.writeHead(200)
    pour(response)
    return
  }
  if (answer === 'stall' || answer === 'cut') {
    response.writeHead(200, { 'content-length': '100' })
    response.write('half of it', () => {
      if (answer === 'cut') response.socket?.resetAndDestroy()
    })
    return
  }
  const { status, headers = {}, body = '' } = typeof answer === 'number' ? { status: answer } : answer
  response.writeHead(status, headers).end(body)
}

function pour(response: ServerResponse) {
  if (response.destroyed) return
  if (response.write('x'.repeat(16_384))) setImmediate(() => pour(response))
  else response.once('drain', () => pour(response))
}
