import { depositPayload } from '../delivery/account-messages.js'
import type { Deposit } from '../domain/deposit.js'
import { type Balance, type Statement, statementOf } from '../domain/ledger.js'
import { CURRENCIES, type Currency, type Money } from '../domain/money.js'
import { webhookDestination } from '../domain/notification.js'
import type { Engine } from '../engine/engine.js'
import { SandboxMistake } from '../errors.js'
import { given } from '../lib/given.js'
import type { Deliveries } from './deliveries.js'
import { book, latestEntry } from './ledger.js'

/** Money that reaches the account without an order, read and checked. */
export interface AskedDeposit {
  readonly money: Money
  /** How it came; `CRDB COLLECTION` when left out, as in the documented sample. */
  readonly channel?: string | undefined
  /** The receipt of whoever carried it; drawn when left out. */
  readonly paymentReference?: string | undefined
}

/** A stretch of time; `from` is the first instant of it, and `to` the first after it. */
export interface Stretch {
  readonly from?: number | undefined
  readonly to?: number | undefined
}

/** What merchants have with the gateway, and what moves it beside payments and payouts. */
export class Account {
  readonly #engine: Engine
  readonly #deliveries: Deliveries

  constructor(engine: Engine, deliveries: Deliveries) {
    this.#engine = engine
    this.#deliveries = deliveries
  }

  /** What the account holds, in each currency that was ever moved in it. */
  async balances(merchantId: string): Promise<readonly Balance[]> {
    const latest = await Promise.all(
      CURRENCIES.map((currency) => this.#engine.store.find('ledger', latestEntry(merchantId, currency))),
    )
    return latest.flat().map(({ currency, balance }) => ({ currency, amount: balance }))
  }

  /** The account in one currency, over a stretch of time or from the beginning until now. */
  async statement(merchantId: string, currency: Currency, { from, to }: Stretch = {}): Promise<Statement> {
    const { store } = this.#engine
    const latest = latestEntry(merchantId, currency)
    const { where } = latest
    const [before] =
      from === undefined ? [] : await store.find('ledger', { ...latest, range: { column: 'at', to: from } })
    const entries = await store.find('ledger', {
      where,
      range: { column: 'at', ...given({ from, to }) },
    })
    return statementOf(currency, before?.balance ?? 0, entries)
  }

  /** Money reaches the account without an order: it is booked, and DEPOSIT RECEIVED goes to the merchant's own address. */
  async deposit(merchantId: string, asked: AskedDeposit): Promise<Deposit> {
    const deposit = await this.#engine.transact(merchantId, async (tx) => {
      tx.requireRoom()
      const { money, channel = 'CRDB COLLECTION' } = asked
      const id = `DEP${tx.random.code(7)}`
      const paymentReference = asked.paymentReference ?? `REF${tx.random.code(8)}`
      const { minor: amount, currency } = money
      const entry = await book(tx, {
        entry: 'Credit',
        type: 'DEPOSIT',
        currency,
        amount,
        about: id,
        description: `deposit ${id}`,
      })
      if (entry?.amount !== amount) throw tooMuch()
      const made: Deposit = {
        id,
        money,
        channel,
        paymentReference,
        createdAt: tx.now,
        balance: entry.balance,
      }
      const destination = webhookDestination('DEPOSIT RECEIVED', null, tx.merchant, 'account', 'none')
      this.#deliveries.tell(tx, {
        event: 'DEPOSIT RECEIVED',
        subject: { id, orderReference: id },
        destination,
        payload: depositPayload(made, tx.merchant.dialect),
      })
      return made
    })
    await this.#engine.runDueIfFrozen(merchantId)
    return deposit
  }
}

function tooMuch(): SandboxMistake {
  return new SandboxMistake(
    'INVALID_INPUT',
    'the account would hold more than can be counted exactly',
    'deposit less',
  )
}
