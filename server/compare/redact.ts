import { API_PREFIX, ENDPOINT_IDS, endpointOf } from '../../contracts/endpoints.js'
import { MESSAGES, PARAMETERS } from '../../contracts/messages.js'
import { checkoutLinkRequest } from '../../contracts/schemas/checkout-link.js'
import { BANKS, bankOf } from '../domain/banks.js'
import { isArray, isObject, type JsonObject, type JsonValue } from '../domain/checksum.js'
import { CURRENCIES } from '../domain/money.js'
import { WEBHOOK_EVENTS } from '../domain/notification.js'
import { MOBILE_CHANNELS } from '../domain/operators.js'
import { PAYMENT_STATUSES } from '../domain/payment.js'
import { REFUSALS } from '../errors.js'
import { Pseudonyms } from './pseudonyms.js'
import { readTraffic } from './read-traffic.js'
import type { Call, Notification, Return, Traffic } from './traffic.js'

/** Headers that say something about ClickPesa; all others are left out. */
const OWN_HEADERS = ['authorization', 'client-id', 'api-key', 'content-type', 'x-clickpesa-checksum']

/** Values that say nothing about anybody, wherever they stand. */
const OWN_VALUES: ReadonlySet<string> = new Set([
  ...[...MESSAGES, ...PARAMETERS].flatMap(choicesIn),
  ...BANKS.flatMap(({ name, value, bic }) => [name, value, bic]),
  ...PAYMENT_STATUSES,
  ...CURRENCIES,
  ...WEBHOOK_EVENTS,
  ...MOBILE_CHANNELS,
  ...['CARD', 'CRDB', 'canonical', 'legacy', 'ASC', 'DESC', 'Bearer', 'true', 'false'],
  ...['createdAt', 'updatedAt', 'orderReference', 'status', 'channel', 'collectedAmount'],
])

/** Words of the gateway's own texts. All others in a message may be somebody's. */
const OWN_WORDS: ReadonlySet<string> = new Set(
  [
    ...Object.values(REFUSALS).flatMap(({ message }) => message),
    ...Object.keys(checkoutLinkRequest.properties),
    ...[
      'Not Found',
      'Conflict',
      'Payload Too Large',
      'property should not exist must be a an one of the following',
    ],
    ...[
      'values string number positive conforming to specified constraints longer shorter than or equal characters',
    ],
    ...[
      'less greater email URL address ISO 8601 date integer object array boolean valid empty each value in nested',
    ],
  ].flatMap(wordsIn),
)

/** Parameters of the API, and of returns to the shop. */
const OWN_PARAMETERS: ReadonlySet<string> = new Set([
  ...ENDPOINT_IDS.flatMap((id) => Object.keys(Object(endpointOf(id).request.query?.properties))),
  ...['status', 'orderReference', 'id', 'currency'],
])

const AMOUNT = /amount|price|total|fee|balance/i
const DATE = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/

/**
 * Recorded traffic that can be shared, as lines of JSON: what `compare` looks at and nothing else, and of that only
 * what is known to be the gateway's own. Everything else gives way to stand-ins. Throws a SandboxMistake where the
 * traffic cannot be read.
 */
export function redactedTraffic(name: string, text: string): string {
  return new Redaction(readTraffic(name, text)).lines()
}

class Redaction {
  readonly #traffic: Traffic
  readonly #pseudonyms = new Pseudonyms()
  readonly #references: ReadonlySet<string>
  /** Names of fields that are kept: refusals repeat them. */
  readonly #names = new Set<string>()

  constructor(traffic: Traffic) {
    this.#traffic = traffic
    this.#references = new Set(referencesIn(traffic))
  }

  lines(): string {
    const { calls, notifications, returns } = this.#traffic
    const records = [
      ...calls.map((call) => this.#call(call)),
      ...notifications.map((notification) => this.#notification(notification)),
      ...returns.map((redirect) => this.#return(redirect)),
    ]
    return records.map((record) => `${JSON.stringify(record)}\n`).join('')
  }

  #call({ at, method, path, query, headers, body, status, answer }: Call): JsonObject {
    const sent = body === undefined ? '' : JSON.stringify(this.#value('', body))
    return {
      ...instant(at),
      request: {
        method: /^[A-Z]{3,7}$/.test(method) ? method : 'GET',
        url: `https://api.redacted.example${this.#path(path)}${this.#query(query)}`,
        headers: this.#headers(headers),
        body: sent,
      },
      response: { status, body: answer === undefined ? '' : JSON.stringify(this.#value('', answer)) },
    }
  }

  #notification({ at, url, headers, body, answered }: Notification): JsonObject {
    return {
      ...instant(at),
      webhook: {
        url: this.#text('', url),
        headers: this.#headers(headers),
        body: JSON.stringify(this.#value('', body)),
      },
      response: answered === null ? {} : { status: answered },
    }
  }

  #return({ status, url }: Return): JsonObject {
    const query = URL.canParse(url) ? new URL(url).searchParams : new URLSearchParams()
    return {
      return: `https://redacted.example/${this.#query(query)}`,
      ...(status === null ? {} : { status }),
    }
  }

  #path(path: string): string {
    const kept = path
      .split('/')
      .map((segment) => (OWN_SEGMENTS.has(segment) ? segment : this.#segment(segment)))
    return kept.join('/')
  }

  #segment(segment: string): string {
    const text = decoded(segment)
    return encodeURIComponent(
      this.#references.has(text) ? this.#pseudonyms.code(text) : this.#pseudonyms.text(text),
    )
  }

  #query(query: URLSearchParams): string {
    const kept = new URLSearchParams()
    for (const [name, value] of query)
      kept.append(OWN_PARAMETERS.has(name) ? name : this.#pseudonyms.text(name), this.#text(name, value))
    return kept.size === 0 ? '' : `?${kept}`
  }

  #headers(headers: Readonly<Record<string, string>>): JsonObject {
    return Object.fromEntries(
      OWN_HEADERS.flatMap((name) => {
        const value = headers[name]
        if (value === undefined) return []
        const isType = name === 'content-type' && /^application\/json(; ?charset=[\w-]+)?$/i.test(value)
        return [[name, isType ? value : this.#text(name, value)]]
      }),
    )
  }

  #value(name: string, value: JsonValue): JsonValue {
    if (isArray(value)) return value.map((item) => this.#value(name, item))
    if (isObject(value)) {
      return Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [this.#name(key), this.#value(key, inner)]),
      )
    }
    if (typeof value === 'string') return this.#text(name, value)
    if (typeof value === 'number') return this.#number(name, value)
    return value
  }

  #number(name: string, value: number): number {
    return AMOUNT.test(name) || Math.abs(value) < 1_000_000 ? value : this.#pseudonyms.number(value)
  }

  /** Names of fields say what a value is; those that look like a value themselves do not stay. */
  #name(name: string): string {
    if (!/^[A-Za-z][A-Za-z_-]{0,39}$/.test(name)) return this.#pseudonyms.text(name)
    this.#names.add(name)
    return name
  }

  #text(name: string, value: string): string {
    if (OWN_VALUES.has(value) || DATE.test(value)) return value
    if (AMOUNT.test(name) && /^-?\d{1,12}(\.\d{1,4})?$/.test(value)) return value
    if (/^\d{1,5}$/.test(value)) return value
    if (this.#references.has(value)) return this.#pseudonyms.code(value)
    if (name === 'bic' && bankOf(value) !== null) return value
    if (name === 'message' || name === 'error') return this.#message(value)
    const prefixed = /^((?:bearer\s+)+|(?:CLP)?LCPC)(.+)$/is.exec(value)
    if (prefixed) {
      const [, prefix = '', rest = ''] = prefixed
      return prefix + (/^LCPC|^CLP/.test(prefix) ? this.#pseudonyms.code(rest) : this.#pseudonyms.text(rest))
    }
    const reference = [...this.#references].find((known) => known !== '' && value.startsWith(`${known}LCP`))
    if (reference === undefined) return this.#pseudonyms.text(value)
    return `${this.#pseudonyms.code(reference)}LCP${this.#pseudonyms.code(value.slice(reference.length + 3))}`
  }

  #message(text: string): string {
    return text
      .slice(0, 1000)
      .replaceAll(/[^\s:,.]+/g, (word) =>
        this.#references.has(word) ? this.#pseudonyms.code(word) : this.#isKept(word) ? word : '…',
      )
  }

  #isKept(word: string): boolean {
    return OWN_WORDS.has(word) || this.#names.has(word) || /^\d{1,3}$/.test(word)
  }
}

const OWN_SEGMENTS: ReadonlySet<string> = new Set([
  '',
  ...API_PREFIX.split('/'),
  ...ENDPOINT_IDS.flatMap((id) => endpointOf(id).path.split('/')),
])

/** The values that a schema has its fields chosen from. */
function choicesIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([name, inner]) =>
    name === 'enum' && Array.isArray(inner)
      ? inner.filter((choice) => typeof choice === 'string')
      : choicesIn(inner),
  )
}

function wordsIn(text: string): string[] {
  return text.split(/[\s:,.]+/).filter(Boolean)
}

function instant(at: number | null): JsonObject {
  return at === null ? {} : { at: new Date(at).toISOString() }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

const REFERENCES: ReadonlySet<string> = new Set(['orderReference', 'billReference'])

/** Every order reference that the traffic names. */
function referencesIn({ calls, notifications, returns }: Traffic): string[] {
  const inBodies = [
    ...calls.flatMap(({ body, answer }) => [body, answer]),
    ...notifications.map(({ body }) => body),
  ]
  const inAddresses = [...calls.map(({ query }) => query), ...returns.map(({ url }) => queryOf(url))]
  const asked = calls.filter(({ endpoint }) => endpoint === 'query-payment' || endpoint === 'query-payout')
  return [
    ...inBodies.flatMap((body) => (body === undefined ? [] : referencesWithin(body))),
    ...inAddresses.flatMap((query) => query.getAll('orderReference')),
    ...asked.map(({ path }) => decoded(path.split('/').filter(Boolean).at(-1) ?? '')),
  ]
}

function referencesWithin(value: JsonValue): string[] {
  if (isArray(value)) return value.flatMap(referencesWithin)
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([name, inner]) =>
    REFERENCES.has(name) && typeof inner === 'string' ? [inner] : referencesWithin(inner),
  )
}

function queryOf(url: string): URLSearchParams {
  return URL.canParse(url) ? new URL(url).searchParams : new URLSearchParams()
}
