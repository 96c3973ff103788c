import type { RequestEntry } from '../domain/journal.js'

/** Headers that curl makes by itself, or that say something about another connection than its own. */
const NOT_COPIED = new Set(['host', 'content-length', 'connection', 'accept-encoding', 'transfer-encoding'])

/** A call as a command for a POSIX shell. Its secrets are shortened, as the log keeps them. */
export function asCurl({ method, path, headers, body }: RequestEntry, url: string): string {
  const lines = [`curl -X ${quoted(method)} ${quoted(`${url}${path}`)}`]
  for (const [name, value] of Object.entries(headers)) {
    if (!NOT_COPIED.has(name)) lines.push(`  -H ${quoted(`${name}: ${value}`)}`)
  }
  if (body !== '') lines.push(`  --data-raw ${quoted(body)}`)
  return lines.join(' \\\n')
}

/** Text as a POSIX shell takes it unchanged. */
export function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
