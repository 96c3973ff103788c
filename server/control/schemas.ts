import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import { ENDPOINT_IDS } from '../../contracts/endpoints.js'
import { LINK_STATES } from '../domain/checkout-link.js'
import { ATTEMPT_OUTCOMES, DELIVERY_STATUSES } from '../domain/delivery.js'
import { JOURNAL_TYPES } from '../domain/journal.js'
import { CURRENCIES } from '../domain/money.js'
import { WEBHOOK_EVENTS } from '../domain/notification.js'
import { MOBILE_CHANNELS } from '../domain/operators.js'
import { PAYMENT_STATUSES, PHONE_ANSWERS } from '../domain/payment.js'
import { PAYOUT_STATUSES } from '../domain/payout.js'
import { publicUrlSchema } from '../http/public-address.js'
import { RENDERED_FROM } from '../sandbox/messages/messages.js'
import { PARAMETERS } from '../sandbox/provider-states/parameters.js'
import { writtenParams } from '../sandbox/provider-states/written-params.js'
import { webhookDamageSchema } from '../scenario/parts/damage.js'
import { merchantSettingsSchema } from '../schema/merchant-settings.js'

/** What the control API takes. Nothing is coerced: numbers in an address are text that looks like one. */

const text = { type: 'string', minLength: 1, maxLength: 200 } as const satisfies JSONSchema
const duration = { type: 'string', format: 'duration' } as const satisfies JSONSchema
const instant = { type: 'string', format: 'instant' } as const satisfies JSONSchema

function object<
  const Properties extends Record<string, JSONSchema>,
  const Required extends readonly (keyof Properties & string)[],
>(properties: Properties, required: Required) {
  return { type: 'object', additionalProperties: false, properties, required } as const
}

const settings = merchantSettingsSchema.properties

export const applicationSettings = object(
  {
    name: text,
    clientId: settings.clientId,
    enabled: { type: 'boolean', description: 'False hides the application from the ClickPesa API.' },
    features: settings.features,
    returnUrl: settings.returnUrl,
    webhooks: settings.webhooks,
    checksumEnabled: settings.checksumEnabled,
    checksumKey: settings.checksumKey,
    apiKey: settings.apiKey,
  },
  [],
)
export type ApplicationBody = FromSchema<typeof applicationSettings>

const { clientId: _fixed, apiKey: _elsewhere, ...changeable } = applicationSettings.properties
export const applicationChanges = object(changeable, [])
export type ApplicationChanges = FromSchema<typeof applicationChanges>

export const apiKeySettings = object(
  { name: text, apiKey: settings.apiKey, expiresAt: { ...instant, description: "On the merchant's clock." } },
  [],
)
export type ApiKeyBody = FromSchema<typeof apiKeySettings>

export const scenarioName = object({ name: text }, ['name'])
export const scenarioNames = object({ names: { type: 'array', items: text, maxItems: 1000 } }, ['names'])
export const scenarioToAdd = {
  type: 'object',
  description: 'A scenario as a file has it, with its name.',
  required: ['name'],
  properties: { name: text },
} as const satisfies JSONSchema

export const snapshotBody = {
  type: 'object',
  description: 'A snapshot as the sandbox gave it.',
} as const satisfies JSONSchema

export const clockMove = {
  ...object(
    {
      advance: { ...duration, description: 'Moves the clock on by this time.' },
      to: { ...instant, description: 'Moves the clock on to this instant.' },
      freeze: { type: 'boolean', enum: [true], description: 'Stops the clock.' },
      resume: { type: 'boolean', enum: [true], description: 'Sets the clock going.' },
      runUntilIdle: {
        type: 'boolean',
        enum: [true],
        description: 'Moves the clock on until nothing is planned.',
      },
      sideBySide: {
        type: 'boolean',
        description:
          'With a move: the notifications of an order that are due at one instant go out in parallel, as in real time, instead of one after the other.',
      },
    },
    [],
  ),
  minProperties: 1,
  maxProperties: 2,
} as const satisfies JSONSchema
export type ClockBody = FromSchema<typeof clockMove>

export const payment = object(
  {
    method: { type: 'string', enum: [...MOBILE_CHANNELS, 'CARD', 'BANK'] },
    phoneNumber: { ...text, description: 'Its operator is the method, when none is given.' },
    scenario: text,
    answer: {
      type: 'string',
      enum: PHONE_ANSWERS,
      description:
        'What the customer does with the prompt on the phone. A USSD push that is under way is answered with the right PIN, when left out.',
    },
  },
  [],
)
export type PaymentBody = FromSchema<typeof payment>

export const billPayment = object(
  {
    amount: { ...text, description: 'In shillings, such as `18000`; what the bill asks for, when left out.' },
    method: { type: 'string', enum: [...MOBILE_CHANNELS, 'BANK'] },
    phoneNumber: { ...text, description: 'Its operator is the method, when none is given.' },
    scenario: text,
  },
  [],
)
export type BillPaymentBody = FromSchema<typeof billPayment>

export const payoutClaim = object(
  {
    phoneNumber: { ...text, description: 'Whose mobile money it goes to; some phone, when left out.' },
    bic: { ...text, description: 'SWIFT code of the bank, where it goes to a bank account.' },
    accountNumber: { ...text, description: 'Of the bank account.' },
    accountName: { ...text, description: 'Holder of the bank account.' },
  },
  [],
)
export type PayoutClaimBody = FromSchema<typeof payoutClaim>

export const statusMove = object(
  { status: { type: 'string', enum: PAYMENT_STATUSES }, message: { type: 'string', maxLength: 500 } },
  ['status'],
)
export type StatusBody = FromSchema<typeof statusMove>

export const payoutMove = object(
  {
    status: { type: 'string', enum: PAYOUT_STATUSES },
    message: { type: 'string', maxLength: 500 },
    withFee: { type: 'boolean', description: 'Whether a reversal brings the fee back as well.' },
  },
  ['status'],
)
export type PayoutMoveBody = FromSchema<typeof payoutMove>

export const deposit = object(
  {
    amount: {
      type: 'string',
      format: 'amount',
      minLength: 1,
      description: 'As in a request, such as 250000.',
    },
    currency: { type: 'string', enum: CURRENCIES, description: 'TZS, when left out.' },
    channel: { ...text, description: 'How it came: CRDB COLLECTION, when left out.' },
    paymentReference: { ...text, description: 'The receipt of whoever carried it; drawn, when left out.' },
  },
  ['amount'],
)
export type DepositBody = FromSchema<typeof deposit>

export const redelivery = object(
  {
    damage: {
      ...webhookDamageSchema,
      description:
        'Sends a copy with this wrong in it, once, as a delivery of its own. The words are those of scenarios.',
    },
  },
  [],
)
export type RedeliveryBody = FromSchema<typeof redelivery>

export const messageByHand = object(
  {
    channel: {
      type: 'string',
      enum: ['webhook', 'callback'],
      description: "The webhook, when left out; or the link's callbackUrl.",
    },
    damage: {
      ...webhookDamageSchema,
      description: 'What is wrong with it, in the words of scenarios; nothing, when left out.',
    },
  },
  [],
)
export type MessageByHandBody = FromSchema<typeof messageByHand>

export const proofQuery = object(
  { at: { ...instant, description: "On the merchant's clock; now, when left out." } },
  [],
)
export type ProofQuery = FromSchema<typeof proofQuery>

const reference = { orderReference: text }
const oneOf = <const Values extends readonly string[]>(values: Values) =>
  ({ type: 'string', enum: values }) as const

const number = (description: string) => ({ type: 'string', pattern: '^\\d{1,15}$', description }) as const
const after = number('The first rows that are numbered after this; without it, the latest.')
const limit = { type: 'string', pattern: '^[1-9]\\d{0,3}$', description: '100, when left out.' } as const
const wait = {
  ...duration,
  description: 'Returns as soon as something matches; an empty list after this time (at most 60s).',
} as const

/** Which part of a list, and whether it is waited for. */
const part = {
  after,
  before: number('Only what is numbered before this: the page before the one that gave this as `before`.'),
  limit,
  wait,
}

const filters = object(
  {
    ...reference,
    event: oneOf(WEBHOOK_EVENTS),
    channel: oneOf(['webhook', 'callback']),
    status: text,
    outcome: {
      ...oneOf(ATTEMPT_OUTCOMES),
      description: 'Deliveries with an attempt that had this outcome.',
    },
    type: text,
    search: { ...text, description: 'Text, in any case, in a delivery or a request.' },
    ...part,
  },
  [],
)
/** What all lists can be asked. */
export type ListQuery = FromSchema<typeof filters>

const { event, channel, outcome, search } = filters.properties
const httpStatus = {
  type: 'string',
  pattern: '^(0|[1-5]\\d\\d)$',
  description: 'Of HTTP; 0 where the connection ended without an answer.',
} as const

/** What each list can be asked: a filter that it does not have is refused, and so is a word that it never shows. */
export const LIST_QUERIES = {
  links: object({ ...reference, status: oneOf(LINK_STATES), ...part }, []),
  payments: object({ ...reference, status: oneOf(PAYMENT_STATUSES), ...part }, []),
  payouts: object({ ...reference, status: oneOf(PAYOUT_STATUSES), ...part }, []),
  deliveries: object(
    { ...reference, event, channel, status: oneOf(DELIVERY_STATUSES), outcome, search, ...part },
    [],
  ),
  requests: object({ ...reference, status: httpStatus, search, ...part }, []),
  journal: object({ ...reference, type: oneOf(JOURNAL_TYPES), ...part }, []),
} as const satisfies Record<string, JSONSchema>

/** From where on the journal is sent. */
export const eventsQuery = object(
  { after: number('The number of the last entry that is known; all that are kept, without it.') },
  [],
)

const endpoint = {
  type: 'string',
  enum: ENDPOINT_IDS,
  description: 'The operation, as scenarios name it.',
} as const satisfies JSONSchema

export const hold = object(
  {
    endpoint,
    orderReference: { ...text, description: 'Only a call about this order; any, when left out.' },
    workDone: {
      type: 'boolean',
      description: 'False holds the call before its work, which is done when it is released.',
    },
  },
  ['endpoint'],
)
export type HoldBody = FromSchema<typeof hold>

export const heldQuery = object(
  { endpoint, ...reference, after, limit: { ...limit, description: 'All, when left out.' }, wait },
  [],
)
export type HeldQuery = FromSchema<typeof heldQuery>

export const publicUrlSetting = object(
  {
    publicUrl: {
      ...publicUrlSchema,
      type: ['string', 'null'],
      description: 'Null, or left out: as configured.',
    },
  },
  [],
)
export type PublicUrlBody = FromSchema<typeof publicUrlSetting>

export const pruneQuestion = object(
  { olderThan: { type: 'string', format: 'duration', description: 'An age such as `30d` or `12h`.' } },
  ['olderThan'],
)

export const checksumQuestion = object(
  {
    payload: { type: 'object', description: 'The body, with or without its checksum fields.' },
    checksumKey: text,
    checksum: { type: 'string', maxLength: 500 },
  },
  ['payload', 'checksumKey', 'checksum'],
)

// What verifiers of other languages add to these calls is let through.
export const providerState = {
  type: 'object',
  required: ['state'],
  properties: {
    state: { type: 'string', maxLength: 1000, description: 'As the contract has it; empty for none.' },
    params: { ...writtenParams, description: 'Parameters of the state, as the contract has them.' },
    action: { type: 'string', enum: ['setup', 'teardown'], description: '`setup`, when left out.' },
    consumer: { type: 'string', description: 'Not used.' },
  },
} as const satisfies JSONSchema
export type ProviderStateBody = FromSchema<typeof providerState>

export const message = {
  type: 'object',
  required: ['description'],
  properties: {
    description: {
      type: 'string',
      maxLength: 1000,
      description: 'Names the event, with any words around it.',
    },
    providerStates: {
      type: 'array',
      maxItems: 100,
      items: {
        type: 'object',
        required: ['name'],
        properties: { name: { type: 'string', maxLength: 1000 }, params: writtenParams },
      },
    },
  },
} as const satisfies JSONSchema
export type MessageBody = FromSchema<typeof message>

export const messageQuery = {
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(
    RENDERED_FROM.map((name) => [name, { type: 'string', description: PARAMETERS[name].means }]),
  ),
} as const satisfies JSONSchema
