import type { RequestEntry } from '../domain/journal.js'
import type { Engine } from '../engine/engine.js'
import type { Transaction } from '../engine/transaction.js'
import { ANONYMOUS } from './merchants.js'

/** A request as its door saw it; its merchant, number and time are added when it is written down. */
export type RequestToLog = Omit<RequestEntry, 'seq' | 'at' | 'merchantId'>

/** Writes down what is asked of the ClickPesa API and how it was answered. */
export class RequestLog {
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** Resolves once the request is saved, for its merchant or, without one, for nobody. */
  write(request: RequestToLog, merchantId: string = ANONYMOUS): Promise<void> {
    return this.#engine.transactBatched(merchantId, async (tx) => writeDown(tx, request))
  }
}

function writeDown(tx: Transaction, request: RequestToLog) {
  if (request.refusal) {
    const { code, explanation } = request.refusal
    tx.note('request:refused', `${request.method} ${request.path} was refused (${code}): ${explanation}`, {
      ...(request.orderReference ? { orderReference: request.orderReference } : {}),
      data: { code, status: request.status },
    })
  }
  if (request.fault) {
    tx.note('request:faulted', `${request.method} ${request.path}: ${request.fault.explanation}`, {
      ...(request.orderReference ? { orderReference: request.orderReference } : {}),
      data: { scenario: request.fault.scenario, status: request.status },
    })
  }
  // Findings tell no values, and what stands behind the question mark are values.
  const path = request.path.split('?', 1)[0]
  for (const { code, field, text, source, grade } of request.findings ?? []) {
    tx.note('request:finding', `${request.method} ${path}: ${text} (${grade}: ${source})`, {
      ...(request.orderReference ? { orderReference: request.orderReference } : {}),
      data: { code, field, source, grade },
    })
  }
  tx.log({ merchantId: tx.merchant.id, seq: tx.nextNumber(), at: tx.now, ...request })
}
