/** The only card numbers that the sandbox takes: numbers that networks set aside for tests. */
export const TEST_CARDS = [
  { number: '4111 1111 1111 1111', brand: 'Visa' },
  { number: '5555 5555 5555 4444', brand: 'Mastercard' },
  { number: '6200 0000 0000 0005', brand: 'UnionPay' },
] as const

export function isTestCard(typed: string): boolean {
  const digits = withoutGaps(typed)
  return TEST_CARDS.some(({ number }) => withoutGaps(number) === digits)
}

/**
 * The instant at which a card's expiry date, such as `04/29` or `04/2029`, is over: the end of its month.
 * Null when the text is not such a date.
 */
export function expiryOf(typed: string): number | null {
  const match = /^(0?[1-9]|1[0-2])\/?((?:20)?\d\d)$/.exec(typed.replace(/[\s.-]/g, ''))
  if (!match) return null
  const [, month, year] = match
  return Date.UTC(2000 + (Number(year) % 100), Number(month), 1)
}

function withoutGaps(number: string): string {
  return number.replace(/[\s-]/g, '')
}
