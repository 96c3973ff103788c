import type { WireSchema } from './evidence.js'
import { CURRENCIES } from './statuses.js'

/** Text that may be empty. */
export const text = { type: 'string' } as const satisfies WireSchema

/** Text that says something. */
export const filledText = { type: 'string', minLength: 1 } as const satisfies WireSchema

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

/** An HMAC-SHA256 in lower-case hexadecimal. */
export const digest = { type: 'string', pattern: '^[0-9a-f]{64}$' } as const satisfies WireSchema
