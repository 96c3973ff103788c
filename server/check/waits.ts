import { type RealClock, systemClock } from '../agenda/real-clock.js'
import { formatDuration } from '../lib/duration.js'
import type { Patience } from './policy.js'

/** What of a shop is called, by the names that a check.yaml has for it. */
export type Route = 'webhook' | 'return' | 'buy' | 'again' | 'look' | 'time'

/** A call of the shop that got no answer for as long as one was waited for. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'

  /** How long it was waited for, in milliseconds. */
  readonly ms: number

  constructor(route: Route, ms: number) {
    super(`${ROUTES[route].name} gave no answer within ${formatDuration(ms)}: ${ROUTES[route].needed}`)
    this.ms = ms
  }
}

interface RouteOptions {
  readonly name: string
  /** Who waits for it; its own patience is the one of the config. Nobody waits for a route of the test build but check. */
  readonly waits?: keyof Patience
  /** What the owner of a shop that hangs there has to do. */
  readonly needed: string
}

const TIME_OUT = 'give each call to ClickPesa a time-out, and answer without it'
const TEST_BUILD = 'look for what the test build waits for there'

const ROUTES: Readonly<Record<Route, RouteOptions>> = {
  webhook: {
    name: 'the webhook address',
    waits: 'webhook',
    needed: 'answer a message first, whatever it says, and act on it afterwards',
  },
  return: { name: 'the return page', waits: 'customer', needed: TIME_OUT },
  buy: { name: 'buy', waits: 'customer', needed: TIME_OUT },
  again: { name: 'again', waits: 'customer', needed: TIME_OUT },
  look: { name: 'look', needed: TEST_BUILD },
  time: { name: 'time', needed: TEST_BUILD },
}

/** At first, a shop is given so long at least: a machine that is busy is not one that hangs. */
const LEAST_MS = 20_000
/** For what only the test build has, such as all jobs of all orders. */
const TEST_BUILD_MS = 60_000
/** After a shop has hung once, this is enough to show that it is late again. */
const MARGIN_MS = 1000

/** A shop that has hung so often is asked for nothing more. */
const MAX_HANGS = 3

interface WaitsOptions {
  readonly answers: Patience
  /** Told of the first call of each route that hung, in a sentence. */
  readonly onHang?: ((sentence: string) => void) | undefined
  readonly clock?: Pick<RealClock, 'after'>
}

/**
 * Waits for what a shop answers, but not for ever: long for the first call that hangs, for the next ones of its route no longer
 * than it may take, and after a few of them no more.
 */
export class Waits {
  readonly #answers: Patience
  readonly #onHang: (sentence: string) => void
  readonly #clock: Pick<RealClock, 'after'>
  readonly #hung = new Set<Route>()
  #left = MAX_HANGS
  #last: string | null = null

  constructor({ answers, onHang = () => undefined, clock = systemClock }: WaitsOptions) {
    this.#answers = answers
    this.#onHang = onHang
    this.#clock = clock
  }

  /** Whether the shop has hung so often that it is not to be called any more. */
  get isOver(): boolean {
    return this.#left <= 0
  }

  /** Why nothing more is tried, as a sentence; null while it is. */
  get over(): string | null {
    return this.isOver ? this.#last : null
  }

  /** From now on the shop may hang so often again. */
  allow(hangs: number) {
    this.#left = hangs
  }

  /**
   * Resolves as the call does. Throws {@link NoAnswer} when that takes too long; the signal then breaks it off. `where` tells
   * during what.
   */
  async for<Answer>(
    route: Route,
    where: string,
    call: (signal: AbortSignal) => Promise<Answer>,
  ): Promise<Answer> {
    const ms = this.#patienceWith(route)
    const breakOff = new AbortController()
    let cancel = () => {}
    const hangs = new Promise<never>((_, fail) => {
      cancel = this.#clock.after(ms, () => {
        const error = new NoAnswer(route, ms)
        this.#note(route, `${error.message}. That was ${where}`)
        fail(error)
        breakOff.abort()
      })
    })
    try {
      return await Promise.race([call(breakOff.signal), hangs])
    } finally {
      cancel()
    }
  }

  #patienceWith(route: Route): number {
    const { waits } = ROUTES[route]
    const allowed = waits ? this.#answers[waits] : TEST_BUILD_MS
    if (this.#hung.has(route)) return allowed + MARGIN_MS
    return waits ? Math.max(LEAST_MS, 2 * allowed) : TEST_BUILD_MS
  }

  #note(route: Route, what: string) {
    this.#left -= 1
    this.#last = `${what}. It has hung too often for the rest to be tried.`
    if (this.#hung.has(route)) return
    this.#hung.add(route)
    this.#onHang(`${what}. From now on it is waited for ${formatDuration(this.#patienceWith(route))} only.`)
  }
}
