import type { LinkState } from '../domain/checkout-link.js'
import { type LinkRules, linkState } from '../domain/checkout-link.js'
import { timeOn } from '../domain/clock.js'
import type { Attempt, Delivery } from '../domain/delivery.js'
import type { JournalEntry, RequestEntry } from '../domain/journal.js'
import type { ApiKey, Application, Merchant, MerchantDetails } from '../domain/merchant.js'
import type { Order } from '../domain/order.js'
import { PAYMENT_STATUSES, type Payment } from '../domain/payment.js'
import type { Payout } from '../domain/payout.js'
import { type PayoutLink, type PayoutLinkState, payoutLinkState } from '../domain/payout-link.js'
import { claimOnReturn, possibleReturnUrl, returnAddress } from '../domain/return.js'
import type { Task } from '../domain/task.js'
import { getOrAdd } from '../lib/get-or-add.js'
import { given } from '../lib/given.js'
import { type Filter, findPage, numberOf, type Page, type Query, type Store } from '../store/store.js'
import type { Row, RowName } from '../store/tables.js'

export { LOG_LIMITS, type Query } from '../store/store.js'

/** Which part of a list: behind `after`, before `before`, or the latest. */
export interface Cursor {
  readonly after?: number | undefined
  readonly before?: number | undefined
  /** Rows at most. */
  readonly limit: number
}

/** A part of a list, oldest first, and where the rest of it is. */
export interface Listed<Item> {
  readonly items: readonly Item[]
  /** The number of the last item: what comes next is behind it. The cursor itself where there is no item. */
  readonly after: number
  /** The number of the first item where older ones are before it; null where there are none. */
  readonly before: number | null
  /** Whether newer ones are behind the last item, as far as the question tells. */
  readonly isLatest: boolean
}

/** An order with a link, and what a visitor finds there. */
export interface ListedLink {
  readonly order: Order
  readonly state: LinkState
}

export interface ListedPayment {
  readonly payment: Payment
  /** Null for a payment whose order has no link. */
  readonly linkId: string | null
  readonly wayBack: WayBack | null
}

export interface ListedDelivery {
  readonly delivery: Delivery
  /** First attempt first. */
  readonly attempts: readonly Attempt[]
}

/** A payment that a phone was asked for, and the order that it pays. */
export interface PhonePayment {
  readonly payment: Payment
  readonly order: Order
}

/** Where a browser goes back to the shop. */
export interface WayBack {
  /** What the address claims, where it has parameters. */
  readonly status: string
  readonly address: string
}

/** A payout link, and how it stands now. */
export interface ListedPayoutLink {
  readonly link: PayoutLink
  readonly state: PayoutLinkState
}

/** What a list of orders is narrowed down to. */
export interface OrderFilter {
  readonly search?: string | undefined
  /** Of the latest attempt; `not paid yet` for orders without one. */
  readonly status?: string | undefined
  readonly channel?: string | undefined
  readonly scenario?: string | undefined
  readonly origin?: string | undefined
}

/** At most this many phones are shown: nobody answers more by hand. */
const MAX_PHONES = 50

/** The word for an order that nobody has tried to pay. */
export const NOT_PAID_YET = 'not paid yet'

/**
 * What people and tools look at: every list and every page is a few questions to the store, however much
 * there is. Nothing here changes anything.
 */
export class Queries {
  readonly #store: Store
  readonly #realNow: () => number

  constructor(store: Store, realNow: () => number) {
    this.#store = store
    this.#realNow = realNow
  }

  /** A merchant with its applications and keys; undefined where there is none. */
  async merchant(merchantId: string): Promise<MerchantDetails | undefined> {
    const [merchant, applications, apiKeys] = await Promise.all([
      this.#store.get('merchants', merchantId),
      this.#store.find('applications', { where: { merchantId } }),
      this.#store.find('apiKeys', { where: { merchantId } }),
    ])
    return merchant && { merchant, applications, apiKeys }
  }

  /** The keys of all applications of a merchant. */
  apiKeys(merchantId: string): Promise<readonly ApiKey[]> {
    return this.#store.find('apiKeys', { where: { merchantId } })
  }

  /** Merchants with what is theirs, in the order in which they were opened; all of them without a limit. */
  async merchants({
    limit = Number.MAX_SAFE_INTEGER - 1,
    after = 0,
    ...asked
  }: {
    readonly limit?: number | undefined
    readonly after?: number | undefined
    readonly before?: number | undefined
    readonly search?: string | undefined
    readonly newestFirst?: boolean
  }): Promise<Page<MerchantDetails>> {
    const { search, ...bounds } = asked
    // The pseudo-merchant of anonymous requests has the number 0.
    const page = await this.#merchantPage({ ...bounds, after, limit, search })
    return { ...page, rows: await this.#withDetails(page.rows) }
  }

  /** The merchant that was opened first, and the ones that were opened last, of those that a search finds. */
  async firstAndLatest(
    search: string,
    limit: number,
  ): Promise<{ readonly first: MerchantDetails | undefined; readonly latest: readonly MerchantDetails[] }> {
    const [[first], page] = await Promise.all([
      this.#store.find('merchants', { after: 0, limit: 1 }),
      this.#merchantPage({ after: 0, limit, newestFirst: true, search }),
    ])
    if (!first) return { first: undefined, latest: [] }
    const [details, ...latest] = await this.#withDetails([first, ...page.rows.toReversed()])
    return { first: details, latest }
  }

  /** Merchants that have a text for a secret: as a checksum key, an API key or a client id. */
  async merchantsKnowing(secret: string, limit: number): Promise<readonly MerchantDetails[]> {
    const [asKey, applications] = await Promise.all([
      this.#store.find('apiKeys', { where: { secret }, limit }),
      this.#store.find('applications', { after: 0 }),
    ])
    const asOther = applications.filter(({ id, checksumKey }) => id === secret || checksumKey === secret)
    const id = [...new Set([...asOther, ...asKey].map(({ merchantId }) => merchantId))].slice(0, limit)
    return this.#withDetails(await this.#store.find('merchants', { where: { id } }))
  }

  /** How many merchants there are, or have this text in their name or a client id. */
  async countMerchants(search?: string): Promise<number> {
    if (!search) return this.#store.count('merchants', { after: 0 })
    return (await this.#namedLike(search, {})).length
  }

  /** The orders of a merchant, however they came to be. */
  async orders(
    merchantId: string,
    { search, status, channel, scenario, origin }: OrderFilter,
    cursor: Cursor,
  ): Promise<Listed<Order>> {
    const where = given({
      merchantId,
      status: status === NOT_PAID_YET ? null : status,
      channel,
      scenario,
      origin,
    })
    return this.#listed('orders', { where, search }, cursor)
  }

  /** The orders of several merchants to which something happened last, latest first. */
  latestOrders(merchantIds: readonly string[], limit: number): Promise<readonly Order[]> {
    const where = { merchantId: merchantIds }
    return this.#store.find('orders', { where, orderBy: 'changedAt', newestFirst: true, limit })
  }

  /** The payout links that were made last, latest first. */
  async payoutLinks({ id, dialect, clock }: Merchant, limit: number): Promise<readonly ListedPayoutLink[]> {
    const now = timeOn(clock, this.#realNow())
    const links = await this.#store.find('payoutLinks', {
      where: { merchantId: id },
      newestFirst: true,
      limit,
    })
    return links.map((link) => ({ link, state: payoutLinkState(link, dialect, now) }))
  }

  /** Checkout links, in the order in which they were made. */
  async links(
    { id: merchantId, dialect, clock }: Merchant,
    {
      orderReference,
      state,
    }: { readonly orderReference?: string | undefined; readonly state?: string | undefined },
    cursor: Cursor,
  ): Promise<Listed<ListedLink>> {
    const now = timeOn(clock, this.#realNow())
    const inState = state === undefined ? {} : filterFor(state, dialect, now)
    if (inState === null) return { items: [], after: cursor.after ?? 0, before: null, isLatest: true }
    const where = { ...given({ merchantId, orderReference }), origin: 'checkout-link', ...inState.where }
    const listed = await this.#listed('orders', { ...inState, where }, cursor)
    return {
      ...listed,
      items: listed.items.map((order) => ({ order, state: linkState(order, dialect, now) })),
    }
  }

  async payments(
    merchant: Merchant,
    asked: { readonly orderReference?: string | undefined; readonly status?: string | undefined },
    cursor: Cursor,
  ): Promise<Listed<ListedPayment>> {
    const where = given({ merchantId: merchant.id, ...asked })
    const listed = await this.#listed('payments', { where }, cursor)
    return { ...listed, items: await this.#withWays(listed.items, merchant) }
  }

  /** One payment as lists show it. */
  async payment(payment: Payment): Promise<ListedPayment> {
    const merchant = await this.#store.get('merchants', payment.merchantId)
    const [listed] = merchant ? await this.#withWays([payment], merchant) : []
    return listed ?? { payment, linkId: null, wayBack: null }
  }

  /** Payments that a phone has been asked for and that are not decided, newest first, with what they pay. */
  async onPhones(merchantId: string): Promise<readonly PhonePayment[]> {
    const payments = await this.#store.find('payments', {
      where: { merchantId, status: 'PROCESSING' },
      newestFirst: true,
      limit: MAX_PHONES,
    })
    const byPhone = payments.filter(({ phoneNumber }) => phoneNumber !== undefined)
    const orders = await this.ordersOf(byPhone)
    return byPhone.flatMap((payment) => {
      const order = orders.get(payment.orderId)
      return order ? [{ payment, order }] : []
    })
  }

  /** Payments of a merchant as ClickPesa's list pages through them, and how many match in all. */
  async allPayments(query: Query<'payments'>): Promise<{ payments: readonly Payment[]; total: number }> {
    const [payments, total] = await Promise.all([
      this.#store.find('payments', query),
      this.#store.count('payments', query),
    ])
    return { payments, total }
  }

  /** Payouts of a merchant as ClickPesa's list pages through them, and how many match in all. */
  async allPayouts(query: Query<'payouts'>): Promise<{ payouts: readonly Payout[]; total: number }> {
    const [payouts, total] = await Promise.all([
      this.#store.find('payouts', query),
      this.#store.count('payouts', query),
    ])
    return { payouts, total }
  }

  payouts(
    merchantId: string,
    asked: {
      readonly orderReference?: string | undefined
      readonly status?: string | undefined
      readonly channel?: string | undefined
    },
    cursor: Cursor,
  ): Promise<Listed<Payout>> {
    return this.#listed('payouts', { where: given({ merchantId, ...asked }) }, cursor)
  }

  /** The orders of payments, by their id. */
  async ordersOf(payments: readonly Payment[]): Promise<ReadonlyMap<string, Order>> {
    const id = [...new Set(payments.map(({ orderId }) => orderId))]
    const orders = id.length === 0 ? [] : await this.#store.find('orders', { where: { id } })
    return new Map(orders.map((order) => [order.id, order]))
  }

  async deliveries(
    merchantId: string,
    asked: Pick<Query<'deliveries'>, 'search'> & {
      readonly orderReference?: string | undefined
      readonly event?: string | undefined
      readonly channel?: string | undefined
      readonly status?: string | undefined
      readonly outcome?: string | undefined
    },
    cursor: Cursor,
  ): Promise<Listed<Delivery>> {
    const { search, outcome, ...columns } = asked
    const where = given({ merchantId, ...columns, ...(await this.#withOutcome(merchantId, outcome)) })
    return this.#listed('deliveries', { where, search }, cursor)
  }

  /** A delivery of a merchant with its attempts and what else is planned for it; null where there is none. */
  async delivery(
    merchantId: string,
    deliveryId: string,
  ): Promise<
    (ListedDelivery & { readonly payment: Payment | undefined; readonly planned: readonly Task[] }) | null
  > {
    const delivery = await this.#store.get('deliveries', deliveryId)
    if (delivery?.merchantId !== merchantId) return null
    const { orderReference, paymentId } = delivery
    const [payment, tasks, attempts] = await Promise.all([
      this.#store.get('payments', paymentId),
      this.#store.find('tasks', { where: { merchantId, orderReference }, orderBy: 'dueAt' }),
      this.#store.find('attempts', { where: { deliveryId } }),
    ])
    const planned = tasks.filter(
      ({ action }) => action.kind === 'attempt-delivery' && action.deliveryId === deliveryId,
    )
    return { delivery, attempts, payment, planned }
  }

  /** Deliveries with their attempts, in one question for all. */
  async withAttempts(deliveries: readonly Delivery[]): Promise<readonly ListedDelivery[]> {
    const deliveryId = deliveries.map(({ id }) => id)
    const attempts =
      deliveryId.length === 0 ? [] : await this.#store.find('attempts', { where: { deliveryId } })
    const byDelivery = new Map<string, Attempt[]>()
    for (const attempt of attempts) getOrAdd(byDelivery, attempt.deliveryId, () => []).push(attempt)
    return deliveries.map((delivery) => ({ delivery, attempts: byDelivery.get(delivery.id) ?? [] }))
  }

  /** A delivery knows how its attempts ended; those that are on their way are looked up. */
  async #withOutcome(merchantId: string, outcome: string | undefined) {
    if (outcome !== 'sending') return { outcome }
    const sending = await this.#store.find('attempts', { where: { merchantId, outcome } })
    return { id: sending.map(({ deliveryId }) => deliveryId) }
  }

  /** Calls to the API. */
  requests(
    merchantId: string,
    asked: Pick<Query<'requests'>, 'search'> & {
      readonly orderReference?: string | undefined
      readonly status?: string | undefined
      readonly answer?: string | undefined
    },
    cursor: Cursor,
  ): Promise<Listed<RequestEntry>> {
    const { search, ...columns } = asked
    return this.#listed('requests', { where: given({ merchantId, ...columns }), search }, cursor)
  }

  /** One call of the log. */
  async request(merchantId: string, seq: number): Promise<RequestEntry | undefined> {
    const [entry] = await this.#store.find('requests', { where: { merchantId, seq }, limit: 1 })
    return entry
  }

  journal(
    merchantId: string,
    asked: { readonly orderReference?: string | undefined; readonly type?: string | undefined },
    cursor: Cursor,
  ): Promise<Listed<JournalEntry>> {
    return this.#listed('journal', { where: given({ merchantId, ...asked }) }, cursor)
  }

  /**
   * Journal entries and calls that somebody should look at and nobody has seen, of several merchants, latest first,
   * with the deliveries that they are about.
   */
  async alerting(merchantIds: readonly string[], limit: number) {
    const query = {
      where: { merchantId: merchantIds, alert: true },
      orderBy: 'at',
      newestFirst: true,
      limit,
    } as const
    const [journal, requests, counters] = await Promise.all([
      this.#store.find('journal', query),
      this.#store.find('requests', query),
      this.#store.find('counters', { where: { merchantId: merchantIds } }),
    ])
    const seen = new Map(counters.map(({ merchantId, seenUpTo }) => [merchantId, seenUpTo]))
    const isNew = (entry: JournalEntry | RequestEntry) => entry.seq > (seen.get(entry.merchantId) ?? 0)
    const entries = journal.filter(isNew)
    const id = [...new Set(entries.flatMap(({ deliveryId }) => deliveryId ?? []))]
    const deliveries = id.length === 0 ? [] : await this.#store.find('deliveries', { where: { id } })
    return { journal: entries, requests: requests.filter(isNew), deliveries }
  }

  /** What is planned for a merchant, in the order in which it will happen. */
  agenda(merchantId: string, limit?: number): Promise<readonly Task[]> {
    return this.#store.find('tasks', {
      where: { merchantId },
      orderBy: 'dueAt',
      ...(limit === undefined ? {} : { limit }),
    })
  }

  /** The number of what happened to the merchant last; undefined once it is gone. */
  async sequence(merchantId: string): Promise<number | undefined> {
    return (await this.#store.get('counters', merchantId))?.sequence
  }

  /** How many rows of a list there are, whatever part of it is shown. */
  count<Name extends RowName>(table: Name, filter: Filter<Name>): Promise<number> {
    return this.#store.count(table, filter)
  }

  async #merchantPage({
    search,
    ...query
  }: Filter<'merchants'> & { readonly limit: number; readonly newestFirst?: boolean }): Promise<
    Page<Merchant>
  > {
    return findPage(this.#store, 'merchants', {
      ...query,
      ...(search ? { where: { id: await this.#namedLike(search, query) } } : {}),
    })
  }

  /** Merchants with what is theirs, in two questions for all. */
  async #withDetails(merchants: readonly Merchant[]): Promise<readonly MerchantDetails[]> {
    const merchantId = [...new Set(merchants.map(({ id }) => id))]
    const [applications, apiKeys] = await Promise.all([
      this.#store.find('applications', { where: { merchantId } }),
      this.#store.find('apiKeys', { where: { merchantId } }),
    ])
    return merchants.map((merchant) => ({
      merchant,
      applications: ownedBy(merchant, applications),
      apiKeys: ownedBy(merchant, apiKeys),
    }))
  }

  async #withWays(payments: readonly Payment[], merchant: Merchant): Promise<readonly ListedPayment[]> {
    const returning = payments.filter((payment) => claimOnReturn(payment) !== null)
    const clientId = [...new Set(returning.map(({ clientId }) => clientId))]
    const [orders, applications] = await Promise.all([
      this.ordersOf(payments),
      clientId.length === 0 ? [] : this.#store.find('applications', { where: { id: clientId } }),
    ])
    return payments.map((payment) => ({
      payment,
      linkId: orders.get(payment.orderId)?.linkId ?? null,
      wayBack: wayBackOf(
        payment,
        merchant,
        applications.find(({ id }) => id === payment.clientId),
      ),
    }))
  }

  /** The part of a list that a cursor asks for, oldest first: the next rows behind `after`, else the latest. */
  async #listed<Name extends RowName>(
    table: Name,
    filter: Filter<Name>,
    { after, before, limit }: Cursor,
  ): Promise<Listed<Row<Name>>> {
    const newestFirst = after === undefined
    const page = await findPage(this.#store, table, { ...filter, after, before, newestFirst, limit })
    const items = newestFirst ? page.rows.toReversed() : page.rows
    const [first, last] = [items.at(0), items.at(-1)]
    return {
      items,
      after: last ? numberOf(last) : (after ?? 0),
      before: first && (page.next !== null || !newestFirst) ? numberOf(first) : null,
      isLatest: newestFirst ? before === undefined : page.next === null,
    }
  }

  async #namedLike(search: string, query: Filter<'merchants'>): Promise<readonly string[]> {
    const [named, applications] = await Promise.all([
      this.#store.find('merchants', { ...query, search }),
      this.#store.find('applications', { search }),
    ])
    const ids = [...named.map(({ id }) => id), ...applications.map(({ merchantId }) => merchantId)]
    return [...new Set(ids)]
  }
}

/** Where the payment's browser may go back to the shop, with what the address claims; null while it may not. */
function wayBackOf(
  payment: Payment,
  { dialect }: Merchant,
  application: Application | undefined,
): WayBack | null {
  const status = claimOnReturn(payment)
  const returnUrl = possibleReturnUrl(application?.returnUrl ?? null)
  if (status === null || returnUrl === null) return null
  const parameters = payment.script.return.parameters ?? dialect.redirectParams
  return { status, address: returnAddress(returnUrl, payment.orderReference, status, parameters) }
}

/** What the store must look for to find links in a state; null where none can be in it. Follows {@link linkState}. */
function filterFor(
  state: string,
  { linkClosesAfter, linkExpirySeconds }: LinkRules,
  now: number,
): Pick<Filter<'orders'>, 'where' | 'range'> | null {
  const closes = linkClosesAfter === 'firstSuccess'
  const notPaid = closes ? { everPaid: false } : {}
  const paying = ['PROCESSING', 'PENDING']
  const notPaying = [null, ...PAYMENT_STATUSES.filter((status) => !paying.includes(status))]
  const lastMade = linkExpirySeconds === 'none' ? null : now - linkExpirySeconds * 1000
  switch (state) {
    case 'paid':
      return closes ? { where: { everPaid: true } } : null
    case 'paying':
      return { where: { ...notPaid, status: paying } }
    case 'expired':
      if (lastMade === null) return null
      return { where: { ...notPaid, status: notPaying }, range: { column: 'createdAt', to: lastMade + 1 } }
    case 'open':
      return {
        where: { ...notPaid, status: notPaying },
        ...(lastMade === null ? {} : { range: { column: 'createdAt', from: lastMade + 1 } }),
      }
    default:
      return null
  }
}

function ownedBy<Owned extends { readonly merchantId: string }>(
  { id }: Merchant,
  rows: readonly Owned[],
): readonly Owned[] {
  return rows.filter(({ merchantId }) => merchantId === id)
}
