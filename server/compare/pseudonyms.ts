import { createHmac, randomBytes } from 'node:crypto'

/**
 * Stand-ins for values that are not to be shared. Equal values get equal ones, so that it can still be followed what
 * belongs together, and each keeps the form of its value, so that what is wrong with a form can still be seen. The
 * key is drawn anew for each file and kept nowhere: a phone number cannot be found again by trying them all.
 */
export class Pseudonyms {
  readonly #key = randomBytes(32)

  /** A text in the place of another. */
  text(value: string): string {
    if (value === '') return ''
    // A log has hidden it already.
    if (/^(Bearer )?…$/.test(value)) return value
    if (/^[0-9a-f]{64}$/i.test(value)) return this.#hash(value)
    if (/^[\w-]+\.[\w-]+\.[\w-]+$/.test(value)) return `redacted.${this.#short(value)}.redacted`
    if (/^[^\s@]+@\S+$/.test(value)) return `redacted-${this.#short(value)}@example.com`
    if (/^https?:\/\//i.test(value)) return `https://redacted-${this.#short(value)}.example/`
    if (/^\d+$/.test(value)) return this.#digits(value)
    return `redacted-${this.#short(value)}`
  }

  /** A number of as many digits. */
  number(value: number): number {
    return Math.sign(value) * Number(this.#digits(String(Math.trunc(Math.abs(value)))))
  }

  /** A name as references and codes are: of the same length, and with the same signs between its letters. */
  code(value: string): string {
    const letters = this.#letters(value)
    const long = value.padEnd(8, 'X')
    return [...long]
      .map((sign, i) => (/[a-z0-9]/i.test(sign) ? (letters[i % letters.length] ?? 'X') : sign))
      .join('')
  }

  #digits(value: string): string {
    const hash = this.#hash(value)
    // No zero comes first: as a number it would be shorter.
    return [...value].map((_, i) => (Number.parseInt(hash[i % hash.length] ?? '0', 16) % 9) + 1).join('')
  }

  #letters(value: string): string {
    return this.#hash(value).toUpperCase()
  }

  #short(value: string): string {
    return this.#hash(value).slice(0, 8)
  }

  #hash(value: string): string {
    return createHmac('sha256', this.#key).update(value).digest('hex')
  }
}
