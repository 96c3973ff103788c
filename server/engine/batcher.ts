import { inNextTurn } from '../agenda/real-clock.js'
import { getOrAdd } from '../lib/get-or-add.js'
import type { Transaction } from './transaction.js'

/**
 * A change that may run twice, the second time by itself, when another one of its batch throws. It does nothing but
 * through its transaction: what it did the first time is dropped with that.
 */
export type RepeatableChange<T> = (tx: Transaction) => Promise<T> | T

/** A change that was asked for, and how to report its result. */
interface Part {
  readonly change: RepeatableChange<unknown>
  readonly tell: (answer: unknown) => void
  readonly fail: (error: unknown) => void
}

/** At most this many parts share a transaction: a large one delays others, and reading within it is slow. */
const MAX_BATCH = 64

type Transact = <T>(merchantId: string, change: (tx: Transaction) => Promise<T>) => Promise<T>

/**
 * Saves together what is asked for in the same turn of the event loop, each merchant's by itself and in the
 * order of asking. Requests and attempts come in bursts; one commit per burst is far cheaper.
 */
export class Batcher {
  readonly #transact: Transact
  readonly #asked = new Map<string, Part[]>()

  constructor(transact: Transact) {
    this.#transact = transact
  }

  /** Resolves once the work is saved. One that throws fails alone. */
  transact<T>(merchantId: string, change: RepeatableChange<T>): Promise<T> {
    return new Promise<unknown>((tell, fail) => {
      getOrAdd(this.#asked, merchantId, () => this.#begin(merchantId)).push({ change, tell, fail })
    }) as Promise<T>
  }

  #begin(merchantId: string): Part[] {
    const parts: Part[] = []
    inNextTurn(async () => {
      // What is asked for meanwhile is queued.
      while (parts.length > 0) await this.#save(merchantId, parts.splice(0, MAX_BATCH))
      this.#asked.delete(merchantId)
    })
    return parts
  }

  async #save(merchantId: string, parts: readonly Part[]) {
    try {
      const answers = await this.#transact(merchantId, async (tx) => {
        const answers: unknown[] = []
        for (const { change } of parts) {
          const answer = change(tx)
          // What needs to read nothing is not waited for.
          answers.push(answer instanceof Promise ? await answer : answer)
        }
        return answers
      })
      for (let i = 0; i < parts.length; i++) parts[i]?.tell(answers[i])
    } catch (error) {
      // Nothing is saved, so each can be tried by itself.
      if (parts.length > 1) for (const part of parts) await this.#save(merchantId, [part])
      else for (const { fail } of parts) fail(error)
    }
  }
}
