import type { Attempt, Delivery } from '../domain/delivery.js'
import type { JournalEntry, RequestEntry } from '../domain/journal.js'
import type { LedgerEntry } from '../domain/ledger.js'
import { LIMITS } from '../domain/limits.js'
import type { ApiKey, Application, Counters, Merchant } from '../domain/merchant.js'
import type { Order } from '../domain/order.js'
import type { Payment } from '../domain/payment.js'
import type { Payout } from '../domain/payout.js'
import type { PayoutLink } from '../domain/payout-link.js'
import type { Task } from '../domain/task.js'
import type { Sharing } from './sharing.js'
import type { ColumnName, Row, RowName, Value } from './tables.js'

/** What is kept, by table. Every row belongs to one merchant and is plain data, replaced and never edited. */
export interface Tables {
  merchants: Merchant
  counters: Counters
  applications: Application
  apiKeys: ApiKey
  orders: Order
  payments: Payment
  deliveries: Delivery
  attempts: Attempt
  ledger: LedgerEntry
  payouts: Payout
  payoutLinks: PayoutLink
  tasks: Task
}
export type TableName = keyof Tables

/** Owns the rows that belong to no merchant, such as the seed and the scenarios added at run time; no merchant has this id. */
export const SANDBOX = 'sandbox'

/** What is only ever added to, and trimmed from the old end. */
export interface Logs {
  journal: JournalEntry
  requests: RequestEntry
}
export type LogName = keyof Logs

/** The tables that belong to merchants. */
export const TABLE_NAMES = [
  'merchants',
  'counters',
  'applications',
  'apiKeys',
  'orders',
  'payments',
  'deliveries',
  'attempts',
  'ledger',
  'payouts',
  'payoutLinks',
  'tasks',
] as const satisfies readonly TableName[]

/** How many entries of a merchant each log keeps; older ones are dropped. */
export const LOG_LIMITS = {
  journal: LIMITS.journal.most,
  requests: LIMITS.requests.most,
} as const satisfies Record<LogName, number>

export const LOG_NAMES = Object.keys(LOG_LIMITS) as readonly LogName[]

/** All that one merchant owns: its rows in order, and its logs. */
export type MerchantData = { readonly [K in TableName]: readonly Tables[K][] } & {
  readonly [K in LogName]: readonly Logs[K][]
}

/** Which rows. Everything given must hold. */
export interface Filter<Name extends RowName> {
  /** Columns that must equal a value, or one of several. A column that holds a list must have it in the list. */
  readonly where?: Where<Name>
  /** Bounds of one column: `from` inclusive, `to` exclusive. */
  readonly range?: { readonly column: ColumnName<Name>; readonly from?: number; readonly to?: number }
  /** Text, in any case, somewhere in what the table can be searched for. */
  readonly search?: string | undefined
  /** Text, in any case, somewhere in single columns. */
  readonly contains?: { readonly [Column in ColumnName<Name>]?: string }
  /** Only rows numbered after this one. */
  readonly after?: number | undefined
  /** Only rows numbered before this one. */
  readonly before?: number | undefined
}

export type Where<Name extends RowName> = {
  readonly [Column in ColumnName<Name>]?: Value | readonly Value[]
}

/** Which rows, and in which order: by number, oldest first, unless said otherwise. */
export interface Query<Name extends RowName> extends Filter<Name> {
  /** The column to sort by; rows that are alike in it are sorted by number. */
  readonly orderBy?: ColumnName<Name>
  readonly newestFirst?: boolean
  readonly skip?: number
  readonly limit?: number
}

/** A part of a list. */
export interface Page<Item> {
  readonly rows: readonly Item[]
  /** The number of the last row where the list goes on behind it: the next page's `after` or `before`. Null at the end. */
  readonly next: number | null
}

interface Reader {
  get<Name extends RowName>(table: Name, id: string): Promise<Row<Name> | undefined>
  find<Name extends RowName>(table: Name, query: Query<Name>): Promise<readonly Row<Name>[]>
}

/** One transaction's view and changes: it reads its own changes, and the rest as it is saved. */
export interface StoreTransaction extends Reader {
  put<Name extends Exclude<RowName, LogName>>(table: Name, row: Row<Name>): void
  remove(table: Exclude<RowName, LogName>, id: string): void
  append<Name extends LogName>(log: Name, entry: Logs[Name]): void
}

/** When each merchant's earliest task is due, on that merchant's clock. */
export interface Due {
  readonly merchantId: string
  readonly dueAt: number
}

/** Keeps the sandbox's state. Implementations are proved by the suite in `test/store`. */
export interface Store extends Reader {
  /**
   * Runs `change` alone among the transactions of this owner. What it changes is saved together when it
   * resolves, and dropped whole when it rejects; the rejection is passed on. Rejects with {@link RowTaken} when
   * a row would take the id of another owner's row, or the values that only one row may have.
   */
  transact<T>(ownerId: string, change: (transaction: StoreTransaction) => Promise<T>): Promise<T>
  /** How many rows there are. */
  count<Name extends RowName>(table: Name, filter: Filter<Name>): Promise<number>
  /** When the merchant's earliest task is due; with `after`, the earliest due later than that. */
  nextDueAt(merchantId: string, after?: number): Promise<number | null>
  /** The merchant's tasks due at `now` or before, in the order in which they run. */
  dueTasks(merchantId: string, now: number): Promise<readonly Task[]>
  /** Every merchant that has tasks, with its earliest. */
  allNextDue(): Promise<readonly Due[]>
  /** All that a merchant owns, as it stands between two of its transactions. */
  exportMerchant(merchantId: string): Promise<MerchantData>
  /**
   * Puts this data in the place of all that the merchant owns, at once and whole, when its transactions
   * under way are done. None of its ids may be another merchant's.
   */
  importMerchant(merchantId: string, data: MerchantData): Promise<void>
  /** Removes a merchant and all it owns, once its transactions under way are done. */
  removeMerchant(merchantId: string): Promise<void>
  /** Removes everything, once the transactions under way are done. */
  clear(): Promise<void>
  /**
   * Whether it holds as much as it may: nothing new is begun then, and what is under way goes on. Logs do not count, as
   * they drop what is oldest by themselves.
   */
  isFull(): boolean
  /** How several processes share it; left out where only one can have it. */
  readonly sharing?: Sharing | undefined
  close(): Promise<void>
}

/** Another row has what only one may have. */
export class RowTaken extends Error {
  override readonly name = 'RowTaken'
  readonly table: RowName
  readonly id: string

  constructor(table: RowName, id: string) {
    super(`${table}: what ${id} needs for itself belongs to another row`)
    this.table = table
    this.id = id
  }
}

/** One page of a list: the rows that a query finds, at most `limit`, and where the next page begins. */
export async function findPage<Name extends RowName>(
  reader: Reader,
  table: Name,
  query: Omit<Query<Name>, 'skip' | 'orderBy'> & { readonly limit: number },
): Promise<Page<Row<Name>>> {
  const rows = await reader.find(table, { ...query, limit: query.limit + 1 })
  const shown = rows.length > query.limit ? rows.slice(0, query.limit) : rows
  const last = shown.at(-1)
  return { rows: shown, next: rows.length > shown.length && last ? numberOf(last) : null }
}

/**
 * Rows by their number and, where numbers are not the merchant's own, as with the attempts of deliveries, by id: what is
 * exported is the same whatever keeps it.
 */
export function inOrder<One extends { readonly id: string }>(rows: readonly One[]): One[] {
  return rows.toSorted((one, other) => numberOf(one) - numberOf(other) || (one.id < other.id ? -1 : 1))
}

/** The number that rows are sorted by; 0 for tables that have none. */
export function numberOf(row: object): number {
  return (row as { seq?: number }).seq ?? 0
}
