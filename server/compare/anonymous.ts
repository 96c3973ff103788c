/** At most this many characters of somebody else's text are repeated. */
const MAX_LENGTH = 200

/**
 * A text from somebody's traffic that can be shown to others: addresses, numbers, codes and references give
 * way to `…`. What is left are the gateway's own words.
 */
export function anonymous(text: string): string {
  return text
    .replaceAll(/(?<![\w.+-])[\w.+-]+@[\w-]+(\.[\w-]+)+/g, '…')
    .replaceAll(/https?:\/\/\S+/g, '…')
    .replaceAll(/\b(?=\w*\d)\w{5,}\b/g, '…')
    .replaceAll(/(missing payment: |Order reference )\S+/g, '$1…')
    .slice(0, MAX_LENGTH)
}
