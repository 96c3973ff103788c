import type { CheckoutLink } from '../domain/checkout-link.js'
import type { Delivery } from '../domain/delivery.js'
import type { JournalEntry, RequestEntry } from '../domain/journal.js'
import type { ApiKey, Application, Merchant } from '../domain/merchant.js'
import type { Payment } from '../domain/payment.js'
import type { Task } from '../domain/task.js'

/** What is kept, by kind. Every row belongs to one merchant and is plain data, replaced and never edited. */
export interface Tables {
  merchants: Merchant
  applications: Application
  apiKeys: ApiKey
  links: CheckoutLink
  payments: Payment
  deliveries: Delivery
  tasks: Task
}
export type TableName = keyof Tables

/** What is only ever added to, and trimmed from the old end. */
export interface Logs {
  journal: JournalEntry
  requests: RequestEntry
}
export type LogName = keyof Logs

/**
 * The columns that rows can be looked up by in constant time. A driver may index more; it must index
 * these. `unique` columns refuse a second row with the same values.
 */
export const INDEXES = {
  merchants: {},
  applications: {},
  apiKeys: { clientId: ['clientId'], secret: ['secret'] },
  links: { orderReference: ['merchantId', 'orderReference'] },
  payments: { orderReference: ['merchantId', 'orderReference'], link: ['linkId'] },
  deliveries: { orderReference: ['merchantId', 'orderReference'] },
  tasks: { orderReference: ['merchantId', 'orderReference'] },
} as const satisfies {
  [K in TableName]: Record<string, readonly [keyof Tables[K]] | readonly [keyof Tables[K], keyof Tables[K]]>
}

export const TABLE_NAMES = Object.keys(INDEXES) as readonly TableName[]

/** How many entries of a merchant each log keeps; older ones are dropped. */
export const LOG_LIMITS = { journal: 20_000, requests: 1_000 } as const satisfies Record<LogName, number>

export const LOG_NAMES = Object.keys(LOG_LIMITS) as readonly LogName[]

/** All that one merchant owns: its rows in the order in which they were added, and its logs. */
export type MerchantData = { readonly [K in TableName]: readonly Tables[K][] } & {
  readonly [K in LogName]: readonly Logs[K][]
}

/** Which rows to find. Everything given must hold. */
export interface Filter<Row> {
  /** Columns that must equal a value. */
  readonly where?: { readonly [C in keyof Row]?: Row[C] }
  /** Bounds on one column, both inclusive. */
  readonly between?: { readonly column: keyof Row; readonly from?: number; readonly to?: number }
  /** Only rows numbered after this one. */
  readonly after?: number
  /** Oldest first unless said otherwise. */
  readonly newestFirst?: boolean
  readonly limit?: number
}

/** Looks rows up. Inside a transaction it sees that transaction's own changes, outside only saved ones. */
export interface Reader {
  get<K extends TableName>(kind: K, id: string): Promise<Tables[K] | undefined>
  /** Rows in the order in which they were added. */
  find<K extends TableName>(kind: K, filter: Filter<Tables[K]>): Promise<readonly Tables[K][]>
  entries<K extends LogName>(
    log: K,
    merchantId: string,
    filter?: Filter<Logs[K]>,
  ): Promise<readonly Logs[K][]>
}

/** One transaction's view and changes. */
export interface StoreTransaction extends Reader {
  put<K extends TableName>(kind: K, row: Tables[K]): void
  remove<K extends TableName>(kind: K, id: string): void
  append<K extends LogName>(log: K, entry: Logs[K]): void
}

/**
 * Keeps the sandbox's state. Implementations are proved by the suite in `test/store`.
 */
export interface Store extends Reader {
  /**
   * Runs `work` alone among the transactions of this merchant. What it changes is saved together when
   * it resolves, and dropped whole when it rejects; the rejection is passed on.
   */
  transact<T>(merchantId: string, work: (transaction: StoreTransaction) => Promise<T>): Promise<T>
  /** When the merchant's earliest task is due; with `after`, the earliest due later than that. */
  nextDueAt(merchantId: string, after?: number): Promise<number | null>
  /** The merchant's tasks due at `now` or before, in the order in which they run. */
  dueTasks(merchantId: string, now: number): Promise<readonly Task[]>
  /** All that a merchant owns, as it stands between two of its transactions. */
  exportMerchant(merchantId: string): Promise<MerchantData>
  /**
   * Puts these belongings in the place of all that the merchant owns, at once and whole, when its
   * transactions under way are done. None of their ids may be another merchant's.
   */
  importMerchant(merchantId: string, belongings: MerchantData): Promise<void>
  /** Removes a merchant and all it owns, once its transactions under way are done. */
  removeMerchant(merchantId: string): Promise<void>
  /** Removes everything, once the transactions under way are done. */
  clear(): Promise<void>
  close(): Promise<void>
}
