import type { EndpointId } from '../../contracts/endpoints.js'
import { isAboutPayouts, type RequestEntry, referenceOf } from '../domain/journal.js'
import { LIMITS } from '../domain/limits.js'
import { ANONYMOUS } from '../domain/merchant.js'
import type { Engine } from '../engine/engine.js'
import type { Transaction } from '../engine/transaction.js'

/** Calls in a merchant's name that prove nothing, beyond those that do, before its log takes no more of them. */
export const MAX_UNPROVEN = LIMITS.unproven.most

/** A request as its door saw it; its merchant, number and time are added when it is written down. */
export type RequestToLog = Omit<RequestEntry, 'seq' | 'at' | 'merchantId'>

/** Who a request seems to come from, and what it was for. */
interface Sender {
  /** The merchant that it names. */
  readonly merchantId: string | undefined
  /** Whether a token or an API key has shown that it comes from that merchant. */
  readonly isProven: boolean
  /** Null where ClickPesa knows no such route. */
  readonly endpoint: EndpointId | null
}

/** Writes down what is asked of the ClickPesa API and how it was answered. */
export class RequestLog {
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /**
   * Resolves once the request is saved: for the merchant that it names, or among those without known credentials.
   */
  async write(request: RequestToLog, { merchantId, isProven, endpoint }: Sender): Promise<void> {
    const isKept =
      merchantId !== undefined &&
      (await this.#engine.transactBatched(merchantId, (tx) => {
        if (!hasRoom(tx, isProven)) return false
        writeDown(tx, request, endpoint)
        return true
      }))
    if (!isKept) await this.#engine.transactBatched(ANONYMOUS, (tx) => writeDown(tx, request, endpoint))
  }
}

/** Calls that prove nothing must not push out those that do: anybody can send a client id. */
function hasRoom(tx: Transaction, isProven: boolean): boolean {
  const { unproven } = tx.counters
  if (isProven) {
    if (unproven > 0) tx.count({ unproven: unproven - 1 })
    return true
  }
  if (unproven >= MAX_UNPROVEN) return false
  tx.count({ unproven: unproven + 1 })
  if (unproven + 1 === MAX_UNPROVEN) {
    tx.note(
      'request:refused',
      `${MAX_UNPROVEN} calls with wrong or no credentials are recorded here; further ones are kept with the requests without known credentials`,
    )
  }
  return true
}

function writeDown(tx: Transaction, request: RequestToLog, endpoint: EndpointId | null) {
  const { orderReference } = request
  const about = orderReference ? referenceOf(orderReference, isAboutPayouts(request)) : {}
  if (request.refusal) {
    const { code, explanation } = request.refusal
    tx.note('request:refused', `${request.method} ${request.path} was refused (${code}): ${explanation}`, {
      ...about,
      data: { code, status: request.status },
    })
  }
  if (request.fault) {
    tx.note('request:faulted', `${request.method} ${request.path}: ${request.fault.explanation}`, {
      ...about,
      data: { scenario: request.fault.scenario, status: request.status },
    })
  }
  // Findings tell no values, and what stands behind the question mark are values.
  const path = request.path.split('?', 1)[0]
  for (const { code, severity, field, text, source, grade } of request.findings ?? []) {
    tx.note('request:finding', `${request.method} ${path}: ${text} (${severity}, ${grade}: ${source})`, {
      ...about,
      data: { code, severity, field, source, grade },
    })
  }
  // In this order: Node 20 takes microseconds for each field that is added to a copy.
  tx.log({ merchantId: tx.merchant.id, seq: tx.nextNumber(), at: tx.now, ...request }, endpoint)
}
