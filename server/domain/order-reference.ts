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

/** The most characters of a reference in a USSD push (ClickPesa docs, home/changelog, January 2026). */
export const MAX_PUSH_REFERENCE_LENGTH = 20

/** Whether a reference is short enough for a USSD push. */
export function isWithinPushLength(reference: string): boolean {
  return reference.length <= MAX_PUSH_REFERENCE_LENGTH
}
