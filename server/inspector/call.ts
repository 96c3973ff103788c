import type { RequestEntry, RequestFinding } from '../domain/journal.js'

/** Where all calls to the ClickPesa API begin; lists are easier to read without it. */
const PREFIX = /^\/third-parties(?=\/)/

/** At most this many characters of a path are shown in a list. */
const MAX_CHARACTERS = 120

/** A call in a few words. */
export function callInShort({ method, path }: Pick<RequestEntry, 'method' | 'path'>): string {
  return `${method} ${path.replace(PREFIX, '').slice(0, MAX_CHARACTERS)}`
}

/** How a call was answered. */
export function answerOf({ status }: Pick<RequestEntry, 'status'>): string {
  return status === 0 ? 'no answer' : String(status)
}

/** `2 findings: unknown-field, empty-field (warning)`; empty where there is nothing. */
export function findingsInShort({ findings = [] }: Pick<RequestEntry, 'findings'>): string {
  if (findings.length === 0) return ''
  const codes = [...new Set(findings.map(named))].join(', ')
  return `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}: ${codes}`
}

function named({ code, severity }: RequestFinding): string {
  return severity === 'warning' ? `${code} (warning)` : code
}
