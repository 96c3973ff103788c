import { digitsAsTyped } from '../lib/digits-as-typed.js'

/** Mobile-money channels, spelt as in ClickPesa's messages. */
export const MOBILE_CHANNELS = ['M-PESA', 'TIGO-PESA', 'AIRTEL-MONEY', 'HALOPESA'] as const

export type MobileChannel = (typeof MOBILE_CHANNELS)[number]

export interface Operator {
  readonly channel: MobileChannel
  /** The name customers know, as shown on the hosted page. */
  readonly brand: string
  /** The phone company behind it. */
  readonly network: string
  /** What customers dial for the mobile-money menu. */
  readonly menu: string
  /** The two digits that follow `255` in the numbers of this operator. */
  readonly prefixes: readonly string[]
}

/**
 * Who runs each channel, and which phone numbers belong to it.
 *
 * Prefixes come from ClickPesa/tanzanian-phone-validator; pairing a phone company with a channel
 * is the sandbox's own reading. TTCL (73), Smile (66) and the dormant 63, 64 and 72 have no channel.
 */
export const OPERATORS: { readonly [Channel in MobileChannel]: Operator } = {
  'M-PESA': {
    channel: 'M-PESA',
    brand: 'M-Pesa',
    network: 'Vodacom',
    menu: '*150*00#',
    prefixes: ['74', '75', '76', '79'],
  },
  'TIGO-PESA': {
    channel: 'TIGO-PESA',
    brand: 'Mixx by Yas',
    network: 'Yas (Tigo Pesa)',
    menu: '*150*01#',
    prefixes: ['65', '67', '71', '77'],
  },
  'AIRTEL-MONEY': {
    channel: 'AIRTEL-MONEY',
    brand: 'Airtel Money',
    network: 'Airtel',
    menu: '*150*60#',
    prefixes: ['68', '69', '78'],
  },
  HALOPESA: {
    channel: 'HALOPESA',
    brand: 'HaloPesa',
    network: 'Halotel',
    menu: '*150*88#',
    prefixes: ['61', '62'],
  },
}

/** The same for a control number that is paid by phone (claimed by integrators). */
export const BILLPAY_LIMITS = { minimum: 50_000, maximum: 500_000_000 } as const

/** The least and the most a USSD push can ask for, in minor units of TZS (both ends are allowed). */
export const PUSH_LIMITS = { minimum: 50_000, maximum: 300_000_000 } as const

const CHANNEL_BY_PREFIX: ReadonlyMap<string, MobileChannel> = new Map(
  MOBILE_CHANNELS.flatMap((channel) =>
    OPERATORS[channel].prefixes.map((prefix) => [prefix, channel] as const),
  ),
)

/**
 * Reads a Tanzanian phone number as a person types or pastes it (`0744 000 111`, `+255 (0)744-000-111`, `tel:00255744.000.111`).
 *
 * Returns the 12 digits ClickPesa uses (`255744000111`), or null if it is not such a number.
 */
export function normalisePhone(text: string): string | null {
  const digits = digitsAsTyped(text).replace(/^tel:/i, '').replaceAll('.', '')
  const match = /^(?:(?:\+|00)?2550?|0)(\d{9})$/.exec(digits)
  return match === null ? null : `255${match[1]}`
}

/** The channel a phone number pays through, judged by its prefix; null where no operator can be asked. */
export function channelOfPhone(phone: string): MobileChannel | null {
  return CHANNEL_BY_PREFIX.get(normalisePhone(phone)?.slice(3, 5) ?? '') ?? null
}
