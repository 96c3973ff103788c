import { endpointAt } from '../../contracts/endpoint-at.js'
import { API_PREFIX } from '../../contracts/endpoints.js'
import { isObject, type JsonObject, type JsonValue } from '../domain/checksum.js'
import { SandboxMistake } from '../errors.js'
import { firstOf, type Issue, issueText } from '../schema/issue.js'
import { entriesOfCollection, isPostmanCollection } from './postman.js'
import type { Call, Notification, Return, Traffic } from './traffic.js'

/** One request with its answer, before anybody has looked at what it is. */
interface RecordedExchange {
  readonly where: string
  readonly at: number | null
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly status: number | null
  readonly answerHeaders: Readonly<Record<string, string>>
  readonly answerText: string | null
}

interface Reading {
  readonly calls: Call[]
  readonly notifications: Notification[]
  readonly returns: Return[]
  /** Calls without an answer that could be compared, as an issue that names what they lack. */
  readonly passedOver: Issue[]
  readonly issues: Issue[]
}

/**
 * Reads recorded traffic: a HAR file, a collection of Postman with saved answers, or lines of JSON. Calls without an answer or its body, as those that failed, were
 * asked for in advance or had nothing to say, are passed over and counted. Throws a SandboxMistake that names everything
 * that cannot be used and what is needed; where nothing is left to compare, that includes what was passed over.
 */
export function readTraffic(name: string, text: string): Traffic {
  const reading: Reading = { calls: [], notifications: [], returns: [], passedOver: [], issues: [] }
  const har = parsed(text)
  if (isObject(har) && isObject(har.log)) readHar(har.log, reading)
  else if (isPostmanCollection(har)) readCollection(har, reading)
  else if (Array.isArray(har) || (isObject(har) && text.trim().includes('\n')))
    throw unusable(name, [ANOTHER_FORMAT])
  else readLines(text, reading)
  const { issues, passedOver, ...traffic } = reading
  const isEmpty = traffic.calls.length + traffic.notifications.length + traffic.returns.length === 0
  if (isEmpty) issues.unshift(...passedOver)
  if (issues.length > 0) throw unusable(name, issues)
  if (isEmpty) {
    throw unusable(name, [
      { path: [], message: 'there is no call to /third-parties, no webhook and no return in it' },
    ])
  }
  return { ...traffic, passedOver: passedOver.length }
}

function readHar(log: JsonObject, reading: Reading) {
  const entries = Array.isArray(log.entries) ? log.entries : []
  if (entries.length === 0) reading.issues.push({ path: [], message: 'log.entries is missing or empty' })
  for (const [i, entry] of entries.entries()) {
    const { request, response, startedDateTime } = fields(entry)
    const { method, url, headers, postData } = fields(request)
    const answer = fields(response)
    const { text, encoding } = fields(answer.content)
    const where = `entry ${i + 1}`
    if (!URL.canParse(String(url ?? ''))) {
      reading.passedOver.push({ path: [], message: `${where} has no absolute URL` })
      continue
    }
    sort(
      {
        where,
        at: instant(startedDateTime),
        method: String(method ?? ''),
        url: String(url ?? ''),
        headers: namedPairs(headers),
        text: textOf(fields(postData).text),
        status: statusIn(answer),
        answerHeaders: namedPairs(answer.headers),
        answerText:
          typeof text !== 'string'
            ? null
            : encoding === 'base64'
              ? Buffer.from(text, 'base64').toString()
              : text,
      },
      reading,
    )
  }
}

function readCollection(collection: JsonObject, reading: Reading) {
  const entries = entriesOfCollection(collection)
  if (entries.length === 0) {
    reading.issues.push({
      path: [],
      message: 'no answer is saved in this collection: save responses as examples',
    })
  } else readHar({ entries }, reading)
}

/** One document of JSON, as a session of Charles is, or an export of Insomnia without answers. */
const ANOTHER_FORMAT: Issue = {
  path: [],
  message:
    'this is JSON, and neither a HAR file (it has no log) nor a collection of Postman: export it as HAR',
}

function readLines(text: string, reading: Reading) {
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const where = `line ${i + 1}`
    const record = parsed(line)
    if (!isObject(record)) {
      reading.issues.push({ path: [], message: `${where} is not a JSON object` })
      continue
    }
    const at = instant(record.at)
    const answer = fields(record.response)
    const status = statusIn(answer)
    if (typeof record.return === 'string') {
      reading.returns.push({
        where,
        status: typeof record.status === 'number' ? record.status : null,
        url: record.return,
      })
      continue
    }
    const request = fields(record.request ?? record.webhook)
    const exchange: RecordedExchange = {
      where,
      at,
      method: String(request.method ?? 'POST'),
      url: String(request.url ?? ''),
      headers: smallNames(fields(request.headers)),
      text: textOf(request.body),
      status,
      answerHeaders: smallNames(fields(answer.headers)),
      answerText: answer.body === undefined ? null : textOf(answer.body),
    }
    if (record.webhook !== undefined) addNotification(exchange, reading)
    else if (record.request !== undefined) sort(exchange, reading)
    else reading.issues.push({ path: [], message: `${where} has none of "request", "webhook" and "return"` })
  }
}

/** Finds out what an exchange is; what has nothing to do with ClickPesa is ignored. */
function sort(exchange: RecordedExchange, reading: Reading) {
  const { url, status, answerHeaders } = exchange
  if (!URL.canParse(url)) {
    reading.issues.push({ path: [], message: `${exchange.where} has no absolute URL` })
    return
  }
  const { pathname } = new URL(url)
  const start = pathname.indexOf(`${API_PREFIX}/`)
  if (start !== -1) {
    addCall(exchange, pathname.slice(start).replace(/\/$/, ''), reading)
    return
  }
  const { location } = answerHeaders
  if (status !== null && status >= 300 && status < 400 && location && leavesWithOrder(url, location)) {
    reading.returns.push({ where: exchange.where, status, url: location })
    return
  }
  if (exchange.method === 'POST' && looksLikeNotification(parsed(exchange.text)))
    addNotification(exchange, reading)
}

function addCall(exchange: RecordedExchange, path: string, { calls, passedOver }: Reading) {
  const { where, at, method, url, headers, text, status, answerText } = exchange
  if (status === null || status === 0 || answerText === null) {
    const lacking = status === null || status === 0 ? 'status' : 'body'
    const how = 'record with bodies (in a browser: "Save all as HAR with content")'
    passedOver.push({ path: [], message: `${where} (${method} ${path}) has no response ${lacking}: ${how}` })
    return
  }
  const answer = parsed(answerText)
  if (answer === undefined && /^\s*[[{]/.test(answerText)) {
    const message = `${where} (${method} ${path}) has a response body that was cut off`
    passedOver.push({ path: [], message })
    return
  }
  const body = text === '' ? undefined : parsed(text)
  const { searchParams: query } = new URL(url)
  calls.push({
    where,
    at,
    method,
    endpoint: endpointAt(method, path),
    path,
    query,
    headers,
    body,
    status,
    answer,
  })
}

function addNotification(
  { where, at, url, headers, text, status }: RecordedExchange,
  { notifications, issues }: Reading,
) {
  const body = parsed(text)
  if (!isObject(body))
    issues.push({ path: [], message: `${where} is a webhook without a JSON object as its body` })
  else notifications.push({ where, at, url, headers, body, text, answered: status })
}

function looksLikeNotification(body: JsonValue | undefined): boolean {
  if (!isObject(body)) return false
  const { event, eventType, orderReference, collectedAmount } = body
  return isObject(body.data)
    ? typeof (event ?? eventType) === 'string'
    : orderReference !== undefined && collectedAmount !== undefined
}

/** A redirect from one site to another that says which order it is about. */
function leavesWithOrder(from: string, to: string): boolean {
  if (!URL.canParse(to, from)) return false
  const target = new URL(to, from)
  return target.origin !== new URL(from).origin && target.searchParams.has('orderReference')
}

function fields(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {}
}

function statusIn({ status }: JsonObject): number | null {
  if (typeof status === 'string' && /^\d{3}$/.test(status)) return Number(status)
  return typeof status === 'number' ? status : null
}

function namedPairs(value: JsonValue | undefined): Record<string, string> {
  if (isObject(value)) return smallNames(value)
  const pairs = Array.isArray(value) ? value.map(fields) : []
  return Object.fromEntries(pairs.map(({ name, value: text }) => [String(name).toLowerCase(), String(text)]))
}

function smallNames(headers: JsonObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  )
}

function textOf(body: JsonValue | undefined): string {
  return body === undefined || body === null ? '' : typeof body === 'string' ? body : JSON.stringify(body)
}

function instant(value: JsonValue | undefined): number | null {
  const ms = typeof value === 'number' ? value : Date.parse(String(value))
  return Number.isFinite(ms) ? ms : null
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function unusable(name: string, issues: readonly Issue[]): SandboxMistake {
  return new SandboxMistake(
    'INVALID_INPUT',
    firstOf(issues)
      .map((issue) => `${name}: ${issueText(issue)}`)
      .join('\n'),
    'give a HAR file, a collection of Postman, or a line of JSON for each call, webhook and return; docs/compare.md has examples',
  )
}
