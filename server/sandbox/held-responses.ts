import type { EndpointId } from '../../contracts/endpoints.js'
import { LIMITS } from '../domain/limits.js'
import type { Merchant } from '../domain/merchant.js'
import { type Engine, noSuchMerchant } from '../engine/engine.js'
import { SandboxMistake } from '../errors.js'
import { getOrAdd } from '../lib/get-or-add.js'

/** At most this many answers are held at once; to make room for another, the oldest one is given up. */
export const MAX_HELD_RESPONSES = LIMITS.heldResponses.most

/** No answer is held longer than this, in milliseconds of real time: it is sent then. */
export const MAX_HELD_MS = LIMITS.heldFor.most

/** For at most this many calls of a merchant that are still to come somebody can ask that they be held. */
export const MAX_HOLDS = LIMITS.holds.most

/** The call whose answer is held, and why it is. */
export interface HeldCall {
  readonly endpoint: EndpointId
  /** The order that it is about; null where it is about none. */
  readonly orderReference: string | null
  /**
   * `held`: until somebody releases it. `delayed`: until its time has passed. `hanging`: no answer comes, and a release
   * closes the connection.
   */
  readonly kind: 'held' | 'delayed' | 'hanging'
  /** Whether the call has done its work, so that only its answer is missing. */
  readonly workDone: boolean
}

/** A call whose answer is being held. */
export interface HeldResponse extends HeldCall {
  readonly id: string
  readonly seq: number
  /** On the merchant's clock. */
  readonly since: number
  /** When a delayed answer comes by itself, on the merchant's clock; null for what waits to be released. */
  readonly until: number | null
}

/** Somebody's wish that the next call to an endpoint be held. */
export interface Hold {
  readonly endpoint: EndpointId
  /** Only a call about this order; any call, when left out. */
  readonly orderReference?: string | undefined
  /** False holds the call before its work: that is done when it is released. */
  readonly workDone: boolean
}

interface Waiting {
  readonly response: HeldResponse
  readonly merchantId: string
  readonly end: (inTime: boolean) => void
}

/** The clock of a merchant, while delayed answers wait for it. */
interface Watch {
  /** How many do. */
  answers: number
  readonly stop: () => void
}

interface Wait {
  /** Resolves with true when it was released or its time has come, with false when it was given up before. */
  readonly over: Promise<boolean>
  readonly giveUp: () => void
}

/**
 * The answers of the API that are held. Nothing in the sandbox ever waits for one of them. They are connections, so they
 * live with the process: a snapshot has none, and of several processes the one that was called has it.
 */
export class HeldResponses {
  readonly #engine: Engine
  /** The oldest first. */
  readonly #waiting = new Map<string, Waiting>()
  readonly #holds = new Map<string, Hold[]>()
  /** The merchants whose clocks delayed answers wait for. */
  readonly #watches = new Map<string, Watch>()
  #count = 0

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** How many answers are being held. */
  get size(): number {
    return this.#waiting.size
  }

  /** The held answers of a merchant, the oldest first. */
  of(merchantId: string): readonly HeldResponse[] {
    return [...this.#waiting.values()]
      .filter((waiting) => waiting.merchantId === merchantId)
      .map(({ response }) => response)
  }

  /** Asks that the merchant's next call to an endpoint be held. Throws a SandboxMistake where too many are asked for. */
  async arm(merchantId: string, hold: Hold) {
    if (!(await this.#engine.store.get('merchants', merchantId))) throw noSuchMerchant(merchantId)
    const holds = getOrAdd(this.#holds, merchantId, (): Hold[] => [])
    if (holds.length >= MAX_HOLDS) {
      throw new SandboxMistake(
        'TOO_MANY_HOLDS',
        `${MAX_HOLDS} calls of the merchant are to be held already, and none of them has come`,
        'make the calls, or reset the merchant',
      )
    }
    holds.push(hold)
  }

  /** What is still to be held of a merchant's calls, in the order in which it was asked for. */
  holds(merchantId: string): readonly Hold[] {
    return this.#holds.get(merchantId) ?? []
  }

  /** Whether a call is one that somebody wants held; each wish is fulfilled once. */
  take(merchantId: string, { endpoint, orderReference }: Omit<Hold, 'workDone'>): Hold | null {
    const holds = this.#holds.get(merchantId)
    const position =
      holds?.findIndex(
        (hold) =>
          hold.endpoint === endpoint &&
          (hold.orderReference === undefined || hold.orderReference === orderReference),
      ) ?? -1
    if (!holds || position === -1) return null
    const [taken = null] = holds.splice(position, 1)
    if (holds.length === 0) this.#holds.delete(merchantId)
    return taken
  }

  /**
   * Holds the answer to a call. A delayed one, which says for how many milliseconds, comes when that time has passed, be
   * it on the merchant's clock or in real time: a clock that is moved on costs nobody time, and one that stands
   * still makes nobody wait for ever.
   */
  hold(merchant: Pick<Merchant, 'id' | 'clock'>, call: HeldCall, ms: number | null): Wait {
    this.#makeRoom()
    this.#count += 1
    const seq = this.#count
    const id = `H${seq}`
    const since = this.#engine.now(merchant)
    const isDelayed = call.kind === 'delayed' && ms !== null
    const until = isDelayed ? since + ms : null
    let stopTimer = () => {}
    let giveUp = () => {}
    const over = new Promise<boolean>((resolve) => {
      const end = (inTime: boolean) => {
        if (!this.#waiting.delete(id)) return
        stopTimer()
        if (until !== null) this.#unwatchClock(merchant.id)
        this.#engine.signals.announce(merchant.id)
        resolve(inTime)
      }
      giveUp = () => end(false)
      this.#waiting.set(id, { response: { ...call, id, seq, since, until }, merchantId: merchant.id, end })
      stopTimer = this.#engine.realClock.after(Math.min(ms ?? MAX_HELD_MS, MAX_HELD_MS), () => end(true))
    })
    if (until !== null) this.#watchClock(merchant.id)
    this.#engine.signals.announce(merchant.id)
    return { over, giveUp }
  }

  /** Lets an answer go, or all of a merchant's. Returns which. Throws a SandboxMistake where the one is not held. */
  release(merchantId: string, id?: string): readonly HeldResponse[] {
    const released = this.of(merchantId).filter((response) => id === undefined || response.id === id)
    if (id !== undefined && released.length === 0) {
      throw new SandboxMistake(
        'HELD_RESPONSE_NOT_FOUND',
        `the merchant has no held answer ${id}: it was released, or its caller left`,
        'GET its held-responses to see what is held',
      )
    }
    for (const { id } of released) this.#waiting.get(id)?.end(true)
    return released
  }

  /** Gives up what is held for a merchant, and what was to be; for all of them, without one. */
  giveUp(merchantId?: string) {
    for (const waiting of [...this.#waiting.values()]) {
      if (merchantId === undefined || waiting.merchantId === merchantId) waiting.end(false)
    }
    if (merchantId !== undefined) {
      this.#holds.delete(merchantId)
      return
    }
    this.#holds.clear()
    this.#count = 0
  }

  /**
   * Ends the delayed answers of a merchant once its clock shows their time. However many there are and however often something
   * happens to the merchant, one look at its clock is under way at a time.
   */
  #watchClock(merchantId: string) {
    const watch = getOrAdd(
      this.#watches,
      merchantId,
      (): Watch => ({ answers: 0, stop: this.#look(merchantId) }),
    )
    watch.answers += 1
  }

  #unwatchClock(merchantId: string) {
    const watch = this.#watches.get(merchantId)
    if (!watch) return
    watch.answers -= 1
    if (watch.answers > 0) return
    this.#watches.delete(merchantId)
    watch.stop()
  }

  /** Looks whenever something happens to the merchant, until the function that it returns is called. */
  #look(merchantId: string): () => void {
    const { signals, store } = this.#engine
    let isLooking = false
    let isStale = false
    const look = async () => {
      isStale = true
      if (isLooking) return
      isLooking = true
      while (isStale && this.#watches.has(merchantId)) {
        isStale = false
        const merchant = await store.get('merchants', merchantId).catch(() => undefined)
        if (merchant) this.#endDue(merchantId, this.#engine.now(merchant))
      }
      isLooking = false
    }
    // Real time ends the wait in any case: where the store fails, and where nobody else may listen.
    try {
      return signals.listen(merchantId, () => void look())
    } catch (error) {
      if (!(error instanceof SandboxMistake)) throw error
      return () => {}
    }
  }

  #endDue(merchantId: string, now: number) {
    for (const { id, until } of this.of(merchantId)) {
      if (until !== null && now >= until) this.#waiting.get(id)?.end(true)
    }
  }

  #makeRoom() {
    if (this.#waiting.size < MAX_HELD_RESPONSES) return
    for (const { end } of this.#waiting.values()) {
      end(false)
      return
    }
  }
}
