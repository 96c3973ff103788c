import { parseAmount } from '../domain/money.js'
import { channelOfPhone, type MobileChannel, normalisePhone } from '../domain/operators.js'
import type { Payment } from '../domain/payment.js'
import { SandboxMistake } from '../errors.js'
import type { Bills } from './bills.js'
import { SOMEBODYS_PHONE } from './pay-by-hand.js'
import type { Payments } from './payments.js'

/** How a customer pays a control number; whatever is left out is guessed. */
export interface BillPayment {
  /** In shillings, such as `18000`; what the bill asks for, when left out. */
  readonly amount?: string | undefined
  readonly method?: MobileChannel | 'BANK' | undefined
  readonly phoneNumber?: string | undefined
  readonly scenario?: string | undefined
}

/** Pays a control number in the customer's place. Throws a SandboxMistake that says why it cannot be paid. */
export async function payBill(
  { bills, payments }: { readonly bills: Bills; readonly payments: Payments },
  merchantId: string,
  number: string,
  asked: BillPayment,
): Promise<Payment> {
  const order = await bills.ofNumber(merchantId, number)
  if (!order) {
    throw new SandboxMistake(
      'CONTROL_NUMBER_NOT_FOUND',
      `the merchant has no control number ${number}`,
      'create it first with create-order-control-number or create-customer-control-number',
    )
  }
  const amount = asked.amount === undefined ? order.bill.amount : parseAmount(asked.amount)
  if (amount === null) {
    throw new SandboxMistake(
      'INVALID_INPUT',
      asked.amount === undefined
        ? `control number ${number} has no amount of its own`
        : `"${asked.amount}" is not an amount`,
      'say what is paid, such as 18000',
    )
  }
  const phoneNumber = normalisePhone(asked.phoneNumber ?? order.customer.phone ?? SOMEBODYS_PHONE)
  if (phoneNumber === null) {
    throw new SandboxMistake(
      'INVALID_INPUT',
      `"${asked.phoneNumber ?? order.customer.phone}" is not a Tanzanian phone number`,
      'give 12 digits that begin with 255, such as 255744000111',
    )
  }
  const channel = asked.method ?? channelOfPhone(phoneNumber) ?? 'M-PESA'
  const { scenario } = asked
  const paid = await payments.payBill(order, {
    channel,
    amount,
    scenario,
    ...(channel === 'BANK' ? {} : { phoneNumber }),
  })
  if (typeof paid !== 'string') return paid
  throw new SandboxMistake(
    'CONTROL_NUMBER_NOT_PAID',
    `control number ${number} cannot be paid: ${paid}`,
    'GET /third-parties/billpay/{billPayNumber} shows how it stands',
  )
}
