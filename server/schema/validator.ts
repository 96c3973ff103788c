import { createRequire } from 'node:module'
import type { Ajv, ErrorObject, ValidateFunction } from 'ajv'
import type { JSONSchema } from 'json-schema-to-ts'
import { ANNOTATION_KEYWORDS, type WireSchema } from '../../contracts/schemas/evidence.js'
import { getOrAdd } from '../lib/get-or-add.js'
import { nearest } from '../lib/nearest.js'
import { type Formats, formatInWords, OUR_FORMATS, patternInWords } from './formats.js'
import { firstOf, type Issue, inShort, MAX_ISSUES } from './issue.js'

declare const described: unique symbol

/** A schema that describes the type: whoever defines it vouches for that, and nobody has to cast. */
export type SchemaOf<T> = JSONSchema & { readonly [described]?: T }

type AnySchema = JSONSchema | WireSchema

/** Whether a value follows its schema. Stops at the first thing that does not. */
export function isValid<T>(
  schema: SchemaOf<T> | WireSchema,
  value: unknown,
  formats: Formats = OUR_FORMATS,
): value is T {
  return validatorFor(schema, formats, 'first')(value)
}

/**
 * What the schema forbids about a value, in words for the person who wrote it: the first issues, and how
 * many more there are. An empty list for a good value.
 */
export function issuesIn(schema: AnySchema, value: unknown, formats: Formats = OUR_FORMATS): Issue[] {
  const errors = withoutChoices(errorsIn(schema, value, formats))
  return firstOf(errors.slice(0, MAX_ISSUES).map(issueOf), errors.length)
}

/** What the schema forbids about a value, for whoever has words of his own for it. */
export function errorsIn(
  schema: AnySchema,
  value: unknown,
  formats: Formats = OUR_FORMATS,
): readonly ErrorObject[] {
  const first = validatorFor(schema, formats, 'first')
  if (first(value)) return []
  if (holdsMoreThan(MAX_COUNTED, value)) return first.errors ?? []
  const every = validatorFor(schema, formats, 'every')
  every(value)
  return every.errors ?? []
}

/** Finding every wrong value in a larger one would keep others waiting: its first issue has to do. */
const MAX_COUNTED = 10_000

function holdsMoreThan(limit: number, value: unknown): boolean {
  const open = [value]
  let seen = 0
  while (open.length > 0) {
    const next = open.pop()
    if (typeof next !== 'object' || next === null) continue
    const inner: readonly unknown[] = Array.isArray(next) ? next : Object.values(next)
    seen += inner.length
    if (seen > limit) return true
    for (const one of inner) if (typeof one === 'object') open.push(one)
  }
  return false
}

/** Whether a validator stops at the first error, which costs nothing to speak of, or goes on to the last. */
type Thoroughness = 'first' | 'every'

interface Compiler {
  readonly ajv: Ajv
  readonly compiled: WeakMap<object, ValidateFunction>
  /** Compiling takes milliseconds: a schema that is written anew for each sandbox, word for word, is compiled once. */
  readonly byText: Map<string, ValidateFunction>
}

const compilers = new Map<Formats, Map<Thoroughness, Compiler>>()

function validatorFor(schema: AnySchema, formats: Formats, thoroughness: Thoroughness): ValidateFunction {
  const ofFormats = getOrAdd(compilers, formats, () => new Map<Thoroughness, Compiler>())
  const { ajv, compiled, byText } = getOrAdd(ofFormats, thoroughness, () => ({
    ajv: newAjv(formats, thoroughness),
    compiled: new WeakMap(),
    byText: new Map(),
  }))
  const key = typeof schema === 'object' ? schema : schema ? ANYTHING : NOTHING
  let validate = compiled.get(key)
  if (!validate) {
    validate = getOrAdd(byText, JSON.stringify(key), () => compile(ajv, key))
    compiled.set(key, validate)
  }
  return validate
}

function compile(ajv: Ajv, schema: object): ValidateFunction {
  const validate = ajv.compile(schema)
  // Its own cache would keep every schema for good, and refuse a second one with the same $id.
  ajv.removeSchema(schema)
  return validate
}

const ANYTHING = {}
const NOTHING = { not: {} }

/** Loads the library when there is first something to judge: most starts never need it. */
function newAjv(formats: Formats, thoroughness: Thoroughness): Ajv {
  const { Ajv } = createRequire(import.meta.url)('ajv') as typeof import('ajv')
  return new Ajv({
    allErrors: thoroughness === 'every',
    verbose: true,
    strict: true,
    allowUnionTypes: true,
    // Of several forms only the one that a value names itself is judged.
    discriminator: true,
    formats,
    keywords: [...ANNOTATION_KEYWORDS],
    // The schemas are our own and tests check them: doing so again would slow every start.
    meta: false,
    validateSchema: false,
  })
}

/** "Must be a string" beside "must be null" beside "must match one of these" says one thing three times. */
function withoutChoices(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const choices = new Map<string, ErrorObject[]>()
  for (const error of errors) {
    if (error.keyword !== 'anyOf' && error.keyword !== 'oneOf') continue
    getOrAdd(choices, error.instancePath, () => []).push(error)
  }
  return errors.filter(
    (error) =>
      !choices.get(error.instancePath)?.some((choice) => choice !== error && isPartOf(choice, error)),
  )
}

function isPartOf(choice: ErrorObject, error: ErrorObject): boolean {
  return error.schemaPath.startsWith(`${choice.schemaPath}/`)
}

function issueOf(error: ErrorObject): Issue {
  return { path: pathOf(error), message: describeError(error) }
}

function pathOf(error: ErrorObject): (string | number)[] {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))
  if (error.keyword === 'additionalProperties') path.push(String(error.params.additionalProperty))
  return path
}

function describeError(error: ErrorObject): string {
  const { keyword, params, data, parentSchema } = error
  // A message may end up in a log.
  const found = parentSchema?.writeOnly === true ? 'found something' : `found ${inShort(data)}`
  switch (keyword) {
    case 'required':
      return `"${params.missingProperty}" is missing`
    case 'additionalProperties': {
      const key = String(params.additionalProperty)
      const allowed = Object.keys((parentSchema?.properties as object | undefined) ?? {})
      if (allowed.length === 0) return `unknown key ${inShort(key)}. None is allowed`
      const guess = nearest(key, allowed)
      return `unknown key ${inShort(key)}${guess ? `; did you mean "${guess}"?` : '.'} Allowed: ${allowed.join(', ')}`
    }
    case 'enum': {
      const allowed = (params.allowedValues as unknown[]).map(String)
      const guess = typeof data === 'string' ? nearest(data, allowed) : null
      return `${found}${guess ? `; did you mean ${guess}?` : '.'} One of: ${allowed.join(', ')}`
    }
    case 'format':
      return `${found}, which should be ${formatInWords(String(params.format))}`
    case 'pattern': {
      const words = patternInWords(String(params.pattern))
      return `${found}, which ${words === null ? error.message : `should be ${words}`}`
    }
    case 'type':
      return `${found}, which should be of type ${String(params.type).replaceAll(',', ' or ')}`
    case 'discriminator': {
      const { tag, tagValue } = params
      if (tagValue === undefined) return `"${tag}" is missing`
      if (typeof tagValue !== 'string') return `"${tag}" should be a text, and is ${inShort(tagValue)}`
      return `${inShort(tagValue)} is not a "${tag}". One of: ${namesOf(parentSchema, String(tag)).join(', ')}`
    }
    case 'minLength':
    case 'maxLength':
    case 'minItems':
    case 'maxItems': {
      const isLeast = keyword.startsWith('min')
      if (isLeast && params.limit === 1) return `${found}, which should not be empty`
      const units = keyword.endsWith('Length') ? 'characters' : 'entries'
      return `${found}, which should have ${isLeast ? 'at least' : 'at most'} ${params.limit} ${units}`
    }
    case 'items':
    case 'additionalItems':
      return `${found}, which should have at most ${params.limit} entries`
    case 'minimum':
    case 'maximum':
      return `${found}, which should be ${keyword === 'minimum' ? 'at least' : 'at most'} ${params.limit}`
    case 'const':
      return `${found}, which should be ${inShort(params.allowedValue)}`
    default:
      return `${found}, which ${error.message ?? 'is not allowed here'}`
  }
}

/** What values that name their form may call themselves. */
function namesOf(schema: ErrorObject['parentSchema'], tag: string): string[] {
  const forms = (schema?.oneOf ?? []) as { readonly properties: Record<string, { readonly const: string }> }[]
  return forms.map(({ properties }) => String(properties[tag]?.const))
}
