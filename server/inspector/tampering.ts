import { parseAmount } from '../domain/money.js'
import type { Damage } from '../domain/script.js'
import { SandboxMistake } from '../errors.js'
import { explainDamage } from '../scenario/parts/damage.js'

/** What can be wrong with a copy that is sent by hand, in the words of the form. */
export const TAMPERINGS = {
  duplicate: 'A second copy, unchanged',
  'wrong-key': 'Signed with a wrong key',
  missing: 'Without its checksum',
  amount: 'With another amount',
  stale: 'With another amount and the checksum of the right one',
  'cut-off': 'Cut off in the middle',
} as const

/** The damage that a form asks for. `amount` is what the copy claims, where it lies about it. */
export function damageFor(kind: string | undefined, amount = '1'): Damage {
  switch (kind) {
    case 'duplicate':
      return {}
    case 'wrong-key':
    case 'missing':
      return { checksum: kind }
    case 'amount':
      return { amount: plainAmount(amount) }
    case 'stale':
      return { amount: plainAmount(amount), checksum: kind }
    case 'cut-off':
      return { text: kind }
  }
  throw new SandboxMistake(
    'INVALID_INPUT',
    `"${kind ?? ''}" is not a way to tamper with a copy`,
    `choose one of ${Object.keys(TAMPERINGS).join(', ')}`,
  )
}

/** What is wrong with a copy that was sent by hand, for people: in the words that explain scenarios. */
export function describeDamage(damage: Damage): string {
  return explainDamage(damage) || 'a second copy'
}

function plainAmount(text: string): string {
  if (parseAmount(text) !== null) return text
  throw new SandboxMistake(
    'INVALID_INPUT',
    `"${text}" is not an amount`,
    'write digits, such as 12500 or 12500.50',
  )
}
