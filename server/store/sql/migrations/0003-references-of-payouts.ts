import { type Kysely, sql } from 'kysely'
import type { AnyTables } from '../database.js'

/** Which sentences were about payout links, and about calls that are about payouts, by how their text begins. */
const BEGINNINGS: readonly (readonly [type: string, beginning: string])[] = [
  ['link:created', 'payout link '],
  ['link:opened', 'the payout page of '],
  ...['request:refused', 'request:faulted', 'request:finding'].flatMap((type) =>
    ['GET', 'POST'].map((method) => [type, `${method} /third-parties/payout`] as const),
  ),
]

/** The document with the mark at its end. */
const marked = sql`substr(doc, 1, length(doc) - 1) || ',"ofPayout":true}'`

/**
 * Says of each notification and each entry of the journal whether its order reference is one of a payout: until now that
 * followed from ids and words.
 */
export async function up(db: Kysely<AnyTables>) {
  const isPayouts = sql`exists (select 1 from payouts where payouts.id = deliveries.payment_id)`
  await sql`update deliveries set doc = ${marked} where ${isPayouts}`.execute(db)
  // What is written within a text of the document has its quotes escaped, so these match nothing but the entry's own.
  const namesPayout = sql`exists (
    select 1 from payouts
    where payouts.merchant_id = journal.merchant_id and payouts.order_reference = journal.order_reference
      and journal.doc like '%"paymentId":"' || payouts.id || '"%'
  )`
  const begins = BEGINNINGS.map(
    ([type, beginning]) => sql`(type = ${type} and doc like ${`%"text":"${beginning}%`})`,
  )
  const isAbout = sql`order_reference is not null and (${namesPayout} or ${sql.join(begins, sql` or `)})`
  await sql`update journal set doc = ${marked} where ${isAbout}`.execute(db)
}
