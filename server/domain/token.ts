import { createHmac, timingSafeEqual } from 'node:crypto'

/** An hour (ClickPesa docs, generate-token). */
export const TOKEN_LIFE_SECONDS = 3600

/**
 * What a token says. `id` holds the merchant's id, as an integrator found in a live token; the other
 * claims are ours.
 */
export interface TokenClaims {
  readonly id: string
  readonly clientId: string
  /** Seconds since 1970, as JWT has it. */
  readonly iat: number
  readonly exp: number
  /** Tells tokens of one second from each other; the name is that of RFC 7519. */
  readonly jti: string
}

const HEADER = base64url('{"alg":"HS256","typ":"JWT"}')

/**
 * A JSON Web Token (RFC 7519) signed with HMAC-SHA256, which is what the length of the one measured
 * live token fits. Written by hand, in twenty lines: only tokens made here are ever checked, with one algorithm, and
 * a library would bring others that must be kept out.
 */
export function signedToken(claims: TokenClaims, secret: string): string {
  const signed = `${HEADER}.${base64url(payloadOf(claims))}`
  return `${signed}.${signatureOf(signed, secret)}`
}

/**
 * The length of the one measured live token is 392 without the word Bearer, which a column of 255 characters cuts off.
 * Which claims make it so long is unknown.
 */
const PAYLOAD_BYTES = 233

/** The claims as JSON, with one more that makes them as long as those of a live token; they may be that long by themselves. */
function payloadOf(claims: TokenClaims): string {
  const text = JSON.stringify(claims)
  const missing = PAYLOAD_BYTES - text.length - ',"note":""'.length
  return missing > 0 ? `${text.slice(0, -1)},"note":"${NOTE.padEnd(missing, '.').slice(0, missing)}"}` : text
}

const NOTE = 'Not a token of ClickPesa, but as long as one, made by clickpesa-sandbox'

/** Whether the token was signed with this secret. Says nothing about its expiry. */
export function isSignedWith(token: string, secret: string): boolean {
  const end = token.lastIndexOf('.')
  const given = Buffer.from(token.slice(end + 1))
  const expected = Buffer.from(signatureOf(token.slice(0, end), secret))
  return given.length === expected.length && timingSafeEqual(given, expected)
}

/** What a token claims, unchecked; null when it is not a token of ours. */
export function claimsIn(token: string): TokenClaims | null {
  const [header, payload, signature, ...rest] = token.split('.')
  if (header !== HEADER || !payload || !signature || rest.length > 0) return null
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
    return isClaims(claims) ? claims : null
  } catch {
    return null
  }
}

function isClaims(value: unknown): value is TokenClaims {
  if (typeof value !== 'object' || value === null) return false
  const { id, clientId, iat, exp, jti } = value as Record<string, unknown>
  return (
    typeof id === 'string' &&
    typeof clientId === 'string' &&
    typeof iat === 'number' &&
    typeof exp === 'number' &&
    typeof jti === 'string'
  )
}

function signatureOf(signed: string, secret: string): string {
  return createHmac('sha256', secret).update(signed).digest('base64url')
}

function base64url(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url')
}
