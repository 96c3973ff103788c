import type { Sharing } from '../store/sharing.js'
import type { RealClock } from './real-clock.js'

/** Which process runs the agenda of a merchant, where several share a store. */
export interface Leases {
  /**
   * Takes a merchant's agenda for this process, until {@link done} is called as often as it was taken. Null when the
   * process has it; otherwise in how many milliseconds to ask again.
   */
  claim(merchantId: string): Promise<number | null>
  /** Waits until this process has a merchant's agenda, as by {@link claim}. */
  take(merchantId: string): Promise<void>
  /** What it was taken for is over. */
  done(merchantId: string): void
}

/** For a process that shares its store with nobody. */
export const SOLE_PROCESS: Leases = {
  claim: async () => null,
  take: async () => {},
  done: () => {},
}

/** How long a process has an agenda without renewing it: as long as nobody else runs what a dead one left behind. */
const LEASE_MS = 10_000

/** How often somebody who waits for an agenda asks again. */
const ASK_AGAIN_MS = 100

interface Lease {
  /** By the uptime of this process. Checked before anything is begun: a process may have been paused for long. */
  until: number
  /** For how many things it is needed now. */
  users: number
  isWanted: boolean
}

/** Leases on the agendas of merchants, in a store that processes share. */
export class SharedLeases implements Leases {
  readonly #sharing: Sharing
  readonly #realClock: RealClock
  readonly #onLeftBehind: (merchantId: string) => Promise<void>
  readonly #held = new Map<string, Lease>()
  #cancelRenewal: (() => void) | null = null

  /** `onLeftBehind` takes up what another process began and let lapse. */
  constructor(sharing: Sharing, realClock: RealClock, onLeftBehind: (merchantId: string) => Promise<void>) {
    this.#sharing = sharing
    this.#realClock = realClock
    this.#onLeftBehind = onLeftBehind
  }

  async claim(merchantId: string): Promise<number | null> {
    const held = this.#held.get(merchantId)
    if (held && held.until - this.#realClock.uptime() > LEASE_MS / 2) {
      held.users += 1
      return null
    }
    const asked = this.#realClock.uptime()
    const claim = await this.#sharing.claim(merchantId, LEASE_MS)
    const now = this.#held.get(merchantId)
    if (!claim.isOurs) {
      this.#held.delete(merchantId)
      this.#sharing.want(merchantId)
      return claim.forMs
    }
    const until = asked + LEASE_MS
    this.#held.set(merchantId, { until, users: (now?.users ?? 0) + 1, isWanted: now?.isWanted ?? false })
    this.#cancelRenewal ??= this.#realClock.after(LEASE_MS / 3, () => this.#renew())
    if (claim.wasLeftBehind) await this.#onLeftBehind(merchantId)
    return null
  }

  async take(merchantId: string) {
    for (;;) {
      const forMs = await this.claim(merchantId)
      if (forMs === null) return
      await new Promise<void>((resolve) => this.#realClock.after(Math.min(forMs, ASK_AGAIN_MS), resolve))
    }
  }

  done(merchantId: string) {
    const held = this.#held.get(merchantId)
    if (!held) return
    held.users = Math.max(0, held.users - 1)
    if (held.users === 0 && held.isWanted) this.#release(merchantId)
  }

  /** Another process wants a merchant's agenda. */
  wanted(merchantId: string) {
    const held = this.#held.get(merchantId)
    if (!held) return
    if (held.users > 0) held.isWanted = true
    else this.#release(merchantId)
  }

  close() {
    this.#cancelRenewal?.()
    this.#held.clear()
  }

  #release(merchantId: string) {
    this.#held.delete(merchantId)
    this.#sharing.release(merchantId).catch(() => {
      // It lapses by itself.
    })
  }

  /** Keeps what is being worked on; lets go of the rest. */
  #renew() {
    this.#cancelRenewal = null
    for (const [merchantId, held] of this.#held) {
      if (held.users === 0 && held.until <= this.#realClock.uptime()) this.#held.delete(merchantId)
      if (held.users === 0) continue
      const asked = this.#realClock.uptime()
      this.#sharing
        .claim(merchantId, LEASE_MS)
        .then(({ isOurs }) => {
          if (isOurs) held.until = asked + LEASE_MS
        })
        .catch(() => {
          // Tried again in a while, before it lapses.
        })
    }
    if (this.#held.size > 0) this.#cancelRenewal = this.#realClock.after(LEASE_MS / 3, () => this.#renew())
  }
}
