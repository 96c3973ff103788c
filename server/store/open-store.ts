import { isPostgres } from './place.js'
import type { Store } from './store.js'

/**
 * Opens the store that keeps data at a place: a file of SQLite, or the address of a PostgreSQL database. Rejects with
 * StoreUnavailable, and changes nothing there, where that cannot be. Drivers are loaded only when they are used. `maxBytes`: about how
 * much it may hold.
 */
export async function openStore(place: string, maxBytes?: number): Promise<Store> {
  const { SqlStore } = await import('./sql/sql-store.js')
  if (isPostgres(place))
    return new SqlStore(await (await import('./sql/postgres.js')).openPostgres(place), maxBytes)
  return new SqlStore(await (await import('./sql/sqlite.js')).openSqlite(place), maxBytes)
}
