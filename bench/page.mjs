// The page of the docs into which a run writes its table, where that is asked for (`--write`).
import { readFile, writeFile } from 'node:fs/promises'

const PAGE = new URL('../docs/benchmarks.md', import.meta.url)

export const isWritten = process.argv.includes('--write')

/** Prints a report, and with `--write` puts it in the page as well: between the marks of its script and this line of Node. */
export async function report(script, text) {
  console.log(text)
  if (!isWritten) return
  const [line] = process.versions.node.split('.')
  const [begin, end] = [`<!-- ${script} on Node ${line} -->`, `<!-- end of ${script} on Node ${line} -->`]
  const page = await readFile(PAGE, 'utf8')
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from)
    throw new Error(`docs/benchmarks.md has no place for ${script} on Node ${line}: ${begin} … ${end}`)
  await writeFile(PAGE, `${page.slice(0, from + begin.length)}\n${text}\n${page.slice(to)}`)
}

/** The numbers among the arguments, or what stands in for those that are left out. */
export function numbersGiven(...otherwise) {
  const given = process.argv.slice(2).filter((word) => /^\d+$/.test(word))
  return otherwise.map((number, i) => Number(given[i] ?? number))
}

/** A table as Markdown has it. */
export function table(titles, rows) {
  return [titles, titles.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** Where and how a run was made. */
export function conditions(...more) {
  return `Node ${process.versions.node}, ${more.join(', ')}.`
}
