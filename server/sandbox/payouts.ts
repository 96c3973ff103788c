import { ENDPOINTS } from '../../contracts/endpoints.js'
import { payoutPayload } from '../delivery/account-messages.js'
import { exchanged } from '../domain/exchange-rates.js'
import type { Application } from '../domain/merchant.js'
import { type Currency, formatAmount, formatMoney, type Money } from '../domain/money.js'
import { webhookDestination } from '../domain/notification.js'
import {
  COOLDOWN_MS,
  IllegalPayoutMove,
  movedPayout,
  type Payout,
  type PayoutMoney,
  type PayoutStatus,
  returnedBy,
  sharedFee,
  takenFor,
} from '../domain/payout.js'
import { payoutEventFor } from '../domain/payout-notification.js'
import { type PayoutReceiver, payoutFee } from '../domain/payout-receiver.js'
import type { Task } from '../domain/task.js'
import type { TraceContext } from '../domain/trace-context.js'
import type { Engine } from '../engine/engine.js'
import type { Transaction } from '../engine/transaction.js'
import { Refusal, SandboxMistake } from '../errors.js'
import { formatDuration } from '../lib/duration.js'
import { scriptFor } from '../scenario/scenario.js'
import { usableApplication } from './application-use.js'
import type { Deliveries } from './deliveries.js'
import { balanceIn, book } from './ledger.js'
import type { Scenarios } from './scenarios.js'
import type { Caller } from './tokens.js'

/** What a merchant asks to have paid out, read and checked. */
export interface AskedPayout {
  readonly orderReference: string
  readonly order: Money
  readonly receiver: PayoutReceiver
  /** What the receiver's account is in. */
  readonly accountCurrency: Currency
  /** Asked for by the `X-Sandbox-Scenario` header. */
  readonly scenario?: string
  /** Picked on the hosted page, which comes before all else. */
  readonly picked?: string
  /** The trace of the call that asked for it. */
  readonly trace?: TraceContext
}

/** What a payout would take and give. */
export interface PayoutPreview extends PayoutMoney {
  /** What the account holds, in minor units of the order's currency. */
  readonly balance: number
}

/** Moves a payout by hand. */
export interface PayoutByHand {
  readonly status: PayoutStatus
  readonly message?: string | undefined
  /** Whether a reversal brings the fee back. */
  readonly withFee?: boolean | undefined
}

type MoveTask = Extract<Task['action'], { kind: 'move-payout' }>

const { feature } = ENDPOINTS['create-mobile-money-payout']

/** Pays out what merchants have with the gateway. */
export class Payouts {
  readonly #engine: Engine
  readonly #scenarios: Scenarios
  readonly #deliveries: Deliveries

  constructor(engine: Engine, scenarios: Scenarios, deliveries: Deliveries) {
    this.#engine = engine
    this.#scenarios = scenarios
    this.#deliveries = deliveries
  }

  /** What a payout would take and give. Reserves nothing; refuses as a payout does, except a cooldown and a used reference. */
  preview({ merchant, application }: Caller, asked: AskedPayout): Promise<PayoutPreview> {
    return this.#engine.transact(merchant.id, async (tx) => {
      await requirePayouts(tx, application.id)
      const money = moneyOf(tx, asked)
      return { ...money, balance: await requireMoney(tx, money) }
    })
  }

  /** Takes the money out of the account and sends it on its way. */
  async create({ merchant, application }: Caller, asked: AskedPayout): Promise<Payout> {
    return this.#engine.transact(merchant.id, async (tx) =>
      this.begin(tx, await requirePayout(tx, application.id, asked), asked),
    )
  }

  /** Refuses all that `create` would refuse, and changes nothing. */
  async check({ merchant, application }: Caller, asked: AskedPayout): Promise<void> {
    await this.#engine.transact(merchant.id, async (tx) => {
      await requirePayout(tx, application.id, asked)
      await requireMoney(tx, moneyOf(tx, asked))
    })
  }

  /** The merchant's payout with this reference; null where there is none. */
  async findByReference(merchantId: string, orderReference: string): Promise<Payout | null> {
    const [payout] = await this.#engine.store.find('payouts', { where: { merchantId, orderReference } })
    return payout ?? null
  }

  /** Moves a payout by hand, within the transition table; what its scenario had planned is called off. */
  async moveByHand(merchantId: string, payoutId: string, move: PayoutByHand): Promise<Payout> {
    await this.#engine.transact(merchantId, async (tx) => {
      const payout = await tx.get('payouts', payoutId)
      if (payout?.merchantId !== merchantId) throw noSuchPayout(payoutId)
      const { orderReference } = payout
      for (const task of await tx.find('tasks', { where: { merchantId, orderReference } })) {
        if (task.action.kind === 'move-payout' && task.action.payoutId === payoutId) tx.drop(task)
      }
      try {
        const { status, message = '', withFee = false } = move
        await this.#move(tx, payout, { status, message, withFee }, 'moved by hand')
      } catch (error) {
        if (!(error instanceof IllegalPayoutMove)) throw error
        throw new SandboxMistake('ILLEGAL_MOVE', error.message, 'move it to one of those first')
      }
    })
    await this.#engine.runDueIfFrozen(merchantId)
    const payout = await this.#engine.store.get('payouts', payoutId)
    if (!payout) throw noSuchPayout(payoutId)
    return payout
  }

  /** Makes a planned move. One that has become impossible meanwhile is skipped. */
  async moveAsPlanned(task: Task, action: MoveTask) {
    await this.#engine.transactBatched(task.merchantId, async (tx) => {
      if (!(await tx.take(task))) return
      const payout = await tx.get('payouts', action.payoutId)
      const step = payout?.timeline[action.step]
      if (!payout || !step) return
      try {
        await this.#move(tx, payout, step, `scenario ${payout.scenario}`)
      } catch (error) {
        if (!(error instanceof IllegalPayoutMove)) throw error
        const text = `the scenario's move is skipped: ${error.message}`
        tx.note('payout:not-moved', text, aboutOf(payout))
      }
    })
  }

  /** Begins a payout in a transaction of its caller, who has looked at all but the money: too little of it is refused. */
  async begin(tx: Transaction, { id: clientId }: Application, asked: AskedPayout): Promise<Payout> {
    const money = moneyOf(tx, asked)
    await requireMoney(tx, money)
    tx.requireRoom()
    const { orderReference, receiver, picked, trace } = asked
    const { accountName, accountNumber } = receiver.beneficiary
    const chosenBy = { ...asked, total: money.order, customer: { name: accountName } }
    const { scenario, because } = this.#scenarios.choose(tx, chosenBy, {
      scenario: picked,
      phoneNumber: accountNumber,
    })
    const payout: Payout = {
      ...money,
      ...receiver,
      id: await freshPayoutId(tx),
      merchantId: tx.merchant.id,
      seq: tx.nextNumber(),
      clientId,
      orderReference,
      status: 'AUTHORIZED',
      message: '',
      scenario: scenario.name,
      ...(trace ? { trace } : {}),
      timeline: scenario.payout,
      webhook: scriptFor(scenario, 1).webhook,
      createdAt: tx.now,
      updatedAt: tx.now,
      history: [],
    }
    tx.put('payouts', payout)
    tx.note('scenario:chosen', `the payout follows ${scenario.name}, because ${because}`, aboutOf(payout))
    const total = formatMoney({ minor: payout.total, currency: payout.order.currency })
    tx.note(
      'payout:created',
      `AUTHORIZED: ${total} to ${accountNumber} over ${payout.provider}`,
      aboutOf(payout),
    )
    await book(tx, takenFor(payout))
    let dueAt = tx.now
    for (const [step, { after, status }] of payout.timeline.entries()) {
      dueAt += after
      tx.plan({
        dueAt,
        orderReference,
        why: `payout ${payout.id} becomes ${status}, ${formatDuration(dueAt - tx.now)} after it was asked for (scenario ${scenario.name})`,
        action: { kind: 'move-payout', payoutId: payout.id, step },
      })
    }
    await this.#tell(tx, payout)
    return payout
  }

  async #move(
    tx: Transaction,
    payout: Payout,
    { status: to, message, withFee }: { status: PayoutStatus; message: string; withFee: boolean },
    cause: string,
  ) {
    const after = movedPayout(payout, { to, message, withFee, at: tx.now, cause })
    tx.put('payouts', after)
    tx.note('payout:moved', `${payout.status} became ${to} (${cause})`, {
      ...aboutOf(payout),
      data: { from: payout.status, to },
    })
    const returned = returnedBy(after)
    if (returned) await book(tx, returned)
    await this.#tell(tx, after)
  }

  /** Tells the merchant of a payout's new status, where an event does. */
  async #tell(tx: Transaction, payout: Payout) {
    const { merchant } = tx
    const event = payoutEventFor(payout, merchant.dialect)
    const application = await tx.get('applications', payout.clientId)
    if (!event || !application) return
    this.#deliveries.tell(tx, {
      event,
      subject: payout,
      destination: webhookDestination(
        event,
        application,
        merchant,
        'payout',
        merchant.dialect.appWebhookCoverage,
      ),
      payload: payoutPayload(
        event,
        payout,
        { application, dialect: merchant.dialect },
        payout.webhook.damage,
      ),
      script: payout.webhook,
    })
  }
}

/** Refuses, in this order: the application, a cooldown, a used reference. That these come before the money is assumed. */
async function requirePayout(tx: Transaction, clientId: string, asked: AskedPayout) {
  const usable = await requirePayouts(tx, clientId)
  await requireNoCooldown(tx, asked)
  await requireUnusedPayoutReference(tx, asked.orderReference)
  return usable
}

/** Refuses a reference that a payout or a payout link has already. */
export async function requireUnusedPayoutReference(tx: Transaction, orderReference: string) {
  const where = { merchantId: tx.merchant.id, orderReference }
  const [payout] = await tx.find('payouts', { where })
  const [link] = payout ? [] : await tx.find('payoutLinks', { where })
  const earlier = payout ?? link
  if (!earlier) return
  throw new Refusal(
    'REFERENCE_USED',
    `${payout ? 'payout' : 'payout link'} ${earlier.id} has had this reference since ${new Date(earlier.createdAt).toISOString()}; query it before you pay again`,
    { values: { reference: orderReference } },
  )
}

function requirePayouts(tx: Transaction, clientId: string) {
  return usableApplication(tx, clientId, feature, 'DISBURSEMENT_FEATURE_MISSING')
}

/** Refuses what is asked for again within a minute; whether anything else counts too, `payoutCooldown` says. */
async function requireNoCooldown(tx: Transaction, { receiver, order }: AskedPayout) {
  const { id: merchantId, dialect } = tx.merchant
  const recent = await tx.find('payouts', {
    where: { merchantId },
    range: { column: 'createdAt', from: tx.now - COOLDOWN_MS + 1 },
    orderBy: 'createdAt',
  })
  const first = recent.find(
    (payout) =>
      dialect.payoutCooldown === 'everyPayout' ||
      (payout.beneficiary.accountNumber === receiver.beneficiary.accountNumber &&
        payout.provider === receiver.provider &&
        payout.order.minor === order.minor &&
        payout.order.currency === order.currency),
  )
  if (!first) return
  const seconds = String(Math.ceil((first.createdAt + COOLDOWN_MS - tx.now) / 1000))
  throw new Refusal(
    'PAYOUT_COOLDOWN',
    `payout ${first.id} (${first.orderReference}) was asked for less than a minute ago (payoutCooldown: ${dialect.payoutCooldown}); query it, and pay again only if it is not what you meant`,
    { values: { seconds } },
  )
}

/** What the account holds. Refuses where that is too little. */
async function requireMoney(tx: Transaction, { total, order: { currency } }: PayoutMoney): Promise<number> {
  const balance = await balanceIn(tx, currency)
  if (balance >= total) return balance
  throw new Refusal(
    'INSUFFICIENT_BALANCE',
    `the payout takes ${formatMoney({ minor: total, currency })} with its fee, and the account holds ${formatMoney({ minor: balance, currency })}; have a payment settled, or deposit some with the control API`,
    { values: { available: formatAmount(balance), currency } },
  )
}

function moneyOf({ merchant }: Transaction, { order, receiver, accountCurrency }: AskedPayout): PayoutMoney {
  const fee = payoutFee(receiver, order.currency)
  const { total, received } = sharedFee(order.minor, fee, merchant.dialect.payoutFeeBearer)
  const minor = exchanged(received, order.currency, accountCurrency)
  return { order, fee, total, received: { minor, currency: accountCurrency } }
}

function aboutOf({ id, orderReference }: Payout) {
  return { orderReference, ofPayout: true, paymentId: id } as const
}

async function freshPayoutId(tx: Transaction): Promise<string> {
  for (;;) {
    const id = `PAY${tx.random.code(7)}`
    if (!(await tx.get('payouts', id))) return id
  }
}

function noSuchPayout(payoutId: string): SandboxMistake {
  return new SandboxMistake(
    'PAYOUT_NOT_FOUND',
    `the merchant has no payout ${payoutId}`,
    'GET its payouts to see their ids',
  )
}
