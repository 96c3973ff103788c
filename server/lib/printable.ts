/**
 * What does something to a terminal instead of standing in it: control characters but line feed and tab, and the signs
 * that turn the direction of what follows.
 */
const ACTIVE = /(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\u2028\u2029]/gu

/** A sequence that sets the colour or weight of text. */
const STYLE = new RegExp(`(${String.fromCharCode(0x1b)}\\[[\\d;]*m)`)

/** Text from anywhere as a terminal may show it: what would act on the terminal is written as `\u001b` instead. */
export function printable(text: string): string {
  return text.replaceAll(ACTIVE, (sign) => sign.split('').map(escaped).join(''))
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** The same for the output of a program that writes in colours of its own. */
export function printableInColours(text: string): string {
  return text
    .split(STYLE)
    .map((part, i) => (i % 2 === 1 ? part : printable(part)))
    .join('')
}
