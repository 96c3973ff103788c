import { type EndpointId, endpointOf } from '../../contracts/endpoints.js'
import { callbackSchema } from '../../contracts/schemas/callback.js'
import type { WireSchema } from '../../contracts/schemas/evidence.js'
import { refusal, refusalMessageOnly } from '../../contracts/schemas/refusal.js'
import { webhookSchema } from '../../contracts/schemas/webhooks.js'
import type { Dialect } from '../domain/dialect.js'
import type { WebhookEvent } from '../domain/notification.js'
import { getOrAdd } from '../lib/get-or-add.js'
import { WIRE_FORMATS } from '../schema/formats.js'
import { type Issue, oneLine } from '../schema/issue.js'
import { issuesIn } from '../schema/validator.js'

/** An answer that is about to be sent. */
export interface OwnAnswer {
  /** Undefined where no route was found. */
  readonly endpoint: EndpointId | undefined
  readonly status: number
  readonly text: string
}

/** A notification that is about to be sent as the dialect shapes it. A null event is the call to a `callbackUrl`. */
export interface OwnMessage {
  readonly event: WebhookEvent | null
  readonly body: string
  readonly signed: boolean
}

/**
 * Compares what the sandbox sends with its own schemas. What does not fit is an internal error of the sandbox: it is
 * reported, answered as a sentence for the journal, and sent all the same.
 */
export class SelfCheck {
  readonly #report: (fault: Error, doing: string) => void
  /** One schema for each form of a message, because a validator is compiled for each object. */
  readonly #schemas = new Map<string, WireSchema>()

  constructor(report: (fault: Error, doing: string) => void) {
    this.#report = report
  }

  /** What is wrong with an answer; null when nothing is. */
  answer({ endpoint, status, text }: OwnAnswer, { errorEnvelope }: Dialect): string | null {
    const refused = errorEnvelope === 'messageOnly' ? refusalMessageOnly : refusal
    const schema = status < 400 && endpoint ? endpointOf(endpoint).reply : refused
    return this.#judge(schema, text, `the ${status} of ${endpoint ?? 'an unknown route'}`)
  }

  /** What is wrong with a notification; null when nothing is. */
  message({ event, body, signed }: OwnMessage, dialect: Dialect): string | null {
    const form = [event, signed, dialect.callbackBody, dialect.webhookChecksum, ...shapeOf(dialect)].join(' ')
    const schema = getOrAdd(this.#schemas, form, () => schemaFor(event, signed, dialect))
    return this.#judge(schema, body, event ? `the webhook ${event}` : 'the callbackUrl call')
  }

  /** Reports an answer of the control API that does not fit the schema which its document has. */
  controlAnswer(call: string, schema: WireSchema | undefined, answer: unknown) {
    const found = schema ? issuesIn(schema, plain(answer), WIRE_FORMATS) : [UNANNOUNCED]
    if (found.length === 0) return
    this.#report(new Error(`${call} does not fit its own schema: ${oneLine(found)}`), 'the self-check')
  }

  #judge(schema: WireSchema, text: string, what: string): string | null {
    const found = issuesInText(schema, text)
    if (found.length === 0) return null
    const sentence = `${what} does not fit its own schema: ${oneLine(found)}`
    this.#report(new Error(sentence), 'the self-check')
    return sentence
  }
}

const UNANNOUNCED: Issue = { path: [], message: 'the document of the control API has no such status' }

/** As it arrives: what is undefined is left out. */
function plain(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer))
}

function issuesInText(schema: WireSchema, text: string): Issue[] {
  try {
    return issuesIn(schema, JSON.parse(text), WIRE_FORMATS)
  } catch (error) {
    return [{ path: [], message: `it is not JSON: ${(error as Error).message}` }]
  }
}

function schemaFor(event: WebhookEvent | null, signed: boolean, dialect: Dialect): WireSchema {
  const [shape, eventKey, transferKey] = shapeOf(dialect)
  if (event) {
    const checksumPlace = signed ? dialect.webhookChecksum : 'none'
    return webhookSchema(event, { shape, eventKey, transferKey, checksumPlace })
  }
  const checksumPlace = signed ? 'topLevel' : 'none'
  return dialect.callbackBody === 'wrapped'
    ? webhookSchema('PAYMENT RECEIVED', { shape, eventKey, checksumPlace })
    : callbackSchema(checksumPlace)
}

function shapeOf({ paymentReceivedShape, webhookEventKey, payoutTransferKey }: Dialect) {
  return [paymentReceivedShape, webhookEventKey, payoutTransferKey] as const
}
