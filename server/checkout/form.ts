import type { CheckoutLink } from '../domain/checkout-link.js'
import { channelOfPhone, normalisePhone } from '../domain/operators.js'
import type { Channel } from '../domain/payment.js'
import type { PayOrder } from '../sandbox/payments.js'
import { type Method, methodsFor, preselected, unfitFor } from './methods.js'
import { expiryOf, isTestCard, TEST_CARDS } from './test-cards.js'

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
  readonly link: CheckoutLink
  /** The time on the merchant's clock. */
  readonly now: number
  readonly isScenario: (name: string) => boolean
}

/** Longer texts are no honest answer to any field. */
const LONGEST = 100

/** The fields of a posted form; a field that came several times counts once, an empty one not at all. */
export function readForm(body: unknown): Typed {
  const posted = (body ?? {}) as Record<string, string | string[] | undefined>
  const typed = FIELDS.map((field) => {
    const value = posted[field]
    return [field, (Array.isArray(value) ? value[0] : value)?.trim().slice(0, LONGEST)] as const
  })
  return Object.fromEntries(typed.filter(([, text]) => text))
}

/** The payment that a form asks for, or everything that is wrong with it. Nothing of a card is kept. */
export function judgeForm(typed: Typed, context: FormContext): { order: PayOrder } | { errors: FormErrors } {
  const method = (typed.method ?? methodsFor(context.link)[0]) as Method
  const attempt = typed.attempt === undefined ? {} : { attempt: Number(typed.attempt) }
  const common = { ...(typed.scenario ? { scenario: typed.scenario } : {}), ...attempt }
  const errors: FormErrors = {
    ...methodErrors(method, context.link),
    ...(typed.scenario && !context.isScenario(typed.scenario)
      ? { scenario: `There is no scenario called ${typed.scenario}.` }
      : {}),
  }
  if (errors.method) return { errors }
  if (method === 'BANK') return result({ channel: method, ...common }, errors)
  if (method === 'CARD') {
    return result({ channel: method, ...common }, { ...errors, ...cardErrors(typed, context.now) })
  }
  const phone = readPhone(typed.phoneNumber ?? '', method)
  if ('error' in phone) return { errors: { ...errors, phoneNumber: phone.error } }
  return result({ ...phone, ...common }, errors)
}

/** The method that the form shows as picked. */
export function pickedMethod(typed: Typed, link: CheckoutLink): Method {
  const method = methodsFor(link).find((offered) => offered === typed.method)
  return method && unfitFor(link, method) === null ? method : preselected(link)
}

function result(order: PayOrder, errors: FormErrors) {
  return Object.keys(errors).length > 0 ? { errors } : { order }
}

function methodErrors(method: Method, link: CheckoutLink): FormErrors {
  if (!methodsFor(link).includes(method)) {
    return { method: `Choose one of the ways to pay in ${link.total.currency} below.` }
  }
  const unfit = unfitFor(link, method)
  return unfit === null ? {} : { method: `${unfit} Choose another way to pay.` }
}

function readPhone(
  typed: string,
  method: Exclude<Method, 'BANK' | 'CARD'>,
): { channel: Channel; phoneNumber: string } | { error: string } {
  if (typed === '') return { error: 'Enter the phone number that pays.' }
  const phoneNumber = normalisePhone(typed)
  if (phoneNumber === null) {
    return { error: 'Enter a phone number of Tanzania, such as 0744 000 111 or 255744000111.' }
  }
  const channel = method === 'auto' ? channelOfPhone(phoneNumber) : method
  if (channel) return { channel, phoneNumber }
  const beginning = `0${phoneNumber.slice(3, 5)}`
  return {
    error: `No mobile-money operator here has numbers that begin with ${beginning}. Choose the operator yourself, or use another number.`,
  }
}

function cardErrors(typed: Typed, now: number): FormErrors {
  const { cardNumber = '', cardExpiry = '', cardCvc = '' } = typed
  const end = expiryOf(cardExpiry)
  return {
    ...(isTestCard(cardNumber) ? {} : { cardNumber: cardNumberError(cardNumber) }),
    ...(end !== null && end > now
      ? {}
      : {
          cardExpiry:
            end === null ? 'Enter the month and year of expiry, such as 04/29.' : 'This card has expired.',
        }),
    ...(/^\d{3,4}$/.test(cardCvc) ? {} : { cardCvc: 'Enter the 3 or 4 digits of the security code.' }),
  }
}

function cardNumberError(typed: string): string {
  if (typed === '') return 'Enter a card number.'
  const cards = TEST_CARDS.map(({ number, brand }) => `${number} (${brand})`)
  return `This is a sandbox and takes test cards only: ${cards.slice(0, -1).join(', ')} or ${cards.at(-1)}.`
}
