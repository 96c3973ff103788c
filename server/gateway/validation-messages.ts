import type { ErrorObject } from 'ajv'
import type { WireSchema } from '../../contracts/schemas/evidence.js'
import { parseAmount } from '../domain/money.js'
import { WIRE_FORMATS } from '../schema/formats.js'
import { errorsIn } from '../schema/validator.js'
import { wrongValue } from './wrong-value.js'

/**
 * What the gateway says about values of a wrong type, form or range. Its texts are those of the
 * validation library that its framework uses; only their style is known, so the wording is assumed.
 */

export interface WrongField {
  /** The gateway's words. */
  readonly message: string
  /** What is wrong with the value, and what to send. */
  readonly explanation: string
}

/** What is wrong with a value, in the order of the schema's properties and once for each field. */
export function wrongFieldsIn(schema: WireSchema, value: unknown): WrongField[] {
  const errors = new Map<string, ErrorObject>()
  for (const error of errorsIn(schema, value, WIRE_FORMATS)) {
    const field = fieldOf(error)
    // Of several errors of one field, the one about its type says most.
    if (!errors.has(field) || error.keyword === 'type') errors.set(field, error)
  }
  return inOrderOf(schema, [...errors]).map(([field, error]) => ({
    message: inGatewaysWords(field, error),
    explanation: wrongValue(field, error),
  }))
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
      return ofSchema(field, schema.properties?.[params.missingProperty] ?? {})
    case 'enum':
      return oneOf(field, schema.enum)
    case 'minItems':
      return `${field} must contain at least ${params.limit} elements`
    case 'maxItems':
      return `${field} must contain no more than ${params.limit} elements`
    case 'maxLength':
      return `${field} must be shorter than or equal to ${params.limit} characters`
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
      return ofSchema(field, schema)
  }
}

function ofSchema(field: string, schema: NonNullable<ErrorObject['parentSchema']>): string {
  return schema.enum ? oneOf(field, schema.enum) : ofType(field, [schema.type].flat())
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
  if (types.includes('boolean')) return `${field} must be a boolean value`
  return types.includes('number') ? `${field} must be a number string` : `${field} must be a string`
}

function inOrderOf<T>(schema: WireSchema, byField: [field: string, T][]): [field: string, T][] {
  const properties = typeof schema === 'object' ? Object.keys(schema.properties ?? {}) : []
  const rank = (field: string) => {
    const position = properties.indexOf(field.split('.')[0] ?? '')
    return position === -1 ? properties.length : position
  }
  return byField.sort(([a], [b]) => rank(a) - rank(b))
}
