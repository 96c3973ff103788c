import { channelOfPhone, normalisePhone } from '../domain/operators.js'
import type { Order } from '../domain/order.js'
import { type Channel, channelsFor, type Payment } from '../domain/payment.js'
import { SandboxMistake } from '../errors.js'
import type { Payments } from './payments.js'

/** How a payment without a browser is asked for; whatever is left out is guessed. */
export interface HandPayment {
  readonly method?: Channel | undefined
  readonly phoneNumber?: string | undefined
  readonly scenario?: string | undefined
}

/** Pays when nobody says with which phone. */
export const SOMEBODYS_PHONE = '255744000111'

/** Pays an order in the customer's place. Throws a SandboxMistake that says why it cannot be paid. */
export async function payByHand(payments: Payments, order: Order, asked: HandPayment): Promise<Payment> {
  const result = await payments.pay(order, { ...payerOf(order, asked), scenario: asked.scenario })
  if (result.made) return result.payment
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
