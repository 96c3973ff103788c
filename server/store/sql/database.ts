import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { Sharing } from '../sharing.js'
import type { SqlValue } from './columns.js'

/** A row as a database gives it back. */
export type SqlRow = Readonly<Record<string, SqlValue>>

/** Tables whose names and columns are known when the program runs. */
export type AnyTables = Record<string, Record<string, SqlValue>>

export interface Answer {
  readonly rows: readonly SqlRow[]
  /** How many rows were written. */
  readonly written: number
}

/** Takes one statement after the other. Rejects with {@link StoreFailed} where one cannot be done. */
export interface Connection {
  run(query: CompiledQuery): Promise<Answer>
}

/** How far an owner's logs are numbered, without gaps. */
export interface Places {
  readonly journal: number
  readonly requests: number
}

/** A connection that has an owner's turn: no other transaction of the owner runs, in whatever process. */
export interface Turn extends Connection {
  /** Where these were read when the turn was taken. */
  readonly places?: Places | undefined
  /** Writes everything that `write` does, or nothing of it when it rejects. Called once at most. */
  save(write: (connection: Connection) => Promise<void>): Promise<void>
}

/** A database that is reached, with its tables as they should be. */
export interface SqlDatabase extends Connection {
  readonly engine: Engine
  /** How processes share it; undefined where only one can have it. */
  readonly sharing?: Sharing | undefined
  /** Gives `act` the turn of an owner; with null, of everybody. Passes its rejection on. */
  inTurn<T>(owner: string | null, act: (turn: Turn) => Promise<T>): Promise<T>
  /** How many bytes the data takes now. */
  usedBytes(): Promise<number>
  close(): Promise<void>
}

export type Engine = 'sqlite' | 'postgres'

/** Writes statements in an engine's own way and runs none. */
export function builderFor(engine: Engine): Kysely<AnyTables> {
  return new Kysely<AnyTables>({
    dialect: {
      createDriver: () => new DummyDriver(),
      ...(engine === 'sqlite'
        ? {
            createAdapter: () => new SqliteAdapter(),
            createIntrospector: (db) => new SqliteIntrospector(db),
            createQueryCompiler: () => new SqliteQueryCompiler(),
          }
        : {
            createAdapter: () => new PostgresAdapter(),
            createIntrospector: (db) => new PostgresIntrospector(db),
            createQueryCompiler: () => new PostgresQueryCompiler(),
          }),
    },
  })
}
