import type { RealClock } from '../agenda/real-clock.js'
import { LIMITS } from '../domain/limits.js'

/** At most this many answers are delayed at once; to make room for another, the oldest one is given up. */
export const MAX_DELAYED_RESPONSES = LIMITS.delayedResponses.most

/** An answer that is being delayed. */
export interface DelayedResponse {
  /** Resolves with true when its time has come, with false when it was given up before. */
  readonly over: Promise<boolean>
  readonly giveUp: () => void
}

/** The answers that scenarios delay in real time. Nothing in the sandbox ever waits for one of them. */
export class DelayedResponses {
  readonly #realClock: RealClock
  /** How to give each of them up, and whose it is; the oldest first. */
  readonly #delayed = new Map<() => void, string>()

  constructor(realClock: RealClock) {
    this.#realClock = realClock
  }

  /** How many answers are being delayed. */
  get size(): number {
    return this.#delayed.size
  }

  delay(merchantId: string, ms: number): DelayedResponse {
    this.#makeRoom()
    let giveUp = () => {}
    const over = new Promise<boolean>((resolve) => {
      const end = (inTime: boolean) => {
        cancel()
        this.#delayed.delete(giveUp)
        resolve(inTime)
      }
      giveUp = () => end(false)
      const cancel = this.#realClock.after(ms, () => end(true))
    })
    this.#delayed.set(giveUp, merchantId)
    return { over, giveUp }
  }

  /** Gives up what is delayed for a merchant; for all of them, without one. */
  giveUp(merchantId?: string) {
    for (const [giveUp, owner] of [...this.#delayed]) {
      if (merchantId === undefined || owner === merchantId) giveUp()
    }
  }

  #makeRoom() {
    if (this.#delayed.size < MAX_DELAYED_RESPONSES) return
    for (const giveUpOldest of this.#delayed.keys()) {
      giveUpOldest()
      return
    }
  }
}
