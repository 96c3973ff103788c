import { ENDPOINTS } from '../../contracts/endpoints.js'
import { type Bill, drawBillPayNumber } from '../domain/bill.js'
import { formatMoney } from '../domain/money.js'
import type { Customer, Order } from '../domain/order.js'
import type { TraceContext } from '../domain/trace-context.js'
import type { Engine } from '../engine/engine.js'
import type { Transaction } from '../engine/transaction.js'
import { Refusal } from '../errors.js'
import { usableApplication } from './application-use.js'
import { placeOrder, requireUnusedReference } from './orders.js'
import type { Caller } from './tokens.js'

/** What a merchant asks a control number for, read and checked. */
export interface AskedBill extends Pick<Bill, 'kind' | 'mode' | 'amount' | 'most'> {
  /** Made up when left out. */
  readonly orderReference?: string
  readonly description: string
  readonly customer: Customer
  /** Asked for by the `X-Sandbox-Scenario` header. */
  readonly scenario?: string
  /** The trace of the call that asked for it. */
  readonly trace?: TraceContext
}

/** What is to be changed about a control number; what is left out stays. */
export interface BillChange extends Partial<Pick<Bill, 'mode' | 'status' | 'amount'>> {
  readonly description?: string
}

/** An order that has a control number. */
export type BilledOrder = Order & { readonly bill: Bill }

/** One of many that were asked for: the order, or how it would be refused alone. */
export type MadeBill = { readonly order: BilledOrder } | { readonly refusal: Refusal }

const { feature } = ENDPOINTS['create-order-control-number']

/** Makes, shows and changes control numbers. */
export class Bills {
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** Makes a control number. */
  create({ merchant, application }: Caller, asked: AskedBill): Promise<BilledOrder> {
    return this.#engine.transact(merchant.id, async (tx) => {
      await usable(tx, application.id)
      return place(tx, application.id, asked)
    })
  }

  /** Refuses all that `create` would refuse, and changes nothing. */
  async check({ merchant, application }: Caller, { orderReference }: Partial<AskedBill>): Promise<void> {
    await this.#engine.transact(merchant.id, async (tx) => {
      await usable(tx, application.id)
      if (orderReference !== undefined) await requireUnusedReference(tx, orderReference)
    })
  }

  /** Makes those that can be made. What was refused as it was read is passed through. */
  createMany(
    { merchant, application }: Caller,
    asked: readonly (AskedBill | Refusal)[],
  ): Promise<readonly MadeBill[]> {
    return this.#engine.transact(merchant.id, async (tx) => {
      await usable(tx, application.id)
      const made: MadeBill[] = []
      for (const one of asked) {
        if (one instanceof Refusal) made.push({ refusal: one })
        else {
          try {
            made.push({ order: await place(tx, application.id, one) })
          } catch (error) {
            if (!(error instanceof Refusal)) throw error
            made.push({ refusal: error })
          }
        }
      }
      return made
    })
  }

  /** The order of a control number. Refuses a number that the merchant does not have. */
  find({ merchant, application }: Caller, number: string): Promise<BilledOrder> {
    return this.#engine.transact(merchant.id, async (tx) => {
      await usable(tx, application.id)
      return billed(tx, number)
    })
  }

  /** Changes a control number. Refuses as `find` does. */
  change({ merchant, application }: Caller, number: string, change: BillChange): Promise<BilledOrder> {
    return this.#engine.transact(merchant.id, async (tx) => {
      await usable(tx, application.id)
      const before = await billed(tx, number)
      const { description, ...bill } = change
      const after: BilledOrder = {
        ...before,
        ...(description === undefined ? {} : { description }),
        ...(bill.amount === undefined
          ? {}
          : { total: { minor: bill.amount ?? 0, currency: before.total.currency } }),
        bill: { ...before.bill, ...bill },
      }
      tx.put('orders', after)
      tx.note('bill:changed', `control number ${number}: ${Object.keys(change).join(', ')} changed`, {
        orderReference: before.orderReference,
      })
      return after
    })
  }

  /** The order of a merchant with this control number; null where there is none. */
  async ofNumber(merchantId: string, billPayNumber: string): Promise<BilledOrder | null> {
    const [order] = await this.#engine.store.find('orders', { where: { billPayNumber } })
    return order?.merchantId === merchantId ? (order as BilledOrder) : null
  }

  /** The latest control numbers of a merchant, newest first. */
  async latest(merchantId: string, limit: number): Promise<readonly BilledOrder[]> {
    const where = { merchantId, origin: 'control-number' }
    return (await this.#engine.store.find('orders', { where, newestFirst: true, limit })) as BilledOrder[]
  }
}

function usable(tx: Transaction, clientId: string) {
  return usableApplication(tx, clientId, feature, 'COLLECTION_FEATURE_MISSING')
}

async function place(tx: Transaction, clientId: string, asked: AskedBill): Promise<BilledOrder> {
  const { kind, mode, amount, most, description, customer } = asked
  if (asked.orderReference !== undefined) await requireUnusedReference(tx, asked.orderReference)
  const bill: Bill = { number: await freshNumber(tx), kind, mode, status: 'ACTIVE', amount, most }
  const order = placeOrder(
    tx,
    { id: clientId },
    {
      orderReference: asked.orderReference ?? `BILL${tx.random.code(10)}`,
      origin: 'control-number',
      linkId: null,
      total: { minor: amount ?? 0, currency: 'TZS' },
      items: [],
      customer,
      description,
      bill,
      ...(asked.scenario ? { scenario: asked.scenario } : {}),
      ...(asked.trace ? { trace: asked.trace } : {}),
    },
  )
  const worth = amount === null ? 'any amount' : formatMoney(order.total)
  tx.note('bill:created', `control number ${bill.number} of the ${kind}, for ${worth}`, {
    orderReference: order.orderReference,
  })
  return { ...order, bill }
}

async function billed(tx: Transaction, number: string): Promise<BilledOrder> {
  const [order] = await tx.find('orders', { where: { billPayNumber: number } })
  if (order?.bill && order.merchantId === tx.merchant.id) return order as BilledOrder
  throw new Refusal('UNKNOWN_BILL', 'the merchant has no control number like this', { values: { number } })
}

async function freshNumber(tx: Transaction): Promise<string> {
  for (;;) {
    const number = drawBillPayNumber(tx.random, tx.merchant.id)
    if ((await tx.find('orders', { where: { billPayNumber: number } })).length === 0) return number
  }
}
