import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { CompiledQuery, Kysely, SqliteAdapter, SqliteDialect } from 'kysely'
import type Libsql from 'libsql'
import { StoreFailed } from '../store-failed.js'
import { StoreUnavailable } from '../store-unavailable.js'
import { Turns } from '../turns.js'
import type { Answer, AnyTables, Connection, SqlDatabase, SqlRow, Turn } from './database.js'
import { migrate } from './migrations.js'

/** Stands in the head of every file of ours, so that no other program's database is written to: "cpsb". */
const APPLICATION_ID = 0x63707362

/** Statements that are kept ready, of which there are few different ones. */
const MAX_PREPARED = 500

/**
 * Opens a file of SQLite, and makes it where it is not there. Only one process has it at a time. Rejects with
 * {@link StoreUnavailable}, and changes nothing, where that cannot be.
 */
export async function openSqlite(file: string): Promise<SqlDatabase> {
  const folder = dirname(file)
  if (!existsSync(folder)) {
    throw new StoreUnavailable(
      `the folder ${folder} for ${file} is not there`,
      'make it, or name another file',
    )
  }
  const Database = await loadDriver()
  let raw: Libsql.Database | undefined
  try {
    raw = new Database(file)
    take(raw, file)
    await migrate(new Kysely<AnyTables>({ dialect: new Dialect({ database: raw }) }), 'sqlite', file)
    return new SqliteFile(raw)
  } catch (error) {
    if (raw) letGo(raw)
    throw explained(error, file)
  }
}

async function loadDriver(): Promise<typeof Libsql> {
  try {
    return (await import('libsql')).default
  } catch (error) {
    throw new StoreUnavailable(
      `the SQLite driver cannot be loaded: ${(error as Error).message.split('\n')[0]}`,
      'install it beside the sandbox with npm install libsql, or give the address of a PostgreSQL database',
    )
  }
}

/** Makes the file this process's own, once it is clear that it is a file of the sandbox. */
function take(raw: Libsql.Database, file: string) {
  raw.exec('pragma locking_mode = exclusive')
  const { application_id: id } = raw.prepare('pragma application_id').get() as { application_id: number }
  const { tables } = raw.prepare('select count(*) as tables from sqlite_master').get() as { tables: number }
  if (id !== APPLICATION_ID && tables > 0) {
    throw new StoreUnavailable(
      `${file} is a database of another program`,
      'name a file that is not there yet, or one that the sandbox made',
    )
  }
  // A committed change is in the file when the process is killed, and may be lost only when the machine fails.
  raw.exec('pragma journal_mode = wal')
  raw.exec('pragma synchronous = normal')
  raw.exec('begin immediate')
  raw.exec(`pragma application_id = ${APPLICATION_ID}`)
  raw.exec('commit')
}

/** Closes the file, of which nothing but itself is left. The driver alone keeps it locked while a statement is kept. */
function letGo(raw: Libsql.Database) {
  try {
    raw.exec('pragma journal_mode = delete')
    raw.exec('pragma locking_mode = normal')
    raw.exec('select count(*) from sqlite_master')
  } catch {
    // A file that cannot be read cannot be locked either.
  }
  raw.close()
}

/** SQLite can undo changes of tables as well; Kysely does not rely on it by itself. */
class Dialect extends SqliteDialect {
  override createAdapter() {
    return new TransactionalAdapter()
  }
}

class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/** One connection for everything, as the engine answers at once. While something is written, all else waits. */
class SqliteFile implements SqlDatabase {
  readonly engine = 'sqlite'
  readonly #raw: Libsql.Database
  readonly #turns = new Turns()
  readonly #prepared = new Map<string, Libsql.Statement>()
  #writing: Promise<unknown> | null = null

  constructor(raw: Libsql.Database) {
    this.#raw = raw
  }

  async run(query: CompiledQuery): Promise<Answer> {
    while (this.#writing) await this.#writing
    return this.#run(query)
  }

  async inTurn<T>(owner: string | null, act: (turn: Turn) => Promise<T>): Promise<T> {
    const turn: Turn = { run: (query) => this.run(query), save: (write) => this.#save(write) }
    if (owner !== null) return this.#turns.take(owner, () => act(turn))
    await this.#turns.allDone()
    return act(turn)
  }

  /** Pages that were left are used again, before the file grows. */
  async usedBytes() {
    const figure = (name: string) =>
      Number(Object.values(this.#run(CompiledQuery.raw(`pragma ${name}`)).rows[0] ?? {})[0] ?? 0)
    return (figure('page_count') - figure('freelist_count')) * figure('page_size')
  }

  async close() {
    await this.#turns.allDone()
    while (this.#writing) await this.#writing
    this.#prepared.clear()
    letGo(this.#raw)
  }

  async #save(write: (connection: Connection) => Promise<void>) {
    while (this.#writing) await this.#writing
    const writing = this.#write(write)
    const settled = writing.catch(() => {})
    this.#writing = settled
    try {
      await writing
    } finally {
      if (this.#writing === settled) this.#writing = null
    }
  }

  async #write(write: (connection: Connection) => Promise<void>) {
    this.#exec('begin immediate')
    try {
      await write({ run: async (query) => this.#run(query) })
      this.#exec('commit')
    } catch (error) {
      // A full disk undoes everything by itself.
      if (this.#raw.inTransaction) this.#exec('rollback')
      throw error
    }
  }

  #run({ sql, parameters }: CompiledQuery): Answer {
    return orFail(() => {
      const statement = this.#statement(sql)
      if (statement.reader) return { rows: statement.all(...parameters) as SqlRow[], written: 0 }
      return { rows: [], written: statement.run(...parameters).changes }
    })
  }

  #exec(statement: string) {
    orFail(() => this.#raw.exec(statement))
  }

  #statement(text: string): Libsql.Statement {
    const known = this.#prepared.get(text)
    if (known) return known
    if (this.#prepared.size >= MAX_PREPARED) this.#prepared.clear()
    const statement = this.#raw.prepare(text)
    this.#prepared.set(text, statement)
    return statement
  }
}

function orFail<T>(act: () => T): T {
  try {
    return act()
  } catch (error) {
    const { code } = error as { readonly code?: string }
    throw new StoreFailed(error, code?.startsWith('SQLITE_CONSTRAINT') === true)
  }
}

const REASONS: Readonly<Record<string, (file: string) => readonly [message: string, hint: string]>> = {
  SQLITE_NOTADB: (file) => [
    `${file} is not a database`,
    'name a file that is not there yet, or one that the sandbox made',
  ],
  SQLITE_BUSY: (file) => [
    `${file} is used by another process`,
    'stop that sandbox, or name another file; several sandboxes can share a PostgreSQL database',
  ],
  SQLITE_READONLY: (file) => [
    `${file} may only be read`,
    'give the user of this process the right to write it, and its folder too',
  ],
  SQLITE_CANTOPEN: (file) => [
    `${file} cannot be opened`,
    'name a file, in a folder in which the user of this process may write',
  ],
  SQLITE_FULL: (file) => [`there is no room left on the disk of ${file}`, 'free some, or name another file'],
}

function explained(error: unknown, file: string): unknown {
  if (error instanceof StoreUnavailable) return error
  const { code, message } = error as { readonly code?: string; readonly message?: string }
  const reason = Object.entries(REASONS).find(([name]) => code?.startsWith(name))?.[1] ?? reasonIn(message)
  return reason ? new StoreUnavailable(...reason(file)) : error
}

/** The driver gives some errors without their code. */
function reasonIn(message = '') {
  if (message.includes('not a database')) return REASONS.SQLITE_NOTADB
  if (message.includes('locked')) return REASONS.SQLITE_BUSY
  if (message.includes('readonly')) return REASONS.SQLITE_READONLY
  if (/unable to open/i.test(message)) return REASONS.SQLITE_CANTOPEN
  return undefined
}
