import { type Kysely, sql } from 'kysely'
import type { AnyTables } from '../database.js'

/**
 * Finds the latest alerts of a merchant. Most entries are none, and are not in these indexes, so that writing them costs nothing more;
 * without, all that a merchant's logs keep would be read for each page that shows alerts.
 */
export async function up(db: Kysely<AnyTables>) {
  for (const log of ['journal', 'requests'])
    await db.schema
      .createIndex(`${log}_alerts`)
      .on(log)
      .columns(['merchant_id', 'at', 'seq'])
      .where(sql.ref('alert'), '=', sql.lit(1))
      .execute()
}
