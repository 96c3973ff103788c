import { type AnyTable, type ColumnName, type RowName, TABLES, type Value } from '../tables.js'

/** How the values of a column are kept. Both engines know these types, and both give numbers back as numbers. */
export type ColumnType = 'text' | 'number' | 'boolean' | 'list'

/** What a database takes as a value. */
export type SqlValue = string | number | null

const owned = { id: 'text', merchantId: 'text', seq: 'number' } as const
const logged = { merchantId: 'text', seq: 'number', at: 'number' } as const

/** The type of every column that rows are looked up by. The rest of a row is kept as one JSON document. */
export const COLUMN_TYPES: { readonly [Name in RowName]: Readonly<Record<ColumnName<Name>, ColumnType>> } = {
  merchants: { ...owned, createdAt: 'number' },
  counters: owned,
  applications: owned,
  apiKeys: { ...owned, clientId: 'text', secret: 'text' },
  orders: {
    ...owned,
    orderReference: 'text',
    origin: 'text',
    linkId: 'text',
    billPayNumber: 'text',
    createdAt: 'number',
    changedAt: 'number',
    status: 'text',
    everPaid: 'boolean',
    channel: 'list',
    scenario: 'list',
  },
  payments: {
    ...owned,
    orderId: 'text',
    orderReference: 'text',
    clientId: 'text',
    status: 'text',
    channel: 'text',
    message: 'text',
    paymentReference: 'text',
    collectedAmount: 'number',
    collectedCurrency: 'text',
    createdAt: 'number',
    updatedAt: 'number',
  },
  deliveries: {
    ...owned,
    orderReference: 'text',
    paymentId: 'text',
    event: 'text',
    channel: 'text',
    status: 'text',
    outcome: 'list',
  },
  attempts: { ...owned, deliveryId: 'text', outcome: 'text' },
  payouts: {
    ...owned,
    orderReference: 'text',
    clientId: 'text',
    status: 'text',
    channel: 'text',
    currency: 'text',
    amount: 'number',
    createdAt: 'number',
    updatedAt: 'number',
  },
  payoutLinks: { ...owned, orderReference: 'text' },
  ledger: { ...owned, currency: 'text', at: 'number' },
  tasks: { ...owned, orderReference: 'text', dueAt: 'number' },
  journal: { ...logged, orderReference: 'text', type: 'text', alert: 'boolean' },
  requests: { ...logged, orderReference: 'text', status: 'text', answer: 'list', alert: 'boolean' },
  seeding: owned,
  scenarios: owned,
}

/** The name of a table or a column in the database. */
export function sqlName(name: string): string {
  return name.replaceAll(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)
}

/** The type of a column, by its name in the code. */
export function typeOf(table: RowName, column: string): ColumnType {
  return (COLUMN_TYPES[table] as Readonly<Record<string, ColumnType>>)[column] ?? 'text'
}

/** The text that stands before, between and after the values of a list; no value has it. */
const BETWEEN = '\n'

/** A value as its column keeps it. */
export function sqlValue(value: Value | readonly Value[] | undefined): SqlValue {
  if (Array.isArray(value)) {
    return value.length === 0 ? '' : `${BETWEEN}${value.map(asText).join(BETWEEN)}${BETWEEN}`
  }
  if (typeof value === 'boolean') return value ? 1 : 0
  return typeof value === 'string' ? asText(value) : ((value as number | null | undefined) ?? null)
}

/** What a list holds somewhere if it has this value. */
export function listMember(value: Value): string {
  return `${BETWEEN}${asText(value)}${BETWEEN}`
}

/** As a text that both engines take: PostgreSQL has no NUL. Half a surrogate pair is replaced by either driver. */
function asText(value: Value): string {
  return String(value).replaceAll('\0', '\uFFFD')
}

/** The columns of a row, by their names in the database: its own, what it is searched by, and the whole as JSON. */
export function recordOf(name: RowName, row: object): Record<string, SqlValue> {
  const { columns, searched } = TABLES[name] as AnyTable
  const record: Record<string, SqlValue> = {}
  for (const [column, read] of Object.entries(columns)) {
    record[sqlName(column)] = sqlValue((read as (row: object) => Value | readonly Value[] | undefined)(row))
  }
  if (searched)
    record.search_text = searchText((searched as (row: object) => readonly (string | null)[])(row))
  record.doc = JSON.stringify(row)
  return record
}

/** What a search looks through, in lower case. */
function searchText(texts: readonly (string | null | undefined)[]): string {
  return asText(texts.join('\n').toLowerCase())
}
