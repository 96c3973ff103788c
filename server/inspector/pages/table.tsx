import type { ComponentChildren } from 'preact'

interface TableProps<Row> {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
  readonly empty: string
  /** Where a list goes on; nothing at its end. */
  readonly more?: string | null
  readonly children: (row: Row) => readonly ComponentChildren[]
}

/** A titled table that keeps itself up to date, or a sentence where there is nothing to show yet. */
export function Table<Row>({ title, columns, rows, empty, more, children }: TableProps<Row>) {
  const id = title.toLowerCase().replaceAll(/\W+/g, '-')
  return (
    <section id={`${id}-table`} data-live>
      <h2 id={id}>{title}</h2>
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
              {rows.map((row, i) => (
                <tr key={i}>
                  {children(row).map((cell, j) => (
                    <td key={j}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {more && (
        <p>
          <a href={more} rel="next">
            Older
          </a>
        </p>
      )}
    </section>
  )
}

/** A time on a merchant's clock, to the second. */
export function Time({ at }: { readonly at: number }) {
  const iso = new Date(at).toISOString()
  return <time dateTime={iso}>{iso.slice(0, 19).replace('T', ' ')}</time>
}

/** A word that says how something stands, with its colour. */
export function Status({ children }: { readonly children: string | number }) {
  return <span class={`status ${kindOf(String(children))}`}>{children}</span>
}

function kindOf(status: string): 'good' | 'bad' | 'open' {
  if (/^(SUCCESS|SETTLED|delivered|received|2\d\d)$/.test(status)) return 'good'
  return /^(PENDING|PROCESSING|ON-HOLD|waiting|sending|not paid yet)$/.test(status) ? 'open' : 'bad'
}
