import { CompiledQuery, Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import { StoreFailed } from '../store-failed.js'
import { StoreUnavailable } from '../store-unavailable.js'
import { Turns } from '../turns.js'
import { sqlValue } from './columns.js'
import type { Answer, AnyTables, Places, SqlDatabase, Turn } from './database.js'
import { migrate } from './migrations.js'
import { PostgresSharing } from './postgres-sharing.js'

/** Connections for transactions, and for what is only read: a reader never waits for a transaction to end. */
const CONNECTIONS = { writing: 8, reading: 4 } as const

const NOT_UNIQUE = '23505'

/** How long to wait for a database that does not answer, in milliseconds of real time. */
const CONNECT_TIMEOUT_MS = 10_000

/**
 * How long a transaction may stand still, in milliseconds. A process that is paused in the middle of one would keep all others
 * from its merchant; the database ends it, and what it began is undone.
 */
const PAUSED_TIMEOUT_MS = 5000

/**
 * Reaches a PostgreSQL database, and makes the tables of the sandbox in it. Any number of processes can share one.
 * Rejects with {@link StoreUnavailable}, and changes nothing, where it cannot be used.
 */
export async function openPostgres(address: string): Promise<SqlDatabase> {
  const { Client, Pool } = (await import('pg')).default
  const pool = (max: number) => {
    const connections = new Pool({
      connectionString: address,
      max,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: PAUSED_TIMEOUT_MS,
      application_name: 'clickpesa-sandbox',
    })
    // An idle connection that breaks is replaced when one is needed; without a listener it would end the process.
    connections.on('error', () => {})
    connections.on('connect', (client) => client.on('error', () => {}))
    return connections
  }
  const [writing, reading] = [pool(CONNECTIONS.writing), pool(CONNECTIONS.reading)]
  try {
    const db = new Kysely<AnyTables>({ dialect: new PostgresDialect({ pool: writing }) })
    await migrate(db, 'postgres', nameOf(address))
  } catch (error) {
    await Promise.all([writing.end(), reading.end()])
    throw explained(error, address)
  }
  const sharing = new PostgresSharing(
    reading,
    () => new Client({ connectionString: address, application_name: 'clickpesa-sandbox' }),
  )
  return new PostgresDatabase(writing, reading, sharing)
}

class PostgresDatabase implements SqlDatabase {
  readonly engine = 'postgres'
  readonly sharing: PostgresSharing
  readonly #writing: pg.Pool
  readonly #reading: pg.Pool
  /** Transactions of one owner would wait for each other in the database, each with a connection. */
  readonly #turns = new Turns()

  constructor(writing: pg.Pool, reading: pg.Pool, sharing: PostgresSharing) {
    this.#writing = writing
    this.#reading = reading
    this.sharing = sharing
  }

  run(query: CompiledQuery): Promise<Answer> {
    return runOn(this.#reading, query)
  }

  inTurn<T>(owner: string | null, act: (turn: Turn) => Promise<T>): Promise<T> {
    if (owner === null) return this.#transact(null, act)
    return this.#turns.take(owner, () => this.#transact(owner, act))
  }

  async usedBytes() {
    const { rows } = await this.run(CompiledQuery.raw('select pg_database_size(current_database()) as bytes'))
    return Number(rows[0]?.bytes ?? 0)
  }

  async close() {
    await this.#turns.allDone()
    await this.sharing.close()
    await Promise.all([this.#writing.end(), this.#reading.end()])
  }

  async #transact<T>(owner: string | null, act: (turn: Turn) => Promise<T>): Promise<T> {
    const client = await orFail(this.#writing.connect())
    const run = (query: CompiledQuery) => runOn(client, query)
    let broken: Error | undefined
    try {
      const places = await orFail(owner === null ? beginAlone(client) : beginFor(client, owner))
      const result = await act({ run, places, save: (write) => write({ run }) })
      await orFail(client.query('commit'))
      return result
    } catch (error) {
      // The connection is not used again unless it can go back to where it was.
      await client.query('rollback').catch((fault) => {
        broken = fault
      })
      throw error
    } finally {
      client.release(broken)
    }
  }
}

/** Begins a transaction during which there is no other. */
async function beginAlone(client: pg.PoolClient): Promise<undefined> {
  await client.query('begin; lock table owners in exclusive mode')
}

/**
 * Begins a transaction, and locks the owner's row until it ends; makes one for an owner that is new. Sent as one text, since every
 * round trip keeps the owner's next transaction waiting.
 */
async function beginFor(client: pg.PoolClient, owner: string): Promise<Places> {
  const key = String(sqlValue(owner))
  const lock = `select journal, requests from owners where id = ${client.escapeLiteral(key)} for update`
  let [, locked] = (await client.query(`begin; ${lock}`)) as unknown as pg.QueryResult<Places>[]
  for (;;) {
    const [places] = locked?.rows ?? []
    if (places) return places
    await client.query('insert into owners values ($1, 0, 0) on conflict do nothing', [key])
    locked = await client.query<Places>(lock)
  }
}

async function runOn(client: pg.Pool | pg.PoolClient, { sql, parameters }: CompiledQuery): Promise<Answer> {
  const { rows, rowCount } = await orFail(client.query(sql, [...parameters]))
  return { rows, written: rowCount ?? 0 }
}

async function orFail<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (error) {
    throw new StoreFailed(error, (error as { readonly code?: string }).code === NOT_UNIQUE)
  }
}

/** The address without its password, for people. */
function nameOf(address: string): string {
  try {
    const { hostname, port, pathname } = new URL(address)
    return `the PostgreSQL database ${pathname.slice(1) || '(unnamed)'} on ${hostname || 'this machine'}${port ? `:${port}` : ''}`
  } catch {
    return 'the PostgreSQL database'
  }
}

const REASONS: Readonly<Record<string, readonly [what: string, hint: string]>> = {
  ECONNREFUSED: ['cannot be reached: nothing listens there', 'start it, or correct the host and port'],
  ENOTFOUND: ['cannot be reached: there is no such host', 'correct the host name'],
  EAI_AGAIN: ['cannot be reached: its host name could not be looked up', 'correct the host name'],
  ETIMEDOUT: ['cannot be reached: it does not answer', 'look whether a firewall is between'],
  '28P01': ['refuses the user or password', 'correct the user and password in the address'],
  '28000': ['refuses the user', 'correct the user and password in the address'],
  '3D000': ['is not there', 'create it, or correct its name in the address'],
  '42501': [
    'gives the user too few rights',
    'let the user create tables: grant create on schema public to the user',
  ],
}

function explained(error: unknown, address: string): unknown {
  if (error instanceof StoreUnavailable) return error
  const { code, message, errors } = error as { code?: string; message?: string; errors?: { code?: string }[] }
  const known = REASONS[code ?? errors?.[0]?.code ?? '']
  if (known) return new StoreUnavailable(`${nameOf(address)} ${known[0]}`, known[1])
  return new StoreUnavailable(
    `${nameOf(address)} cannot be used: ${message || String(error)}`,
    'look into the log of the database',
  )
}
