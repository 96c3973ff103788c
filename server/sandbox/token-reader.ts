import { claimsIn, isSignedWith, type TokenClaims } from '../domain/token.js'

/** At most this many tokens are remembered; the oldest makes room. */
const MAX_REMEMBERED = 1000

interface Remembered {
  readonly token: string
  readonly claims: TokenClaims | null
  /** The secret that the token was found to be signed with. */
  provedBy: string | null
}

/**
 * Reads tokens, and remembers what it read: the same token comes with every call for an hour, and parsing it
 * is a large part of the cost of a call. What it remembers depends on the token alone, so it is never
 * outdated.
 */
export class TokenReader {
  readonly #remembered = new Map<string, Remembered>()
  /** Each call asks about its token several times; to compare two texts is quicker than to look one up. */
  #latest: Remembered | null = null

  /** What a token claims, unproved; null when it is not a token of ours. */
  claims(token: string): TokenClaims | null {
    return this.#read(token).claims
  }

  /** Whether the token was signed with this secret. */
  isSignedWith(token: string, secret: string): boolean {
    const remembered = this.#read(token)
    if (remembered.provedBy === null && isSignedWith(token, secret)) remembered.provedBy = secret
    return remembered.provedBy === secret
  }

  #read(token: string): Remembered {
    if (this.#latest?.token !== token) this.#latest = this.#remembered.get(token) ?? this.#readAnew(token)
    return this.#latest
  }

  #readAnew(token: string): Remembered {
    const read: Remembered = { token, claims: claimsIn(token), provedBy: null }
    if (this.#remembered.size >= MAX_REMEMBERED) {
      for (const oldest of this.#remembered.keys()) {
        this.#remembered.delete(oldest)
        break
      }
    }
    this.#remembered.set(token, read)
    return read
  }
}
