import type { Endpoint } from '../../contracts/endpoints/endpoint.js'
import { type EndpointId, endpointOf } from '../../contracts/endpoints.js'
import { REFUSALS, Refusal, type RefusalCode } from '../errors.js'
import { refusalBody } from '../gateway/refusal-body.js'
import { STATUS_CODES } from '../http/node-http.js'
import { OTHER_STATUSES, refusalsOf } from './operations.js'
import { REFUSAL_EVIDENCE } from './refusal-evidence.js'

interface Example {
  readonly summary: string
  readonly description: string
  readonly value: unknown
}

type Examples = Readonly<Record<string, Example>>

/** What `{name}` in a gateway's text stands for in an example. */
const VALUES = {
  reference: 'DUKA1001',
  number: '55220123456789',
  least: '500',
  most: '3000000',
  text: 'Service Unavailable',
  available: '0',
  currency: 'TZS',
  seconds: '42',
}

/** What an endpoint answers when it refuses: for each status its texts, as examples. */
export function refusalResponses(id: EndpointId): Record<string, object> {
  const { validationMessages } = endpointOf(id)
  const byStatus = new Map<number, Examples>()
  for (const code of refusalsOf(id)) {
    const { status } = REFUSALS[code]
    const other = OTHER_STATUSES[code]
    byStatus.set(status, { ...byStatus.get(status), ...examplesOf(code, validationMessages, status) })
    if (other) {
      const examples = examplesOf(code, validationMessages, other.status, `, where ${other.by} says so`)
      byStatus.set(other.status, { ...byStatus.get(other.status), ...examples })
    }
  }
  const inOrder = [...byStatus].sort(([a], [b]) => a - b)
  return Object.fromEntries(inOrder.map(([status, examples]) => [status, response(status, examples)]))
}

/** The answer with one refusal and nothing else. */
export function refusalResponse(code: RefusalCode): Record<string, object> {
  const { status } = REFUSALS[code]
  return { [status]: response(status, examplesOf(code, {}, status)) }
}

function response(status: number, examples: Examples): object {
  const retryAfter = { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } }
  return {
    description: `${STATUS_CODES[status]}. Which case it is, only the text of message tells.`,
    headers: {
      ...(status === 429 ? retryAfter : {}),
      'X-Sandbox-Findings': { $ref: '#/components/headers/Findings' },
    },
    content: { 'application/json': { schema: ANY_REFUSAL, examples } },
  }
}

const ANY_REFUSAL = {
  anyOf: [{ $ref: '#/components/schemas/Refusal' }, { $ref: '#/components/schemas/RefusalMessageOnly' }],
}

function examplesOf(
  code: RefusalCode,
  validationMessages: Endpoint['validationMessages'],
  status: number,
  where = '',
): Examples {
  const { when, status: statusKnown, text, sandboxOnly } = REFUSAL_EVIDENCE[code]
  const notes = {
    description: `Status ${graded(statusKnown)}; text ${graded(text)}.`,
    ...(sandboxOnly ? { 'x-sandbox-only': true } : {}),
    'x-evidence': text['x-evidence'],
    'x-source': text['x-source'],
  }
  const texts: readonly (readonly [name: string, validationMessages?: readonly string[]])[] =
    code === 'INVALID_FIELDS'
      ? Object.entries(validationMessages).map(([name, validationMessage]) => [
          `${code}.${name}`,
          [validationMessage],
        ])
      : [code === 'STRICT' ? [code, ['property page should not exist']] : [code]]
  return Object.fromEntries(
    texts.flatMap(([name, listed]) => {
      const refusal = new Refusal(code, when, {
        status,
        values: VALUES,
        ...(listed ? { validationMessages: listed } : {}),
      })
      const inList = typeof refusal.gatewayMessage !== 'string'
      const example = (envelope: 'nest' | 'messageOnly', summary: string) => ({
        summary,
        ...notes,
        value: refusalBody(refusal, envelope),
      })
      return [
        [name, example('nest', `${when.slice(0, -1)}${where}`)] as const,
        // A list becomes one text there, which clients must be ready for as well.
        ...(inList
          ? [
              [
                `${name}.messageOnly`,
                example('messageOnly', 'The same where errorEnvelope is messageOnly'),
              ] as const,
            ]
          : []),
      ]
    }),
  )
}

function graded(known: { readonly 'x-evidence': string; readonly 'x-source': string }): string {
  return `${known['x-evidence']} (${known['x-source']})`
}
