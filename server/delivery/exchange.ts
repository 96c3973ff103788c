import type { Dispatcher } from 'undici'
import type { AttemptResponse } from '../domain/delivery.js'
import { LIMITS } from '../domain/limits.js'
import { cut } from '../lib/cut.js'

/** At most this much of a receiver's answer is kept; a receiver may send anything, and any amount of it. */
export const ANSWER_LIMIT_BYTES = LIMITS.answer.most

const MAX_HEADERS = 50
const MAX_HEADER_LENGTH = 500

type Headers = Readonly<Record<string, string | string[] | undefined>>

/** An answer as it came, its body cut off at the limit. */
export interface RawAnswer extends Pick<AttemptResponse, 'status' | 'body' | 'truncated'> {
  readonly headers: Headers
}

/**
 * One request on its way, and the beginning of its answer. The status decides: a body that is cut off or never
 * ends changes nothing. Written by hand as an undici handler: undici's higher calls lose the status of such
 * an answer.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  /** Rejects when there was no answer. */
  readonly answer: Promise<RawAnswer>
  #resolve: (answer: RawAnswer) => void = () => {}
  #reject: (reason: Error) => void = () => {}
  #controller: Dispatcher.DispatchController | null = null
  #brokenOff: Error | null = null
  #head: Pick<RawAnswer, 'status' | 'headers'> | null = null
  readonly #chunks: Buffer[] = []
  #length = 0

  constructor() {
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  /** Ends it here and now, with what has come of the answer. */
  breakOff(reason: Error) {
    this.#brokenOff ??= reason
    this.#end(reason)
    this.#controller?.abort(reason)
  }

  onRequestStart(controller: Dispatcher.DispatchController) {
    this.#controller = controller
    // It may have been broken off while it waited for a connection.
    if (this.#brokenOff) controller.abort(this.#brokenOff)
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Headers) {
    // Something like "100 Continue" is not the answer yet.
    if (status >= 200) this.#head = { status, headers }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer) {
    this.#chunks.push(chunk)
    this.#length += chunk.length
    if (this.#length > ANSWER_LIMIT_BYTES) this.breakOff(new Error('more than is kept'))
  }

  onResponseEnd() {
    this.#end(null)
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error) {
    this.#end(error)
  }

  #end(brokenOffBy: Error | null) {
    if (!this.#head) {
      this.#reject(brokenOffBy ?? new Error('the answer ended before it began'))
      return
    }
    const { status, headers } = this.#head
    const body = this.#length === 0 ? '' : textOf(this.#chunks)
    this.#resolve({ status, headers, body, truncated: brokenOffBy !== null })
  }
}

function textOf(chunks: readonly Buffer[]): string {
  const [first] = chunks
  const all = first && chunks.length === 1 ? first : Buffer.concat(chunks)
  return all.subarray(0, ANSWER_LIMIT_BYTES).toString('utf8')
}

/** The answer with its headers and their number cut to the limits. */
export function withinLimits({ status, headers, body, truncated }: RawAnswer): AttemptResponse {
  const kept: Record<string, string> = {}
  let count = 0
  for (const name in headers) {
    kept[name] = cut(String(headers[name]), MAX_HEADER_LENGTH)
    count += 1
    if (count === MAX_HEADERS) break
  }
  return { status, headers: kept, body, truncated }
}
