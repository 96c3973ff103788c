import { documented, SOURCE, type WireSchema } from './evidence.js'
import { CURRENCIES } from './statuses.js'

/** Text that may be empty. */
export const text = { type: 'string' } as const satisfies WireSchema

/** Text that says something. */
export const filledText = { type: 'string', minLength: 1 } as const satisfies WireSchema

/** Text that may be left out in any of three ways. */
export const optionalText = { type: ['string', 'null'] } as const satisfies WireSchema

/**
 * An amount in a request, where it may be left out. A number has to be positive; text is judged by the format. '' and
 * null mean that the field is not there.
 */
export const optionalAmount = {
  type: ['string', 'number', 'null'],
  format: 'amount',
  exclusiveMinimum: 0,
} as const satisfies WireSchema

/** An amount that a request cannot do without. */
export const neededAmount = {
  type: ['string', 'number'],
  format: 'amount',
  minLength: 1,
  exclusiveMinimum: 0,
} as const satisfies WireSchema

/** How a request is signed. */
export const checksumFields = {
  checksum: {
    ...optionalText,
    description:
      'HMAC-SHA256 of the other fields in lower-case hex; needed where the application asks for it.',
    ...documented(SOURCE.checksum),
  },
  checksumMethod: {
    type: ['string', 'null'],
    enum: ['canonical', 'legacy', '', null],
    description: 'How checksum was computed; canonical unless said otherwise.',
    ...documented(SOURCE.checksum),
  },
} as const satisfies Record<string, WireSchema>

/** A merchant's own name for an order: letters and digits. */
export const reference = { type: 'string', pattern: '^[A-Za-z0-9]+$' } as const satisfies WireSchema

export const currency = { type: 'string', enum: CURRENCIES } as const satisfies WireSchema

/** Money as text: a whole amount alone, a broken one with two decimals; never negative. */
export const amountSchema = { type: 'string', pattern: '^\\d+(\\.\\d{2})?$' } as const satisfies WireSchema

/** Money as text that always shows two decimals. */
export const amountWithCents = { type: 'string', pattern: '^\\d+\\.\\d{2}$' } as const satisfies WireSchema

/** A moment in UTC, to the millisecond. */
export const timestamp = {
  type: 'string',
  format: 'date-time',
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$',
} as const satisfies WireSchema

/** A day in a query, as documented: year or day first. */
export const day = {
  type: 'string',
  pattern: '^(\\d{4}-\\d{2}-\\d{2}|\\d{2}-\\d{2}-\\d{4})$',
} as const satisfies WireSchema

/** An HMAC-SHA256 in lower-case hexadecimal. */
export const digest = { type: 'string', pattern: '^[0-9a-f]{64}$' } as const satisfies WireSchema
