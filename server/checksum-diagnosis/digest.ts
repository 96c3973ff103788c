import type { Mistake } from './slip.js'

/** The hashes that people take for SHA-256, by how many hex digits they give. */
const HASHES = { 32: 'md5', 40: 'sha1', 64: 'sha256', 96: 'sha384', 128: 'sha512' } as const

export type Hash = (typeof HASHES)[keyof typeof HASHES]

/** What a checksum stands for, however it is written. */
export interface Digest {
  readonly hex: string
  readonly hash: Hash
  /** What is wrong with how it is written and with its hash. */
  readonly mistakes: readonly Mistake[]
}

const INSTEAD = 'Write the checksum as 64 lower-case hex digits.'

/** The digest that a checksum stands for; null where it is none. */
export function digestIn(checksum: string): Digest | null {
  const bare = checksum.replace(/^[\s"'`]*(?:(?:hmac[-_]?)?sha-?\d+=|0x)?|[\s"'`]+$/gi, '')
  const isBytes = /^[0-9a-f]{2}([-:\s])(?:[0-9a-f]{2}\1)+[0-9a-f]{2}$/i.test(bare)
  const found = digestOf(isBytes ? bare.replace(/[-:\s]/g, '') : bare)
  if (found === null) return null
  const mistakes = [...found.mistakes]
  if (bare !== checksum || isBytes) {
    const did = isBytes
      ? 'The checksum has a sign between its bytes.'
      : 'The checksum has something around it.'
    mistakes.push({ code: 'checksum-decorated', did, instead: INSTEAD })
  }
  if (found.hash !== 'sha256') {
    const did = `The hash was ${nameOf(found.hash)}.`
    mistakes.push({ code: 'other-hash', did, instead: 'Use SHA-256.' })
  }
  return { ...found, mistakes }
}

/** Reads like `SHA-512`. */
export function nameOf(hash: Hash): string {
  return hash === 'md5' ? 'MD5' : hash.replace('sha', 'SHA-')
}

function digestOf(text: string): Digest | null {
  const hash = HASHES[text.length as keyof typeof HASHES]
  if (hash && /^[0-9a-f]+$/.test(text)) return { hex: text, hash, mistakes: [] }
  if (hash && /^[0-9a-f]+$/i.test(text)) {
    const did = 'The checksum has upper-case letters.'
    const mistake = { code: 'upper-case-hex', did, instead: INSTEAD }
    return { hex: text.toLowerCase(), hash, mistakes: [mistake] }
  }
  if (!/^[A-Za-z0-9+/_-]{22,}={0,2}$/.test(text)) return null
  const bytes = Buffer.from(text, 'base64')
  const mistake = { code: 'base64-digest', did: 'The checksum is written in base64.', instead: INSTEAD }
  const inner = digestOf(bytes.toString('latin1'))
  if (inner) return { ...inner, mistakes: [...inner.mistakes, mistake] }
  const hex = bytes.toString('hex')
  const ofBytes = HASHES[hex.length as keyof typeof HASHES]
  return ofBytes ? { hex, hash: ofBytes, mistakes: [mistake] } : null
}
