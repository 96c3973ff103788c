import type { FastifyBaseLogger } from 'fastify'
import type { JournalEntry, JournalType, RequestEntry } from './domain/journal.js'
import { ANONYMOUS, type Merchant } from './domain/merchant.js'
import type { Written } from './engine/transaction.js'
import { hidePasswords } from './lib/hide-passwords.js'
import type { Sandbox } from './sandbox/sandbox.js'

/** What the journal says of a call is in the line of the call. */
const SAID_WITH_THE_CALL: readonly JournalType[] = ['request:refused', 'request:faulted']

/** Worth a line only to somebody who looks closely. */
const DETAILS: readonly JournalType[] = [
  'token:issued',
  'token:ended',
  'link:opened',
  'request:finding',
  'notification:owed',
  'return:opened',
  'return:sent',
  'state:set-up',
  'message:told',
]

/**
 * Logs what happens to merchants, one readable line for each call, payment move, delivery and so on; at `debug` with
 * headers and bodies. What it is given holds no secrets any more.
 */
export class ActivityLog {
  readonly #log: FastifyBaseLogger
  readonly #sandbox: Sandbox

  constructor(log: FastifyBaseLogger, sandbox: Sandbox) {
    this.#log = log
    this.#sandbox = sandbox
  }

  write({ id, name: named }: Merchant, written: Written) {
    const name = id === ANONYMOUS ? undefined : named
    if (written.kind === 'request') this.#call(name, written.entry)
    else if (written.entry.type === 'delivery:attempted' && this.#isThorough)
      this.#attempt(name, written.entry)
    else if (!SAID_WITH_THE_CALL.includes(written.entry.type)) this.#event(name, written.entry)
  }

  get #isThorough(): boolean {
    return this.#log.level === 'debug' || this.#log.level === 'trace'
  }

  #call(merchant: string | undefined, entry: RequestEntry) {
    const { merchantId, seq, at: _, headers, body, response, refusal, fault, findings: __, ...call } = entry
    const about = { merchant, merchantId, seq, ...call, ...(refusal ? { refusal: refusal.code } : {}) }
    const reasons = [
      ...(refusal ? [`${refusal.code}: ${refusal.explanation}`] : []),
      ...(fault ? [fault.explanation] : []),
    ]
    const answered = call.status === 0 ? 'no answer' : String(call.status)
    const line = `${call.method} ${call.path} → ${answered} in ${call.durationMs} ms`
    const details = this.#isThorough ? { headers, body, response } : {}
    this.#log.info({ ...about, ...details }, [line, ...reasons].join('; '))
  }

  #event(merchant: string | undefined, { at: _, text, data, ...about }: JournalEntry) {
    const level = DETAILS.includes(about.type) ? 'debug' : 'info'
    this.#log[level]({ merchant, ...about, ...traceIn(data) }, text)
  }

  /** Looks up what was sent and answered. Where the merchant is gone already, there is the sentence alone. */
  async #attempt(merchant: string | undefined, entry: JournalEntry) {
    const { merchantId, deliveryId = '', at: _, text, data, ...about } = entry
    const found = await this.#sandbox.queries.delivery(merchantId, deliveryId).catch(() => null)
    const sent = found
      ? { url: hidePasswords(found.delivery.url), headers: found.delivery.headers, body: found.delivery.body }
      : {}
    const response = found?.attempts.at(-1)?.response
    this.#log.info(
      {
        merchant,
        merchantId,
        deliveryId,
        ...about,
        ...traceIn(data),
        ...sent,
        ...(response ? { response } : {}),
      },
      text,
    )
  }
}

/** By which the lines of one trace are found. */
function traceIn(data: JournalEntry['data']): { readonly traceId?: string } {
  return typeof data?.traceId === 'string' ? { traceId: data.traceId } : {}
}
