import { CompiledQuery, type Expression, type Kysely, type SqlBool, sql } from 'kysely'
import type { Filter, LogName, Query } from '../store.js'
import { type AnyTable, type ColumnName, isNarrow, type RowName, TABLES, type Value } from '../tables.js'
import { COLUMN_TYPES, listMember, recordOf, type SqlValue, sqlName, sqlValue, typeOf } from './columns.js'
import { type AnyTables, builderFor, type Engine, type Places } from './database.js'

/**
 * A statement takes at most this many rows: as few as let the event loop turn often while many are written, and far fewer than have more
 * values than SQLite takes.
 */
const MAX_ROWS = 256

/** Up to this many rows, and for {@link MAX_ROWS}, the text of a statement is kept. */
const MAX_ROWS_KEPT = 8

/** Every statement that the store runs, in an engine's own way. */
export class Statements {
  readonly #build: Kysely<AnyTables>
  readonly #engine: Engine
  readonly #texts = new Map<string, string>()

  constructor(engine: Engine) {
    this.#engine = engine
    this.#build = builderFor(engine)
  }

  get(table: RowName, id: string): CompiledQuery {
    return this.#build.selectFrom(sqlName(table)).select('doc').where('id', '=', asKey(id)).compile()
  }

  find<Name extends RowName>(table: Name, query: Query<Name>): CompiledQuery {
    const owners = ownersOf(query)
    const found = owners ? this.#firstOfEach(owners, table, query) : this.#found(table, query).select('doc')
    return found.compile()
  }

  #found<Name extends RowName>(table: Name, query: Query<Name>) {
    const { orderBy, newestFirst = false, skip, limit } = query
    const direction = newestFirst ? 'desc' : 'asc'
    let found = this.#matching(table, query)
    if (orderBy !== undefined) found = found.orderBy(this.#sorted(table, query, orderBy), direction)
    // Numbers are each merchant's own; where there is one merchant, the last column costs nothing.
    found = found.orderBy('seq', direction).orderBy('merchant_id', direction)
    if (limit !== undefined) found = found.limit(limit)
    else if (skip !== undefined && this.#engine === 'sqlite') found = found.limit(-1)
    return skip === undefined ? found : found.offset(skip)
  }

  /** The first rows of several merchants: no index has them in one order, but each merchant's own first ones are soon found. */
  #firstOfEach<Name extends RowName>(owners: readonly string[], table: Name, query: Query<Name>) {
    const { where, orderBy = 'seq', newestFirst = false, limit = 0 } = query
    const direction = newestFirst ? 'desc' : 'asc'
    const sorted = sql.ref(sqlName(orderBy)).as('sorted')
    const parts = owners.map((merchantId) => {
      const part = this.#found(table, { ...query, where: { ...where, merchantId } } as Query<Name>)
      return this.#build
        .selectFrom(part.select(['doc', 'seq', 'merchant_id', sorted]).as('part'))
        .select(['doc', 'seq', 'merchant_id', 'sorted'])
    })
    const all = parts.reduce((some, part) => some.unionAll(part))
    return this.#build
      .selectFrom(all.as('parts'))
      .select('doc')
      .orderBy('sorted', direction)
      .orderBy('seq', direction)
      .orderBy('merchant_id', direction)
      .limit(limit)
  }

  /**
   * The column to sort by. Where few rows are sorted, it is written so that no index is read in its order: a planner that
   * knows nothing of the rows would rather pass over all of a merchant's.
   */
  #sorted<Name extends RowName>(table: Name, { where = {} }: Query<Name>, orderBy: ColumnName<Name>) {
    const column = sql.ref(sqlName(orderBy))
    if (!isNarrow(where)) return column
    if (this.#engine === 'sqlite') return sql`+${column}`
    return typeOf(table, orderBy) === 'number' ? sql`${column} + 0` : column
  }

  count<Name extends RowName>(table: Name, filter: Filter<Name>): CompiledQuery {
    const counted = countedBy(table, filter)
    if (counted) {
      const { merchantId, status } = counted
      let counts = this.#build
        .selectFrom('counts')
        .select(sql<number>`coalesce(sum(counted), 0)`.as('count'))
        .where('table_name', '=', sqlName(table))
        .where('merchant_id', '=', asKey(merchantId))
      if (status !== undefined) counts = counts.where('status', '=', asKey(status))
      return counts.compile()
    }
    return this.#matching(table, filter)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .compile()
  }

  /** The earliest due time of a merchant's tasks; with `after`, the earliest later than that. */
  nextDueAt(merchantId: string, after?: number): CompiledQuery {
    let tasks = this.#build.selectFrom('tasks').select('due_at').where('merchant_id', '=', asKey(merchantId))
    if (after !== undefined) tasks = tasks.where('due_at', '>', after)
    return tasks.orderBy('due_at').limit(1).compile()
  }

  /** The merchant's tasks due at `now` or before, in the order in which they run. */
  dueTasks(merchantId: string, now: number): CompiledQuery {
    return this.#build
      .selectFrom('tasks')
      .select('doc')
      .where('merchant_id', '=', asKey(merchantId))
      .where('due_at', '<=', now)
      .orderBy('due_at')
      .orderBy('seq')
      .compile()
  }

  allNextDue(): CompiledQuery {
    return this.#build
      .selectFrom('tasks')
      .select(({ fn }) => ['merchant_id', fn.min('due_at').as('due_at')])
      .groupBy('merchant_id')
      .compile()
  }

  /**
   * Puts rows in the place of those with the same ids, where these are of the same merchant. Each statement is made when it is asked for:
   * made all at once, a hundred thousand rows would keep a transaction waiting for longer than the database lets it stand still.
   */
  *put(table: RowName, rows: readonly object[]): Iterable<{ query: CompiledQuery; ids: readonly string[] }> {
    for (const { part } of inParts(rows)) {
      const records = part.map((row) => recordOf(table, row))
      yield {
        query: this.#withText(`put ${table}`, records, () => this.#upsert(table, records)),
        ids: records.map(({ id }) => String(id)),
      }
    }
  }

  /** Adds entries to the end of an owner's log, the first behind this place. */
  *append(log: LogName, entries: readonly object[], place: number): Iterable<CompiledQuery> {
    for (const { part, from } of inParts(entries)) {
      const records = part.map((entry, i) => ({ ...recordOf(log, entry), place: place + from + i + 1 }))
      yield this.#withText(`append ${log}`, records, () =>
        this.#build.insertInto(sqlName(log)).values(records).compile(),
      )
    }
  }

  /** Drops a merchant's entries up to a place. */
  trim(log: LogName, merchantId: string, upTo: number): CompiledQuery {
    return this.#build
      .deleteFrom(sqlName(log))
      .where('merchant_id', '=', asKey(merchantId))
      .where('place', '<=', upTo)
      .compile()
  }

  /** Drops as many of a merchant's oldest entries. */
  trimOldest(log: LogName, merchantId: string, count: number): CompiledQuery {
    const oldest = this.#build
      .selectFrom(sqlName(log))
      .select('place')
      .where('merchant_id', '=', asKey(merchantId))
      .orderBy('place')
      .limit(count)
    return this.#build
      .deleteFrom(sqlName(log))
      .where('merchant_id', '=', asKey(merchantId))
      .where('place', 'in', oldest)
      .compile()
  }

  *remove(table: RowName, ids: readonly string[]): Iterable<CompiledQuery> {
    for (const { part } of inParts(ids))
      yield this.#build.deleteFrom(sqlName(table)).where('id', 'in', part.map(asKey)).compile()
  }

  removeOf(table: RowName, merchantId: string): CompiledQuery {
    return this.#build.deleteFrom(sqlName(table)).where('merchant_id', '=', asKey(merchantId)).compile()
  }

  removeAll(table: RowName): CompiledQuery {
    return this.#build.deleteFrom(sqlName(table)).compile()
  }

  /** Which of these ids are taken, and by whom. */
  ownersOf(table: RowName, ids: readonly string[]): CompiledQuery {
    return this.#build
      .selectFrom(sqlName(table))
      .select(['id', 'merchant_id'])
      .where('id', 'in', ids.map(asKey))
      .compile()
  }

  places(owner: string): CompiledQuery {
    return this.#build
      .selectFrom('owners')
      .select(['journal', 'requests'])
      .where('id', '=', asKey(owner))
      .compile()
  }

  /** Forgets the counts of a merchant, of whom no rows are left; with null, of everybody. */
  removeCounts(merchantId: string | null): CompiledQuery {
    const counts = this.#build.deleteFrom('counts')
    return (merchantId === null ? counts : counts.where('merchant_id', '=', asKey(merchantId))).compile()
  }

  setPlaces(owner: string, { journal, requests }: Places): CompiledQuery {
    return this.#build
      .insertInto('owners')
      .values({ id: asKey(owner), journal, requests })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ journal, requests }))
      .compile()
  }

  removeOwner(owner: string): CompiledQuery {
    return this.#build.deleteFrom('owners').where('id', '=', asKey(owner)).compile()
  }

  removeOwners(): CompiledQuery {
    return this.#build.deleteFrom('owners').compile()
  }

  #matching<Name extends RowName>(table: Name, filter: Filter<Name>) {
    const matching = this.#build.selectFrom(sqlName(table))
    return conditionsOf(table, filter, this.#engine).reduce(
      (found, condition) => found.where(condition),
      matching,
    )
  }

  /** A statement that takes these records. Making its text takes longer than running it, and there are few different ones. */
  #withText(
    kind: string,
    records: readonly Record<string, SqlValue>[],
    make: () => CompiledQuery,
  ): CompiledQuery {
    const key = `${kind} ${records.length}`
    const known = this.#texts.get(key)
    if (known !== undefined) return CompiledQuery.raw(known, records.flatMap(Object.values))
    const made = make()
    if (records.length <= MAX_ROWS_KEPT || records.length === MAX_ROWS) this.#texts.set(key, made.sql)
    return made
  }

  #upsert(table: RowName, records: readonly Record<string, SqlValue>[]): CompiledQuery {
    const columns = Object.keys(records[0] ?? {}).filter((column) => column !== 'id')
    return this.#build
      .insertInto(sqlName(table))
      .values(records)
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet((eb) =>
            Object.fromEntries(columns.map((column) => [column, eb.ref(`excluded.${column}`)])),
          )
          .whereRef(`${sqlName(table)}.merchant_id`, '=', 'excluded.merchant_id'),
      )
      .compile()
  }
}

/** Of so many merchants at most, each is asked for its own first rows; SQLite puts no more than 500 questions together. */
const MAX_OWNERS = 100

/** The merchants of whose many rows only the first ones are wanted, sorted by a column; null where there are not several. */
function ownersOf<Name extends RowName>({
  where,
  orderBy,
  skip,
  limit,
}: Query<Name>): readonly string[] | null {
  const owners: unknown = (where as Readonly<Record<string, unknown>> | undefined)?.merchantId
  if (!Array.isArray(owners) || owners.length < 2 || owners.length > MAX_OWNERS) return null
  const isFirstOfMany =
    orderBy !== undefined && limit !== undefined && skip === undefined && !isNarrow(where ?? {})
  return isFirstOfMany ? [...new Set(owners.map(String))] : null
}

/** Rows as statements take them, each part with the number of its first row. */
function* inParts<T>(rows: readonly T[]): Iterable<{ readonly part: readonly T[]; readonly from: number }> {
  for (let from = 0; from < rows.length; from += MAX_ROWS)
    yield { part: rows.slice(from, from + MAX_ROWS), from }
}

/** The tables whose rows are counted while they are written. */
const COUNTED: readonly RowName[] = ['payments', 'payouts']

/** What a count is kept for that does not grow with what it counts; null where the rows have to be counted. */
function countedBy<Name extends RowName>(
  table: Name,
  { where = {}, range, search, contains = {}, after, before }: Filter<Name>,
): { readonly merchantId: string; readonly status: string | undefined } | null {
  const { merchantId, status, ...others } = where as Readonly<Record<string, unknown>>
  if (!COUNTED.includes(table) || typeof merchantId !== 'string') return null
  if (status !== undefined && typeof status !== 'string') return null
  const narrowed = [range, search, after, before, ...Object.values(others), ...Object.values(contains)]
  return narrowed.every((asked) => asked === undefined) ? { merchantId, status } : null
}

function asKey(id: string): SqlValue {
  return sqlValue(id)
}

function conditionsOf<Name extends RowName>(
  table: Name,
  { where = {}, range, search, contains = {}, after, before }: Filter<Name>,
  engine: Engine,
): Expression<SqlBool>[] {
  const conditions: Expression<SqlBool>[] = []
  for (const [column, wanted] of Object.entries(where) as [string, Value | readonly Value[] | undefined][]) {
    if (wanted !== undefined) conditions.push(equals(table, column, wanted, engine))
  }
  if (range?.from !== undefined) conditions.push(sql`${sql.ref(sqlName(range.column))} >= ${range.from}`)
  if (range?.to !== undefined) conditions.push(sql`${sql.ref(sqlName(range.column))} < ${range.to}`)
  if (after !== undefined) conditions.push(sql`seq > ${after}`)
  if (before !== undefined) conditions.push(sql`seq < ${before}`)
  if (search) {
    const { searched } = TABLES[table] as AnyTable
    conditions.push(searched ? holds(sql.ref('search_text'), search.toLowerCase(), engine) : sql`1 = 0`)
  }
  for (const [column, text] of Object.entries(contains) as [string, string][]) {
    conditions.push(holds(sql`lower(${sql.ref(sqlName(column))})`, text.toLowerCase(), engine))
  }
  return conditions
}

/** Whether a column has a value, or one of several; a list has it when it is in it. */
function equals(
  table: RowName,
  column: string,
  wanted: Value | readonly Value[],
  engine: Engine,
): Expression<SqlBool> {
  const name = sql.ref(sqlName(column))
  if (!Object.hasOwn(COLUMN_TYPES[table], column)) throw new TypeError(`${table} has no column ${column}`)
  if (typeOf(table, column) === 'list') {
    return anyOf([wanted].flat().map((value) => holds(name, listMember(value), engine)))
  }
  if (wanted === null) return sql`${name} is null`
  if (!Array.isArray(wanted)) return sql`${name} = ${sqlValue(wanted)}`
  const values = wanted.filter((value) => value !== null).map((value) => sqlValue(value))
  const alternatives = values.length > 0 ? [sql<SqlBool>`${name} in (${sql.join(values)})`] : []
  if (wanted.includes(null)) alternatives.push(sql<SqlBool>`${name} is null`)
  return anyOf(alternatives)
}

function anyOf(alternatives: readonly Expression<SqlBool>[]): Expression<SqlBool> {
  if (alternatives.length === 0) return sql`1 = 0`
  return sql`(${sql.join(alternatives, sql` or `)})`
}

/** Whether a text holds another one. Written so that no character of the text has a meaning. */
function holds(text: Expression<unknown>, wanted: string, engine: Engine): Expression<SqlBool> {
  const value = sqlValue(wanted)
  return engine === 'sqlite' ? sql`instr(${text}, ${value}) > 0` : sql`strpos(${text}, ${value}) > 0`
}
