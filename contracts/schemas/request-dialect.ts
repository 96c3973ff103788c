import type { MessageSchema, WireSchema } from './evidence.js'

/** The switches that decide what a request may look like. */
export interface RequestDialect {
  /** Whether prices and amounts may be JSON numbers. */
  totalPriceType: 'stringOrNumber' | 'stringOnly'
  /** Whether fields that nobody has heard of are passed over, in the body and in what is inside it. */
  unknownBodyFields: 'ignore' | 'refuse'
}

/**
 * A request as each dialect takes it; `amountField` is an amount that the docs want as text, null where there is none. The same dialect gets the same object, so a compiler can
 * cache it.
 */
export function inDialects(
  schema: MessageSchema,
  amountField: string | null,
): (dialect: RequestDialect) => WireSchema {
  const asText = amountField
    ? variant(schema, `${schema.$id}.stringOnly`, textOnly(schema, amountField))
    : schema
  const variants = {
    stringOrNumber: { ignore: schema, refuse: closed(schema) },
    stringOnly: { ignore: asText, refuse: closed(asText) },
  } as const
  return ({ totalPriceType, unknownBodyFields }) => variants[totalPriceType][unknownBodyFields]
}

/** A request whose amount is judged in no dialect by its type, as each dialect takes its unknown fields. */
export function closedWhereRefused(schema: MessageSchema): (dialect: RequestDialect) => WireSchema {
  const refusing = closed(schema)
  return ({ unknownBodyFields }) => (unknownBodyFields === 'refuse' ? refusing : schema)
}

function textOnly({ properties = {} }: MessageSchema, amountField: string): MessageSchema['properties'] {
  const { exclusiveMinimum: _, ...amount } = properties[amountField] as Exclude<WireSchema, boolean>
  const type = [amount.type].flat().filter((one) => one !== 'number')
  return { ...properties, [amountField]: { ...amount, type } } as MessageSchema['properties']
}

function closed(schema: MessageSchema): MessageSchema {
  return { ...variant(schema, `${schema.$id}.refuseUnknown`), additionalProperties: false }
}

function variant(schema: MessageSchema, $id: string, properties = schema.properties): MessageSchema {
  return { ...schema, $id, ...(properties ? { properties } : {}) }
}
