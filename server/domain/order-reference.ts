const LETTERS_AND_DIGITS = /^[A-Za-z0-9]+$/

/**
 * Whether a merchant's order reference has an acceptable form: unaccented letters and digits, at least one.
 *
 * Length is not judged here, because it depends on the call and the dialect.
 * @see ClickPesa docs, api-reference/collection/generate-checkout-link
 */
export function isWellFormedReference(text: string): boolean {
  return LETTERS_AND_DIGITS.test(text)
}
