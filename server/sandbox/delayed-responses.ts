import type { RealClock } from '../agenda/real-clock.js'

/** So many answers are held back at once; the one that has been held longest is given up for another. */
export const MAX_DELAYED_RESPONSES = 1000

/** An answer that is being held back. */
export interface DelayedResponse {
  /** Resolves with true when its time has come, with false when it was given up before. */
  readonly over: Promise<boolean>
  readonly giveUp: () => void
}

/** The answers that scenarios hold back in real time. Nothing of the sandbox ever waits for one of them. */
export class DelayedResponses {
  readonly #realClock: RealClock
  /** How to give each of them up, and whose it is; the longest held first. */
  readonly #delayed = new Map<() => void, string>()

  constructor(realClock: RealClock) {
    this.#realClock = realClock
  }

  /** How many answers are being held back. */
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

  /** Gives up what is held back for a merchant; for all of them, without one. */
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
