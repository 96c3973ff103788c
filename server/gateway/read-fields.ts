import type { WireSchema } from '../../contracts/schemas/evidence.js'
import type { Dialect } from '../domain/dialect.js'
import { parseAmount } from '../domain/money.js'
import {
  isWellFormedReference,
  isWithinPushLength,
  MAX_PUSH_REFERENCE_LENGTH,
} from '../domain/order-reference.js'
import { Refusal } from '../errors.js'
import { WIRE_FORMATS } from '../schema/formats.js'
import { firstOf, oneLine } from '../schema/issue.js'
import { isValid } from '../schema/validator.js'
import { validationMessagesFor } from './validation-messages.js'

/** An amount in a request, and the field that it stands in. */
type WrittenAmount = readonly [field: string, amount: unknown]

/**
 * The request that a body is. Refuses everything that is wrong with types, enums and formats at once; `amountsIn`
 * lists the amounts, of which JSON numbers have to be exact.
 */
export function readTypes<Request>(
  schema: WireSchema,
  body: unknown,
  amountsIn: (request: Request) => readonly WrittenAmount[],
): Request {
  const valid = isValid<Request>(schema, body, WIRE_FORMATS)
  const validationMessages = valid ? inexact(amountsIn(body)) : validationMessagesFor(schema, body)
  if (valid && validationMessages.length === 0) return body
  const issues = firstOf(validationMessages.map((message) => ({ path: [], message })))
  throw new Refusal('INVALID_FIELDS', `the fields are wrong: ${oneLine(issues)}`, { validationMessages })
}

/** JSON numbers that are not amounts of money: more than two decimals, or too large to be exact. */
function inexact(amounts: readonly WrittenAmount[]): string[] {
  return amounts
    .filter(([, amount]) => typeof amount === 'number' && parseAmount(amount) === null)
    .map(([field]) => `${field} must be a number string`)
}

/** Where `referenceLengthLimit` limits references to 20 characters, for each kind of call. */
const LIMITED = {
  push: ['pushOnly20', 'everywhere20'],
  other: ['everywhere20'],
} as const satisfies Record<string, readonly Dialect['referenceLengthLimit'][]>

/** The order reference of a request. Refuses a missing one first, then its form, then its length. */
export function readReference(
  reference: string | null | undefined,
  { referenceLengthLimit: limit }: Dialect,
  call: keyof typeof LIMITED,
): string {
  if (reference === undefined || reference === null) {
    throw new Refusal('REFERENCE_REQUIRED', 'the body has no orderReference')
  }
  if (!isWellFormedReference(reference)) {
    throw new Refusal(
      'REFERENCE_MALFORMED',
      `${JSON.stringify(reference.slice(0, 60))} has something other than letters and digits in it; remove the hyphens of a UUID`,
    )
  }
  const limited: readonly Dialect['referenceLengthLimit'][] = LIMITED[call]
  if (limited.includes(limit) && !isWithinPushLength(reference)) {
    throw new Refusal(
      'REFERENCE_TOO_LONG',
      `the reference has ${reference.length} characters, and ${MAX_PUSH_REFERENCE_LENGTH} are the most (referenceLengthLimit: ${limit})`,
    )
  }
  return reference
}
