import { createHmac } from 'node:crypto'

/**
 * The checksum as its written definition has it, in the fewest words and without the code under test:
 * tests sign requests and verify notifications with it, as an integrator would.
 */
type Body = Readonly<Record<string, unknown>>

export function canonicalText(body: Body): string {
  return JSON.stringify(sortedDeep(withoutChecksum(body)))
}

export function legacyText(body: Body): string {
  const rest = withoutChecksum(body)
  return Object.keys(rest)
    .sort()
    .map((key) => rest[key])
    .join('')
}

export function hmac(text: string, key: string): string {
  return createHmac('sha256', key).update(text, 'utf8').digest('hex')
}

/** The body with its canonical checksum. */
export function signed<B extends Body>(body: B, key: string): B & { checksum: string } {
  return { ...body, checksum: hmac(canonicalText(body), key) }
}

function withoutChecksum({ checksum: _, checksumMethod: __, ...rest }: Body): Body {
  return rest
}

function sortedDeep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedDeep)
  if (!value || typeof value !== 'object') return value
  const body = value as Body
  return Object.fromEntries(
    Object.keys(body)
      .sort()
      .map((key) => [key, sortedDeep(body[key])]),
  )
}
