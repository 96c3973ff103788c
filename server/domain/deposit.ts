import type { Money } from './money.js'

/** A deposit that was booked. */
export interface Deposit {
  readonly id: string
  readonly money: Money
  readonly channel: string
  readonly paymentReference: string
  readonly createdAt: number
  /** What the account holds afterwards, in minor units. */
  readonly balance: number
}
