import { getOrAdd } from '../lib/get-or-add.js'
import type { Work } from './transaction.js'

/** What somebody asked for, and how to tell them what became of it. */
interface Part {
  readonly doIt: (work: Work) => Promise<unknown>
  readonly tell: (answer: unknown) => void
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
    return new Promise<unknown>((tell, fail) => {
      getOrAdd(this.#asked, merchantId, () => this.#begin(merchantId)).push({ doIt, tell, fail })
    }) as Promise<T>
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
      const answers = await this.#transact(merchantId, async (work) => {
        const answers: unknown[] = []
        for (const { doIt } of parts) answers.push(await doIt(work))
        return answers
      })
      for (const [i, { tell }] of parts.entries()) tell(answers[i])
    } catch (error) {
      // Nothing is saved, so each can be tried by itself.
      if (parts.length > 1) for (const part of parts) await this.#save(merchantId, [part])
      else for (const { fail } of parts) fail(error)
    }
  }
}
