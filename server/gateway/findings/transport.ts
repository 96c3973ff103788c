import type { RequestFinding } from '../../domain/journal.js'
import { finding } from './catalogue.js'

/** The length of `{}` and of `[]`. */
const EMPTY_JSON_BYTES = 2

/** What is odd about the body of a GET, which is never read: only its length, in bytes, is known. */
export function unreadBodyFindings(length: number): RequestFinding[] {
  if (!(length > 0)) return []
  return [finding(length <= EMPTY_JSON_BYTES ? 'empty-body-on-get' : 'body-on-get', 'body')]
}

/** What is odd about how a body came. `text` is empty where none did. */
export function bodyFindings(
  asksForToken: boolean,
  text: string,
  contentType: string | undefined,
): RequestFinding[] {
  if (text === '') return emptyBody(contentType)
  if (!asksForToken && isPlainJson(contentType ?? '') && text.startsWith('{')) return []
  const isEmptyList = /^\s*\[\s*\]\s*$/.test(text)
  const isEmptyObject = /^\s*\{\s*\}\s*$/.test(text)
  return [
    ...(isEmptyList ? [finding('list-for-object', 'body')] : []),
    ...(asksForToken && !isEmptyList && !isEmptyObject ? [finding('body-on-token', 'body')] : []),
    ...(isPlainJson(contentType ?? '') ? [] : [finding('content-type', 'Content-Type')]),
  ]
}

/** Of an empty body it is only odd to call it a form, as curl does; a JSON type or none is common. */
function emptyBody(contentType: string | undefined): RequestFinding[] {
  const isOdd = contentType !== undefined && !/^application\/json\b/i.test(contentType)
  return isOdd ? [finding('content-type', 'Content-Type')] : []
}

function isPlainJson(contentType: string): boolean {
  if (contentType === 'application/json') return true
  return /^application\/json\s*(;\s*charset="?utf-?8"?\s*)?;?$/i.test(contentType.trim())
}

/** The same one comes with each call of a merchant, and is long: two texts are compared sooner than one is looked through. */
let latestRight = ''

/** What is odd about an `Authorization` that the dialect may let pass. */
export function authorizationFindings(authorization: string | undefined): RequestFinding[] {
  if (!authorization || authorization === latestRight) return []
  if (/^Bearer [^\s]+$/.test(authorization)) {
    latestRight = authorization
    return []
  }
  return [finding('authorization-altered', 'Authorization', slipIn(authorization))]
}

function slipIn(authorization: string): string {
  if (!/^\s*bearer\b/i.test(authorization)) return 'the word Bearer is missing'
  if (/^\s*bearer\s+bearer\b/i.test(authorization))
    return 'the word Bearer is there twice, and is part of the token already'
  if (!/^\s*Bearer\b/.test(authorization)) return 'the word is written Bearer'
  return 'there is exactly one space, after Bearer'
}

/** The path of an address as it was written; `/` alone is a route of its own. */
export function pathFindings(url: string): RequestFinding[] {
  const query = url.indexOf('?')
  const end = query === -1 ? url.length : query
  return end > 1 && url[end - 1] === '/' ? [finding('trailing-slash', 'path')] : []
}
