import { isDeepStrictEqual } from 'node:util'
import { systemClock } from '../agenda/real-clock.js'
import type { DeliveryView, PaymentView } from '../control/views.js'
import type { Dialect } from '../domain/dialect.js'
import type { MerchantClient } from '../testing/merchant-client.js'
import type { Claim, Event } from './event-schema.js'
import { claimedAt, claimsOfMessage, claimsOfQuery, isSigned, isTrue } from './history.js'
import { judge } from './judge.js'
import { keyOf } from './mistakes.js'
import { type Order, whereIn } from './order.js'
import type { Judgement } from './policy.js'
import { IGNORED, outcomeOfPush } from './pushes.js'
import type { ApiCall, Reply } from './relay.js'
import { CannotJudge, type Shop } from './shop.js'
import type { Waits } from './waits.js'

/** What differs between the events of one kind; step and instant come from the run. */
type News = Event extends infer One ? (One extends Event ? Omit<One, 'step' | 'at'> : never) : never

/** Calls that ClickPesa refuses for what is written in them. */
const REFUSED_FOR_FORM =
  /^(MALFORMED|INVALID_(FIELDS|CHECKSUM)|CHECKSUM_|UNKNOWN_CHECKSUM|REFERENCE_(REQUIRED|MALFORMED|TOO)|ITEM_|TOTAL_|AMOUNT_|PHONE_|BAD_REQUEST|NO_SUCH_ROUTE|BODY_TOO_LARGE|STRICT)/

/** The order for which the shop is asking ClickPesa for a way to pay. */
export interface Selling {
  readonly order: Order
  readonly over: Promise<void>
}

/**
 * Sees and hears all that happens to the orders that are played: it writes their histories, and has them judged.
 */
export class Witness {
  readonly #merchant: MerchantClient
  readonly #judgement: Judgement
  readonly #waits: Waits
  #orders: readonly Order[] = []
  /** The merchant's time, in milliseconds since 1970. */
  now = 0
  dialect: Dialect
  shop: Pick<Shop, 'look'> = { look: notStarted }
  /** Who is being served: calls that name no order are theirs. */
  current: Order | null = null
  selling: Selling | null = null
  /** Whether the shop asks for payments by pushes to phones, as far as was seen. */
  sellsByPush = false
  /** How long the last look at the shop took. */
  lookMs = 0
  /** Calls that were refused last, as the shop saw it. */
  #refused: readonly string[] = []
  #lastRequest = 0
  /** Payments up to this number are of earlier runs. */
  #earlierPayments = 0
  /** Payments of these orders, oldest first, as they were when ClickPesa was asked last. */
  #payments: readonly PaymentView[] = []
  /** Whether that was before the last time that they can have changed. */
  #isOutdated = true
  /** What was told since it was last seen what is true. */
  readonly #unchecked: { readonly order: Order; readonly event: Event }[] = []

  constructor(merchant: MerchantClient, judgement: Judgement, waits: Waits, dialect: Dialect) {
    this.#merchant = merchant
    this.#judgement = judgement
    this.#waits = waits
    this.dialect = dialect
  }

  /** From now on, these are the orders. */
  begin(orders: readonly Order[]) {
    this.#orders = orders
    this.#earlierPayments = this.#payments.at(-1)?.seq ?? this.#earlierPayments
    this.#payments = []
  }

  end() {
    this.#orders = []
  }

  /** What ClickPesa refused of the last calls, with its reasons where the call was made in the merchant's name. */
  async refusals(): Promise<readonly string[]> {
    const requests = await this.#merchant.requests({ limit: 20 })
    const explained = requests.flatMap(({ method, path, status, refusal }) =>
      refusal ? [`${method} ${path} was answered with ${status}: ${refusal.explanation}`] : [],
    )
    return explained.length > 0 ? explained : this.#refused
  }

  /** A call of the shop went through the relay. */
  heard(call: ApiCall) {
    if (call.status >= 400 && !call.fault) {
      const said = `${call.method} ${call.path} was answered with ${call.status}: ${call.body}`
      this.#refused = [...this.#refused, said].slice(-5)
    }
    // A job asks about orders of earlier runs as well.
    const unknown = call.call === 'query' ? undefined : (this.selling?.order ?? this.current)
    const order = this.orderOf(call.orderReference) ?? unknown
    if (!order) return
    const { history } = order
    if (call.fault) {
      history.hadFault = true
      const fault = call.fault === 'dead-token' ? call.fault : (call.call ?? 'other')
      // Orders share a login, so that who asks for a link may wait for somebody else's call.
      for (const one of new Set([order, this.selling?.order ?? order])) {
        this.note(one, { kind: 'fault', call: fault })
      }
    }
    if (call.isPush) this.sellsByPush = true
    // A prompt is on the phone, whether the shop hears of that or not.
    const isPrompted = call.isPush && (call.fault === 'lost' || call.fault === 'cut-off')
    const canBePaid = (call.status >= 200 && call.status < 300) || call.fault === 'hold' || isPrompted
    if (call.call === 'order') this.moved()
    if (call.call === 'order' && canBePaid && call.orderReference) {
      if (!history.references.includes(call.orderReference)) history.references.push(call.orderReference)
      if (call.hasCallback) order.hasCallback = true
    }
    if (call.call === 'query' && call.status === 200) this.told(order, 'query', call.body, null)
  }

  /** How a push goes that the shop asks for: as its customer will pay in the plan, or is ignored where they do not. */
  outcomeOfPush(orderReference: string | null): string {
    const order = this.orderOf(orderReference) ?? this.selling?.order ?? this.current
    return order
      ? outcomeOfPush(order.history.plan, order.step, order.history.references.length === 0)
      : IGNORED
  }

  /** Somebody paid, or time passed at ClickPesa. */
  moved() {
    this.#isOutdated = true
  }

  /** Whether there is anything to see of these orders that has not been seen. */
  hasNews(orders: readonly Order[]): boolean {
    return this.#isOutdated || orders.some(({ isTouched }) => isTouched)
  }

  note(order: Order, news: News) {
    order.isTouched = true
    order.history.events.push({ ...news, step: order.step, at: this.now } as Event)
  }

  orderOf(reference: string | null): Order | undefined {
    if (reference === null) return undefined
    return this.#orders.find(({ history }) => history.references.includes(reference))
  }

  /** What was told is judged by what is true then. `forged` where the run made it up itself. */
  told(
    order: Order,
    by: 'webhook' | 'callback' | 'query',
    body: string,
    reply: Reply | null,
    forged = false,
  ) {
    const claims: Claim[] = by === 'query' ? claimsOfQuery(body) : claimsOfMessage(body)
    const isOurs =
      by === 'query' ||
      !this.#judgement.checksum ||
      isSigned(body, this.#merchant.checksumKey, this.dialect, by)
    const told = { kind: 'told', by, claims, forged, reply, body } as const
    // While a clock is moved, messages arrive before it is known where it has come to.
    const at = by === 'query' ? this.now : Math.max(this.now, claimedAt(body))
    const event = { ...told, genuine: by === 'query' || (isOurs && !forged), step: order.step, at }
    order.isTouched = true
    order.history.events.push(event)
    this.#unchecked.push({ order, event })
  }

  /** Looks at what ClickPesa has, and at what the shop shows of each order of which it can have heard. */
  async see(orders: readonly Order[]) {
    if (this.#isOutdated) {
      this.#isOutdated = false
      const known = await this.#merchant.payments({ after: this.#earlierPayments, limit: 1000 })
      this.#payments = known.toSorted((one, other) => one.seq - other.seq)
    }
    await Promise.all(
      orders.map(async (order) => {
        const { history } = order
        history.payments = this.#payments.filter(({ orderReference }) =>
          history.references.includes(orderReference),
        )
        if (history.plan.way === 'both' && order.hasCallback) await this.#hearCallbacks(order)
      }),
    )
    await this.look(orders.filter(({ isTouched }) => isTouched))
  }

  /** Looks at what the shop shows. */
  async look(orders: readonly Order[]) {
    const began = systemClock.uptime()
    await Promise.all(
      orders.map(async (order) => {
        const { id } = order.history
        if (id === null) return
        order.isTouched = false
        const { fulfilments, state } = await this.#waits
          .for('look', whereIn(order), (signal) => this.shop.look(id, signal))
          .catch((error: Error) => {
            throw new CannotJudge(`the order ${id} cannot be looked at: ${error.message}`, { cause: error })
          })
        const fulfilled = typeof fulfilments === 'number' ? fulfilments : fulfilments.length
        const seen = {
          kind: 'look',
          fulfilled,
          state: state ?? null,
          step: order.step,
          at: this.now,
        } as const
        // How often a slow shop is looked at depends on the machine; what was seen does not.
        const last = order.history.events.at(-1)
        if (!isDeepStrictEqual(last, seen)) order.history.events.push(seen)
      }),
    )
    this.lookMs = systemClock.uptime() - began
  }

  async #hearCallbacks(order: Order) {
    for (const orderReference of order.history.references) {
      const deliveries = await this.#merchant.deliveries({ orderReference })
      for (const delivery of deliveries.filter(({ channel }) => channel === 'callback').reverse()) {
        for (const attempt of delivery.attempts) {
          const key = `${delivery.id} ${attempt.number}`
          if (order.seen.has(key) || attempt.outcome === 'sending') continue
          order.seen.add(key)
          this.told(order, 'callback', delivery.body, replyOf(attempt))
        }
      }
    }
  }

  judge(orders: readonly Order[], atEnd: boolean) {
    // Only now is it known what was true when something was told.
    for (const { order, event } of this.#unchecked.splice(0)) {
      if (event.kind !== 'told' || !event.genuine || event.by === 'query') continue
      const isGenuine =
        event.claims.length > 0 && event.claims.every((claim) => isTrue(claim, order.history.payments))
      if (!isGenuine) Object.assign(event, { genuine: false })
    }
    for (const order of orders) {
      const known = new Set(order.mistakes.map(keyOf))
      const found = judge(order.history, this.#judgement, atEnd)
      order.mistakes = [...order.mistakes, ...found.filter((one) => !known.has(keyOf(one)))]
    }
  }

  /** Calls that were refused for their form since the last run. */
  async notRefused(orders: readonly Order[]) {
    const requests = await this.#merchant.requests({ after: this.#lastRequest, limit: 1000 })
    for (const { seq, method, path, orderReference, refusal, fault } of requests) {
      this.#lastRequest = Math.max(this.#lastRequest, seq)
      if (!refusal || fault || !REFUSED_FOR_FORM.test(refusal.code)) continue
      const order = this.orderOf(orderReference ?? null) ?? orders[0]
      if (!order) continue
      this.note(order, {
        kind: 'refused',
        code: refusal.code,
        explanation: refusal.explanation,
        call: `${method} ${path}`,
      })
    }
  }
}

function replyOf({ response, durationMs = 0 }: DeliveryView['attempts'][number]): Reply {
  return { status: response?.status ?? 0, ms: durationMs }
}

function notStarted(): never {
  throw new CannotJudge('the shop was not started')
}
