import type { RequestFinding } from '../../domain/journal.js'

/** Tells the caller of findings; ClickPesa has no such header. */
export const FINDINGS_HEADER = 'x-sandbox-findings'

/** Proxies cut long headers off, or refuse the answer with them. */
const MAX_HEADER_LENGTH = 1000

/** `unknown-field=redirectUrl, empty-field=customerName;warning`; and that there are more, where there is no room for them. */
export function findingsHeader(findings: readonly RequestFinding[]): string {
  let written = ''
  for (const [i, { code, field, severity }] of findings.entries()) {
    const next = `${i === 0 ? '' : ', '}${code}=${inAscii(field)}${severity === 'warning' ? ';warning' : ''}`
    if (written.length + next.length > MAX_HEADER_LENGTH) return `${written}, and more`
    written += next
  }
  return written
}

/** Names come from callers: whatever a header cannot carry, or could be read as its punctuation, is a `?`. */
function inAscii(field: string): string {
  return field.replaceAll(/[^\w.[\]$:@/-]/gu, '?')
}
