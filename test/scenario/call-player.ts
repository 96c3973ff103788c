import { type Agent, type ClientRequest, type IncomingHttpHeaders, request } from 'node:http'
import { expect } from 'vitest'
import { API_PREFIX, type EndpointId, endpointOf } from '../../contracts/endpoints.js'
import type { MessageSchema } from '../../contracts/schemas/evidence.js'
import { parseDuration } from '../../server/lib/duration.js'
import type { ExpectedCall } from '../../server/scenario/parts/expected-calls.js'
import { pay } from '../support/builders.js'
import { listening } from '../support/raw-http.js'
import { startSandbox, type TestSandbox } from '../support/sandbox.js'
import { until } from '../support/until.js'

/** A sandbox that listens, for as many plays as a test likes. */
export interface ListeningSandbox extends TestSandbox {
  readonly port: number
}

export async function startListening(): Promise<ListeningSandbox> {
  const box = await startSandbox()
  return { ...box, port: await listening(box.app) }
}

/** A patient client waits for so long, in real time, before it takes a call for hanging. */
const PATIENCE_MS = 60_000

const ORDER = 'ORDER1001'

/**
 * Plays the calls of a scenario over HTTP, in order, as a merchant that holds a token and has the scenario as its
 * default. Fails at the first thing that is not as expected.
 */
export async function playCalls(box: ListeningSandbox, scenario: string, calls: readonly ExpectedCall[]) {
  const { sandbox, openShop } = box
  const shop = await openShop()
  let authorization = await shop.token()
  // Payouts need something to be paid from.
  await sandbox.account.deposit(shop.id, { money: { minor: 100_000_000, currency: 'TZS' } })
  await sandbox.scenarios.setDefault(shop.id, scenario)
  let held: Call | null = null
  for (const [i, expected] of calls.entries()) {
    const where = `call ${i + 1} (${expected.call})`
    const order = expected.order ?? ORDER
    if (expected.wait) await sandbox.clocks.advance(shop.id, milliseconds(expected.wait))
    if (expected.call === 'pay') {
      const link = await sandbox.orders.findByReference(shop.id, order)
      await pay(sandbox, link?.linkId ?? `for ${order}`)
      continue
    }
    if (expected.call === 'release') {
      sandbox.heldResponses.release(shop.id)
      if (!held) throw new Error(`${where}: nothing is held`)
      compare(await held.seen, expected, where)
      held = null
      continue
    }
    const credentials = { 'client-id': shop.clientId, 'api-key': shop.apiKey }
    const isLogin = !endpointOf(expected.call).needsToken
    const call = send(box.port, requestTo(expected.call, order), isLogin ? credentials : { authorization })
    try {
      const seen = await watch(box, shop.id, held ? 1 : 0, call, expected, where)
      compare(seen, expected, where)
      const { token } = isLogin ? jsonOf(seen) : {}
      if (token) authorization = String(token)
      if (seen.ended === 'held') held = call
    } finally {
      if (held !== call) call.leave()
    }
  }
}

export interface Request {
  readonly method: string
  readonly path: string
  readonly body?: object
}

/** The request that an endpoint shows as its example, about an order. */
export function requestTo(id: EndpointId, orderReference: string): Request {
  const { method, path, request } = endpointOf(id)
  const [example] = request.body?.examples ?? []
  const needed = neededParameters(request.query)
  return {
    method,
    path: path.replace(/\{\w+\}/g, orderReference) + (needed ? `?${needed}` : ''),
    ...(example ? { body: { ...(example as object), ...referenceFor(request.body, orderReference) } } : {}),
  }
}

/** The parameters that a call cannot do without, as its example has them. */
function neededParameters(query: MessageSchema | null): string {
  const [example] = query?.examples ?? []
  const needed = Object.entries((example ?? {}) as Record<string, string>).filter(([name]) =>
    query?.required?.includes(name),
  )
  return String(new URLSearchParams(needed))
}

/** The reference under the name that a request has for it, where it has one. */
function referenceFor(body: MessageSchema | null, reference: string) {
  const fields = Object.keys(body?.properties ?? {})
  const name = ['orderReference', 'billReference'].find((known) => fields.includes(known))
  return name ? { [name]: reference } : {}
}

/** How a call ended for its caller: a status, or the way in which the connection failed. */
interface Seen {
  readonly ended: number | 'reset' | 'cut-off' | 'hangs' | 'held'
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

interface Call {
  readonly seen: Promise<Seen>
  readonly isOver: () => boolean
  /** The caller closes its end. */
  readonly leave: () => void
}

/** Makes a call, over a connection of its own unless an agent keeps some. */
export function send(
  port: number,
  { method, path, body }: Request,
  headers: Readonly<Record<string, string>>,
  agent: Agent | false = false,
): Call {
  let over = false
  let client: ClientRequest | undefined
  const seen = new Promise<Seen>((resolve) => {
    const end = (what: Seen) => {
      over = true
      resolve(what)
    }
    client = request(
      {
        port,
        host: '127.0.0.1',
        method,
        path: `${API_PREFIX}${path}`,
        agent,
        headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
      },
      (response) => {
        const chunks: Buffer[] = []
        const soFar = () => ({ headers: response.headers, text: Buffer.concat(chunks).toString('utf8') })
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => end({ ended: response.statusCode ?? 0, ...soFar() }))
        response.on('error', () => end({ ended: 'cut-off', ...soFar() }))
      },
    )
    client.on('error', () => end({ ended: 'reset', headers: {}, text: '' }))
    client.end(body ? JSON.stringify(body) : undefined)
  })
  return { seen, isOver: () => over, leave: () => client?.destroy() }
}

/** Waits for what a call comes to, moving real time on where the scenario says that time passes. */
async function watch(
  box: ListeningSandbox,
  merchantId: string,
  heldBefore: number,
  call: Call,
  expected: ExpectedCall,
  where: string,
): Promise<Seen> {
  const { realClock, sandbox } = box
  // One that was held before may still be.
  const isDelayed = () => sandbox.heldResponses.size > heldBefore
  await until(() => call.isOver() || isDelayed())
  if (expected.answers === 'hangs' || expected.answers === 'held') {
    await realClock.pass(PATIENCE_MS)
    if (!isDelayed()) return call.seen
    const isHeld = sandbox.heldResponses.of(merchantId).at(-1)?.kind === 'held'
    if (isHeld) return { ended: 'held', headers: {}, text: '' }
    call.leave()
    await until(() => !isDelayed())
    return { ended: 'hangs', headers: {}, text: '' }
  }
  if (expected.takes !== undefined) {
    await realClock.pass(milliseconds(expected.takes) - 1)
    expect(isDelayed(), `${where}: whether its answer is still held back just before ${expected.takes}`).toBe(
      true,
    )
    await realClock.pass(1)
  }
  expect(isDelayed(), `${where}: whether its answer is held back for longer than expected`).toBe(false)
  return call.seen
}

function compare(seen: Seen, expected: ExpectedCall, where: string) {
  expect(seen.ended, `${where}: how it ended, with "${seen.text}"`).toBe(expected.answers)
  const { contentType, headers, body, text } = expected
  if (contentType !== undefined) expect(seen.headers['content-type'] ?? '', where).toBe(contentType)
  if (headers !== undefined) expect(seen.headers, where).toMatchObject(headers)
  if (text !== undefined) expect(seen.text, where).toBe(text)
  if (body !== undefined) expect(jsonOf(seen), where).toMatchObject(body as object)
}

function jsonOf({ text }: Seen): Record<string, unknown> {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

function milliseconds(text: string): number {
  return parseDuration(text) ?? Number.NaN
}
