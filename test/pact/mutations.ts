import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { onTestFinished } from 'vitest'

type Json = Record<string, unknown>

export interface Answer {
  status: number
  body: unknown
}

interface Mutation {
  readonly what: string
  /** The interactions that must notice. */
  readonly noticed: string
  /** Where it happens. */
  readonly at: RegExp
  readonly change: (answer: Answer) => void
}

const LINK = /generate-checkout-url$/
const QUERY = /\/payments\//
const MESSAGE = /\/messages$/

const bodyOf = (answer: Answer) => answer.body as Json
const dataOf = (answer: Answer) => bodyOf(answer).data as Json
const firstRow = (answer: Answer) => (answer.body as Json[])[0] ?? {}

function renamed(object: Json, from: string, to: string) {
  object[to] = object[from]
  delete object[from]
}

/** Ways in which the sandbox could answer otherwise; a pact is worth something only if it notices. */
export const MUTATIONS: readonly Mutation[] = [
  {
    what: 'the token under another name',
    noticed: 'a request for a token',
    at: /generate-token$/,
    change: (answer) => renamed(bodyOf(answer), 'token', 'access_token'),
  },
  {
    what: 'the token without the word Bearer',
    noticed: 'a request for a token',
    at: /generate-token$/,
    change: (answer) => {
      bodyOf(answer).token = String(bodyOf(answer).token).replace('Bearer ', '')
    },
  },
  {
    what: 'success as text',
    noticed: 'a request for a token',
    at: /generate-token$/,
    change: (answer) => {
      bodyOf(answer).success = 'true'
    },
  },
  {
    what: 'wrong credentials with 401',
    noticed: 'unknown API key',
    at: /generate-token$/,
    change: (answer) => {
      answer.status = 401
    },
  },
  {
    what: 'the link in a data object',
    noticed: 'with a total',
    at: LINK,
    change: (answer) => {
      answer.body = { data: answer.body }
    },
  },
  {
    what: 'a created link with 201',
    noticed: 'with items',
    at: LINK,
    change: (answer) => {
      answer.status = 201
    },
  },
  {
    what: 'checksum refusals as a sentence instead of a list',
    noticed: 'another key',
    at: LINK,
    change: (answer) => {
      bodyOf(answer).message = 'Invalid checksum'
    },
  },
  {
    what: 'a refusal without its envelope',
    noticed: 'a hyphen',
    at: LINK,
    change: (answer) => {
      answer.body = bodyOf(answer).message
    },
  },
  {
    what: 'a used reference with 400',
    noticed: 'that is used',
    at: LINK,
    change: (answer) => {
      answer.status = 400
    },
  },
  {
    what: 'amounts of a query as text',
    noticed: 'has paid',
    at: QUERY,
    change: (answer) => {
      firstRow(answer).collectedAmount = '9000'
    },
  },
  {
    what: 'a query with one object instead of a list',
    noticed: 'customer pays',
    at: QUERY,
    change: (answer) => {
      answer.body = firstRow(answer)
    },
  },
  {
    what: 'attempts the other way round',
    noticed: 'two attempts',
    at: QUERY,
    change: (answer) => {
      answer.body = (answer.body as Json[]).toReversed()
    },
  },
  {
    what: 'the latest attempt alone',
    noticed: 'two attempts',
    at: QUERY,
    change: (answer) => {
      answer.body = (answer.body as Json[]).slice(0, 1)
    },
  },
  {
    what: 'an unknown order as an empty list',
    noticed: 'has no link',
    at: QUERY,
    change: (answer) => {
      answer.status = 200
      answer.body = []
    },
  },
  {
    what: 'a webhook without its status',
    noticed: 'PAYMENT RECEIVED',
    at: MESSAGE,
    change: (answer) => {
      delete dataOf(answer).status
    },
  },
  {
    what: 'a webhook with its event under eventType',
    noticed: 'PAYMENT FAILED',
    at: MESSAGE,
    change: (answer) => renamed(bodyOf(answer), 'event', 'eventType'),
  },
  {
    what: 'a webhook with a number as its amount',
    noticed: 'PAYMENT RECEIVED',
    at: MESSAGE,
    change: (answer) => {
      dataOf(answer).collectedAmount = 9000
    },
  },
  {
    what: 'a webhook without its checksum',
    noticed: 'PAYMENT FAILED',
    at: MESSAGE,
    change: (answer) => {
      delete bodyOf(answer).checksum
    },
  },
  {
    what: 'a callback wrapped like a webhook',
    noticed: 'callback',
    at: MESSAGE,
    change: (answer) => {
      answer.body = { event: 'PAYMENT RECEIVED', data: answer.body }
    },
  },
]

export type Alter = (url: string, answer: Answer) => void

/** Passes requests on to the sandbox, and alters some of its answers. Returns the port. */
export async function between(app: FastifyInstance, alter: Alter): Promise<number> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { method, url = '', headers } = request
    const reply = await app.inject({
      method: method as 'GET',
      url,
      headers,
      payload: Buffer.concat(chunks),
    })
    const answer: Answer = { status: reply.statusCode, body: reply.json() }
    alter(url, answer)
    const { 'content-length': _, 'transfer-encoding': __, ...kept } = reply.headers
    response.writeHead(answer.status, kept as Record<string, string>).end(JSON.stringify(answer.body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}
