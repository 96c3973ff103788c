import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { JSONSchema } from 'json-schema-to-ts'
import { SandboxMistake } from '../errors.js'
import { nearest } from '../lib/nearest.js'
import { whyUnreadable } from '../lib/why-unreadable.js'
import { parseState } from '../sandbox/provider-states/states.js'
import { paramsFrom, writtenParams } from '../sandbox/provider-states/written-params.js'
import { oneLine } from '../schema/issue.js'
import { issuesIn, isValid, type SchemaOf } from '../schema/validator.js'

/** An interaction of a pact, as far as it matters to whom it is about and what it presupposes. */
interface Interaction {
  readonly description: string
  readonly type?: string
  readonly providerStates?: readonly { readonly name: string; readonly params?: unknown }[]
  readonly request?: {
    readonly headers?: Readonly<Record<string, unknown>>
    readonly generators?: { readonly header?: Readonly<Record<string, unknown>> }
  }
  readonly comments?: { readonly references?: Readonly<Record<string, Readonly<Record<string, unknown>>>> }
}

/** A pact file of version 3 or 4. */
export interface PactFile {
  readonly metadata: { readonly pactSpecification: { readonly version: string } }
  readonly interactions?: readonly Interaction[]
  readonly messages?: readonly Interaction[]
}

/** The group of a V4 interaction's references that is ours. */
const REFERENCES = 'clickpesa-sandbox'

const state = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string' }, params: writtenParams },
} as const satisfies JSONSchema

const interactions = {
  type: 'array',
  items: {
    type: 'object',
    required: ['description'],
    properties: {
      description: { type: 'string' },
      providerStates: { type: 'array', items: state },
      request: { type: 'object' },
    },
  },
} as const satisfies JSONSchema

const pactSchema: SchemaOf<PactFile> = {
  type: 'object',
  required: ['metadata'],
  properties: {
    metadata: {
      type: 'object',
      required: ['pactSpecification'],
      properties: {
        pactSpecification: {
          type: 'object',
          required: ['version'],
          properties: { version: { type: 'string' } },
        },
      },
    },
    interactions,
    messages: interactions,
  },
}

/** Reads a pact. Throws a SandboxMistake that names the file, the place, and what is needed there. */
export async function readPact(path: string, folder: string): Promise<PactFile> {
  const text = await readFile(resolve(folder, path), 'utf8').catch((error: unknown) => {
    throw invalid(path, `cannot be read: ${whyUnreadable(error)}`)
  })
  return pactIn(path, text)
}

/** The same for a text that was read from there. */
export function pactIn(path: string, text: string): PactFile {
  const file = asUsual(parsed(path, text.replace(/^\ufeff/, '')))
  if (!isValid(pactSchema, file)) throw invalid(path, `is not a pact: ${oneLine(issuesIn(pactSchema, file))}`)
  const { version } = file.metadata.pactSpecification
  if (!/^[34]\b/.test(version)) {
    throw invalid(
      path,
      `is written in version ${version} of Pact`,
      "write it in version 3 or 4; for older ones docs/pact.md shows how to call Pact's own verifier",
    )
  }
  if (!file.interactions && !file.messages) throw invalid(path, 'has neither "interactions" nor "messages"')
  if (file.interactions?.length && file.messages?.length) {
    throw invalid(
      path,
      'has both "interactions" and "messages"',
      "Pact's verifier would look at the messages alone: write two files, or one in version 4, where messages are interactions",
    )
  }
  for (const { description, providerStates = [] } of interactionsOf(file)) {
    for (const { name, params } of providerStates) {
      checkState(`${path}, "${description}"`, name, paramsFrom(params))
    }
  }
  return file
}

/**
 * A pact as most libraries write it. Older ones have other names for the version, and an empty list is `null` or `{}`
 * where a language has no other way to write it.
 */
function asUsual(file: unknown): unknown {
  if (!isRecord(file)) return file
  const metadata = isRecord(file.metadata) ? file.metadata : {}
  const named = metadata.pactSpecification ?? metadata['pact-specification']
  const version = (isRecord(named) ? named.version : undefined) ?? metadata.pactSpecificationVersion
  const { messages, ...others } = file
  const states = (one: Readonly<Record<string, unknown>>) => ({ ...one, ...listed(one, 'providerStates') })
  const sent = { ...(messages === undefined ? {} : { messages }), ...listed(file, 'messages', states) }
  return {
    ...others,
    ...listed(file, 'interactions', states),
    // The verifier looks at no interaction of a file that has a list of messages, be it empty.
    ...(Array.isArray(sent.messages) && sent.messages.length === 0 && 'interactions' in file ? {} : sent),
    ...(version === undefined
      ? {}
      : { metadata: { ...metadata, pactSpecification: { version: String(version) } } }),
  }
}

/** A field with a list in it, however an empty one is written; no field where something else is in it. */
function listed(
  from: Readonly<Record<string, unknown>>,
  field: string,
  each: (one: Readonly<Record<string, unknown>>) => unknown = (one) => one,
): Readonly<Record<string, unknown>> {
  if (!(field in from)) return {}
  const value = from[field]
  if (Array.isArray(value)) return { [field]: value.map((one) => (isRecord(one) ? each(one) : one)) }
  const isEmpty = value === null || value === '' || (isRecord(value) && Object.keys(value).length === 0)
  return isEmpty ? { [field]: [] } : {}
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * The pact as the verifier gets it: calls that carry a recorded token are lent one by their provider state;
 * each linked pair stands at the end, the call right before its message, which goes on from there.
 */
export function arranged(path: string, pact: PactFile): { readonly pact: PactFile; readonly pairs: number } {
  const all = (pact.interactions ?? []).map(withLentToken)
  const alone = all.filter((one) => followedBy(one) === null)
  const pairs = all.flatMap((message) => {
    const followed = followedBy(message)
    return followed === null ? [] : [pairOf(path, message, followed, alone)]
  })
  const arrangedPact = pact.interactions ? { ...pact, interactions: [...alone, ...pairs.flat()] } : pact
  return { pact: arrangedPact, pairs: pairs.length }
}

function pairOf(
  path: string,
  message: Interaction,
  followed: string,
  alone: readonly Interaction[],
): readonly [Interaction, Interaction] {
  const calls = alone.filter(({ request }) => request)
  const call = calls.find(({ description }) => description === followed)
  if (!call) {
    const guess = nearest(
      followed,
      calls.map(({ description }) => description),
    )
    throw invalid(
      path,
      `has the message "${message.description}" follow "${followed}", which is not a call in it${guess ? `; did you mean "${guess}"?` : ''}`,
      'name the call by its description, word for word',
    )
  }
  const states = message.providerStates ?? []
  if (states.length === 0) {
    throw invalid(
      path,
      `has the message "${message.description}" follow a call without a provider state of its own`,
      'say with a state what becomes of the order, such as "a payment for order ORDER1001 has succeeded"',
    )
  }
  return [
    { ...call, description: `${call.description}, followed by ${message.description}` },
    {
      ...message,
      providerStates: states.map(({ name, params }) => ({
        name,
        params: { ...paramsFrom(params), continue: true },
      })),
    },
  ]
}

/** The description of the call that a message follows; null for an interaction that stands alone. */
function followedBy({ comments }: Interaction): string | null {
  const follows = comments?.references?.[REFERENCES]?.follows
  return typeof follows === 'string' ? follows : null
}

/** A token that was recorded in a test is not valid here; the token of the state replaces it. */
function withLentToken(interaction: Interaction): Interaction {
  const { request } = interaction
  const header = Object.keys(request?.headers ?? {}).find((name) => name.toLowerCase() === 'authorization')
  const generated = Object.keys(request?.generators?.header ?? {}).map((name) => name.toLowerCase())
  if (!request || header === undefined || generated.includes('authorization')) return interaction
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression for Pact, which fills it in
  const lent = { type: 'ProviderState', expression: '${token}' }
  const generators = { ...request.generators, header: { ...request.generators?.header, [header]: lent } }
  return { ...interaction, request: { ...request, generators } }
}

function interactionsOf({ interactions = [], messages = [] }: PactFile): readonly Interaction[] {
  return [...interactions, ...messages]
}

function checkState(where: string, name: string, params?: Record<string, unknown>) {
  try {
    parseState(name, params)
  } catch (error) {
    if (!(error instanceof SandboxMistake)) throw error
    throw new SandboxMistake(error.code, `${where}: ${error.message}`, error.hint)
  }
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw invalid(path, `is not JSON: ${(error as Error).message}`)
  }
}

function invalid(
  path: string,
  what: string,
  hint = 'give the files that your consumer tests wrote, in version 3 or 4 of Pact',
): SandboxMistake {
  return new SandboxMistake('INVALID_PACT', `${path} ${what}`, hint)
}
