import type { RequestEntry } from '../domain/journal.js'
import { isPasteable, printfOf, quoted } from '../lib/shell.js'
import { urlOf } from './logged-url.js'

/** Headers that curl makes by itself, or that say something about another connection than its own. */
const NOT_COPIED = new Set(['host', 'content-length', 'connection', 'accept-encoding', 'transfer-encoding'])

/** A call as a command for a POSIX shell. Its secrets are shortened, as the log keeps them. */
export function asCurl({ method, path, headers, body }: RequestEntry, url: string): string {
  const lines = [`curl -X ${quoted(method)}${switchesFor(method, path)} ${quoted(urlOf(path, url))}`]
  for (const [name, value] of Object.entries(headers)) {
    if (NOT_COPIED.has(name)) continue
    // With nothing behind the colon, curl would leave the header out.
    lines.push(`  -H ${quoted(value === '' ? `${name};` : `${name}: ${value}`)}`)
  }
  if (body === '') return lines.join(' \\\n')
  if (isPasteable(body)) return [...lines, `  --data-raw ${quoted(body)}`].join(' \\\n')
  return `${printfOf(body)} |\n${[...lines, '  --data-binary @-'].join(' \\\n')}`
}

/** What keeps curl from reading more into an address than there is. */
function switchesFor(method: string, path: string): string {
  return [
    method === 'HEAD' ? ' --head' : '',
    /[[\]{}]/.test(path) ? ' --globoff' : '',
    /\/\.{1,2}(\/|\?|$)/.test(path) ? ' --path-as-is' : '',
    /^[^/]|#/.test(path) ? ` --request-target ${quoted(path)}` : '',
  ].join('')
}
