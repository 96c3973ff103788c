import { channelOfPhone, normalisePhone } from '../domain/operators.js'
import type { Order } from '../domain/order.js'
import { type Channel, channelsFor, type Payment, type PhoneAnswer } from '../domain/payment.js'
import { SandboxMistake } from '../errors.js'
import { awaitsPhone, type Payments } from './payments.js'

/** How a payment without a browser is asked for; whatever is left out is guessed. */
export interface HandPayment {
  readonly method?: Channel | undefined
  readonly phoneNumber?: string | undefined
  readonly scenario?: string | undefined
  /** What the customer does with the prompt on the phone. */
  readonly answer?: PhoneAnswer | undefined
}

/** Pays when nobody says with which phone. */
export const SOMEBODYS_PHONE = '255744000111'

/**
 * Pays an order in the customer's place. Where a prompt is on the phone already, as after a USSD push, it is answered:
 * with the right PIN unless `answer` says otherwise. Throws a SandboxMistake that says why the order cannot be paid.
 */
export async function payByHand(payments: Payments, order: Order, asked: HandPayment): Promise<Payment> {
  const prompted = (await payments.ofOrder(order)).findLast(awaitsPhone)
  if (prompted && (asked.answer || order.origin === 'ussd-push')) {
    return answered(payments, prompted, asked)
  }
  const result = await payments.pay(order, { ...payerOf(order, asked), scenario: asked.scenario })
  if (result.made) return asked.answer ? answered(payments, result.payment, asked) : result.payment
  if (result.state === 'left') {
    throw new SandboxMistake(
      'CUSTOMER_LEFT',
      `the customer left without paying: that is the scenario ${result.scenario}`,
      'choose another scenario where the customer pays',
    )
  }
  const latest = result.latest ? ` (payment ${result.latest.id} is ${result.latest.status})` : ''
  throw new SandboxMistake(
    'LINK_NOT_OPEN',
    `nothing can be paid on ${order.linkId === null ? `order ${order.orderReference}` : `link ${order.linkId}`}: it is ${STATES[result.state]}${latest}`,
    result.state === 'paying' ? 'advance the clock, or wait for the payment to end' : 'create another link',
  )
}

async function answered(payments: Payments, payment: Payment, asked: HandPayment): Promise<Payment> {
  const { id, merchantId } = payment
  const chosen = asked.scenario !== undefined && asked.scenario !== payment.scenario
  if (chosen || (asked.method !== undefined && asked.method !== payment.channel)) {
    throw new SandboxMistake(
      'INVALID_INPUT',
      `payment ${id} is under way: it goes over ${payment.channel} and follows ${payment.scenario}`,
      'leave method and scenario out, or set the scenario for the order before it is asked for',
    )
  }
  if (!(await payments.answerPhone(merchantId, id, asked.answer ?? 'right-pin'))) {
    throw new SandboxMistake(
      'NO_PROMPT',
      `payment ${id} has no prompt on a phone: it is ${payment.status} over ${payment.channel}`,
      'only mobile money that is PROCESSING asks for an answer',
    )
  }
  return (await payments.find(id)) ?? payment
}

const STATES = { open: 'open', paying: 'being paid', paid: 'paid', expired: 'expired' } as const

function payerOf(order: Order, asked: HandPayment): { channel: Channel; phoneNumber?: string } {
  const { currency } = order.total
  const allowed = channelsFor(currency)
  const phone = normalisePhone(asked.phoneNumber ?? order.customer.phone ?? SOMEBODYS_PHONE)
  if (asked.phoneNumber !== undefined && phone === null) {
    throw new SandboxMistake(
      'INVALID_INPUT',
      `"${asked.phoneNumber}" is not a Tanzanian phone number`,
      'give 12 digits that begin with 255, such as 255744000111',
    )
  }
  const recognised = phone === null ? null : channelOfPhone(phone)
  const channel = asked.method ?? (currency === 'TZS' ? (recognised ?? 'M-PESA') : 'CARD')
  if (!allowed.includes(channel)) {
    throw new SandboxMistake(
      'INVALID_INPUT',
      `an order in ${currency} cannot be paid with ${channel}`,
      `pay with ${allowed.join(', ')}`,
    )
  }
  return channel === 'CARD' || channel === 'BANK'
    ? { channel }
    : { channel, phoneNumber: phone ?? SOMEBODYS_PHONE }
}
