import { digitsAsTyped } from '../lib/digits-as-typed.js'

/** What comes of paying with a test card, where the scenario of the merchant decides nothing else. */
export type CardEffect = 'pays' | 'declined' | 'no-funds' | 'asks-bank'

interface TestCard {
  readonly number: string
  readonly brand: string
  readonly effect: CardEffect
}

/** The only card numbers that the sandbox takes: numbers that networks and processors set aside for tests. */
export const TEST_CARDS: readonly TestCard[] = [
  { number: '4111 1111 1111 1111', brand: 'Visa', effect: 'pays' },
  { number: '5555 5555 5555 4444', brand: 'Mastercard', effect: 'pays' },
  { number: '6200 0000 0000 0005', brand: 'UnionPay', effect: 'pays' },
  { number: '4000 0000 0000 0002', brand: 'Visa', effect: 'declined' },
  { number: '4000 0000 0000 9995', brand: 'Visa', effect: 'no-funds' },
  { number: '4000 0000 0000 3220', brand: 'Visa', effect: 'asks-bank' },
]

/** The test card with this number; undefined for any other number. */
export function testCard(typed: string): TestCard | undefined {
  const digits = digitsAsTyped(typed)
  return TEST_CARDS.find(({ number }) => digitsAsTyped(number) === digits)
}

/**
 * The instant at which a card's expiry date, such as `04/29` or `04/2029`, is over: the end of its month.
 * Null when the text is not such a date.
 */
export function expiryOf(typed: string): number | null {
  const match = /^(0?[1-9]|1[0-2])\/?((?:20)?\d\d)$/.exec(digitsAsTyped(typed).replaceAll('.', ''))
  if (!match) return null
  const [, month, year] = match
  return Date.UTC(2000 + (Number(year) % 100), Number(month), 1)
}
