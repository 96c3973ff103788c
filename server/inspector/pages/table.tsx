import type { ComponentChildren } from 'preact'
import { type Money as Amount, formatMoney } from '../../domain/money.js'
import type { Neighbours } from '../listing.js'
import { Live, LiveRow } from './live.js'

interface TableProps<Row> {
  readonly title: string
  /** Where two tables of a page may have the same title. */
  readonly id?: string
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
  readonly empty: string
  /** A sentence under the title. */
  readonly note?: string
  /** Where a list goes on. */
  readonly next?: Neighbours
  /** What tells a row from the others of its table, whatever becomes of it. */
  readonly keyOf: (row: Row) => string | number
  readonly children: (row: Row) => readonly ComponentChildren[]
}

/** A titled table that keeps itself up to date, or a sentence where there is nothing to show yet. */
export function Table<Row>({
  title,
  id = idFrom(title),
  columns,
  rows,
  empty,
  note,
  next,
  keyOf,
  children,
}: TableProps<Row>) {
  return (
    <Live id={`${id}-table`}>
      <h2 id={id}>{title}</h2>
      {note && <p class="hint">{note}</p>}
      {rows.length === 0 ? (
        <p class="empty">{empty}</p>
      ) : (
        // A wide table scrolls by itself; the keyboard must be able to do that too.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be focusable
        <section class="scroll" aria-labelledby={id} tabIndex={0}>
          <table>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <LiveRow key={keyOf(row)} id={rowId(id, keyOf(row))}>
                  {children(row).map((cell, j) => (
                    // On a phone a row is a card, and each of its lines says what it is.
                    <td key={j} data-label={columns[j]}>
                      {cell}
                    </td>
                  ))}
                </LiveRow>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {next && (next.newer || next.older) && (
        <p class="actions">
          {next.newer && (
            <a href={next.newer} rel="prev">
              Newer
            </a>
          )}
          {next.older && (
            <a href={next.older} rel="next">
              Older
            </a>
          )}
        </p>
      )}
    </Live>
  )
}

/** The id of a row of a table on its page. */
export function rowId(tableId: string, key: string | number): string {
  return `${tableId}-${key}`
}

function idFrom(title: string): string {
  return title.toLowerCase().replaceAll(/\W+/g, '-')
}

/** A word that says how something stands, with its colour. */
export function Status({ children }: { readonly children: string | number }) {
  return <span class={`status ${kindOf(String(children))}`}>{children}</span>
}

function kindOf(status: string): 'good' | 'bad' | 'open' {
  if (/^(SUCCESS|SETTLED|delivered|received|works|claimed|2\d\d)$/.test(status)) return 'good'
  return /^(AUTHORIZED|PENDING|PROCESSING|ON-HOLD|waiting|sending|not paid yet|open)$/.test(status)
    ? 'open'
    : 'bad'
}

/** The operator's words, where they say more than the status beside them. */
export function wordsBeside({
  status,
  message,
}: {
  readonly status: string
  readonly message: string
}): string {
  return message.toUpperCase() === status ? '' : message
}

/** An amount with its currency, on one line. */
export function Money({ of }: { readonly of: Amount }) {
  return <span class="whole">{formatMoney(of)}</span>
}
