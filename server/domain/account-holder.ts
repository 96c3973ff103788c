import { createHash } from 'node:crypto'

const FIRST_NAMES = ['ASHA', 'BARAKA', 'NEEMA', 'JUMA', 'REHEMA', 'ELIA', 'ZUHURA', 'HAMISI'] as const
const LAST_NAMES = ['MUSHI', 'MWINYI', 'KIMARO', 'MASSAWE', 'SHAYO', 'ABDALLAH', 'LYIMO', 'NYERERE'] as const

/**
 * Who an account or a phone number belongs to, in capitals as operators write names. Made up, and always the same for
 * the same number.
 */
export function accountHolderOf(number: string): string {
  const [first = 0, last = 0] = createHash('sha256').update(number).digest()
  return `${FIRST_NAMES[first % FIRST_NAMES.length]} ${LAST_NAMES[last % LAST_NAMES.length]}`
}
