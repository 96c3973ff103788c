import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { Agent, request } from 'undici'
import { pause, systemClock } from '../agenda/real-clock.js'
import type { RefusalCode } from '../errors.js'
import { isLoopback, localUrl } from '../lib/hosts.js'
import type { ApiFault, Call } from './plan.js'
import { CannotJudge } from './shop.js'

/** A call of the shop to the API, as it went through. */
export interface ApiCall {
  readonly call: Call | null
  readonly method: string
  readonly path: string
  readonly orderReference: string | null
  /** Whether it is a push: what happens then begins before the shop has its answer. */
  readonly isPush: boolean
  /** Whether it names an address of its own for notifications. */
  readonly hasCallback: boolean
  /** What went wrong with it on purpose. */
  readonly fault: ApiFault | null
  /** 0 when the shop got no answer. */
  readonly status: number
  readonly body: string
}

/** A message of ClickPesa on its way to the shop. */
export interface Message {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly orderReference: string | null
}

/** How a shop answered a message or a customer: status 0 when it did not. */
export interface Reply {
  readonly status: number
  readonly ms: number
}

/** Where a shop reaches ClickPesa while it is checked. */
export interface Listening {
  /** The address of this machine that is listened on; 127.0.0.1 when left out, which no other machine can reach. */
  readonly host?: string
  /** A free one when left out. */
  readonly port?: number
  /** What the shop calls this machine, such as `host.docker.internal`; the host when left out. */
  readonly name?: string
}

interface RelayOptions {
  readonly listens?: Listening
  /** Base address of the API, whose calls are passed on. */
  readonly apiUrl: string
  readonly onCall: (call: ApiCall) => void
  /** Says by which scenario a push goes that the shop asks for; null for the usual one. */
  readonly pushed?: (orderReference: string | null) => string | null
  /** How long a call that hangs is kept, in milliseconds; a shop may give up before. */
  readonly hangMs: number
  /** The body with which ClickPesa refuses a call so. */
  readonly refusal: (code: RefusalCode) => string
  /** Says what ClickPesa is answered when it sends a message. */
  readonly onMessage: (message: Message) => Promise<number>
}

interface Armed {
  readonly call: Call
  readonly how: ApiFault
}

/**
 * Stands between a shop and ClickPesa in both directions. It sees every call and every message, knows when the shop is
 * still busy, and can hold, lose and spoil what passes; so a run needs nothing of the shop but its two addresses.
 */
export class Relay {
  readonly #options: RelayOptions
  readonly #host: string
  /** Nobody else knows where messages are taken. */
  readonly #inbox = `/inbox/${randomBytes(16).toString('hex')}`
  readonly #agent = new Agent({ connections: 64, pipelining: 1 })
  // A connection that is closed just when a call is sent would look like a mistake of the shop.
  readonly #server = createServer({ keepAliveTimeout: 600_000 }, (incoming, response) => {
    this.#serve(incoming, response).catch(() => response.destroy())
  })
  #armed: Armed[] = []
  /** Tokens that are refused until the shop logs in again. */
  #deadTokens = new Set<string>()
  readonly #tokens = new Set<string>()
  #held: (() => void)[] = []
  #holds = 0
  #started = 0
  #underWay = 0
  #waiting = 0

  private constructor(options: RelayOptions) {
    this.#options = options
    this.#host = options.listens?.host ?? '127.0.0.1'
  }

  static async open(options: RelayOptions): Promise<Relay> {
    const relay = new Relay(options)
    const { port = 0 } = options.listens ?? {}
    await new Promise<void>((listening, fail) => {
      relay.#server.once('error', fail).listen(port, relay.#host, listening)
    }).catch((error: NodeJS.ErrnoException) => {
      throw new CannotJudge(
        `check cannot listen at ${relay.#host}${port === 0 ? '' : `, port ${port}`} (${error.code}): "listens" takes an address of this machine, and a port that is free`,
        { cause: error },
      )
    })
    return relay
  }

  get #port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Where the shop calls the API. */
  get apiUrl(): string {
    const { name = this.#host } = this.#options.listens ?? {}
    return localUrl(name, this.#port) + new URL(this.#options.apiUrl).pathname
  }

  /** Where ClickPesa sends its webhooks. */
  get inboxUrl(): string {
    return localUrl(this.#host, this.#port) + this.#inbox
  }

  /** Spoils the next answer to such a call. */
  inject(call: Call, how: ApiFault) {
    if (how === 'dead-token') for (const token of this.#tokens) this.#deadTokens.add(token)
    else this.#armed.push({ call, how })
  }

  /** How many answers were held until now. */
  get holds(): number {
    return this.#holds
  }

  /** Whether answers wait to be released. */
  get isHolding(): boolean {
    return this.#held.length > 0
  }

  /** Whether the shop does nothing but wait for answers that are held, as far as can be seen from here. */
  get isWaitedFor(): boolean {
    return this.#waiting > 0 && this.#underWay === this.#waiting
  }

  /** Lets answers that are held go out, and breaks off calls that hang. */
  release() {
    const held = this.#held
    this.#held = []
    for (const go of held) go()
  }

  /** Everything is well from now on. */
  heal() {
    this.#armed = []
    this.#deadTokens.clear()
    this.release()
  }

  /**
   * Resolves once the shop has had no call under way for a moment, not counting those that are held here: what it does
   * after it has answered, such as asking ClickPesa, is then done.
   */
  async quiet(patienceMs = 10_000) {
    const deadline = systemClock.uptime() + patienceMs
    for (let calm = 0; calm < 2 && systemClock.uptime() < deadline; ) {
      const before = this.#started
      await pause(1)
      calm = this.#underWay === this.#waiting && this.#started === before ? calm + 1 : 0
    }
  }

  async close() {
    this.heal()
    this.#server.closeAllConnections()
    await new Promise<void>((closed) => this.#server.close(() => closed()))
    await this.#agent.close()
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse) {
    const body = await buffer(incoming)
    if (incoming.url === this.#inbox) {
      const text = body.toString()
      const status = await this.#options.onMessage({
        headers: sendable(incoming.headers),
        body: text,
        orderReference: referenceIn(text),
      })
      response.writeHead(status).end()
      return
    }
    this.#started += 1
    this.#underWay += 1
    try {
      await this.#pass(incoming, body, response)
    } finally {
      this.#underWay -= 1
    }
  }

  async #pass(incoming: IncomingMessage, body: Buffer, response: ServerResponse) {
    const { method = 'GET', url: path = '/' } = incoming
    const { origin, pathname } = new URL(this.#options.apiUrl)
    // As it is called: what goes up in a path has gone up.
    const target = new URL(origin + path)
    // Who can reach this machine from elsewhere gets the API, and nothing else of the sandbox.
    if (!isLoopback(this.#host) && !target.pathname.startsWith(`${pathname}/`)) {
      response
        .writeHead(404, { 'content-type': 'text/plain' })
        .end(`Only calls below ${pathname}/ are passed on.`)
      return
    }
    const call = callOf(method, path)
    const orderReference = referenceIn(body.toString()) ?? referenceOf(path)
    const hasCallback = textField(body.toString(), 'callbackUrl') !== ''
    const isPush = call === 'order' && /\/initiate-ussd-push-request$/.test(path)
    const told = (status: number, text: string, fault: ApiFault | null) =>
      this.#options.onCall({
        call,
        method,
        path,
        orderReference,
        isPush,
        hasCallback,
        fault,
        status,
        body: text,
      })
    const answer = (status: number, text: string, type: string, fault: ApiFault) => {
      told(status, text, fault)
      response.writeHead(status, { 'content-type': type }).end(text)
    }
    const fail = (fault: ApiFault) => {
      told(0, '', fault)
      response.destroy()
    }

    const token = bare(incoming.headers.authorization)
    if (call !== 'token' && this.#deadTokens.has(token)) {
      return answer(401, this.#options.refusal('UNAUTHORIZED'), JSON_TYPE, 'dead-token')
    }
    const fault = this.#next(call)
    if (fault === 'error') return answer(500, this.#options.refusal('INTERNAL'), JSON_TYPE, fault)
    if (fault === 'page') return answer(502, BAD_GATEWAY, 'text/html', fault)
    if (fault === 'reset') return fail(fault)
    if (fault === 'hang') {
      await new Promise<void>((over) => {
        systemClock.after(this.#options.hangMs, over)
        response.once('close', over)
      })
      return fail(fault)
    }

    const scenario = isPush ? (this.#options.pushed?.(orderReference) ?? null) : null
    const right = await request(target, {
      dispatcher: this.#agent,
      method: method as 'GET',
      headers: {
        ...sendable(incoming.headers),
        ...(scenario === null ? {} : { 'x-sandbox-scenario': scenario }),
      },
      ...(body.length > 0 ? { body } : {}),
    })
    const text = await right.body.text()
    if (fault === 'lost') return fail(fault)
    if (fault === 'cut-off') {
      told(0, '', fault)
      response.writeHead(right.statusCode, {
        'content-type': JSON_TYPE,
        'content-length': Buffer.byteLength(text),
      })
      response.write(text.slice(0, text.length / 2), () => response.destroy())
      return
    }
    if (fault === 'hold') {
      told(0, '', fault) // the work is done, though the shop does not know it yet
      await this.#wait(response)
      if (response.destroyed) return
    }
    // Only now has the shop a token that can die.
    if (call === 'token') this.#tokens.add(bare(textField(text, 'token')))
    told(right.statusCode, text, fault)
    response.writeHead(right.statusCode, sendable(right.headers)).end(text)
  }

  #next(call: Call | null): ApiFault | null {
    const at = this.#armed.findIndex((armed) => armed.call === call)
    return at < 0 ? null : (this.#armed.splice(at, 1)[0]?.how ?? null)
  }

  /** Until it is released, or the shop has had enough. */
  async #wait(response: ServerResponse) {
    this.#waiting += 1
    this.#holds += 1
    await new Promise<void>((go) => {
      this.#held.push(go)
      response.once('close', go)
    })
    this.#waiting -= 1
  }
}

const JSON_TYPE = 'application/json; charset=utf-8'

const BAD_GATEWAY =
  '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>'

/** Headers of one connection mean nothing on the next. */
const OF_THE_CONNECTION = new Set([
  'host',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'expect',
])

function sendable(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || OF_THE_CONNECTION.has(name) ? [] : [[name, String(value)]],
    ),
  )
}

function callOf(method: string, path: string): Call | null {
  if (/\/generate-token$/.test(path)) return 'token'
  if (method === 'GET') return /\/payments\//.test(path) ? 'query' : null
  return /\/preview-/.test(path) ? null : 'order'
}

/** Of the order that a call or a message names, wherever its shape has that. */
function referenceIn(text: string): string | null {
  return textField(text, 'orderReference') || textField(text, 'billReference') || null
}

function referenceOf(path: string): string | null {
  const name = /\/payments\/([^/?]+)/.exec(path)?.[1]
  return name === undefined || name === 'all' ? null : decodeURIComponent(name)
}

function textField(text: string, name: string): string {
  const [, value = ''] = new RegExp(`"${name}"\\s*:\\s*"([^"]*)"`).exec(text) ?? []
  return value
}

function bare(authorization: string | undefined): string {
  return (authorization ?? '').replace(/^(Bearer\s+)+/i, '')
}
