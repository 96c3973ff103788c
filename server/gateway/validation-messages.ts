import type { Ajv, AnySchemaObject, ErrorObject, ValidateFunction } from 'ajv'
import { ANNOTATION_KEYWORDS, type WireSchema } from '../../contracts/schemas/evidence.js'
import { parseAmount } from '../domain/money.js'
import { getOrAdd } from '../lib/get-or-add.js'
import { isHttpUrl, newAjv } from '../schema/schema-check.js'

/**
 * What the gateway says about values of a wrong type, form or range. Its texts are those of the
 * validation library that its framework uses; only their style is known, so the wording is assumed.
 */

let ajv: Ajv | null = null
const compiled = new Map<WireSchema, ValidateFunction>()

/** All complaints about a value, in the order of the schema's properties and one for each field. */
export function validationMessagesFor(schema: WireSchema, value: unknown): string[] {
  const validate = getOrAdd(compiled, schema, () => validator().compile(schema as AnySchemaObject))
  if (validate(value)) return []
  const validationMessages = new Map<string, string>()
  for (const error of validate.errors ?? []) {
    const field = fieldOf(error)
    // Of several complaints about one field, the one about its type says most.
    if (!validationMessages.has(field) || error.keyword === 'type')
      validationMessages.set(field, inGatewaysWords(field, error))
  }
  return inOrderOf(schema, validationMessages)
}

function validator(): Ajv {
  ajv ??= newAjv({
    allErrors: true,
    verbose: true,
    coerceTypes: false,
    removeAdditional: false,
    allowUnionTypes: true,
    strictTypes: false,
    formats: { amount: isAmountOrAbsent, 'http-url': isHttpUrlOrAbsent },
  }).addVocabulary([...ANNOTATION_KEYWORDS])
  return ajv
}

// An empty string in an optional field counts as absent.
function isAmountOrAbsent(text: string): boolean {
  return text === '' || (parseAmount(text) ?? 0) > 0
}

function isHttpUrlOrAbsent(text: string): boolean {
  return text === '' || isHttpUrl(text)
}

function fieldOf({ instancePath, keyword, params }: ErrorObject): string {
  const path = instancePath.slice(1).replaceAll('/', '.')
  if (keyword === 'required') return joined(path, params.missingProperty)
  if (keyword === 'additionalProperties') return joined(path, params.additionalProperty)
  return path
}

function joined(path: string, name: unknown): string {
  return path ? `${path}.${name}` : String(name)
}

function inGatewaysWords(field: string, error: ErrorObject): string {
  const { keyword, params, data } = error
  const schema = error.parentSchema ?? {}
  switch (keyword) {
    case 'additionalProperties':
      return `property ${field} should not exist`
    case 'required':
      return oneOf(field, schema.properties?.[params.missingProperty]?.enum ?? [])
    case 'enum':
      return oneOf(field, schema.enum)
    case 'minimum':
      return `${field} must not be less than ${params.limit}`
    case 'exclusiveMinimum':
      return `${field} must be a positive number`
    case 'format':
      if (params.format === 'http-url') return `${field} must be a URL address`
      return parseAmount(data as string) === null
        ? `${field} must be a number string`
        : `${field} must be a positive number`
    default:
      return schema.enum ? oneOf(field, schema.enum) : ofType(field, [schema.type].flat())
  }
}

function oneOf(field: string, values: readonly unknown[]): string {
  const named = values.filter((value) => value !== null && value !== '')
  return `${field} must be one of the following values: ${named.join(', ')}`
}

function ofType(field: string, types: readonly unknown[]): string {
  if (types.includes('object')) {
    return `each value in nested property ${field.split('.')[0]} must be either object or array`
  }
  if (types.includes('array')) return `${field} must be an array`
  if (types.includes('integer')) return `${field} must be an integer number`
  return types.includes('number') ? `${field} must be a number string` : `${field} must be a string`
}

function inOrderOf(schema: WireSchema, validationMessages: Map<string, string>): string[] {
  const properties = typeof schema === 'object' ? Object.keys(schema.properties ?? {}) : []
  const rank = (field: string) => {
    const position = properties.indexOf(field.split('.')[0] ?? '')
    return position === -1 ? properties.length : position
  }
  return [...validationMessages]
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([, validationMessage]) => validationMessage)
}
