import { type Kysely, sql } from 'kysely'
import type { ColumnType } from '../columns.js'
import type { AnyTables, Engine } from '../database.js'

interface Described {
  readonly columns: Readonly<Record<string, ColumnType>>
  readonly indexes: readonly (readonly string[])[]
  readonly unique?: readonly string[]
  /** Whether rows have ids; entries of a log have places. */
  readonly isLog?: true
}

const owned = { merchant_id: 'text', seq: 'number' } as const
const ofMerchant = ['merchant_id', 'seq'] as const

/** The tables as they were first released. What comes later is another migration; this one stays as it is. */
const TABLES: Readonly<Record<string, Described>> = {
  merchants: {
    columns: { ...owned, created_at: 'number', search_text: 'text' },
    indexes: [ofMerchant, ['seq']],
  },
  counters: { columns: owned, indexes: [ofMerchant] },
  applications: { columns: { ...owned, search_text: 'text' }, indexes: [ofMerchant] },
  api_keys: {
    columns: { ...owned, client_id: 'text', secret: 'text' },
    indexes: [ofMerchant, ['client_id', 'seq'], ['secret', 'seq']],
  },
  orders: {
    columns: {
      ...owned,
      order_reference: 'text',
      origin: 'text',
      link_id: 'text',
      bill_pay_number: 'text',
      created_at: 'number',
      changed_at: 'number',
      status: 'text',
      ever_paid: 'boolean',
      channel: 'list',
      scenario: 'list',
      search_text: 'text',
    },
    indexes: [
      ofMerchant,
      ['link_id', 'seq'],
      ['bill_pay_number', 'seq'],
      ['merchant_id', 'changed_at', 'seq'],
    ],
    unique: ['merchant_id', 'order_reference'],
  },
  payments: {
    columns: {
      ...owned,
      order_id: 'text',
      order_reference: 'text',
      client_id: 'text',
      status: 'text',
      channel: 'text',
      message: 'text',
      payment_reference: 'text',
      collected_amount: 'number',
      collected_currency: 'text',
      created_at: 'number',
      updated_at: 'number',
    },
    indexes: [
      ofMerchant,
      ['merchant_id', 'order_reference', 'seq'],
      ['order_id', 'seq'],
      ['merchant_id', 'created_at', 'seq'],
    ],
  },
  deliveries: {
    columns: {
      ...owned,
      order_reference: 'text',
      payment_id: 'text',
      event: 'text',
      channel: 'text',
      status: 'text',
      outcome: 'list',
      search_text: 'text',
    },
    indexes: [ofMerchant, ['merchant_id', 'order_reference', 'seq']],
  },
  attempts: {
    columns: { ...owned, delivery_id: 'text', outcome: 'text' },
    indexes: [ofMerchant, ['delivery_id', 'seq'], ['outcome', 'merchant_id', 'seq']],
  },
  payouts: {
    columns: {
      ...owned,
      order_reference: 'text',
      client_id: 'text',
      status: 'text',
      channel: 'text',
      currency: 'text',
      amount: 'number',
      created_at: 'number',
      updated_at: 'number',
    },
    indexes: [ofMerchant, ['merchant_id', 'created_at', 'seq']],
    unique: ['merchant_id', 'order_reference'],
  },
  payout_links: {
    columns: { ...owned, order_reference: 'text' },
    indexes: [ofMerchant],
    unique: ['merchant_id', 'order_reference'],
  },
  ledger: {
    columns: { ...owned, currency: 'text', at: 'number' },
    indexes: [ofMerchant, ['merchant_id', 'currency', 'seq']],
  },
  tasks: {
    columns: { ...owned, order_reference: 'text', due_at: 'number' },
    indexes: [
      ['merchant_id', 'due_at', 'seq'],
      ['merchant_id', 'order_reference', 'seq'],
    ],
  },
  journal: {
    isLog: true,
    columns: {
      ...owned,
      place: 'number',
      at: 'number',
      order_reference: 'text',
      type: 'text',
      alert: 'boolean',
    },
    indexes: [ofMerchant, ['merchant_id', 'order_reference', 'seq'], ['merchant_id', 'place']],
  },
  requests: {
    isLog: true,
    columns: {
      ...owned,
      place: 'number',
      at: 'number',
      order_reference: 'text',
      status: 'text',
      answer: 'list',
      alert: 'boolean',
      search_text: 'text',
    },
    indexes: [ofMerchant, ['merchant_id', 'order_reference', 'seq'], ['merchant_id', 'place']],
  },
  seeding: { columns: owned, indexes: [] },
  scenarios: { columns: owned, indexes: [] },
}

export async function up(db: Kysely<AnyTables>, engine: Engine) {
  // Compared byte by byte, as the code compares texts.
  const text = engine === 'postgres' ? sql`text collate "C"` : sql`text`
  const type = (of: ColumnType) => {
    if (of === 'number') return sql`double precision`
    return of === 'boolean' ? sql`integer` : text
  }
  for (const [table, { columns, indexes, unique, isLog }] of Object.entries(TABLES)) {
    let create = db.schema.createTable(table)
    if (!isLog) create = create.addColumn('id', text, (column) => column.primaryKey())
    for (const [column, of] of Object.entries(columns)) create = create.addColumn(column, type(of))
    await create.addColumn('doc', text, (column) => column.notNull()).execute()
    for (const by of indexes) {
      await db.schema
        .createIndex(`${table}_by_${by.join('_')}`)
        .on(table)
        .columns([...by])
        .execute()
    }
    if (!unique) continue
    await db.schema
      .createIndex(`${table}_only_${unique.join('_')}`)
      .on(table)
      .columns([...unique])
      .unique()
      .execute()
  }
  // One row for each owner: PostgreSQL locks it, so that the owner's transactions take turns in all processes.
  await db.schema
    .createTable('owners')
    .addColumn('id', text, (column) => column.primaryKey())
    .addColumn('journal', sql`double precision`, (column) => column.notNull())
    .addColumn('requests', sql`double precision`, (column) => column.notNull())
    .execute()
  // Which process runs the agenda of a merchant, and until when, by the clock of the database.
  await db.schema
    .createTable('leases')
    .addColumn('merchant_id', text, (column) => column.primaryKey())
    .addColumn('holder', text, (column) => column.notNull())
    .addColumn('until', sql`double precision`, (column) => column.notNull())
    .execute()
}
