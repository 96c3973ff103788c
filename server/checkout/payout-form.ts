import { BANKS, bankOf, isAccountNumber } from '../domain/banks.js'
import { channelOfPhone, normalisePhone } from '../domain/operators.js'
import { fitsPhone, type PayoutLink, transferFor } from '../domain/payout-link.js'
import { bankReceiver, type PayoutReceiver, phoneReceiver } from '../domain/payout-receiver.js'
import { digitsAsTyped } from '../lib/digits-as-typed.js'
import type { Words } from './i18n/language.js'

const FIELDS = ['method', 'phoneNumber', 'bic', 'accountNumber', 'accountName', 'scenario'] as const
type Field = (typeof FIELDS)[number]

/** The form as its visitor filled it in. */
export type TypedPayout = { readonly [F in Field]?: string }

/** What is wrong with it, beside the field concerned. */
export type PayoutFormErrors = { readonly [F in Field]?: string }

/** Where money can go, as the form names it; `BANK` shows the fields of a bank account. */
export const PAYOUT_METHODS = ['PHONE', 'BANK'] as const
export type PayoutMethod = (typeof PAYOUT_METHODS)[number]

/** Longer texts are cut: no field needs them. */
const MAX_LENGTH = 100

/** The fields of a posted form; a field that came several times counts once, an empty one not at all. */
export function readPayoutForm(body: unknown): TypedPayout {
  const posted = (body ?? {}) as Record<string, string | string[] | undefined>
  const typed = FIELDS.map((field) => {
    const value = posted[field]
    return [field, (Array.isArray(value) ? value[0] : value)?.trim().slice(0, MAX_LENGTH)] as const
  })
  return Object.fromEntries(typed.filter(([, text]) => text))
}

/** The way that the form shows as picked: a phone, unless the amount is too large for one. */
export function pickedPayoutMethod({ method }: TypedPayout, { amount }: PayoutLink): PayoutMethod {
  return method === 'BANK' || !fitsPhone(amount) ? 'BANK' : 'PHONE'
}

type Judged = { readonly receiver: PayoutReceiver } | { readonly errors: PayoutFormErrors }

/** Who shall get the money, or everything that is wrong with the form, the picked scenario included. */
export function judgePayoutForm(
  typed: TypedPayout,
  link: PayoutLink,
  words: Words,
  scenario: string | undefined,
): Judged {
  const judged = judgeReceiver(typed, link, words)
  if (scenario === undefined) return judged
  return { errors: { ...('errors' in judged ? judged.errors : {}), scenario } }
}

function judgeReceiver(typed: TypedPayout, link: PayoutLink, { payout: words, errors }: Words): Judged {
  if (typed.method === 'BANK') return judgeBank(typed, link, words)
  if (!fitsPhone(link.amount)) return { errors: { method: words.tooLargeForPhone } }
  if (!typed.phoneNumber) return { errors: { phoneNumber: words.phoneMissing } }
  const phoneNumber = normalisePhone(typed.phoneNumber)
  if (phoneNumber === null) return { errors: { phoneNumber: errors.phoneForeign } }
  const operator = channelOfPhone(phoneNumber)
  return operator
    ? { receiver: phoneReceiver(phoneNumber, operator) }
    : { errors: { phoneNumber: words.phoneUnknown(`0${phoneNumber.slice(3, 5)}`) } }
}

function judgeBank(
  { bic = '', accountNumber = '', accountName = '' }: TypedPayout,
  { amount }: PayoutLink,
  words: Words['payout'],
) {
  const bank = bankOf(bic)
  if (bank && isAccountNumber(accountNumber) && accountName) {
    const receiver = bankReceiver({
      provider: bank.name,
      transferType: transferFor(amount),
      swiftNumber: bank.bic,
      accountNumber: digitsAsTyped(accountNumber),
      accountName,
    })
    return { receiver }
  }
  const errors: PayoutFormErrors = {
    ...(bank ? {} : { bic: words.bankMissing }),
    ...(isAccountNumber(accountNumber) ? {} : { accountNumber: words.accountNumberWrong }),
    ...(accountName ? {} : { accountName: words.accountNameMissing }),
  }
  return { errors }
}

/** The banks to choose from, by name. */
export const BANKS_TO_CHOOSE = BANKS.toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
