import type { RequestEntry } from '../domain/journal.js'
import type { Core } from '../engine/engine.js'
import type { Work } from '../engine/transaction.js'
import { NOBODY } from './merchants.js'

/** A request as its door saw it; its merchant, number and time are added when it is written down. */
export type RequestToLog = Omit<RequestEntry, 'seq' | 'at' | 'merchantId'>

/** Writes down what is asked of the ClickPesa API and how it was answered. */
export class RequestLog {
  readonly #core: Core

  constructor(core: Core) {
    this.#core = core
  }

  /** Resolves once the request is saved, for its merchant or, without one, for nobody. */
  write(request: RequestToLog, merchantId: string = NOBODY): Promise<void> {
    return this.#core.workTogether(merchantId, async (work) => writeDown(work, request))
  }
}

function writeDown(work: Work, request: RequestToLog) {
  if (request.refusal) {
    const { code, explanation } = request.refusal
    work.note('request:refused', `${request.method} ${request.path} was refused (${code}): ${explanation}`, {
      ...(request.orderReference ? { orderReference: request.orderReference } : {}),
      data: { code, status: request.status },
    })
  }
  if (request.fault) {
    work.note('request:faulted', `${request.method} ${request.path}: ${request.fault.explanation}`, {
      ...(request.orderReference ? { orderReference: request.orderReference } : {}),
      data: { scenario: request.fault.scenario, status: request.status },
    })
  }
  // Findings tell no values, and what stands behind the question mark are values.
  const path = request.path.split('?', 1)[0]
  for (const { code, field, text, source, grade } of request.findings ?? []) {
    work.note('request:finding', `${request.method} ${path}: ${text} (${grade}: ${source})`, {
      ...(request.orderReference ? { orderReference: request.orderReference } : {}),
      data: { code, field, source, grade },
    })
  }
  work.log({ merchantId: work.merchant.id, seq: work.nextNumber(), at: work.now, ...request })
}
