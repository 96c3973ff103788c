import type { JSONSchema } from 'json-schema-to-ts'
import type { Bill } from '../../domain/bill.js'
import type { CurrencyExchange } from '../../domain/collected.js'
import {
  ATTEMPT_OUTCOMES,
  type Attempt,
  type AttemptResponse,
  type AttemptsSoFar,
  DELIVERY_STATUSES,
  type Delivery,
} from '../../domain/delivery.js'
import { dialectSchema, GRADES, PROFILES } from '../../domain/dialect.js'
import {
  FINDING_SEVERITIES,
  type JournalEntry,
  type RequestEntry,
  type RequestFinding,
} from '../../domain/journal.js'
import { ENTRY_TYPES, type LedgerEntry } from '../../domain/ledger.js'
import {
  type ApiKey,
  type Application,
  type Counters,
  type FaultCount,
  FEATURES,
  type RateWindow,
  type TokenEnding,
} from '../../domain/merchant.js'
import { CURRENCIES } from '../../domain/money.js'
import { WEBHOOK_EVENTS } from '../../domain/notification.js'
import type { Customer, LatestAttempt, Order, OrderItem, OrderProgress } from '../../domain/order.js'
import { ORDER_ORIGINS } from '../../domain/order-origin.js'
import {
  BANK_ANSWERS,
  PAYMENT_STATUSES,
  type Payment,
  PHONE_ANSWERS,
  type StatusChange,
} from '../../domain/payment.js'
import { PAYOUT_STATUSES, type Payout, type PayoutChange, type PayoutStep } from '../../domain/payout.js'
import type { PayoutLink } from '../../domain/payout-link.js'
import { type Beneficiary, PAYOUT_CHANNELS, TRANSFER_TYPES } from '../../domain/payout-receiver.js'
import type { QueryProgress } from '../../domain/shown.js'
import type { Task, TaskAction, WaitFor } from '../../domain/task.js'
import type { TraceContext } from '../../domain/trace-context.js'
import { merchantSettingsSchema } from '../../schema/merchant-settings.js'
import {
  anything,
  count,
  instant,
  integer,
  listOf,
  milliseconds,
  number,
  orNull,
  row,
  text,
  texts,
  yesOrNo,
} from './rows.js'
import { attemptScript, channelScript, money, retrySchedule } from './script-shape.js'
import type { Snapshot } from './snapshot.js'

const { webhooks, collectionMethods } = merchantSettingsSchema.properties
const owned = { id: text, merchantId: text, seq: count }
const trace = row<TraceContext>({ traceparent: text, tracestate: text }, ['tracestate'])

const merchant = row<Snapshot['merchant']>({
  id: text,
  merchantId: text,
  name: text,
  email: text,
  approved: yesOrNo,
  shop: yesOrNo,
  strict: yesOrNo,
  waitsForPhone: yesOrNo,
  allowedAddresses: listOf(text),
  frameAncestors: merchantSettingsSchema.properties.frameAncestors,
  rateLimit: orNull(count),
  collectionMethods,
  webhooks,
  scenario: text,
  scenarioQueue: listOf(text),
  orderScenarios: texts,
  profile: { enum: PROFILES },
  dialect: dialectSchema,
  seed: text,
  openedWith: merchantSettingsSchema,
  createdAt: instant,
})

const counters = row<Counters>({
  id: text,
  merchantId: text,
  sequence: count,
  drawn: count,
  rateWindow: row<RateWindow>({ since: instant, calls: { type: 'object', additionalProperties: count } }),
  faultCounts: listOf(
    row<FaultCount>({ scenario: text, orderReference: orNull(text), reached: listOf(count) }),
  ),
  unproven: count,
  seenUpTo: count,
})

const application = row<Application>({
  ...owned,
  name: text,
  enabled: yesOrNo,
  features: listOf({ enum: FEATURES }),
  returnUrl: orNull(text),
  webhooks,
  checksumEnabled: yesOrNo,
  checksumKey: text,
  tokenGeneration: count,
  tokenEndings: listOf(row<TokenEnding>({ generation: count, at: instant, cause: text })),
  createdAt: instant,
})

const apiKey = row<ApiKey>({
  ...owned,
  clientId: text,
  name: text,
  secret: text,
  expiresAt: orNull(instant),
  revokedAt: orNull(instant),
  createdAt: instant,
})

const order = row<Order>(
  {
    ...owned,
    clientId: text,
    orderReference: text,
    origin: { enum: ORDER_ORIGINS },
    linkId: orNull(text),
    total: money,
    items: listOf(row<OrderItem>({ name: text, price: integer, quantity: number })),
    customer: row<Customer>({ name: text, email: text, phone: text }, ['name', 'email', 'phone']),
    description: text,
    callbackUrl: text,
    wooCommerceCallbackUrl: text,
    scenario: text,
    trace,
    bill: row<Bill>({
      number: text,
      kind: { enum: ['order', 'customer'] },
      mode: { enum: ['ALLOW_PARTIAL_AND_OVER_PAYMENT', 'EXACT'] },
      status: { enum: ['ACTIVE', 'INACTIVE'] },
      amount: orNull(count),
      most: orNull(count),
    }),
    createdAt: instant,
    progress: row<OrderProgress>({
      attempts: count,
      latest: {
        oneOf: [
          { type: 'null' },
          row<LatestAttempt>({
            status: { enum: PAYMENT_STATUSES },
            channel: text,
            scenario: text,
            message: text,
            collected: money,
            updatedAt: instant,
          }),
        ],
      },
      everPaid: yesOrNo,
      channels: listOf(text),
      scenarios: listOf(text),
      words: listOf(text),
    }),
  },
  ['description', 'callbackUrl', 'wooCommerceCallbackUrl', 'scenario', 'trace', 'bill'],
)

const payment = row<Payment>(
  {
    ...owned,
    clientId: text,
    orderId: text,
    orderReference: text,
    attempt: count,
    channel: text,
    status: { enum: PAYMENT_STATUSES },
    asked: money,
    collected: money,
    credited: money,
    exchange: row<CurrencyExchange>({ source: money, rate: number }),
    phoneNumber: text,
    controlNumber: text,
    phoneAnswer: { enum: PHONE_ANSWERS },
    bankCheck: { enum: ['asked', ...BANK_ANSWERS] },
    paymentReference: text,
    message: text,
    scenario: text,
    followsDefault: { const: true },
    script: attemptScript,
    inBrowser: yesOrNo,
    returnOpen: yesOrNo,
    returned: yesOrNo,
    queried: row<QueryProgress>({ changes: count, polls: count, missed: count }),
    createdAt: instant,
    updatedAt: instant,
    history: listOf(
      row<StatusChange>({
        from: { enum: PAYMENT_STATUSES },
        to: { enum: PAYMENT_STATUSES },
        at: instant,
        message: text,
        cause: text,
      }),
    ),
  },
  [
    'credited',
    'exchange',
    'phoneNumber',
    'controlNumber',
    'phoneAnswer',
    'bankCheck',
    'paymentReference',
    'followsDefault',
    'queried',
  ],
)

/** An attempt that is on its way is not part of a snapshot. */
const ENDED = ATTEMPT_OUTCOMES.filter((outcome) => outcome !== 'sending')

const attempt = row<Attempt>(
  {
    ...owned,
    deliveryId: text,
    orderReference: text,
    number: count,
    cause: { enum: ['schedule', 'by-hand'] },
    trace,
    startedAt: instant,
    outcome: { enum: ENDED },
    durationMs: number,
    response: row<AttemptResponse>({ status: count, headers: texts, body: text, truncated: yesOrNo }),
    note: text,
  },
  ['trace', 'durationMs', 'response', 'note'],
)

const delivery = row<Delivery>(
  {
    ...owned,
    channel: { enum: ['webhook', 'callback'] },
    event: { enum: [...WEBHOOK_EVENTS, null] },
    orderReference: text,
    paymentId: text,
    url: { type: 'string', format: 'http-url' },
    level: { enum: ['application', 'merchant', 'link'] },
    copy: count,
    tamperedCopyOf: row<NonNullable<Delivery['tamperedCopyOf']>>({ deliveryId: text, damage: anything }),
    damage: anything,
    ofPayout: { const: true },
    madeUp: { const: true },
    body: text,
    headers: texts,
    signed: yesOrNo,
    trace,
    retry: retrySchedule,
    status: { enum: DELIVERY_STATUSES },
    attempted: row<AttemptsSoFar>({
      count,
      scheduled: count,
      firstAt: orNull(instant),
      outcomes: listOf({ enum: ENDED }),
      latest: {
        oneOf: [
          { type: 'null' },
          row<NonNullable<AttemptsSoFar['latest']>>({
            number: count,
            outcome: { enum: ENDED },
            status: orNull(count),
            note: orNull(text),
          }),
        ],
      },
    }),
    createdAt: instant,
  },
  ['ofPayout', 'tamperedCopyOf', 'damage', 'madeUp', 'trace'],
)

const payout = row<Payout>(
  {
    ...owned,
    clientId: text,
    orderReference: text,
    channel: { enum: PAYOUT_CHANNELS },
    transferType: { enum: TRANSFER_TYPES },
    provider: text,
    beneficiary: row<Beneficiary>({ accountNumber: text, accountName: text, swiftNumber: text }, [
      'swiftNumber',
    ]),
    order: money,
    fee: count,
    total: count,
    received: money,
    status: { enum: PAYOUT_STATUSES },
    message: text,
    reversedWithFee: yesOrNo,
    scenario: text,
    trace,
    timeline: listOf(
      row<PayoutStep>({
        after: milliseconds,
        status: { enum: PAYOUT_STATUSES },
        message: text,
        withFee: yesOrNo,
      }),
    ),
    webhook: channelScript,
    createdAt: instant,
    updatedAt: instant,
    history: listOf(
      row<PayoutChange>({
        from: { enum: PAYOUT_STATUSES },
        to: { enum: PAYOUT_STATUSES },
        at: instant,
        message: text,
        cause: text,
      }),
    ),
  },
  ['reversedWithFee', 'transferType', 'trace'],
)

const payoutLink = row<PayoutLink>(
  {
    ...owned,
    clientId: text,
    orderReference: text,
    amount: money,
    scenario: text,
    trace,
    createdAt: instant,
    payoutId: orNull(text),
  },
  ['scenario', 'trace'],
)

const ledgerEntry = row<LedgerEntry>(
  {
    ...owned,
    entry: { enum: ['Credit', 'Debit'] },
    type: { enum: ENTRY_TYPES },
    currency: { enum: CURRENCIES },
    amount: count,
    balance: count,
    about: text,
    orderReference: text,
    description: text,
    at: instant,
  },
  ['orderReference'],
)

const hold = row<WaitFor>({
  for: { enum: ['webhook', 'callback', 'return'] },
  paymentId: text,
  delay: milliseconds,
  what: text,
})

type Action<Of extends TaskAction['kind']> = Extract<TaskAction, { kind: Of }>

const ACTIONS: { readonly [Of in TaskAction['kind']]: JSONSchema } = {
  'move-payment': row<Action<'move-payment'>>({
    kind: { const: 'move-payment' },
    paymentId: text,
    step: count,
  }),
  'move-payout': row<Action<'move-payout'>>({ kind: { const: 'move-payout' }, payoutId: text, step: count }),
  'attempt-delivery': row<Action<'attempt-delivery'>>(
    {
      kind: { const: 'attempt-delivery' },
      deliveryId: text,
      byHand: yesOrNo,
      waitFor: hold,
      sideBySide: { const: true },
    },
    ['waitFor', 'sideBySide'],
  ),
  'open-return': row<Action<'open-return'>>(
    { kind: { const: 'open-return' }, paymentId: text, waitFor: hold },
    ['waitFor'],
  ),
}

const task = row<Task>({
  ...owned,
  dueAt: instant,
  orderReference: text,
  why: text,
  action: { oneOf: Object.values(ACTIONS) },
})

const about = { orderReference: text, paymentId: text, deliveryId: text, data: anything }

const journalEntry = row<JournalEntry>(
  { merchantId: text, seq: count, at: instant, type: text, text, ofPayout: { const: true }, ...about },
  ['orderReference', 'ofPayout', 'paymentId', 'deliveryId', 'data'],
)

const requestEntry = row<RequestEntry>(
  {
    merchantId: text,
    seq: count,
    at: instant,
    method: text,
    path: text,
    headers: texts,
    body: text,
    orderReference: text,
    traceId: text,
    status: count,
    response: text,
    durationMs: number,
    refusal: row<NonNullable<RequestEntry['refusal']>>({ code: text, explanation: text }),
    fault: row<NonNullable<RequestEntry['fault']>>({ scenario: text, explanation: text }),
    findings: listOf(
      row<RequestFinding>({
        code: text,
        severity: { enum: FINDING_SEVERITIES },
        field: text,
        text,
        source: text,
        grade: { enum: GRADES },
      }),
    ),
  },
  ['orderReference', 'traceId', 'refusal', 'fault', 'findings'],
)

/** What a snapshot looks like. Whether its rows fit together is another question. */
export const snapshotShape = row<Snapshot>({
  format: integer,
  sandboxVersion: text,
  clock: row<Snapshot['clock']>({ now: { type: 'string', format: 'instant' }, frozen: yesOrNo }),
  // Each is checked by the scenario language itself.
  scenarios: { type: 'object', additionalProperties: anything },
  merchant,
  counters: { type: 'array', items: counters, minItems: 1, maxItems: 1 },
  applications: listOf(application),
  apiKeys: listOf(apiKey),
  orders: listOf(order),
  payments: listOf(payment),
  deliveries: listOf(delivery),
  attempts: listOf(attempt),
  ledger: listOf(ledgerEntry),
  payouts: listOf(payout),
  payoutLinks: listOf(payoutLink),
  tasks: listOf(task),
  journal: listOf(journalEntry),
  requests: listOf(requestEntry),
})
