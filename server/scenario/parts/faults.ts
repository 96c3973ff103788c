import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import { ENDPOINT_IDS, type EndpointId, endpointOf } from '../../../contracts/endpoints.js'
import type { RefusalCode } from '../../errors.js'
import { formatDuration } from '../../lib/duration.js'
import { type Issue, within } from '../../schema/issue.js'
import { CONNECTION_FAULTS, describeOutcome, type Fault, type FaultyAnswer, MAX_ANSWER_MS } from '../fault.js'
import { duration, milliseconds, type Part } from './part.js'

interface NamedRefusal {
  readonly code: RefusalCode
  /** How it is refused, after "is refused". */
  readonly as: string
  readonly endpoints: readonly EndpointId[]
  /** Whether ClickPesa refuses so only where the token is good. */
  readonly behindToken: boolean
  /** Whether every token of the application ends with it. */
  readonly endsTokens?: boolean
}

const WITH_TOKEN = ENDPOINT_IDS.filter((id) => endpointOf(id).needsToken)

/** The endpoints that can refuse so. */
function refusing(code: RefusalCode): readonly EndpointId[] {
  return ENDPOINT_IDS.filter((id) => endpointOf(id).refusals.includes(code))
}

/** The gateway's own refusals that a scenario can call for by name. */
const NAMED_REFUSALS = {
  'unapproved-account': {
    code: 'UNAUTHORIZED',
    as: 'as from an account that is not approved (401)',
    endpoints: ENDPOINT_IDS,
    behindToken: false,
  },
  'address-blocked': {
    code: 'ADDRESS_BLOCKED',
    as: 'as from an address that is not on the allow-list (403)',
    endpoints: ENDPOINT_IDS,
    behindToken: false,
  },
  'rate-limited': {
    code: 'RATE_LIMITED',
    as: 'as one too many in this minute (429)',
    endpoints: ENDPOINT_IDS,
    behindToken: false,
  },
  'feature-missing': {
    code: 'FEATURE_MISSING',
    as: 'as from an application without hosted checkout (400)',
    endpoints: refusing('FEATURE_MISSING'),
    behindToken: true,
  },
  'collection-feature-missing': {
    code: 'COLLECTION_FEATURE_MISSING',
    as: 'as from an application without the collection API (400)',
    endpoints: refusing('COLLECTION_FEATURE_MISSING'),
    behindToken: true,
  },
  'fee-not-validated': {
    code: 'FEE_NOT_VALIDATED',
    as: 'because its fee cannot be worked out now (500)',
    endpoints: refusing('FEE_NOT_VALIDATED'),
    behindToken: true,
  },
  'token-expired': {
    code: 'UNAUTHORIZED',
    as: 'as if the token had expired (401)',
    endpoints: WITH_TOKEN,
    behindToken: true,
  },
  'token-dead': {
    code: 'UNAUTHORIZED',
    as: 'because the tokens of the application have ended, and so is every call without a new one (401)',
    endpoints: WITH_TOKEN,
    behindToken: true,
    endsTokens: true,
  },
} as const satisfies Record<string, NamedRefusal>

type RefusalName = keyof typeof NAMED_REFUSALS

const faultSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    endpoint: { enum: ENDPOINT_IDS, description: 'Every endpoint, when left out.' },
    after: { type: 'integer', minimum: 1, description: 'How many calls go through first.' },
    times: {
      type: 'integer',
      minimum: 1,
      description: 'How many calls it affects; all that follow, when left out.',
    },
    status: {
      type: 'integer',
      minimum: 200,
      maximum: 599,
      description: 'Replies with this status and an error in the shape of ClickPesa, or with `body`.',
    },
    message: { type: 'string', maxLength: 500, description: "The error's text." },
    body: {
      type: 'string',
      maxLength: 20_000,
      description: 'Replies with exactly these bytes instead of an error in the shape of ClickPesa.',
    },
    contentType: { type: 'string', minLength: 1, maxLength: 100, description: 'What `body` claims to be.' },
    headers: {
      type: 'object',
      maxProperties: 20,
      additionalProperties: { type: 'string', maxLength: 1000 },
      description: 'Headers beside the usual ones. 429 comes with Retry-After: 60 unless it is given here.',
    },
    refuse: {
      enum: Object.keys(NAMED_REFUSALS) as (keyof typeof NAMED_REFUSALS)[],
      description: 'Refuses the call as ClickPesa refuses it when a rule of its own is broken.',
    },
    connection: {
      enum: [...CONNECTION_FAULTS],
      description:
        'hangs: no answer ever comes. reset: the connection is reset before the first byte. cut-off: it is closed half way through the right answer.',
    },
    hold: {
      type: 'boolean',
      enum: [true],
      description:
        'Holds the answer until somebody releases it, by the control API. "workDone: false" holds the call before its work.',
    },
    delay: {
      ...duration,
      description:
        "The answer, or what takes its place, comes so much later, on the merchant's clock or in real time, whichever is first.",
    },
    workDone: {
      type: 'boolean',
      description: 'True lets the call do its work first: only its answer goes wrong.',
    },
  },
} as const satisfies JSONSchema

/** A fault as it is written. */
export type WrittenFault = FromSchema<typeof faultSchema>

const faultsSchema = {
  type: 'array',
  description:
    'How the ClickPesa API misbehaves. Of several entries that concern a call, the first whose turn it is meets it.',
  maxItems: 20,
  items: faultSchema,
} as const satisfies JSONSchema

export const faults: Part<readonly WrittenFault[], readonly Fault[]> = {
  schema: faultsSchema,
  check: (written) => written.flatMap((fault, i) => within([i], faultIssues(fault))),
  compile: (written = []) => written.map(compiled),
  explain: (all) => all.map(faultSentence).join(' '),
}

function compiled(written: WrittenFault): Fault {
  const refusal = written.refuse === undefined ? null : NAMED_REFUSALS[written.refuse as RefusalName]
  const answer = answerOf(written)
  const needsTheRightAnswer = answer.kind === 'right' || answer.kind === 'cut-off'
  const isHeld = answer.kind === 'held'
  return {
    endpoints: written.endpoint ? [written.endpoint as EndpointId] : (refusal?.endpoints ?? ENDPOINT_IDS),
    after: written.after ?? 0,
    times: written.times ?? null,
    behindToken: refusal?.behindToken ?? false,
    workDone: needsTheRightAnswer || (written.workDone ?? isHeld),
    delay: milliseconds(written.delay ?? '0s'),
    answer,
  }
}

function answerOf(written: WrittenFault): FaultyAnswer {
  const { status, message, body, contentType, refuse, connection, hold } = written
  if (hold) return { kind: 'held' }
  if (connection !== undefined) return { kind: connection as 'hangs' | 'reset' | 'cut-off' }
  if (refuse !== undefined) {
    const { code, as, endsTokens = false }: NamedRefusal = NAMED_REFUSALS[refuse as RefusalName]
    return { kind: 'refusal', code, as, endsTokens, headers: headersOf(written, refuse === 'rate-limited') }
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

const KINDS = ['status', 'refuse', 'connection', 'hold'] as const

/** What belongs to an answer that the scenario words itself. */
const NEEDS_STATUS = ['message', 'body', 'contentType'] as const

/** What in a fault contradicts itself, or is missing; all of it, and what would be right. */
function faultIssues(written: WrittenFault): Issue[] {
  const found: Issue[] = []
  const wrong = (key: keyof WrittenFault | null, message: string) =>
    found.push({ path: key === null ? [] : [key], message })
  const { status, body, contentType, connection, refuse, delay, workDone } = written
  const kinds = KINDS.filter((kind) => written[kind] !== undefined)
  const delayMs = delay === undefined ? 0 : milliseconds(delay)

  if (kinds.length === 0 && delayMs === 0) {
    wrong(null, 'nothing goes wrong here; say what does, with one of status, refuse, connection, hold, delay')
  }
  if (kinds.length > 1) {
    wrong(null, `${kinds.join(' and ')} exclude each other: keep one, and write another entry for the other`)
  }
  for (const key of NEEDS_STATUS) {
    if (written[key] !== undefined && status === undefined) {
      wrong(key, `${key} needs a status, as in "status: 502"`)
    }
  }
  if (written.message !== undefined && body !== undefined) {
    wrong('message', 'message and body exclude each other: body is the whole answer, message a part of one')
  }
  if (status !== undefined && status < 400 && body === undefined) {
    wrong('status', `found ${status}, which is not an error: give 400 to 599, or the body that comes with it`)
  }
  if (status !== undefined && [204, 205, 304].includes(status) && body) {
    wrong('body', `an answer with status ${status} cannot carry a body; leave the text empty ('')`)
  }
  if (body && contentType === undefined) {
    wrong('body', 'say what the body claims to be, as in "contentType: text/html"')
  }
  if (body === '' && contentType !== undefined) {
    wrong('contentType', 'an empty body is of no type: leave contentType out')
  }
  if (contentType !== undefined && !isHeaderValue(contentType)) {
    wrong('contentType', 'only printable ASCII characters can be sent, as in "text/html; charset=utf-8"')
  }
  if (written.headers !== undefined && status === undefined && refuse === undefined) {
    wrong('headers', 'headers need an answer that they come with: give status or refuse')
  }
  found.push(...headerIssues(written.headers ?? {}))
  if (delay !== undefined && connection === 'hangs') {
    wrong('delay', 'a call that hangs is never answered: leave delay out')
  }
  if (delay !== undefined && written.hold) {
    wrong('delay', 'an answer that is held comes when it is released: leave delay out')
  }
  if (delayMs > MAX_ANSWER_MS) {
    const max = formatDuration(MAX_ANSWER_MS)
    wrong(
      'delay',
      `found ${delay}: an answer can be delayed by ${max} at most; "connection: hangs" never answers`,
    )
  }
  if (workDone && refuse !== undefined) {
    wrong('workDone', 'what ClickPesa refuses changes nothing: leave workDone out, or give a status instead')
  }
  if (workDone === false && (connection === 'cut-off' || (delayMs > 0 && kinds.length === 0))) {
    wrong('workDone', 'the right answer is there only once the work is done: leave workDone out')
  }
  if (refuse !== undefined) found.push(...refusalIssues(refuse as RefusalName, written.endpoint))
  return found
}

function refusalIssues(name: RefusalName, endpoint: string | undefined): Issue[] {
  const endpoints: readonly string[] = NAMED_REFUSALS[name].endpoints
  if (endpoint === undefined || endpoints.includes(endpoint)) return []
  const message = `ClickPesa never refuses ${endpoint} so; ${name} goes with ${endpoints.join(', ')}`
  return [{ path: ['endpoint'], message }]
}

/** Headers that the connection needs for itself. */
const OUT_OF_REACH = ['content-length', 'transfer-encoding', 'connection', 'keep-alive', 'date']

function headerIssues(headers: Readonly<Record<string, unknown>>): Issue[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    const path = ['headers', name]
    const lower = name.toLowerCase()
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return [{ path, message: `"${name}" is not a name of a header` }]
    if (lower === 'content-type') return [{ path, message: 'give it as contentType, beside body' }]
    if (OUT_OF_REACH.includes(lower)) return [{ path, message: 'the connection sets this header itself' }]
    if (isHeaderValue(String(value))) return []
    return [{ path, message: 'only printable ASCII characters can be sent in a header' }]
  })
}

function isHeaderValue(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text)
}

/** A fault in plain English: which calls it meets, and what they get. */
function faultSentence(fault: Fault): string {
  const { after, times } = fault
  const several = times !== null && times > 1
  const noun = several ? `${times} calls` : 'call'
  const calls =
    after > 0
      ? `After ${after} ${after > 1 ? 'calls that go' : 'call that goes'} through, ${times === null ? 'every' : 'the next'} ${noun}`
      : `${times === null ? 'Every' : 'The first'} ${noun}`
  return `${calls} to ${place(fault)} ${describeOutcome(fault, several)}.`
}

function place({ endpoints }: Fault): string {
  if (endpoints.length === ENDPOINT_IDS.length) return 'the API'
  return endpoints.length === WITH_TOKEN.length ? 'the API with a good token' : endpoints.join(' or ')
}
