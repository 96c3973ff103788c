import { isIP } from 'node:net'
import type { CUSTOM_FORMATS } from '../../contracts/schemas/evidence.js'
import { parseAmount } from '../domain/money.js'
import { isReturnUrl } from '../domain/return.js'
import { parseDuration } from '../lib/duration.js'

export type Formats = Readonly<Record<string, (text: string) => boolean>>

/** Formats of what people write for the sandbox itself: its files, its control API, its forms. */
export const OUR_FORMATS = {
  amount: (text) => parseAmount(text) !== null,
  duration: (text) => parseDuration(text) !== null,
  fee: (text) => /^\d{1,10}(\.\d{1,2})?%?$/.test(text),
  'http-url': isHttpUrl,
  'return-url': isReturnUrl,
  'public-url': isPublicUrl,
  origin: isOrigin,
  'host-name': (text) => text.length <= 253 && HOST_NAME.test(text),
  receiver: isReceiver,
  network: (text) => text === 'loopback' || text === 'private' || isNetwork(text),
  'control-token': (text) => CONTROL_TOKEN.test(text),
  instant: (text) => isInstant(text),
} as const satisfies Formats

/** A word, a network, an address or a host name, as `--allow-receivers` takes them. */
function isReceiver(text: string): boolean {
  return isNetwork(text) || HOST_NAME.test(text)
}

/** An IP address, or a network of them as `10.0.0.0/8`. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || more.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}

/** What one reader of an address takes for a part of its host, and another for its end; and what never stands in one. */
const MISREAD = /[\\"'<>`{}|^\s]/

/** An address that paths can be put behind; who gives that of the ClickPesa API means the sandbox. */
function isPublicUrl(text: string): boolean {
  return isHttpUrl(text) && !/[?#]/.test(text) && !MISREAD.test(text) && !/\/third-parties\/*$/.test(text)
}

/**
 * Formats of what goes over the wire. The gateway takes an empty text for one that is left out, and no
 * amount of nothing; in a scenario an amount may be zero or less, and an empty one is a slip.
 */
export const WIRE_FORMATS = {
  amount: (text) => text === '' || (parseAmount(text) ?? 0) > 0,
  'http-url': (text) => text === '' || isHttpUrl(text),
  uri: (text) => URL.canParse(text),
  'date-time': (text) => !Number.isNaN(Date.parse(text)),
} as const satisfies Formats & Record<keyof typeof CUSTOM_FORMATS, Formats[string]>

/** A shorter one is soon guessed; it travels in a request header, which carries neither spaces nor accents. */
const CONTROL_TOKEN = /^[!-~]{8,200}$/

/** With `*.` before it, every name below it: two labels at least, as nobody owns all of a top-level domain. */
const HOST_NAME = /^(\*\.[\w-]+\.)?[\w-]+(\.[\w-]+)*$/

const IN_WORDS: Readonly<Record<string, string>> = {
  amount: 'an amount such as 12500 or 250.50',
  fee: 'an amount or a share such as 150 or 1.5%',
  duration: 'a duration such as 500ms, 5s, 2m, 1h or 3d',
  'http-url': 'an absolute http or https URL',
  'return-url': 'an absolute http or https URL, or a deep link of an app such as myapp://payment/return',
  'public-url': 'an absolute http or https URL with no ? and no #, and without /third-parties at its end',
  origin: 'an origin such as https://shop.example or http://localhost:3000, with no path behind it',
  'host-name': 'a host name such as sandbox.test, or *.sandbox.test for all names below it, without a port',
  receiver: '"any", "private", "loopback", a network such as 10.0.0.0/8, an address, or a host name',
  network: '"loopback", "private", a network such as 10.0.0.0/8, or an IP address',
  'control-token':
    'a token of 8 to 200 letters, digits and signs, with neither spaces nor accents: it travels in a request header',
  instant: 'a date and time such as 2026-05-04T09:00:00Z',
  uri: 'an absolute URL',
  'date-time': 'a date and time such as 2026-05-04T09:00:00Z',
}

/** What a text of this format looks like, by an example. */
export function formatInWords(format: string): string {
  return IN_WORDS[format] ?? format
}

/** What a pattern of our own schemas asks for, for those that people meet. */
const PATTERNS_IN_WORDS: Readonly<Record<string, string>> = {
  '^\\d{1,15}$': 'a whole number such as 42',
  '^[1-9]\\d{0,3}$': 'a whole number from 1 to 9999',
  '^(0|[1-5]\\d\\d)$': 'a status of HTTP such as 403, or 0 for no answer',
  '^255\\d{9}$': 'a phone number of Tanzania such as 255744000111',
  '^[A-Za-z0-9]+\\*?$': 'letters and digits, with or without a * at the end, such as ORDER1001 or TEST*',
  '^[A-Za-z0-9._-]+$': 'letters, digits, dots, underscores and hyphens',
  '^/': 'a path that begins with /',
}

/** What a text that fits a pattern looks like; null where there are no words for the pattern. */
export function patternInWords(pattern: string): string | null {
  return Object.hasOwn(PATTERNS_IN_WORDS, pattern) ? (PATTERNS_IN_WORDS[pattern] ?? null) : null
}

/** Whether the text is an absolute http(s) address. */
export function isHttpUrl(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false
  return new URL(text).hostname !== ''
}

/**
 * Whether the text is an origin as browsers write it, with no default port and no path. A URL may hold more
 * characters than these, some of which would end the rule of a security policy that the origin stands in.
 */
function isOrigin(text: string): boolean {
  return /^https?:\/\/[a-z0-9.-]+(:\d+)?$/.test(text) && URL.canParse(text) && new URL(text).origin === text
}

function isInstant(text: string): boolean {
  return /^\d{4}-\d\d-\d\d(T|$)/.test(text) && !Number.isNaN(Date.parse(text))
}
