import type { JSONSchema } from 'json-schema-to-ts'
import { ENDPOINTS, type Endpoint, type Fault, type FaultyAnswer } from '../fault.js'
import { faultIssues } from './fault-check.js'
import { faultSchema, type WrittenFault } from './fault-schema.js'
import { faultSentence } from './fault-words.js'
import { NAMED_REFUSALS, type RefusalName } from './named-refusals.js'
import { milliseconds, type Part } from './part.js'

const faultsSchema = {
  type: 'array',
  description:
    'How the ClickPesa API misbehaves. Of several entries that concern a call, the first whose turn it is meets it.',
  maxItems: 20,
  items: faultSchema,
} as const satisfies JSONSchema

export const faults: Part<readonly WrittenFault[], readonly Fault[]> = {
  schema: faultsSchema,
  check: (written) =>
    written.flatMap((fault, i) =>
      faultIssues(fault).map(({ path, message }) => ({ path: [i, ...path], message })),
    ),
  compile: (written = []) => written.map(compiled),
  explain: (all) => all.map(faultSentence).join(' '),
}

function compiled(written: WrittenFault): Fault {
  const refusal = written.refuse === undefined ? null : NAMED_REFUSALS[written.refuse as RefusalName]
  const answer = answerOf(written)
  const needsTheRightAnswer = answer.kind === 'right' || answer.kind === 'cut-off'
  return {
    endpoints: written.endpoint ? [written.endpoint as Endpoint] : (refusal?.endpoints ?? ENDPOINTS),
    after: written.after ?? 0,
    times: written.times ?? null,
    behindToken: refusal?.behindToken ?? false,
    workDone: needsTheRightAnswer || (written.workDone ?? false),
    delay: milliseconds(written.delay ?? '0s'),
    answer,
  }
}

function answerOf(written: WrittenFault): FaultyAnswer {
  const { status, message, body, contentType, refuse, connection } = written
  if (connection !== undefined) return { kind: connection as 'hangs' | 'reset' | 'cut-off' }
  if (refuse !== undefined) {
    const { code, as } = NAMED_REFUSALS[refuse as RefusalName]
    return { kind: 'refusal', code, as, headers: headersOf(written, refuse === 'rate-limited') }
  }
  if (status === undefined) return { kind: 'right' }
  const headers = headersOf(written, status === 429)
  return body === undefined
    ? { kind: 'error', status, message: message ?? null, headers }
    : { kind: 'text', status, text: body, contentType: contentType ?? null, headers }
}

/** The gateway counts by the minute, so a client that waits for one is let in again. */
const RETRY_AFTER_SECONDS = '60'

function headersOf({ headers = {} }: WrittenFault, isRateLimit: boolean): Record<string, string> {
  const written = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)])
  return { ...(isRateLimit ? { 'retry-after': RETRY_AFTER_SECONDS } : {}), ...Object.fromEntries(written) }
}
