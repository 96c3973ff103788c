import { channelOfPhone, normalisePhone } from '../domain/operators.js'
import type { Order } from '../domain/order.js'
import type { Channel } from '../domain/payment.js'
import { digitsAsTyped } from '../lib/digits-as-typed.js'
import type { PayOrder } from '../sandbox/payments.js'
import type { Words } from './i18n/language.js'
import { fits, type Method, methodsFor, preselected, unfitFor } from './methods.js'
import { type CardEffect, expiryOf, TEST_CARDS, testCard } from './test-cards.js'

const FIELDS = [
  'method',
  'phoneNumber',
  'cardNumber',
  'cardExpiry',
  'cardCvc',
  'scenario',
  'attempt',
] as const
type Field = (typeof FIELDS)[number]

/** The form as the customer filled it in. */
export type Typed = { readonly [F in Field]?: string }

/** What is wrong with it, beside the field concerned. */
export type FormErrors = { readonly [F in Field]?: string }

/** What a form is judged by. */
export interface FormContext {
  readonly order: Order
  /** The time on the merchant's clock. */
  readonly now: number
  /** What is wrong with the scenario that was picked. */
  readonly scenarioMistake: string | undefined
  readonly words: Words
}

/** Longer texts are cut: no field needs them. */
const MAX_LENGTH = 100

/** The fields of a posted form; a field that came several times counts once, an empty one not at all. */
export function readForm(body: unknown): Typed {
  const posted = (body ?? {}) as Record<string, string | string[] | undefined>
  const typed = FIELDS.map((field) => {
    const value = posted[field]
    return [field, (Array.isArray(value) ? value[0] : value)?.trim().slice(0, MAX_LENGTH)] as const
  })
  return Object.fromEntries(typed.filter(([, text]) => text))
}

/** The payment that a form asks for, or everything that is wrong with it. Nothing of a card is kept. */
export function judgeForm(typed: Typed, context: FormContext): { order: PayOrder } | { errors: FormErrors } {
  const method = (typed.method ?? methodsFor(context.order)[0]) as Method
  const attempt = typed.attempt === undefined ? {} : { attempt: Number(typed.attempt) }
  const common = { ...(typed.scenario ? { scenario: typed.scenario } : {}), ...attempt }
  const { words } = context
  const errors: FormErrors = {
    ...methodErrors(method, context),
    ...(context.scenarioMistake ? { scenario: context.scenarioMistake } : {}),
  }
  if (errors.method) return { errors }
  if (method === 'BANK') return result({ channel: method, ...common }, errors)
  if (method === 'CONTROL-NUMBER') {
    return result({ channel: payingChannel(context.order), byControlNumber: true, ...common }, errors)
  }
  if (method === 'CARD') {
    const how = BY_CARD[testCard(typed.cardNumber ?? '')?.effect ?? 'pays']
    return result({ channel: method, ...how, ...common }, { ...errors, ...cardErrors(typed, context) })
  }
  const phone = readPhone(typed.phoneNumber ?? '', method, words)
  if ('error' in phone) return { errors: { ...errors, phoneNumber: phone.error } }
  return result({ ...phone, ...common }, errors)
}

/** How a payment goes with each kind of card; a scenario that is picked on the page comes before that. */
const BY_CARD: Readonly<Record<CardEffect, Pick<PayOrder, 'scenario' | 'asksBank'>>> = {
  pays: {},
  declined: { scenario: 'card-declined' },
  'no-funds': { scenario: 'card-no-funds' },
  'asks-bank': { asksBank: true },
}

/** The method that the form shows as picked. */
export function pickedMethod(typed: Typed, order: Order): Method {
  const method = methodsFor(order).find((offered) => offered === typed.method)
  return method && fits(order, method) ? method : preselected(order)
}

function result(order: PayOrder, errors: FormErrors) {
  return Object.keys(errors).length > 0 ? { errors } : { order }
}

/**
 * Whose menu a control number is paid in: the operator of the customer's phone, else M-Pesa. What the
 * gateway reports as the channel of a bill payment is unknown.
 */
function payingChannel({ customer }: Order): Channel {
  return channelOfPhone(customer.phone ?? '') ?? 'M-PESA'
}

function methodErrors(method: Method, { order, words }: FormContext): FormErrors {
  if (!methodsFor(order).includes(method)) return { method: words.errors.chooseMethod(order.total.currency) }
  const unfit = unfitFor(order, method, words)
  return unfit === null ? {} : { method: `${unfit} ${words.errors.anotherMethod}` }
}

function readPhone(
  typed: string,
  method: Exclude<Method, 'CONTROL-NUMBER' | 'BANK' | 'CARD'>,
  { errors }: Words,
): { channel: Channel; phoneNumber: string } | { error: string } {
  if (typed === '') return { error: errors.phoneMissing }
  const phoneNumber = normalisePhone(typed)
  if (phoneNumber === null) return { error: errors.phoneForeign }
  const channel = method === 'auto' ? channelOfPhone(phoneNumber) : method
  return channel ? { channel, phoneNumber } : { error: errors.phoneUnknown(`0${phoneNumber.slice(3, 5)}`) }
}

function cardErrors(typed: Typed, { now, words: { errors } }: FormContext): FormErrors {
  const { cardNumber = '', cardExpiry = '', cardCvc = '' } = typed
  const end = expiryOf(cardExpiry)
  return {
    ...(testCard(cardNumber) ? {} : { cardNumber: cardNumberError(cardNumber, errors) }),
    ...(end !== null && end > now ? {} : { cardExpiry: end === null ? errors.expiry : errors.expired }),
    ...(/^\d{3,4}$/.test(digitsAsTyped(cardCvc)) ? {} : { cardCvc: errors.cvc }),
  }
}

function cardNumberError(typed: string, errors: Words['errors']): string {
  if (typed === '') return errors.cardMissing
  const cards = TEST_CARDS.map(({ number, brand }) => `${number} (${brand})`)
  return errors.testCardsOnly(cards.slice(0, -1).join(', '), cards.at(-1) ?? '')
}
