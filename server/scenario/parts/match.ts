import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import { parseAmount } from '../../domain/money.js'
import { minorUnits, type Part } from './part.js'

const text = { type: 'string', minLength: 1, maxLength: 100 } as const satisfies JSONSchema

function list<const Value extends JSONSchema>(items: Value, description: string) {
  return { type: 'array', minItems: 1, maxItems: 20, description, items } as const
}

const matchSchema = {
  type: 'object',
  description: 'Attempts that follow this scenario by themselves: any one of these is enough.',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    phoneNumbers: list(
      { type: 'string', pattern: '^255\\d{9}$' },
      'The number that pays, twelve digits beginning with 255.',
    ),
    amounts: list({ type: 'string', format: 'amount' }, 'The total of the order, in whichever currency.'),
    orderReferences: list(
      { type: 'string', pattern: '^[A-Za-z0-9]+\\*?$' },
      'The order reference; with a * at its end, its beginning.',
    ),
    customerNames: list(text, "The customer's name in the link request."),
  },
} as const satisfies JSONSchema

/** What triggers can look at, the ones that count first before the others. */
export const TRIGGER_FIELDS = ['phoneNumbers', 'amounts', 'orderReferences', 'customerNames'] as const
export type TriggerField = (typeof TRIGGER_FIELDS)[number]

/** Something about an attempt that makes it follow a scenario. */
export interface Trigger {
  readonly field: TriggerField
  readonly value: string
}

/** What triggers look at. */
export interface Matchable {
  readonly phoneNumber: string | undefined
  /** In minor units. */
  readonly amount: number
  readonly orderReference: string
  readonly customerName: string | undefined
}

export type WrittenMatch = FromSchema<typeof matchSchema>

export const match: Part<WrittenMatch, readonly Trigger[]> = {
  schema: matchSchema,
  compile: (written = {}) =>
    TRIGGER_FIELDS.flatMap((field) => (written[field] ?? []).map((value) => ({ field, value }))),
  explain: (triggers) => {
    if (triggers.length === 0) return ''
    return `Chosen automatically when ${triggers.map(describeTrigger).join(', or ')}.`
  },
}

/** The trigger that an attempt pulls, if there is one. */
export function triggerFor(triggers: readonly Trigger[], attempt: Matchable): Trigger | undefined {
  return triggers.find((trigger) => pulls(attempt, trigger))
}

function pulls(attempt: Matchable, { field, value }: Trigger): boolean {
  switch (field) {
    case 'phoneNumbers':
      return attempt.phoneNumber === value
    case 'amounts':
      return attempt.amount === minorUnits(value)
    case 'orderReferences':
      return value.endsWith('*')
        ? attempt.orderReference.startsWith(value.slice(0, -1))
        : attempt.orderReference === value
    case 'customerNames':
      return attempt.customerName === value
  }
}

export function describeTrigger({ field, value }: Trigger): string {
  switch (field) {
    case 'phoneNumbers':
      return `${value} pays`
    case 'amounts':
      return `the amount is exactly ${value}`
    case 'orderReferences':
      return value.endsWith('*')
        ? `the order reference begins with ${value.slice(0, -1)}`
        : `the order reference is ${value}`
    case 'customerNames':
      return `the customer is called ${value}`
  }
}

/** What a trigger waits for, so that two of one field that one attempt could pull stand side by side when sorted. */
export interface TriggerKey {
  readonly text: string
  /** True where the text is only the beginning of what pulls it. */
  readonly isBeginning: boolean
}

export function keyOf({ field, value }: Trigger): TriggerKey {
  if (field === 'amounts') return { text: String(parseAmount(value)), isBeginning: false }
  const isBeginning = field === 'orderReferences' && value.endsWith('*')
  return { text: isBeginning ? value.slice(0, -1) : value, isBeginning }
}
