/** What somebody may have put where a credential belongs, as far as the sandbox knows it. */
export interface KnownCredentials {
  readonly clientIds: readonly string[]
  readonly apiKeys: readonly string[]
  readonly checksumKeys: readonly string[]
}

/**
 * A longer text is not looked at: anybody may send it, and no credential is nearly as long. Each rule takes a time that grows with the
 * text alone.
 */
const MAX_LENGTH = 4000

/** In so many layers something is looked for; more are nobody's slip, and each may be taken off in several ways. */
const MAX_LAYERS = 3

/** What stands within something that does not belong there; undefined where it does not. */
type Unwrap = (text: string) => string | undefined

function within(pattern: RegExp): Unwrap {
  return (text) => pattern.exec(text)?.slice(1).filter(Boolean).at(-1)
}

const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u
const INVISIBLE_ALL = new RegExp(INVISIBLE, 'gu')

/** The value of a header, which Node reads byte by byte, as whoever sent it in UTF-8 wrote it. */
function asWritten(header: string): string {
  if (!/^[\0-\xff]*[\x80-\xff][\0-\xff]*$/.test(header)) return header
  const text = Buffer.from(header, 'latin1').toString('utf8')
  return text.includes('\ufffd') ? header : text
}

const WRAPPERS: readonly (readonly [unwrap: Unwrap, what: string])[] = [
  [
    within(/^(["'`“”‘’])(.+)["'`“”‘’]$/s),
    'it stands in quotation marks, as `docker run --env-file` leaves them: take them off',
  ],
  [within(/^(<)(.+)>$/s), 'it stands in < and >: take them off'],
  [
    (text) => (INVISIBLE.test(text) ? text.replaceAll(INVISIBLE_ALL, '') || undefined : undefined),
    'it has an invisible character in it, as what is copied from a chat or a page may have',
  ],
  [(text) => (text.trim() === text ? undefined : text.trim() || undefined), 'there is a space around it'],
  [
    within(/^(bearer\s+|basic\s+)(.+)$/is),
    'it has a word of an Authorization header in front: send the bare value',
  ],
  [
    within(/^((?:client[-_ ]?id|api[-_ ]?key|clickpesa_\w+)\s*[:=]\s*)(.+)$/is),
    'it has its own name in front: send the bare value',
  ],
  [within(/^(.+)[;,]$/s), 'there is a sign behind it: take it off'],
]

const PLACEHOLDERS =
  /^(undefined|null|none|nil|nan|\[object object\]|\$\{?\w+\}?|%\w+%|\{\{.*\}\}|<(your|my)[^>]*>|(your|my)[-_ ].*|x{3,}|changeme|.*_here)$/i

/**
 * Says how a credential that nobody has comes near to one that the sandbox knows; null when it does not. Only the value
 * itself is looked at, so it says nothing that its sender did not send.
 */
export function credentialSlip(
  header: string,
  wanted: 'client id' | 'API key',
  { clientIds, apiKeys, checksumKeys }: KnownCredentials,
  layers = 0,
): string | null {
  if (header.length > MAX_LENGTH) return null
  const given = asWritten(header)
  if (PLACEHOLDERS.test(given.trim()))
    return 'it is a placeholder: the variable behind it was never filled in'
  const [own, other, otherName] =
    wanted === 'client id' ? [clientIds, apiKeys, 'an API key'] : [apiKeys, clientIds, 'a client id']
  if (other.includes(given))
    return `it is ${otherName}: the two headers were swapped, or one value was used twice`
  if (checksumKeys.includes(given)) return 'it is a checksum key, which signs bodies and is never sent'
  for (const [unwrap, what] of WRAPPERS) {
    const inner = layers < MAX_LAYERS ? unwrap(given) : undefined
    if (inner === undefined) continue
    if (own.includes(inner)) return what
    const further = credentialSlip(inner, wanted, { clientIds, apiKeys, checksumKeys }, layers + 1)
    if (further !== null) return `${what}; and then ${further}`
  }
  if (own.some((known) => known.toLowerCase() === given.toLowerCase()))
    return 'capital and small letters count'
  const cut = given.length >= 12 && own.find((known) => known.startsWith(given) || known.endsWith(given))
  if (cut) return `it was cut off: it has ${given.length} characters, and the right one ${cut.length}`
  const longer = own.find((known) => given.startsWith(known) || given.endsWith(known))
  return longer === undefined ? null : 'there is something before or behind it'
}

/** Whether a text looks like a token, by how every token begins. */
const TOKEN = /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/

const TOKEN_WRAPPERS: readonly (readonly [unwrap: Unwrap, what: string])[] = [
  [within(/^b'(.+)'$/), 'it was written as Python writes bytes: decode it first'],
  [tokenIn, 'it is the whole answer of generate-token: send what its field `token` says'],
  [within(/^:\s*(.+)$/s), 'there is a colon behind the word Bearer: a space stands there'],
  [within(/^token\s+(.+)$/is), 'its word is Token: send the token unchanged, it has the word Bearer in it'],
]

/**
 * Says what stands in an `Authorization` header in place of a token, as far as that is known; null where nothing is, or
 * where it is a token.
 */
export function tokenSlip(
  authorization: string,
  { clientIds, apiKeys, checksumKeys }: KnownCredentials,
): string | null {
  if (authorization.length > MAX_LENGTH) return null
  const given = asWritten(authorization)
    .trim()
    .replace(/^(?:bearer\b\s*)+/i, '')
  if (TOKEN.test(given)) return null
  if (given === '') return 'there is nothing behind the word Bearer'
  if (PLACEHOLDERS.test(given)) return 'it is a placeholder: the variable behind it was never filled in'
  if (/^basic\s/i.test(given)) return 'it is Basic authentication: send the token of generate-token'
  if (apiKeys.includes(given)) return 'it is an API key: have generate-token give a token for it'
  if (clientIds.includes(given)) return 'it is a client id: have generate-token give a token for it'
  if (checksumKeys.includes(given)) return 'it is a checksum key, which signs bodies and is never sent'
  for (const [unwrap, what] of [...TOKEN_WRAPPERS, ...WRAPPERS]) {
    const inner = unwrap(given)
    if (inner !== undefined && TOKEN.test(inner.replace(/^(?:bearer\s+)+/i, ''))) return what
  }
  return null
}

/** The field `token` of an answer. */
function tokenIn(text: string): string | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    const { token } = JSON.parse(text)
    return typeof token === 'string' ? token : undefined
  } catch {
    return undefined
  }
}
