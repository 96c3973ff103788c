import {
  type BillChangeRequest,
  type BillRequest,
  billChangeSchema,
  customerBillSchema,
  customerBillsRequest,
  orderBillSchema,
  orderBillsRequest,
} from '../../contracts/schemas/bill-pay.js'
import type { JsonObject } from '../domain/checksum.js'
import type { Dialect } from '../domain/dialect.js'
import { amountNumber, parseAmount } from '../domain/money.js'
import { Refusal } from '../errors.js'
import type { AskedBill, BillChange, BilledOrder, MadeBill } from '../sandbox/bills.js'
import type { Call } from './call.js'
import { readReference, readTypes } from './read-fields.js'

type Kind = AskedBill['kind']

const SCHEMAS = { order: orderBillSchema, customer: customerBillSchema } as const
const BULK = { order: orderBillsRequest, customer: customerBillsRequest } as const

/** The control number that a request asks for. */
export function readBill(kind: Kind, body: JsonObject, dialect: Dialect): AskedBill {
  const request = readTypes<BillRequest>(SCHEMAS[kind](dialect), body, (asked) => [
    ['billAmount', asked.billAmount],
    ['billMaxCollectionAmount', asked.billMaxCollectionAmount],
  ])
  const { billReference, customerName, customerPhone, customerEmail } = request
  if (kind === 'customer' && !customerName) throw missing('customerName must be a string')
  if (kind === 'customer' && !customerPhone && !customerEmail) {
    throw missing('customerPhone or customerEmail must be a string')
  }
  return {
    kind,
    mode: request.billPaymentMode || 'ALLOW_PARTIAL_AND_OVER_PAYMENT',
    amount: amountOf(request.billAmount),
    most: amountOf(request.billMaxCollectionAmount),
    description: request.billDescription ?? '',
    customer: {
      ...(customerName ? { name: customerName } : {}),
      ...(customerEmail ? { email: customerEmail } : {}),
      ...(customerPhone ? { phone: customerPhone } : {}),
    },
    ...(billReference ? { orderReference: readReference(billReference, dialect, 'other') } : {}),
  }
}

/** The control numbers that a request asks for; what is wrong with one takes its place. */
export function readBills(kind: Kind, { body, dialect, trace }: Call): readonly (AskedBill | Refusal)[] {
  const { controlNumbers } = readTypes<{ controlNumbers: JsonObject[] }>(TOPS[kind], body, () => [])
  return controlNumbers.map((item) => {
    try {
      return { ...readBill(kind, item, dialect), ...(trace ? { trace } : {}) }
    } catch (error) {
      if (error instanceof Refusal) return error
      throw error
    }
  })
}

/** What is to be changed about a control number. */
export function readBillChange(body: JsonObject, dialect: Dialect): BillChange {
  const request = readTypes<BillChangeRequest>(billChangeSchema(dialect), body, ({ billAmount }) => [
    ['billAmount', billAmount],
  ])
  const { billStatus, billAmount, billDescription, billPaymentMode } = request
  const change: BillChange = {
    ...(billStatus ? { status: billStatus as 'ACTIVE' | 'INACTIVE' } : {}),
    ...(amountOf(billAmount) === null ? {} : { amount: amountOf(billAmount) }),
    ...(billDescription ? { description: billDescription } : {}),
    ...(billPaymentMode ? { mode: billPaymentMode as AskedBill['mode'] } : {}),
  }
  if (Object.keys(change).length > 0) return change
  throw missing(
    'at least one of billStatus, billAmount, billDescription, billPaymentMode should not be empty',
  )
}

/** A control number as the gateway shows it. */
export function billFields({ bill, customer, description }: BilledOrder) {
  return {
    billPayNumber: bill.number,
    billDescription: description ?? '',
    billCustomerName: customer.name ?? null,
    billAmount: bill.amount === null ? null : amountNumber(bill.amount),
    billPaymentMode: bill.mode,
  }
}

/** A control number with how it stands. */
export function billDetails(order: BilledOrder) {
  return { ...billFields(order), billStatus: order.bill.status, billReference: order.orderReference }
}

/** What became of many. */
export function billsFields(made: readonly MadeBill[]) {
  const billPayNumbers = made.flatMap((one) => ('order' in one ? [billFields(one.order)] : []))
  const errors = made.flatMap((one, index) =>
    'refusal' in one ? [{ index, message: [one.refusal.gatewayMessage].flat().join('; ') }] : [],
  )
  return {
    billPayNumbers,
    created: billPayNumbers.length,
    failed: errors.length,
    ...(errors.length > 0 ? { errors } : {}),
  }
}

/** The list alone: what is inside is judged one by one. */
const TOPS = { order: topOf(BULK.order, 'order'), customer: topOf(BULK.customer, 'customer') } as const

function topOf({ $id, required, properties: { controlNumbers, ...rest } }: (typeof BULK)[Kind], kind: Kind) {
  const { type, minItems, maxItems } = controlNumbers
  return {
    $id: `${$id}.${kind}.top`,
    type: 'object',
    required,
    properties: { ...rest, controlNumbers: { type, minItems, maxItems, items: { type: 'object' } } },
  } as const
}

function amountOf(written: string | number | null | undefined): number | null {
  return written === undefined || written === null || written === '' ? null : parseAmount(written)
}

function missing(message: string): Refusal {
  return new Refusal('INVALID_FIELDS', `the fields are wrong: ${message}`, { validationMessages: [message] })
}
