import { type Kysely, sql } from 'kysely'
import type { AnyTables, Engine } from '../database.js'

const COUNTED = ['payments', 'payouts']

/** Counts of the rows of a merchant by status: counting them one by one would take longer with every payment. */
export async function up(db: Kysely<AnyTables>, engine: Engine) {
  const text = engine === 'postgres' ? sql`text collate "C"` : sql`text`
  await db.schema
    .createTable('counts')
    .addColumn('table_name', text, (column) => column.notNull())
    .addColumn('merchant_id', text, (column) => column.notNull())
    .addColumn('status', text, (column) => column.notNull())
    .addColumn('counted', sql`double precision`, (column) => column.notNull())
    .addPrimaryKeyConstraint('counts_key', ['table_name', 'merchant_id', 'status'])
    .execute()
  const statements = engine === 'postgres' ? POSTGRES : COUNTED.flatMap(sqliteTriggers)
  for (const statement of statements) await sql.raw(statement).execute(db)
  for (const table of COUNTED) {
    const begun = `insert into counts select '${table}', merchant_id, status, count(*) from ${table} group by merchant_id, status`
    await sql.raw(begun).execute(db)
  }
}

function sqliteTriggers(table: string): string[] {
  const count = (row: 'old' | 'new', change: string) => `
    insert into counts values ('${table}', ${row}.merchant_id, ${row}.status, ${change})
      on conflict (table_name, merchant_id, status) do update set counted = counted + excluded.counted;`
  return [
    `create trigger ${table}_come after insert on ${table} begin ${count('new', '1')} end`,
    `create trigger ${table}_go after delete on ${table} begin ${count('old', '-1')} end`,
    `create trigger ${table}_change after update of status on ${table} when old.status <> new.status
      begin ${count('old', '-1')} ${count('new', '1')} end`,
  ]
}

/** Once for each statement: within a transaction, each change of a row would make the next one of the same row slower. */
const POSTGRES = [
  `create function count_rows() returns trigger language plpgsql as $$
  begin
    if tg_op = 'INSERT' then
      insert into counts select tg_table_name, merchant_id, status, count(*) from new_rows group by 2, 3
        on conflict (table_name, merchant_id, status) do update set counted = counts.counted + excluded.counted;
    elsif tg_op = 'DELETE' then
      insert into counts select tg_table_name, merchant_id, status, -count(*) from old_rows group by 2, 3
        on conflict (table_name, merchant_id, status) do update set counted = counts.counted + excluded.counted;
    else
      insert into counts
        select tg_table_name, merchant_id, status, sum(change) from (
          select n.merchant_id, n.status, 1 as change from new_rows n join old_rows o using (id) where n.status <> o.status
          union all
          select o.merchant_id, o.status, -1 from new_rows n join old_rows o using (id) where n.status <> o.status
        ) changes group by 2, 3
        on conflict (table_name, merchant_id, status) do update set counted = counts.counted + excluded.counted;
    end if;
    return null;
  end $$`,
  ...COUNTED.flatMap((table) => [
    `create trigger ${table}_come after insert on ${table}
      referencing new table as new_rows for each statement execute function count_rows()`,
    `create trigger ${table}_go after delete on ${table}
      referencing old table as old_rows for each statement execute function count_rows()`,
    `create trigger ${table}_change after update on ${table}
      referencing old table as old_rows new table as new_rows for each statement execute function count_rows()`,
  ]),
]
