import type { Dispatcher } from 'undici'
import { areTimersFaked, type RealClock, systemClock } from '../agenda/real-clock.js'
import type { AttemptOutcome, AttemptResponse } from '../domain/delivery.js'
import { LIMITS } from '../domain/limits.js'
import { getOrAdd } from '../lib/get-or-add.js'
import { packageVersion } from '../package-root.js'
import { basicAuthorization } from './basic-authorization.js'
import { connectorTo } from './connector.js'
import { Exchange, type RawAnswer, withinLimits } from './exchange.js'
import { FairShare } from './fair-share.js'
import { misuseIn } from './misuse.js'
import type { Receivers } from './receivers.js'
import { whyUnreachable } from './why-unreachable.js'

/** Postings on their way at once, of all merchants. */
const MAX_UNDERWAY = LIMITS.underway.most

/** Of one merchant: one whose receiver lets everybody wait must not keep others waiting too. */
const MAX_UNDERWAY_EACH = LIMITS.underwayEach.most

/** At most this many parsed addresses are remembered. */
const MAX_TARGETS = 1000

/** Stands for all merchants where one is named. */
const EVERYBODY = ''

/** Names the sender as a fake, so that nobody mistakes it for ClickPesa in a server log. */
const USER_AGENT = `clickpesa-sandbox/${packageVersion} (fake)`

export interface DeliveryRequest {
  readonly merchantId: string
  readonly url: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

export interface Answer {
  readonly outcome: Exclude<AttemptOutcome, 'sending'>
  readonly durationMs: number
  readonly response?: AttemptResponse
  readonly note?: string
}

interface Underway {
  readonly exchange: Exchange
  readonly merchantId: string
  readonly deadline: number
  /** Gives up what has no place to be sent yet. */
  stopWaiting: () => void
  /** Where it stands among all that is on its way. */
  place: number
}

/**
 * undici uses a connection again by way of the global `setImmediate`. Where a test runner has replaced that, each
 * request needs a connection of its own.
 */
interface Agents {
  readonly keepAlive: Dispatcher
  readonly oneShot: Dispatcher
}

interface Target {
  readonly origin: string
  readonly path: string
  /** For the name and password of the address. */
  readonly authorization: string | null
}

/** The receiver took too long. */
class TimedOut extends Error {}

/** The merchant, or the whole sandbox, has stopped sending. */
class Paused extends Error {}

/** Posts notifications to receivers. Follows no redirect, waits no longer than told, keeps a bounded answer. */
export class Sender {
  readonly #realClock: RealClock
  readonly #timeoutMs: number
  readonly #receivers: Receivers
  readonly #share = new FairShare(MAX_UNDERWAY, MAX_UNDERWAY_EACH)
  /**
   * What is on its way. Not a Map: one that things come to and go from keeps what went alive for a while, and an
   * exchange holds a lot.
   */
  readonly #underway: Underway[] = []
  readonly #silenced = new Set<string>()
  readonly #targets = new Map<string, Target>()
  #latest: AttemptResponse | null = null
  #cancel: (() => void) | null = null
  #loading: Promise<Agents> | null = null
  #agents: Agents | null = null

  constructor(realClock: RealClock, timeoutMs: number, receivers: Receivers) {
    this.#realClock = realClock
    this.#timeoutMs = timeoutMs
    this.#receivers = receivers
  }

  /** Posts once. Never rejects: whatever happens is an answer. */
  async post({ merchantId, url, body, headers }: DeliveryRequest): Promise<Answer> {
    const { keepAlive, oneShot } = this.#agents ?? (await this.#load())
    const dispatcher = areTimersFaked() ? oneShot : keepAlive
    const exchange = new Exchange()
    const deadline = this.#realClock.uptime() + this.#timeoutMs
    const underway: Underway = {
      exchange,
      merchantId,
      deadline,
      stopWaiting: () => {},
      place: this.#underway.length,
    }
    this.#underway.push(underway)
    this.#cancel ??= this.#realClock.after(this.#timeoutMs, () => this.#endOverdue())
    const startedAt = systemClock.uptime()
    const took = () => Math.round((systemClock.uptime() - startedAt) * 10) / 10
    let isSent = false
    try {
      const { origin, path, authorization } = this.#targetOf(url)
      if (this.#isSilenced(merchantId)) exchange.breakOff(new Paused())
      else {
        underway.stopWaiting = this.#share.enter(merchantId, () => {
          isSent = true
          dispatcher.dispatch(
            {
              origin,
              path,
              method: 'POST',
              headers: { ...(authorization ? { authorization } : {}), ...headers, 'user-agent': USER_AGENT },
              body,
              headersTimeout: 0,
              bodyTimeout: 0,
            },
            exchange,
          )
        })
      }
      const response = this.#keptOnce(await exchange.answer)
      const note = misuseIn(response)
      return { outcome: outcomeOf(response.status), durationMs: took(), response, ...(note ? { note } : {}) }
    } catch (error) {
      if (error instanceof TimedOut) {
        const within = `within ${this.#timeoutMs / 1000} s`
        const note = isSent
          ? `no answer ${within}`
          : `not sent ${within}: ${MAX_UNDERWAY_EACH} others of this merchant were still without an answer`
        return { outcome: 'timed-out', durationMs: took(), note }
      }
      return {
        outcome: 'unreachable',
        durationMs: took(),
        note:
          error instanceof Paused
            ? 'broken off because the sandbox was reset or closed'
            : whyUnreachable(error),
      }
    } finally {
      underway.stopWaiting()
      if (isSent) this.#share.leave(merchantId)
      this.#forget(underway)
    }
  }

  /**
   * Breaks off what is being sent, for one merchant or for all, and sends nothing more for them until the
   * returned function is called; each of them resolves as unreachable.
   */
  pause(silenced: string = EVERYBODY): () => void {
    this.#silenced.add(silenced)
    for (const { exchange, merchantId, stopWaiting } of this.#underway) {
      if (!this.#isSilenced(merchantId)) continue
      stopWaiting()
      exchange.breakOff(new Paused())
    }
    return () => this.#silenced.delete(silenced)
  }

  async close() {
    this.pause()
    this.#cancel?.()
    const agents = await this.#loading
    await Promise.all([agents?.keepAlive.destroy(), agents?.oneShot.destroy()])
  }

  #isSilenced(merchantId: string): boolean {
    return this.#silenced.has(EVERYBODY) || this.#silenced.has(merchantId)
  }

  /** Puts the last in the place of the one that is over. */
  #forget({ place }: Underway) {
    const last = this.#underway.pop()
    if (!last || last.place === place) return
    last.place = place
    this.#underway[place] = last
  }

  /** Breaks off what has taken too long. One timer does for all: it goes off for whatever is due first. */
  #endOverdue() {
    const now = this.#realClock.uptime()
    for (const { exchange, deadline, stopWaiting } of this.#underway) {
      if (deadline > now) continue
      stopWaiting()
      exchange.breakOff(new TimedOut())
    }
    const deadlines = this.#underway.map(({ deadline }) => deadline).filter((deadline) => deadline > now)
    this.#cancel =
      deadlines.length > 0 ? this.#realClock.after(earliest(deadlines) - now, () => this.#endOverdue()) : null
  }

  /** Receivers say the same over and over; of equal answers in a row one is kept. */
  #keptOnce(answer: RawAnswer): AttemptResponse {
    if (!this.#latest || !isSame(this.#latest, answer)) this.#latest = withinLimits(answer)
    return this.#latest
  }

  /** The parts of an address. Parsing it takes a tenth of the time of a delivery, so the parts are remembered. */
  #targetOf(url: string): Target {
    if (this.#targets.size >= MAX_TARGETS) this.#targets.clear()
    return getOrAdd(this.#targets, url, () => {
      const parts = new URL(url)
      const { origin, pathname, search } = parts
      return { origin, path: `${pathname}${search}`, authorization: basicAuthorization(parts) }
    })
  }

  // Loaded with the first delivery: a sandbox that never sends starts faster without it.
  #load(): Promise<Agents> {
    this.#loading ??= import('undici').then(({ Agent, buildConnector }) => {
      const connect = connectorTo(this.#receivers, buildConnector)
      this.#agents = {
        keepAlive: new Agent({ connect, pipelining: 1 }),
        oneShot: new Agent({ connect, pipelining: 0 }),
      }
      return this.#agents
    })
    return this.#loading
  }
}

/** Not by `Math.min(...)`, which takes no more values than fit on the stack. */
function earliest(instants: readonly number[]): number {
  return instants.reduce((a, b) => Math.min(a, b))
}

function isSame(a: AttemptResponse, b: RawAnswer): boolean {
  if (a.status !== b.status || a.body !== b.body || a.truncated !== b.truncated) return false
  for (const name in a.headers) if (a.headers[name] !== b.headers[name]) return false
  return Object.keys(a.headers).length === Object.keys(b.headers).length
}

function outcomeOf(status: number): Answer['outcome'] {
  if (status >= 200 && status < 300) return 'received'
  return status >= 300 && status < 400 ? 'redirected' : 'refused'
}
