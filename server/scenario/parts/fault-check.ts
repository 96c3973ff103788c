import { formatDuration } from '../../lib/duration.js'
import type { Issue } from '../../schema/issue.js'
import type { WrittenFault } from './fault-schema.js'
import { NAMED_REFUSALS, type RefusalName } from './named-refusals.js'
import { milliseconds } from './part.js'

/** An answer can be held back for so long; a call that hangs is given up then. */
export const MAX_ANSWER_MS = 300_000

const KINDS = ['status', 'refuse', 'connection'] as const

/** What belongs to an answer that the scenario words itself. */
const NEEDS_STATUS = ['message', 'body', 'contentType'] as const

/** What in a fault contradicts itself, or is missing; all of it, and what would be right. */
export function faultIssues(written: WrittenFault): Issue[] {
  const found: Issue[] = []
  const wrong = (key: keyof WrittenFault | null, message: string) =>
    found.push({ path: key === null ? [] : [key], message })
  const { status, body, contentType, connection, refuse, delay, workDone } = written
  const kinds = KINDS.filter((kind) => written[kind] !== undefined)
  const delayMs = delay === undefined ? 0 : milliseconds(delay)

  if (kinds.length === 0 && delayMs === 0) {
    wrong(null, 'nothing goes wrong here; say what does, with one of status, refuse, connection, delay')
  }
  if (kinds.length > 1) {
    wrong(null, `${kinds.join(' and ')} exclude each other: keep one, and write another entry for the other`)
  }
  for (const key of NEEDS_STATUS) {
    if (written[key] !== undefined && status === undefined) {
      wrong(key, `${key} needs a status, as in "status: 502"`)
    }
  }
  if (written.message !== undefined && body !== undefined) {
    wrong('message', 'message and body exclude each other: body is the whole answer, message a part of one')
  }
  if (status !== undefined && status < 400 && body === undefined) {
    wrong('status', `found ${status}, which is no error: give 400 to 599, or the body that comes with it`)
  }
  if (status !== undefined && [204, 205, 304].includes(status) && body) {
    wrong('body', `an answer with status ${status} cannot carry a body; leave the text empty ('')`)
  }
  if (body && contentType === undefined) {
    wrong('body', 'say what the body claims to be, as in "contentType: text/html"')
  }
  if (body === '' && contentType !== undefined) {
    wrong('contentType', 'an empty body is of no type: leave contentType out')
  }
  if (contentType !== undefined && !isHeaderValue(contentType)) {
    wrong('contentType', 'only printable ASCII characters can be sent, as in "text/html; charset=utf-8"')
  }
  if (written.headers !== undefined && status === undefined && refuse === undefined) {
    wrong('headers', 'headers need an answer that they come with: give status or refuse')
  }
  found.push(...headerIssues(written.headers ?? {}))
  if (delay !== undefined && connection === 'hangs') {
    wrong('delay', 'a call that hangs is never answered: leave delay out')
  }
  if (delayMs > MAX_ANSWER_MS) {
    const longest = formatDuration(MAX_ANSWER_MS)
    wrong(
      'delay',
      `found ${delay}: an answer can be held back for ${longest} at most; "connection: hangs" never answers`,
    )
  }
  if (workDone && refuse !== undefined) {
    wrong('workDone', 'what ClickPesa refuses changes nothing: leave workDone out, or give a status instead')
  }
  if (workDone === false && (connection === 'cut-off' || (delayMs > 0 && kinds.length === 0))) {
    wrong('workDone', 'the right answer is there only once the work is done: leave workDone out')
  }
  if (refuse !== undefined) found.push(...refusalIssues(refuse as RefusalName, written.endpoint))
  return found
}

function refusalIssues(name: RefusalName, endpoint: string | undefined): Issue[] {
  const endpoints: readonly string[] = NAMED_REFUSALS[name].endpoints
  if (endpoint === undefined || endpoints.includes(endpoint)) return []
  const message = `ClickPesa never refuses ${endpoint} so; ${name} goes with ${endpoints.join(', ')}`
  return [{ path: ['endpoint'], message }]
}

/** Headers that the connection needs for itself. */
const OUT_OF_REACH = ['content-length', 'transfer-encoding', 'connection', 'keep-alive', 'date']

function headerIssues(headers: Readonly<Record<string, unknown>>): Issue[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    const path = ['headers', name]
    const lower = name.toLowerCase()
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return [{ path, message: `"${name}" is no name of a header` }]
    if (lower === 'content-type') return [{ path, message: 'give it as contentType, beside body' }]
    if (OUT_OF_REACH.includes(lower)) return [{ path, message: 'the connection sets this header itself' }]
    if (isHeaderValue(String(value))) return []
    return [{ path, message: 'only printable ASCII characters can be sent in a header' }]
  })
}

function isHeaderValue(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text)
}
