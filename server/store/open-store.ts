import { isOtherAddress, isPostgres } from './place.js'
import type { Store } from './store.js'
import { StoreUnavailable } from './store-unavailable.js'

/**
 * Opens the store that keeps data at a place: a file of SQLite, or the address of a PostgreSQL database. Rejects with
 * StoreUnavailable, and changes nothing there, where that cannot be. Drivers are loaded only when they are used. `maxBytes`: about how
 * much it may hold.
 */
export async function openStore(place: string, maxBytes?: number): Promise<Store> {
  if (isOtherAddress(place)) {
    const { protocol } = new URL(place)
    throw new StoreUnavailable(
      `addresses that begin with ${protocol} lead to no database that the sandbox can use`,
      'name a file, which becomes one of SQLite, or give an address that begins with postgres://',
    )
  }
  const { SqlStore } = await import('./sql/sql-store.js')
  if (isPostgres(place))
    return new SqlStore(await (await import('./sql/postgres.js')).openPostgres(place), maxBytes)
  return new SqlStore(await (await import('./sql/sqlite.js')).openSqlite(place), maxBytes)
}
