import { createRequire } from 'node:module'
import type { Ajv, ErrorObject, Options, ValidateFunction } from 'ajv'
import type { JSONSchema } from 'json-schema-to-ts'
import { parseAmount } from '../domain/money.js'
import { parseDuration } from '../lib/duration.js'
import { nearest } from '../lib/nearest.js'

/** Something wrong in what a person wrote: where, and what would be right. */
export interface Flaw {
  /** Keys and positions from the top to the place. */
  readonly path: readonly (string | number)[]
  readonly message: string
}

let ajv: Ajv | null = null

/** Loads the validator when there is first something to judge: most starts never need it. */
export function newAjv(options: Options): Ajv {
  const loaded = createRequire(import.meta.url)('ajv') as typeof import('ajv')
  return new loaded.Ajv(options)
}

const compiled = new WeakMap<object, ValidateFunction>()

/** Everything about `value` that the schema forbids, in words for the person who wrote it. */
export function flawsIn(schema: JSONSchema, value: unknown): Flaw[] {
  const validate = validatorFor(schema as object)
  if (validate(value)) return []
  const errors = validate.errors ?? []
  // "Must be a string" beside "must be null" beside "must match one of these" says one thing three times.
  const choices = errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf')
  return errors
    .filter((error) => !choices.some((choice) => choice !== error && isPartOf(choice, error)))
    .map((error) => ({ path: pathOf(error), message: inWords(error) }))
}

function isPartOf(choice: ErrorObject, error: ErrorObject): boolean {
  return error.instancePath === choice.instancePath && error.schemaPath.startsWith(`${choice.schemaPath}/`)
}

function validatorFor(schema: object): ValidateFunction {
  let validate = compiled.get(schema)
  if (!validate) {
    ajv ??= newAjv({
      allErrors: true,
      verbose: true,
      strict: true,
      allowUnionTypes: true,
      formats: FORMATS,
      // The schemas are our own and tests compile them: checking them again would slow every start.
      meta: false,
      validateSchema: false,
    })
    validate = ajv.compile(schema)
    compiled.set(schema, validate)
  }
  return validate
}

/** Formats that our own files and messages use. */
const FORMATS = {
  amount: (text: string) => parseAmount(text) !== null,
  duration: (text: string) => parseDuration(text) !== null,
  fee: (text: string) => /^\d{1,10}(\.\d{1,2})?%?$/.test(text),
  'http-url': isHttpUrl,
  origin: isOrigin,
  instant: (text: string) => isInstant(text),
}

const IN_WORDS: Record<string, string> = {
  amount: 'an amount such as 12500 or 250.50',
  fee: 'an amount or a share such as 150 or 1.5%',
  duration: 'a duration such as 500ms, 5s, 2m, 1h or 3d',
  'http-url': 'an absolute http or https URL',
  origin: 'an origin such as https://shop.example or http://localhost:3000, with no path behind it',
  instant: 'a date and time such as 2026-05-04T09:00:00Z',
}

/** Whether the text is an absolute http(s) address. */
export function isHttpUrl(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false
  return new URL(text).hostname !== ''
}

/**
 * Whether the text is an origin as browsers write it, with no default port and no path. A URL may hold more
 * characters than these, some of which would end the rule of a security policy that the origin stands in.
 */
function isOrigin(text: string): boolean {
  return /^https?:\/\/[a-z0-9.-]+(:\d+)?$/.test(text) && URL.canParse(text) && new URL(text).origin === text
}

function isInstant(text: string): boolean {
  return /^\d{4}-\d\d-\d\d(T|$)/.test(text) && !Number.isNaN(Date.parse(text))
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

function inWords(error: ErrorObject): string {
  const { keyword, params, data, parentSchema } = error
  const found = `found ${inShort(data)}`
  switch (keyword) {
    case 'required':
      return `"${params.missingProperty}" is missing`
    case 'additionalProperties': {
      const allowed = Object.keys((parentSchema?.properties as object | undefined) ?? {})
      const guess = nearest(String(params.additionalProperty), allowed)
      return `unknown key "${params.additionalProperty}"${guess ? `; did you mean "${guess}"?` : '.'} Allowed: ${allowed.join(', ')}`
    }
    case 'enum': {
      const allowed = (params.allowedValues as unknown[]).map(String)
      const guess = typeof data === 'string' ? nearest(data, allowed) : null
      return `${found}${guess ? `; did you mean ${guess}?` : '.'} One of: ${allowed.join(', ')}`
    }
    case 'format':
      return `${found}, which should be ${IN_WORDS[params.format as string] ?? params.format}`
    case 'type':
      return `${found}, which should be of type ${String(params.type).replaceAll(',', ' or ')}`
    case 'const':
      return `${found}, which should be ${inShort(params.allowedValue)}`
    default:
      return `${found}, which ${error.message ?? 'is not allowed here'}`
  }
}

function inShort(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
