import { normalisePhone } from '../domain/operators.js'

/** Says in plain words what is wrong with a phone number of an API call, and what to send instead. */
export function wrongPhone(text: string): string {
  const digits = normalisePhone(text)
  const send = digits === null || digits === text ? '' : `; send ${digits}`
  const [invisible] = /\p{Cf}/u.exec(text) ?? []
  const rules: readonly (readonly [boolean, string])[] = [
    [text === '', 'the phone number is empty'],
    [
      invisible !== undefined,
      `the phone number has an invisible character in it, ${codeOf(invisible)}, as numbers have that were copied${send}`,
    ],
    [/^\s|\s$/.test(text), `the phone number has a space or a line break around it${send}`],
    [
      /^(\+|0)/.test(text),
      `the phone number begins with a plus sign or 0: send 12 digits that begin with 255${send}`,
    ],
    [
      /^[\d\s().-]+$|\p{Pd}/u.test(text) && /\D/.test(text),
      `the phone number has spaces or signs between its digits${send}`,
    ],
    [
      /[^\p{ASCII}]/u.test(text) && /\p{Nd}/u.test(text),
      `the phone number has digits that are not ASCII${send}`,
    ],
    [/\D/.test(text), 'the phone number has something other than digits in it'],
    [/^[67]\d{8}$/.test(text), `the phone number has no country code: send 255${text}`],
    [!text.startsWith('255'), 'the phone number is not one of Tanzania: it does not begin with 255'],
    [text.length !== 12, `the phone number has ${text.length} digits: send 12, which begin with 255`],
  ]
  return (
    rules.find(([applies]) => applies)?.[1] ??
    `no operator here has numbers that begin with ${text.slice(0, 5)}: Vodacom, Yas (Tigo), Airtel and Halotel have others`
  )
}

/** Reads like `U+202A`. */
function codeOf(character = ''): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}
