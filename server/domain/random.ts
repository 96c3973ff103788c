import { hash } from 'node:crypto'

/**
 * A stream of random values that is plain data: the same seed at the same position always gives the same value,
 * so a merchant's ids repeat from run to run, and a saved position goes on where it stopped.
 */
export interface RandomState {
  readonly seed: string
  readonly position: number
}

const HEX = '0123456789ABCDEF'
const CAPITALS_AND_DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** Reads values from a stream and counts them. One value gives up to 32 characters. */
export class SeededRandom {
  readonly #seed: string
  #position: number

  constructor(state: RandomState) {
    this.#seed = state.seed
    this.#position = state.position
  }

  /** The position in the stream, to be saved with what was made from it. */
  get state(): RandomState {
    return { seed: this.#seed, position: this.#position }
  }

  /** Upper-case hexadecimal characters. */
  hex(length: number): string {
    return this.#characters(HEX, length)
  }

  /** Capital letters and digits. */
  code(length: number): string {
    return this.#characters(CAPITALS_AND_DIGITS, length)
  }

  /** A number from 0 (inclusive) to 1 (exclusive). */
  fraction(): number {
    const bytes = this.#bytes()
    let number = 0
    for (let i = 0; i < 4; i++) number = number * 256 + bytes.charCodeAt(i)
    return number / 2 ** 32
  }

  #characters(alphabet: string, length: number): string {
    const bytes = this.#bytes()
    let text = ''
    for (let i = 0; i < length; i++) text += alphabet[(bytes.charCodeAt(i) || 0) % alphabet.length]
    return text
  }

  /** 32 bytes, each of them a character: to hash into a text takes a quarter of the time of a buffer. */
  #bytes(): string {
    const bytes = hash('sha256', `${this.#seed}/${this.#position}`, 'binary')
    this.#position += 1
    return bytes
  }
}
