/** The account of a shop that collects by QR code. */
export interface MerchantAccount {
  readonly number: string
  /** Whoever runs the account, as the code names it. */
  readonly acquirer: string
  /** The shop's name; null where the code has none. */
  readonly name: string | null
}

/** How Tanzania's QR codes say that they are its own (TANQR). */
const TANQR = 'tz.go.bot.tips'

/** Longer codes than this cannot be drawn. */
const MAX_LENGTH = 4296

/**
 * The account in the text of a merchant's QR code, as EMVCo lays it out: two digits of a tag, two of a length, the value,
 * and so on, with a checksum at the end. Accounts are in tags 26 to 51, in their turn tag by tag: 00 the scheme, 01 who
 * runs it, 02 the number. Null where the text is no such code, or its checksum is wrong.
 */
export function merchantAccountIn(code: string): MerchantAccount | null {
  if (code.length > MAX_LENGTH || !hasRightChecksum(code)) return null
  const fields = fieldsIn(code)
  if (!fields) return null
  for (const [tag, value] of fields) {
    if (Number(tag) < 26 || Number(tag) > 51) continue
    const account = fieldsIn(value)
    if (account?.get('00')?.toLowerCase() !== TANQR) continue
    const number = account.get('02') ?? ''
    return { number, acquirer: account.get('01') ?? '', name: fields.get('59') || null }
  }
  return null
}

/** The values by their tags; null where the lengths do not add up. */
function fieldsIn(text: string): ReadonlyMap<string, string> | null {
  const fields = new Map<string, string>()
  for (let at = 0; at < text.length; ) {
    const [, tag, length] = /^(\d\d)(\d\d)/.exec(text.slice(at, at + 4)) ?? []
    if (tag === undefined) return null
    const begins = at + 4
    at = begins + Number(length)
    if (at > text.length) return null
    fields.set(tag, text.slice(begins, at))
  }
  return fields
}

function hasRightChecksum(code: string): boolean {
  const [, content = '', checksum = ''] = /^([\s\S]*6304)([0-9A-Fa-f]{4})$/.exec(code) ?? []
  return content !== '' && checksum.toUpperCase() === qrChecksum(content)
}

/** The checksum of a QR code's text up to and with `6304`: CRC-16/CCITT-FALSE over its UTF-8, in four hexadecimal digits. */
export function qrChecksum(content: string): string {
  let crc = 0xffff
  for (const byte of Buffer.from(content, 'utf8')) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit++) crc = ((crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021) & 0xffff
  }
  return crc.toString(16).toUpperCase().padStart(4, '0')
}
