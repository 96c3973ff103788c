import { getOrAdd } from '../get-or-add.js'
import type { Work } from './work.js'

/** Does its part of a transaction; answers how to tell, once that is saved. */
interface Part {
  readonly doIt: (work: Work) => Promise<() => void>
  readonly fail: (error: unknown) => void
}

/** So many parts share a transaction at most: a large one holds up others, and is slow to look things up in. */
const MOST_TOGETHER = 64

type Transact = <T>(merchantId: string, doIt: (work: Work) => Promise<T>) => Promise<T>

/**
 * Saves together what is asked for in the same turn of the event loop, each merchant's by itself and in the
 * order of asking. Things that happen by the dozen, as requests and attempts do, cost a fraction that way.
 */
export class Together {
  readonly #transact: Transact
  readonly #asked = new Map<string, Part[]>()

  constructor(transact: Transact) {
    this.#transact = transact
  }

  /** Resolves once the work is saved. One that throws fails alone. */
  work<T>(merchantId: string, doIt: (work: Work) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      getOrAdd(this.#asked, merchantId, () => this.#begin(merchantId)).push({
        doIt: async (work) => {
          const answer = await doIt(work)
          return () => resolve(answer)
        },
        fail: reject,
      })
    })
  }

  #begin(merchantId: string): Part[] {
    const parts: Part[] = []
    setImmediate(async () => {
      // What is asked for meanwhile lines up behind.
      while (parts.length > 0) await this.#save(merchantId, parts.splice(0, MOST_TOGETHER))
      this.#asked.delete(merchantId)
    })
    return parts
  }

  async #save(merchantId: string, parts: readonly Part[]) {
    try {
      const tellings = await this.#transact(merchantId, async (work) => {
        const done: (() => void)[] = []
        for (const { doIt } of parts) done.push(await doIt(work))
        return done
      })
      for (const tell of tellings) tell()
    } catch (error) {
      // Nothing is saved, so each can be tried by itself.
      if (parts.length > 1) for (const part of parts) await this.#save(merchantId, [part])
      else for (const { fail } of parts) fail(error)
    }
  }
}
