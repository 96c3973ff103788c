import { SqlStore } from './sql-store.js'

/**
 * Opens the store that keeps data at a place: a file of SQLite, or the address of a PostgreSQL database. Rejects with
 * StoreUnavailable, and changes nothing there, where that cannot be.
 */
export async function openSqlStore(place: string): Promise<SqlStore> {
  // A driver is loaded only when it is used.
  if (isPostgres(place)) return new SqlStore(await (await import('./postgres.js')).openPostgres(place))
  return new SqlStore(await (await import('./sqlite.js')).openSqlite(place))
}

/** Whether a place to keep data is the address of a PostgreSQL database. */
export function isPostgres(place: string): boolean {
  return /^postgres(ql)?:\/\//i.test(place)
}
