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
import { type WrongField, wrongFieldsIn } from './validation-messages.js'
import { wrongAmount } from './wrong-value.js'

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
  const wrong = valid ? inexact(amountsIn(body)) : wrongFieldsIn(schema, body)
  if (valid && wrong.length === 0) return body
  const issues = firstOf(wrong.map(({ explanation }) => ({ path: [], message: explanation })))
  const validationMessages = wrong.map(({ message }) => message)
  throw new Refusal('INVALID_FIELDS', `the fields are wrong: ${oneLine(issues)}`, { validationMessages })
}

/** JSON numbers that are not amounts of money: more than two decimals, or too large to be exact. */
function inexact(amounts: readonly WrittenAmount[]): WrongField[] {
  return amounts
    .filter(([, amount]) => typeof amount === 'number' && parseAmount(amount) === null)
    .map(([field, amount]) => ({
      message: `${field} must be a number string`,
      explanation: `${field} is ${amount}: ${wrongAmount(String(amount))}`,
    }))
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
      `${JSON.stringify(reference.slice(0, 60))} has ${oddCharactersIn(reference)} in it, and may have letters and digits alone; remove the hyphens of a UUID`,
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

/** The first characters that are neither letters nor digits, as text that shows them. */
function oddCharactersIn(reference: string): string {
  if (reference === '') return 'nothing'
  const odd = [...new Set(reference.slice(0, 200).match(/[^A-Za-z0-9]/gu) ?? [])].slice(0, 5)
  return odd
    .map((character) => (character.trim() === '' ? 'white space' : JSON.stringify(character)))
    .join(' and ')
}
