import { createHash } from 'node:crypto'

/** The element around a part of a page that changes while it is open. They never stand inside each other. */
export const LIVE_PART = 'live-part'

// What people and servers wrote is escaped in a page, so these tags are the page's own.
const PARTS = new RegExp(`<${LIVE_PART} id="([^"]*)">(.*?)</${LIVE_PART}>`, 'gs')
const ROWS = /<tr([^>]*)>(.*?)<\/tr>/gs

/** A page in which each live part, and each row within, is marked with what it shows. */
export function withMarks(page: string): string {
  return page.replace(
    PARTS,
    (_, id, inside) =>
      `<${LIVE_PART} id="${id}" data-mark="${markOf(inside)}">${inside.replace(ROWS, markedRow)}</${LIVE_PART}>`,
  )
}

/**
 * What is new on a page for a browser that shows these marks: the live parts that changed, in which the rows that did
 * not change are empty.
 */
export function newsFor(shown: ReadonlySet<string>, page: string): string {
  const news: string[] = []
  for (const [, id, inside = ''] of page.matchAll(PARTS)) {
    const mark = markOf(inside)
    if (shown.has(mark)) continue
    const rows = inside.replace(ROWS, (row, attributes, cells) => {
      const rowMark = markOf(row)
      return shown.has(rowMark) ? `<tr data-mark="${rowMark}"></tr>` : markedRow(row, attributes, cells)
    })
    news.push(`<${LIVE_PART} id="${id}" data-mark="${mark}">${rows}</${LIVE_PART}>`)
  }
  return news.join('\n')
}

function markedRow(row: string, attributes: string, cells: string): string {
  return `<tr${attributes} data-mark="${markOf(row)}">${cells}</tr>`
}

function markOf(html: string): string {
  return createHash('sha256').update(html).digest('base64url').slice(0, 10)
}
