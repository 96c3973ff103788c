import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import { CURRENCIES } from '../../domain/money.js'
import { PAYMENT_STATUSES } from '../../domain/payment.js'
import { CHECKSUM_DAMAGES, type Damage, TEXT_DAMAGES } from '../../domain/script.js'
import type { Issue } from '../../schema/issue.js'

const shared = {
  amount: {
    type: 'string',
    maxLength: 40,
    description: 'Stands in the message instead of the amount that was collected.',
  },
  currency: {
    enum: [...CURRENCIES],
    description: 'Stands there instead of the currency that was collected.',
  },
  status: { enum: [...PAYMENT_STATUSES], description: 'Stands there instead of the status of the payment.' },
  orderReference: {
    type: 'string',
    maxLength: 100,
    description: 'Stands there instead of the real reference.',
  },
  extraFields: {
    type: 'object',
    maxProperties: 20,
    description: 'Fields that the gateway never sends, added to what the message tells.',
  },
  checksum: {
    enum: [...CHECKSUM_DAMAGES],
    description:
      'missing: none is there. wrong-key: made with another key. stale: of the message before it was changed. malformed: too short to be one.',
  },
  text: {
    enum: [...TEXT_DAMAGES],
    description:
      'reordered, respaced: the same in other bytes, so the checksum still holds. duplicate-keys: the amount stands there twice, the wrong one first. cut-off: the text breaks off half-way.',
  },
} as const satisfies Record<string, JSONSchema>

export const webhookDamageSchema = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  description:
    'What is wrong with the message. Lies are signed like the truth, unless `checksum` says otherwise.',
  properties: {
    ...shared,
    clientId: { type: 'string', maxLength: 100, description: 'Stands there instead of the real client id.' },
    event: {
      enum: ['PAYMENT RECEIVED', 'PAYMENT FAILED'],
      description: 'The event that it names, whatever became of the payment.',
    },
    shape: {
      enum: ['current', 'middle2025', 'march2025'],
      description: 'The look of PAYMENT RECEIVED in an earlier age of the gateway.',
    },
  },
} as const satisfies JSONSchema

export const callbackDamageSchema = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  description:
    'What is wrong with the message. Lies are signed like the truth, unless `checksum` says otherwise.',
  properties: shared,
} as const satisfies JSONSchema

export type WrittenWebhookDamage = FromSchema<typeof webhookDamageSchema>
export type WrittenCallbackDamage = FromSchema<typeof callbackDamageSchema>

/** What the schemas let through is a {@link Damage}, key by key. */
export function compileDamage(written: object | undefined): Damage | null {
  return (written as Damage | undefined) ?? null
}

/** A stale checksum of a message that was never changed would hold. */
export function damageIssues(damage: Damage | null): Issue[] {
  if (damage?.checksum !== 'stale' || TAMPERED_FIELDS.some((field) => damage[field] !== undefined)) return []
  const message = `a stale checksum is that of the message before it was changed; change something: ${TAMPERED_FIELDS.join(', ')}`
  return [{ path: ['checksum'], message }]
}

const TAMPERED_FIELDS = ['amount', 'currency', 'status', 'orderReference', 'clientId', 'extraFields'] as const

/** What is wrong with the message, in English; empty for nothing. */
export function explainDamage(damage: Damage | null): string {
  if (!damage) return ''
  const { amount, currency, status, orderReference, clientId, event, extraFields, shape, checksum, text } =
    damage
  const signs: (string | undefined)[] = [
    event !== undefined ? `it says ${event}` : undefined,
    status !== undefined ? `its status is ${status}` : undefined,
    amount !== undefined ? `its amount is "${amount}"` : undefined,
    currency !== undefined ? `its currency is ${currency}` : undefined,
    orderReference !== undefined ? `its order reference is "${orderReference}"` : undefined,
    clientId !== undefined ? `its client id is "${clientId}"` : undefined,
    extraFields ? `it has the extra fields ${Object.keys(extraFields).join(', ')}` : undefined,
    shape ? `it has the shape ${shape}` : undefined,
    checksum ? CHECKSUMS[checksum] : undefined,
    text ? TEXTS[text] : undefined,
  ]
  return signs.filter(Boolean).join(', ')
}

const CHECKSUMS: Readonly<Record<NonNullable<Damage['checksum']>, string>> = {
  missing: 'it carries no checksum',
  'wrong-key': 'its checksum was made with another key',
  stale: 'its checksum is that of the message before it was changed',
  malformed: 'its checksum is too short to be one',
}

const TEXTS: Readonly<Record<NonNullable<Damage['text']>, string>> = {
  reordered: 'its keys come in another order (the checksum still holds)',
  respaced: 'it is written with other spaces and escapes (the checksum still holds)',
  'duplicate-keys': 'the amount stands in it twice, the wrong one first',
  'cut-off': 'its JSON breaks off half-way',
}
