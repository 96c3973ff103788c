import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import { ENDPOINT_IDS } from '../../contracts/endpoints.js'
import { LINK_STATES } from '../domain/checkout-link.js'
import { ATTEMPT_OUTCOMES, DELIVERY_STATUSES } from '../domain/delivery.js'
import { dialectSchema, GRADES, PROFILES, SWITCH_NAMES } from '../domain/dialect.js'
import { FINDING_SEVERITIES, JOURNAL_TYPES } from '../domain/journal.js'
import { FEATURES } from '../domain/merchant.js'
import { CURRENCIES } from '../domain/money.js'
import { WEBHOOK_EVENTS } from '../domain/notification.js'
import { PAYMENT_STATUSES } from '../domain/payment.js'
import { PAYOUT_STATUSES } from '../domain/payout.js'
import { merchantSettingsSchema } from '../schema/merchant-settings.js'

/**
 * What the control API answers: the schemas that its document shows and the self-check compares answers with, and the
 * types of the views that are made from them. A title is the name of the schema in the document.
 */

/** The type that a schema of an answer describes. */
export type Answer<Schema extends JSONSchema> = DeeplyReadonly<FromSchema<Schema>>

type DeeplyReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeeplyReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeeplyReadonly<T[Key]> }
    : T

/** An object with all of these properties, but for those that are optional, and no others. */
function object<
  const Properties extends Record<string, JSONSchema>,
  const Optional extends keyof Properties & string = never,
>(properties: Properties, optional: readonly Optional[] = []) {
  const isRequired = (name: string): name is Exclude<keyof Properties & string, Optional> =>
    !optional.some((one) => one === name)
  const required = Object.keys(properties).filter(isRequired)
  return { type: 'object', additionalProperties: false, properties, required } as const
}

const text = { type: 'string' } as const
const textOrNull = { type: ['string', 'null'] } as const
const flag = { type: 'boolean' } as const
const count = { type: 'integer', minimum: 0 } as const
const instant = { type: 'string', format: 'date-time' } as const
const instantOrNull = { type: ['string', 'null'], format: 'date-time' } as const
const amount = {
  type: 'string',
  pattern: '^-?\\d+(\\.\\d{2})?$',
  description: 'In units of the currency.',
} as const
const texts = { type: 'array', items: text } as const
const textByName = { type: 'object', additionalProperties: text } as const
const settings = merchantSettingsSchema.properties
const webhooks = settings.webhooks
const features = { type: 'array', items: { type: 'string', enum: FEATURES } } as const
const seq = { type: 'integer', description: 'Numbers what happens to the merchant, in order.' } as const

export const clockAnswer = {
  title: 'Clock',
  ...object({ now: instant, frozen: flag }),
} as const

export const merchantAnswer = {
  title: 'Merchant',
  ...object({
    id: text,
    name: text,
    email: text,
    clientId: {
      ...textOrNull,
      description: 'Of its first application, as are keys, features and addresses.',
    },
    apiKey: { ...textOrNull, description: 'The first key that was not revoked.' },
    checksumKey: textOrNull,
    checksumEnabled: flag,
    returnUrl: textOrNull,
    webhooks,
    features,
    merchantWebhooks: webhooks,
    approved: flag,
    shop: flag,
    strict: flag,
    waitsForPhone: flag,
    allowedAddresses: texts,
    frameAncestors: texts,
    rateLimit: { type: ['integer', 'null'] },
    collectionMethods: merchantSettingsSchema.properties.collectionMethods,
    scenario: text,
    scenarioQueue: texts,
    orderScenarios: { ...textByName, description: 'Scenarios of single orders, by order reference.' },
    profile: { type: 'string', enum: PROFILES },
    dialect: { ...dialectSchema, title: 'Dialect', required: SWITCH_NAMES },
    clock: clockAnswer,
    createdAt: instant,
    apiUrl: { ...text, description: 'Base address of the ClickPesa API.' },
    checkoutUrl: { ...text, description: 'Address under which the hosted pages are.' },
  }),
} as const

export const publicUrlAnswer = {
  title: 'PublicUrl',
  ...object({
    publicUrl: {
      ...textOrNull,
      description:
        'What every address begins with, whoever asks; null where that is the address that each caller uses.',
    },
    apiUrl: { ...text, description: 'Base address of the ClickPesa API.' },
    checkoutUrl: { ...text, description: 'Address under which the hosted pages are.' },
    inspectorUrl: text,
  }),
} as const

export const apiKeyAnswer = {
  title: 'ApiKey',
  ...object({
    id: text,
    name: text,
    apiKey: text,
    expiresAt: instantOrNull,
    revokedAt: instantOrNull,
    createdAt: instant,
  }),
} as const

export const applicationAnswer = {
  title: 'Application',
  ...object({
    clientId: text,
    name: text,
    enabled: flag,
    features,
    returnUrl: textOrNull,
    webhooks,
    checksumEnabled: flag,
    checksumKey: text,
    apiKeys: { type: 'array', items: apiKeyAnswer },
    createdAt: instant,
  }),
} as const

export const linkAnswer = {
  title: 'CheckoutLink',
  ...object({
    id: textOrNull,
    seq,
    url: text,
    orderReference: text,
    clientId: text,
    status: { type: 'string', enum: LINK_STATES },
    amount,
    currency: text,
    items: { type: 'array', items: object({ name: text, price: amount, quantity: count }) },
    customer: object({ name: text, email: text, phone: text }, ['name', 'email', 'phone']),
    description: textOrNull,
    callbackUrl: textOrNull,
    wooCommerceCallbackUrl: { ...textOrNull, description: 'Kept and shown; nothing is sent there.' },
    createdAt: instant,
  }),
} as const

const paymentStatus = { type: 'string', enum: PAYMENT_STATUSES } as const

export const paymentAnswer = {
  title: 'Payment',
  ...object({
    id: text,
    seq,
    orderReference: text,
    linkId: { ...textOrNull, description: 'Null for a payment of an order without a link.' },
    clientId: text,
    attempt: { ...count, description: '1 for the first try on its order.' },
    method: text,
    status: paymentStatus,
    amount: { ...amount, description: 'What the gateway reports as collected.' },
    currency: text,
    asked: object({ amount, currency: text }),
    phoneNumber: textOrNull,
    paymentReference: textOrNull,
    message: { ...text, description: "The operator's words; empty until the outcome is known." },
    scenario: text,
    returnUrl: {
      ...textOrNull,
      description: "Where the customer's browser may go back to the shop now; null while it may not.",
    },
    history: {
      type: 'array',
      items: object({ from: paymentStatus, to: paymentStatus, at: instant, message: text, cause: text }),
    },
    createdAt: instant,
    updatedAt: instant,
  }),
} as const

const payoutStatus = { type: 'string', enum: PAYOUT_STATUSES } as const

export const payoutAnswer = {
  title: 'Payout',
  ...object({
    id: text,
    seq,
    orderReference: text,
    clientId: text,
    status: payoutStatus,
    amount: { ...amount, description: 'What was asked for.' },
    currency: text,
    fee: amount,
    total: { ...amount, description: 'What left the account.' },
    received: object({ amount, currency: text }),
    channel: text,
    provider: text,
    beneficiary: object({ accountNumber: text, accountName: text, swiftNumber: text }, ['swiftNumber']),
    message: text,
    scenario: text,
    history: {
      type: 'array',
      items: object({ from: payoutStatus, to: payoutStatus, at: instant, message: text, cause: text }),
    },
    createdAt: instant,
    updatedAt: instant,
  }),
} as const

export const balanceAnswer = {
  title: 'Balance',
  ...object({ currency: { type: 'string', enum: CURRENCIES }, amount }),
} as const

export const depositAnswer = {
  title: 'Deposit',
  ...object({
    id: text,
    amount,
    currency: { type: 'string', enum: CURRENCIES },
    channel: text,
    paymentReference: text,
    balance: { ...amount, description: 'What the account holds afterwards.' },
    createdAt: instant,
  }),
} as const

const attempt = {
  title: 'Attempt',
  ...object(
    {
      number: count,
      cause: { type: 'string', enum: ['schedule', 'by-hand'] },
      startedAt: instant,
      outcome: { type: 'string', enum: ATTEMPT_OUTCOMES },
      trace: {
        description: 'What it carried of the trace of the call that it follows from.',
        ...object({ traceparent: text, tracestate: text }, ['tracestate']),
      },
      durationMs: { type: 'number' },
      response: object({ status: count, headers: textByName, body: text, truncated: flag }),
      note: { ...text, description: 'Why there was no answer, or what looks wrong with the one that came.' },
    },
    ['trace', 'durationMs', 'response', 'note'],
  ),
} as const

export const deliveryAnswer = {
  title: 'Delivery',
  ...object({
    id: text,
    seq,
    channel: { type: 'string', enum: ['webhook', 'callback'] },
    event: { type: ['string', 'null'], enum: [...WEBHOOK_EVENTS, null] },
    orderReference: { ...text, description: 'Of the order or the payout; of a deposit, its id.' },
    paymentId: { ...text, description: 'The id of the payment, the payout or the deposit that it tells of.' },
    url: text,
    level: { type: 'string', enum: ['application', 'merchant', 'link'] },
    status: { type: 'string', enum: DELIVERY_STATUSES },
    copy: count,
    spoiltCopyOf: {
      description:
        'The delivery that it repeats, and what was changed by hand; null for what the sandbox sent itself.',
      anyOf: [
        { type: 'null' },
        object({ deliveryId: text, damage: { type: 'object', additionalProperties: true } }),
      ],
    },
    damage: {
      description: 'What is wrong with it, on purpose, by a scenario or by hand; null for nothing.',
      anyOf: [{ type: 'null' }, { type: 'object', additionalProperties: true }],
    },
    madeUp: { ...flag, description: 'Sent by hand, about a payment that nobody made.' },
    signed: flag,
    headers: textByName,
    body: { ...text, description: 'The exact text that is sent.' },
    attempts: { type: 'array', items: attempt },
    createdAt: instant,
  }),
} as const

export const requestAnswer = {
  title: 'GatewayRequest',
  ...object(
    {
      seq,
      at: instant,
      method: text,
      path: text,
      headers: textByName,
      body: text,
      orderReference: text,
      traceId: { ...text, description: 'The trace that its `traceparent` names.' },
      status: { ...count, description: '0 when the connection ended without an answer.' },
      response: text,
      durationMs: { type: 'number' },
      refusal: object({ code: text, explanation: text }),
      fault: object({ scenario: text, explanation: text }),
      findings: {
        type: 'array',
        items: object({
          code: text,
          severity: { type: 'string', enum: FINDING_SEVERITIES },
          field: text,
          text,
          source: text,
          grade: { type: 'string', enum: GRADES },
        }),
      },
    },
    ['orderReference', 'traceId', 'refusal', 'fault', 'findings'],
  ),
} as const

const endpoint = { type: 'string', enum: ENDPOINT_IDS } as const
const workDone = { ...flag, description: 'Whether the call does its work before it is held.' } as const

export const holdAnswer = {
  title: 'Hold',
  ...object({ endpoint, orderReference: textOrNull, workDone }),
} as const

export const heldResponseAnswer = {
  title: 'HeldResponse',
  ...object({
    id: text,
    seq: { type: 'integer', description: 'Numbers what this sandbox has held, in order.' },
    endpoint,
    orderReference: { ...textOrNull, description: 'Null where the call is about no order.' },
    kind: {
      type: 'string',
      enum: ['held', 'delayed', 'hanging'],
      description:
        'held: until it is released. delayed: until its time has passed. hanging: no answer comes, and a release closes the connection.',
    },
    workDone,
    since: instant,
    until: {
      ...instantOrNull,
      description: 'When a delayed answer comes by itself; null for what waits to be released.',
    },
  }),
} as const

const money = object({ amount, currency: text })

export const proofAnswer = {
  title: 'Proof',
  ...object({
    orderReference: text,
    at: instant,
    asked: money,
    told: {
      type: 'array',
      description: 'Each message that reached the merchant by then, in order.',
      items: object({
        at: instant,
        by: { type: 'string', enum: ['webhook', 'callback', 'return', 'query'] },
        event: textOrNull,
        deliveryId: { ...textOrNull, description: 'Null for what was no delivery.' },
        says: {
          type: 'array',
          description: 'What it said, payment by payment; empty where it could not be read.',
          items: object({
            paymentId: textOrNull,
            orderReference: textOrNull,
            status: textOrNull,
            amount: textOrNull,
            currency: textOrNull,
          }),
        },
        genuine: { ...flag, description: 'Whether it came as the gateway sends it, and says what is true.' },
        why: { ...textOrNull, description: 'What is wrong with it, or odd; null for nothing.' },
        answered: {
          type: ['integer', 'null'],
          description:
            'The status with which the merchant answered; null where it has not, and for what was not a delivery.',
        },
      }),
    },
    knowable: {
      type: 'array',
      description:
        'The payments that a query made then would have shown. One that is hidden for a number of queries is here: asking again shows it.',
      items: object({
        paymentId: text,
        status: paymentStatus,
        amount,
        currency: text,
        exchangedFrom: {
          description: 'What was paid, where it was collected in another currency; null otherwise.',
          anyOf: [{ type: 'null' }, money],
        },
      }),
    },
  }),
} as const

export const journalAnswer = {
  title: 'JournalEntry',
  ...object(
    {
      seq,
      at: instant,
      type: { type: 'string', enum: JOURNAL_TYPES },
      text: { ...text, description: 'What happened, and which rule caused it.' },
      orderReference: text,
      ofPayout: {
        const: true,
        description: 'The order reference is one of a payout or a payout link; left out for orders.',
      },
      paymentId: text,
      deliveryId: text,
      data: { type: 'object', additionalProperties: true },
    },
    ['orderReference', 'ofPayout', 'paymentId', 'deliveryId', 'data'],
  ),
} as const

export const taskAnswer = {
  title: 'Task',
  ...object({
    id: text,
    dueAt: instant,
    orderReference: text,
    why: text,
    kind: { type: 'string', enum: ['move-payment', 'move-payout', 'attempt-delivery', 'open-return'] },
  }),
} as const

export const clockMoveAnswer = {
  title: 'ClockMove',
  ...object({
    now: instant,
    frozen: flag,
    ran: { type: 'array', items: taskAnswer },
    ranCount: { ...count, description: 'How many tasks ran in all.' },
  }),
} as const

export const scenarioAnswer = {
  title: 'Scenario',
  ...object({
    name: text,
    title: text,
    about: text,
    explanation: text,
    written: {
      type: 'object',
      additionalProperties: true,
      description: 'As in its file: scenarios/scenario.schema.json.',
    },
  }),
} as const

export const checksumAnswer = {
  title: 'ChecksumDiagnosis',
  ...object({
    matches: flag,
    mistake: { ...textOrNull, description: 'Known mistakes joined by -and-; unrecognised; null on a match.' },
    explanation: text,
    expected: { ...text, description: 'The right checksum, by the method in force.' },
    hashed: { ...text, description: 'The text that is to be hashed.' },
  }),
} as const

export const scenarioNameAnswer = { title: 'ScenarioName', ...object({ name: text }) } as const
export const scenarioNamesAnswer = { title: 'ScenarioNames', ...object({ names: texts }) } as const

/** What a verifier is given back for its generators: by name, as much as the state has. */
export const stateValuesAnswer = {
  title: 'StateValues',
  type: 'object',
  additionalProperties: true,
} as const satisfies JSONSchema

export const messageAnswer = {
  title: 'NotificationBody',
  type: 'object',
  additionalProperties: true,
  description: 'The body of a notification, as the dialect shapes it.',
} as const satisfies JSONSchema

export const snapshotAnswer = {
  title: 'Snapshot',
  type: 'object',
  additionalProperties: true,
  required: ['format', 'sandboxVersion', 'clock', 'merchant'],
  properties: {
    format: { type: 'integer' },
    sandboxVersion: text,
    clock: object({ now: instant, frozen: flag }),
    merchant: { type: 'object', additionalProperties: true },
  },
} as const satisfies JSONSchema

export const pruneAnswer = {
  title: 'Pruned',
  ...object({ orders: count, merchants: count }),
} as const

/** A list that is whole. */
export function allOf<const Item extends JSONSchema>(items: Item) {
  return object({ items: { type: 'array', items } })
}

const cursor = { type: ['integer', 'null'], minimum: 0 } as const

/** A page of a list, with where the next ones begin. */
export function pageOf<const Item extends JSONSchema>(items: Item) {
  return object({
    items: { type: 'array', items },
    after: { ...cursor, description: 'Give it as `after` for what comes next.' },
    before: { ...cursor, description: 'Give it as `before` for the page before; null at the beginning.' },
  })
}

/** How the control API says that something went wrong. */
const mistake = {
  title: 'Mistake',
  ...object({
    code: { ...text, description: 'Stable; switch on this one.' },
    message: { ...text, description: 'What happened, to which thing.' },
    hint: { ...text, description: 'What to do about it.' },
  }),
} as const

/** Mistakes that any call can be answered with. */
const ANYWHERE = [400, 401, 403, 413, 421, 500, 507] as const

/** The answers of a call by their status: a success, and what can be wrong. */
export function answers<const Success extends Readonly<Record<number, JSONSchema>>>(
  success: Success,
  ...further: readonly (404 | 409)[]
) {
  const mistakes = Object.fromEntries([...ANYWHERE, ...further].map((status) => [status, mistake]))
  return { ...mistakes, ...success }
}

/** An answer without a body. */
export const nothing = { type: 'null', description: 'Done; there is no body.' } as const
