import { type Kysely, type Migration, Migrator } from 'kysely'
import { StoreUnavailable } from '../store-unavailable.js'
import type { AnyTables, Engine } from './database.js'
import { up as firstTables } from './migrations/0001-first-tables.js'
import { up as counts } from './migrations/0002-counts.js'
import { up as referencesOfPayouts } from './migrations/0003-references-of-payouts.js'
import { up as alerts } from './migrations/0004-alerts.js'

/** Every step from an empty database to the tables of this version, in order. A released one never changes. */
const STEPS: Readonly<Record<string, (db: Kysely<AnyTables>, engine: Engine) => Promise<void>>> = {
  '0001-first-tables': firstTables,
  '0002-counts': counts,
  '0003-references-of-payouts': referencesOfPayouts,
  '0004-alerts': alerts,
}

/**
 * Brings the tables of a database up to this version, under a lock. Rejects with {@link StoreUnavailable} and changes
 * nothing where a newer version has been there.
 */
export async function migrate(db: Kysely<AnyTables>, engine: Engine, name: string) {
  const migrator = new Migrator({
    db,
    provider: {
      getMigrations: async () =>
        Object.fromEntries(
          Object.entries(STEPS).map(([step, up]): [string, Migration] => [
            step,
            { up: (within) => up(within as Kysely<AnyTables>, engine) },
          ]),
        ),
    },
    migrationTableName: 'sandbox_migrations',
    migrationLockTableName: 'sandbox_migrations_lock',
  })
  await refuseNewer(db, name)
  const { error } = await migrator.migrateToLatest()
  if (error) throw error
}

async function refuseNewer(db: Kysely<AnyTables>, name: string) {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some((table) => table.name === 'sandbox_migrations')) return
  const made = await db.selectFrom('sandbox_migrations').select('name').execute()
  const unknown = made.map((step) => String(step.name)).filter((step) => !Object.hasOwn(STEPS, step))
  if (unknown.length === 0) return
  throw new StoreUnavailable(
    `${name} was written by a newer version of the sandbox (it has ${unknown.join(', ')})`,
    'start that version, or give another place to keep data',
  )
}
