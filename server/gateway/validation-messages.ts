import type { ErrorObject } from 'ajv'
import type { WireSchema } from '../../contracts/schemas/evidence.js'
import { parseAmount } from '../domain/money.js'
import { WIRE_FORMATS } from '../schema/formats.js'
import { errorsIn } from '../schema/validator.js'

/**
 * What the gateway says about values of a wrong type, form or range. Its texts are those of the
 * validation library that its framework uses; only their style is known, so the wording is assumed.
 */

/** All its messages about a value, in the order of the schema's properties and one for each field. */
export function validationMessagesFor(schema: WireSchema, value: unknown): string[] {
  const validationMessages = new Map<string, string>()
  for (const error of errorsIn(schema, value, WIRE_FORMATS)) {
    const field = fieldOf(error)
    // Of several messages about one field, the one about its type says most.
    if (!validationMessages.has(field) || error.keyword === 'type')
      validationMessages.set(field, inGatewaysWords(field, error))
  }
  return inOrderOf(schema, validationMessages)
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
