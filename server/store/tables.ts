import type { Attempt, Delivery } from '../domain/delivery.js'
import { isAlert, isError, type JournalEntry, type RequestEntry } from '../domain/journal.js'
import type { LedgerEntry } from '../domain/ledger.js'
import type { ApiKey, Application, Counters, Merchant } from '../domain/merchant.js'
import { changedAt, type Order } from '../domain/order.js'
import type { Payment } from '../domain/payment.js'
import type { Payout } from '../domain/payout.js'
import type { PayoutLink } from '../domain/payout-link.js'
import type { SavedScenario, Seeding } from '../domain/seeding.js'
import type { Task } from '../domain/task.js'

/** What a column can hold. */
export type Value = string | number | boolean | null

/** What rows are looked up, filtered and sorted by; the rest of a row only comes along. */
type Columns<Of> = Readonly<Record<string, (row: Of) => Value | readonly Value[] | undefined>>

/** Columns by which rows are looked up together. Every driver has an index for each. */
export interface Index<Column extends string = string> {
  readonly by: readonly [Column] | readonly [Column, Column]
  /** The order of the rows that have the same values; by number when left out. */
  readonly sortedBy?: Column
  /** Only one row may have the same values. */
  readonly unique?: true
  /** A row may come to have other values, or another place; without it, what is in an index stays as it is. */
  readonly changes?: true
}

interface Table<Of, Cs extends Columns<Of>> {
  readonly columns: Cs
  readonly indexes: readonly Index<keyof Cs & string>[]
  /** The ids have the merchant's in them, so that no other merchant can have the same. */
  readonly ownIds?: true
  /** What a search looks through; tables without it find nothing by a search. */
  readonly searched?: (row: Of) => readonly (string | null | undefined)[]
  readonly row?: Of
}

interface Owned {
  readonly id: string
  readonly merchantId: string
  readonly seq?: number
}

/** The columns that every row of a merchant has, and the index by merchant. */
const owned = {
  id: (row: Owned) => row.id,
  merchantId: (row: Owned) => row.merchantId,
  seq: (row: Owned) => row.seq ?? 0,
}
const ofMerchant = { by: ['merchantId'] } as const

/** Lets the compiler see the row's type while it infers the columns'. */
function table<Of>() {
  return <Cs extends Columns<Of>>(described: Table<Of, Cs>) => described
}

const logged = {
  merchantId: (row: { readonly merchantId: string }) => row.merchantId,
  seq: (row: { readonly seq: number }) => row.seq,
  at: (row: { readonly at: number }) => row.at,
}

/** How a call was answered, as lists are narrowed down by it; one call may be several of these. */
export type AnswerKind = 'accepted' | 'refused' | 'faulted' | 'findings'

function answersOf({ status, refusal, fault, findings }: RequestEntry): readonly AnswerKind[] {
  const kinds: AnswerKind[] = []
  if (status >= 200 && status <= 299) kinds.push('accepted')
  if (refusal) kinds.push('refused')
  if (fault) kinds.push('faulted')
  if (findings) kinds.push('findings')
  return kinds
}

/** Every table with its columns and its indexes. A driver may have more of either. */
export const TABLES = {
  merchants: table<Merchant>()({
    columns: { ...owned, seq: ({ seq }) => seq, createdAt: ({ createdAt }) => createdAt },
    indexes: [ofMerchant],
    searched: ({ name }) => [name],
  }),
  counters: table<Counters>()({ columns: { ...owned }, indexes: [ofMerchant], ownIds: true }),
  applications: table<Application>()({
    columns: { ...owned },
    indexes: [ofMerchant],
    searched: ({ id }) => [id],
  }),
  apiKeys: table<ApiKey>()({
    columns: { ...owned, clientId: ({ clientId }) => clientId, secret: ({ secret }) => secret },
    indexes: [{ by: ['clientId'] }, { by: ['secret'] }, ofMerchant],
  }),
  orders: table<Order>()({
    columns: {
      ...owned,
      orderReference: ({ orderReference }) => orderReference,
      origin: ({ origin }) => origin,
      linkId: ({ linkId }) => linkId,
      billPayNumber: ({ bill }) => bill?.number,
      createdAt: ({ createdAt }) => createdAt,
      changedAt,
      status: ({ progress }) => progress.latest?.status,
      everPaid: ({ progress }) => progress.everPaid,
      channel: ({ progress }) => progress.channels,
      scenario: ({ progress }) => progress.scenarios,
    },
    indexes: [
      { by: ['merchantId', 'orderReference'], unique: true },
      { by: ['linkId'] },
      { by: ['billPayNumber'] },
      { by: ['merchantId'], sortedBy: 'changedAt', changes: true },
      ofMerchant,
    ],
    searched: ({ linkId, orderReference, customer: { name, email, phone }, progress: { words } }) => [
      linkId,
      orderReference,
      name,
      email,
      phone,
      ...words,
    ],
  }),
  payments: table<Payment>()({
    columns: {
      ...owned,
      orderId: ({ orderId }) => orderId,
      orderReference: ({ orderReference }) => orderReference,
      clientId: ({ clientId }) => clientId,
      status: ({ status }) => status,
      channel: ({ channel }) => channel,
      message: ({ message }) => message,
      paymentReference: ({ paymentReference }) => paymentReference,
      collectedAmount: ({ collected }) => collected.minor,
      collectedCurrency: ({ collected }) => collected.currency,
      createdAt: ({ createdAt }) => createdAt,
      updatedAt: ({ updatedAt }) => updatedAt,
    },
    indexes: [
      { by: ['merchantId', 'orderReference'] },
      { by: ['orderId'] },
      { by: ['merchantId'], sortedBy: 'createdAt' },
      ofMerchant,
    ],
  }),
  deliveries: table<Delivery>()({
    columns: {
      ...owned,
      orderReference: ({ orderReference }) => orderReference,
      paymentId: ({ paymentId }) => paymentId,
      event: ({ event }) => event,
      channel: ({ channel }) => channel,
      status: ({ status }) => status,
      outcome: ({ attempted }) => attempted.outcomes,
    },
    indexes: [{ by: ['merchantId', 'orderReference'] }, ofMerchant],
    ownIds: true,
    searched: ({ id, orderReference, url, event }) => [id, orderReference, url, event ?? 'callbackUrl'],
  }),
  attempts: table<Attempt>()({
    columns: { ...owned, deliveryId: ({ deliveryId }) => deliveryId, outcome: ({ outcome }) => outcome },
    indexes: [{ by: ['deliveryId'] }, ofMerchant],
    ownIds: true,
  }),
  payouts: table<Payout>()({
    columns: {
      ...owned,
      orderReference: ({ orderReference }) => orderReference,
      clientId: ({ clientId }) => clientId,
      status: ({ status }) => status,
      channel: ({ channel }) => channel,
      currency: ({ order }) => order.currency,
      amount: ({ total }) => total,
      createdAt: ({ createdAt }) => createdAt,
      updatedAt: ({ updatedAt }) => updatedAt,
    },
    indexes: [
      { by: ['merchantId', 'orderReference'], unique: true },
      { by: ['merchantId'], sortedBy: 'createdAt' },
      ofMerchant,
    ],
  }),
  payoutLinks: table<PayoutLink>()({
    columns: { ...owned, orderReference: ({ orderReference }) => orderReference },
    indexes: [{ by: ['merchantId', 'orderReference'], unique: true }, ofMerchant],
  }),
  ledger: table<LedgerEntry>()({
    columns: {
      ...owned,
      currency: ({ currency }) => currency,
      at: ({ at }) => at,
    },
    indexes: [{ by: ['merchantId', 'currency'] }, ofMerchant],
    ownIds: true,
  }),
  tasks: table<Task>()({
    columns: {
      ...owned,
      orderReference: ({ orderReference }) => orderReference,
      dueAt: ({ dueAt }) => dueAt,
    },
    indexes: [
      { by: ['merchantId', 'orderReference'], changes: true },
      { by: ['merchantId'], sortedBy: 'dueAt', changes: true },
    ],
    ownIds: true,
  }),
  journal: table<JournalEntry>()({
    columns: {
      ...logged,
      orderReference: ({ orderReference }) => orderReference,
      type: ({ type }) => type,
      alert: isAlert,
    },
    indexes: [{ by: ['merchantId', 'orderReference'] }, ofMerchant],
  }),
  requests: table<RequestEntry>()({
    columns: {
      ...logged,
      orderReference: ({ orderReference }) => orderReference,
      status: ({ status }) => String(status),
      answer: answersOf,
      alert: ({ refusal, findings }) => refusal !== undefined || (findings ?? []).some(isError),
    },
    indexes: [{ by: ['merchantId', 'orderReference'] }, ofMerchant],
    searched: ({ method, path, body, refusal, fault, findings = [] }) => [
      `${method} ${path}`,
      body,
      refusal?.code,
      refusal?.explanation,
      fault?.explanation,
      ...findings.map(({ code, text }) => `${code} ${text}`),
    ],
  }),
  seeding: table<Seeding>()({ columns: { ...owned }, indexes: [ofMerchant] }),
  scenarios: table<SavedScenario>()({ columns: { ...owned }, indexes: [ofMerchant] }),
} as const

export type RowName = keyof typeof TABLES
export type ColumnName<Name extends RowName> = keyof (typeof TABLES)[Name]['columns'] & string
export type Row<Name extends RowName> = NonNullable<(typeof TABLES)[Name]['row']>

/** The described table, seen without its own type: what drivers work with. */
export interface AnyTable {
  readonly columns: Readonly<Record<string, (row: never) => Value | readonly Value[] | undefined>>
  readonly indexes: readonly Index[]
  readonly ownIds?: true
  readonly searched?: (row: never) => readonly (string | null | undefined)[]
}

/** Columns that few rows have the same value in, however many there are. */
const NARROW = ['id', 'orderReference', 'orderId', 'paymentId', 'deliveryId', 'linkId', 'billPayNumber']

/** Whether few rows can have the wanted values. */
export function isNarrow(wanted: Readonly<Record<string, unknown>>): boolean {
  return NARROW.some((column) => wanted[column] !== undefined)
}
