import type { PaymentRow } from '../../contracts/schemas/payment-row.js'
import { currentCustomer, exchangeFields, iso } from '../delivery/compose.js'
import type { Dialect } from '../domain/dialect.js'
import { amountNumber, formatAmount } from '../domain/money.js'
import type { Customer } from '../domain/order.js'
import type { Payment } from '../domain/payment.js'
import type { Sandbox } from '../sandbox/sandbox.js'

/** Payments of any orders, as the list of payments has them. */
export async function paymentRows(
  { queries }: Sandbox,
  payments: readonly Payment[],
  dialect: Dialect,
): Promise<PaymentRow[]> {
  const orders = await queries.ordersOf(payments)
  return payments.map((payment) => paymentRow(payment, orders.get(payment.orderId)?.customer ?? {}, dialect))
}

/** A payment as Query Payment lists it (ClickPesa docs, querying-for-payments). */
export function paymentRow(payment: Payment, customer: Customer, dialect: Dialect): PaymentRow {
  const { minor, currency } = payment.collected
  return {
    id: payment.id,
    status: payment.status,
    ...(payment.paymentReference ? { paymentReference: payment.paymentReference } : {}),
    ...(payment.phoneNumber ? { paymentPhoneNumber: payment.phoneNumber } : {}),
    orderReference: payment.orderReference,
    collectedAmount: AMOUNT_FORMATS[dialect.queryAmountFormat](minor),
    ...(dialect.queryExtraAmount === 'on' ? { amount: formatAmount(minor, 'twoDecimals') } : {}),
    collectedCurrency: currency,
    ...exchangeFields(payment),
    message: payment.message,
    channel: payment.channel,
    updatedAt: iso(payment.updatedAt),
    createdAt: iso(payment.createdAt),
    ...currentCustomer(customer, ['name', 'phone', 'email']),
    ...(dialect.clientIdInReplies === 'present' ? { clientId: payment.clientId } : {}),
  }
}

const AMOUNT_FORMATS: Record<Dialect['queryAmountFormat'], (minor: number) => number | string> = {
  number: amountNumber,
  string: (minor) => formatAmount(minor),
  string2dp: (minor) => formatAmount(minor, 'twoDecimals'),
}
