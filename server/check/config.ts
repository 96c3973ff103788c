import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import { SandboxMistake } from '../errors.js'
import { parseDuration } from '../lib/duration.js'
import { POLICIES } from '../scenario/parts/verdict.js'
import type { SchemaOf } from '../schema/validator.js'
import { fileLines, readYaml } from '../schema/yaml-file.js'
import type { CheckPolicy, Patience, StateWords } from './policy.js'
import type { Listening } from './relay.js'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH'] as const
type Method = (typeof METHODS)[number]

const path = { type: 'string', pattern: '^/', maxLength: 2000 } as const
const pointer = {
  type: 'string',
  pattern: '^(/[^/]*)*$',
  maxLength: 500,
  description: 'A JSON pointer, such as /order/id.',
} as const
const words = { type: 'array', items: { type: 'string' }, maxItems: 50 } as const

const methods = {
  GET: path,
  POST: path,
  PUT: path,
  PATCH: path,
} as const satisfies Record<Method, JSONSchema>

const call = {
  ...methods,
  body: { description: 'Sent as JSON. {amount} and {currency} stand for what is bought.' },
  form: { type: 'object', additionalProperties: { type: 'string' }, description: 'Sent as a form.' },
  headers: { type: 'object', additionalProperties: { type: 'string' } },
} as const satisfies Record<string, JSONSchema>

/** What a check.yaml says; published as `contracts/check-config.schema.json`. */
export const checkConfigSchema = {
  $id: 'https://clickpesa-sandbox.example/check-config.schema.json',
  title: 'What check needs to know of a shop',
  type: 'object',
  additionalProperties: false,
  required: ['url', 'buy', 'look'],
  properties: {
    url: { type: 'string', format: 'http-url', description: 'Where the shop listens; it is waited for.' },
    receives: {
      type: 'object',
      additionalProperties: false,
      description: 'Where the shop takes webhooks, and customers who come back.',
      properties: { webhook: path, return: path },
    },
    buy: {
      type: 'object',
      additionalProperties: false,
      required: ['id'],
      description: 'Places an order and asks ClickPesa for a way to pay it.',
      properties: {
        ...call,
        id: { ...pointer, description: "Where the answer has the shop's id of the order." },
      },
    },
    look: {
      type: 'object',
      additionalProperties: false,
      required: ['fulfilments'],
      description: 'Tells how an order stands; {id} is its id.',
      properties: {
        ...methods,
        headers: call.headers,
        fulfilments: {
          ...pointer,
          description: 'Where the answer has how often it was fulfilled: a number or a list.',
        },
        state: { ...pointer, description: 'Where the answer has its state.' },
      },
    },
    again: {
      type: 'object',
      additionalProperties: false,
      description: 'The customer asks once more for a way to pay.',
      properties: call,
    },
    time: {
      type: 'object',
      additionalProperties: false,
      description: "Sets the shop's clock to {now} and runs its jobs.",
      properties: call,
    },
    words: {
      type: 'object',
      additionalProperties: false,
      description: "The shop's own words for how an order stands.",
      properties: { failed: words, review: words },
    },
    policy: {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(
        Object.entries(POLICIES).map(([name, choices]) => [name, { enum: choices }]),
      ) as { readonly [Name in keyof typeof POLICIES]: { readonly enum: (typeof POLICIES)[Name] } },
    },
    answers: {
      type: 'object',
      additionalProperties: false,
      description: 'How long the shop may take.',
      properties: {
        webhook: { type: 'string', format: 'duration' },
        customer: { type: 'string', format: 'duration' },
      },
    },
    listens: {
      type: 'object',
      additionalProperties: false,
      description:
        'Where the shop reaches ClickPesa, when it does not run on this machine; at a free port of 127.0.0.1, when left out.',
      properties: {
        host: { type: 'string', minLength: 1, description: 'The address of this machine to listen on.' },
        port: { type: 'integer', minimum: 1, maximum: 65535 },
        name: {
          type: 'string',
          pattern: '^[\\w.:-]+$',
          description: 'What the shop calls this machine, such as host.docker.internal.',
        },
      },
    },
    checksum: {
      type: 'boolean',
      description: 'Whether the application has its checksum switched on; it has, when left out.',
    },
  },
} as const satisfies JSONSchema

type Written = FromSchema<typeof checkConfigSchema>

/** One address of the shop, and how it is called. */
export interface Probe {
  readonly method: Method
  readonly path: string
  readonly body?: unknown
  readonly form?: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
}

/** A check.yaml that was read. */
export interface CheckConfig {
  readonly url: string
  readonly webhook: string | null
  readonly returnUrl: string | null
  readonly buy: Probe & { readonly id: string }
  readonly look: Probe & { readonly fulfilments: string; readonly state: string | null }
  readonly again: Probe | null
  readonly time: Probe | null
  readonly words: StateWords
  readonly policy: CheckPolicy
  readonly answers: Partial<Patience>
  readonly listens: Listening
  readonly checksum: boolean
}

/** Reads a check.yaml. Throws one {@link SandboxMistake} with everything wrong with it, by line. */
export function readCheckConfig(file: string, text: string): CheckConfig {
  const read = readYaml<Written>(file, text, checkConfigSchema as SchemaOf<Written>)
  if (!read.ok) throw invalid(fileLines(read.issues))
  const { url, receives = {}, buy, look, again, time, answers = {}, ...rest } = read.value
  const calls = { buy, look, again, time }
  const issues = Object.entries(calls).flatMap(([name, written]) => {
    const given = written ? METHODS.filter((method) => written[method] !== undefined) : ['GET']
    if (given.length === 1) return []
    const found = given.length === 0 ? 'names no address' : `names ${given.length} addresses`
    return [{ path: [name], message: `${found}: give one, such as "POST: /orders"` }]
  })
  const { host, name } = rest.listens ?? {}
  if ((host === '0.0.0.0' || host === '::') && name === undefined) {
    const message = `${host} is not an address that a shop can call: give "name" too, such as host.docker.internal`
    issues.push({ path: ['listens'], message })
  }
  if (issues.length > 0) throw invalid(fileLines(read.at(issues)))
  const at = (path: string | undefined) => (path === undefined ? null : new URL(path, url).href)
  return {
    url,
    webhook: at(receives.webhook),
    returnUrl: at(receives.return),
    buy: { ...probe(buy), id: buy.id },
    look: { ...probe(look), fulfilments: look.fulfilments, state: look.state ?? null },
    again: again ? probe(again) : null,
    time: time ? probe(time) : null,
    words: (rest.words ?? {}) as StateWords,
    policy: (rest.policy ?? {}) as CheckPolicy,
    answers: Object.fromEntries(
      Object.entries(answers).map(([name, duration]) => [name, parseDuration(String(duration)) ?? 0]),
    ),
    listens: rest.listens ?? {},
    checksum: rest.checksum ?? true,
  }
}

function probe(written: object): Probe {
  const given = written as Partial<Record<Method, string>> &
    Pick<Probe, 'body' | 'form'> & { headers?: Record<string, string> }
  const method = METHODS.find((one) => given[one] !== undefined) ?? 'GET'
  return {
    method,
    path: given[method] ?? '/',
    headers: given.headers ?? {},
    ...(given.body === undefined ? {} : { body: given.body }),
    ...(given.form === undefined ? {} : { form: given.form }),
  }
}

/** Whether a probe has a placeholder anywhere. */
export function mentions(probe: Probe, placeholder: string): boolean {
  return JSON.stringify(probe).includes(placeholder)
}

function invalid(issues: string): SandboxMistake {
  return new SandboxMistake(
    'INVALID_CONFIG',
    issues,
    '`clickpesa-sandbox check init` writes one with comments',
  )
}
