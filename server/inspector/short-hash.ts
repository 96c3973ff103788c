import { createHash } from 'node:crypto'

/** Ten characters that stand for a text: safe in addresses, ids and headers. Not against somebody who looks for collisions. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 10)
}
