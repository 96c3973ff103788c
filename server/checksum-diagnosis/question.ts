import type { ChecksumMethod, JsonObject } from '../domain/checksum.js'

/** What is known of a checksum in question. */
export interface ChecksumQuestion {
  /** The parsed body, with its checksum fields or without. */
  readonly payload: JsonObject
  /** The body as it went over the wire, where it is known. */
  readonly rawText?: string
  /** The checksum in question: the one that was sent, or the one that a receiver computed. */
  readonly checksum: string
  readonly checksumKey: string
  /** The method in force; if absent, the one the payload names, and canonical if it names none. */
  readonly method?: ChecksumMethod
  /** Other secrets that may have been taken for the checksum key. */
  readonly otherKeys?: readonly NamedKey[]
}

export interface NamedKey {
  /** Reads like `the API key`. */
  readonly name: string
  readonly value: string
}

/** A question with what follows from it. */
export interface Case extends ChecksumQuestion {
  readonly method: ChecksumMethod
  /** The payload without its checksum fields. */
  readonly body: JsonObject
  /** The text that is to be hashed, by the method in force. */
  readonly hashed: string
}
