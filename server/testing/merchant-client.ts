import type { HeldQuery, HoldBody, ListQuery, MessageByHandBody, RedeliveryBody } from '../control/schemas.js'
import type {
  ApiKeyView,
  ApplicationView,
  BalanceView,
  ClockMoveView,
  ClockView,
  DeliveryView,
  DepositView,
  HeldResponseView,
  JournalView,
  LinkView,
  MerchantView,
  PaymentView,
  PayoutView,
  ProofView,
  RequestView,
  TaskView,
} from '../control/views.js'
import type { MerchantSettings } from '../domain/merchant.js'
import type { Currency } from '../domain/money.js'
import type { Channel, PaymentStatus, PhoneAnswer } from '../domain/payment.js'
import type { PayoutStatus } from '../domain/payout.js'
import { pathSegment } from '../lib/path-segment.js'
import type { ApplicationSettings } from '../sandbox/applications.js'
import type { Snapshot } from '../sandbox/snapshots/snapshot.js'
import {
  describeDelivery,
  describeEntry,
  describeHeld,
  describePayment,
  describeRequest,
} from './descriptions.js'
import { call, type Transport } from './transport.js'
import type { Ahead } from './wait-timeout.js'
import { type List, type WaitFilter, type WaitOptions, waitFor } from './waiting.js'

/**
 * Which items a list shows; everything given must hold.
 *
 * @example List the newest deliveries of an order that were refused
 * ```ts
 * import { createSandbox, type ListFilter } from 'clickpesa-sandbox'
 *
 * const sandbox = await createSandbox({ port: 0 })
 * const merchant = await sandbox.createMerchant({ clock: { frozen: true } })
 * const filter: ListFilter = { orderReference: 'ORDER1001', outcome: 'refused', limit: 10 }
 * console.log(await merchant.deliveries(filter))
 * await sandbox.close()
 * ```
 */
export type ListFilter = Omit<{ [K in keyof ListQuery]?: ListQuery[K] }, 'wait' | 'after' | 'limit'> & {
  readonly after?: number
  readonly limit?: number
}

/**
 * Where the money of a payout link goes; to some phone, when nothing is said.
 *
 * @example Claim a payout link in its visitor's place, for a bank account
 * ```ts
 * import { type ClaimOptions, createSandbox } from 'clickpesa-sandbox'
 *
 * const sandbox = await createSandbox({ port: 0 })
 * const merchant = await sandbox.createMerchant({ clock: { frozen: true } })
 * await merchant.deposit({ amount: '50000' })
 * const headers = { 'client-id': merchant.clientId, 'api-key': merchant.apiKey }
 * const login = await fetch(`${merchant.apiUrl}/generate-token`, { method: 'POST', headers })
 * const { token } = (await login.json()) as { token: string }
 * await fetch(`${merchant.apiUrl}/payout-link/generate-payout-url`, {
 *   method: 'POST',
 *   headers: { authorization: token, 'content-type': 'application/json' },
 *   body: JSON.stringify({ amount: 20000, orderReference: 'GIFT1001' }),
 * })
 * const account: ClaimOptions = { bic: 'CORUTZTZ', accountNumber: '0150123456700', accountName: 'Neema Kimaro' }
 * const { status } = await merchant.claimPayoutLink('GIFT1001', account)
 * console.log(status)
 * await sandbox.close()
 * ```
 */
export interface ClaimOptions {
  readonly phoneNumber?: string
  /** SWIFT code of a bank, for money that goes to an account. */
  readonly bic?: string
  readonly accountNumber?: string
  readonly accountName?: string
}

/**
 * How the customer pays.
 *
 * @example Pay by M-Pesa, with an outcome for this attempt alone
 * ```ts
 * import { createSandbox, type PayOptions } from 'clickpesa-sandbox'
 * import { placeOrder } from './your-shop.js'
 *
 * const sandbox = await createSandbox({ port: 0 })
 * const merchant = await sandbox.createMerchant({ clock: { frozen: true } })
 * const options: PayOptions = { method: 'M-PESA', phoneNumber: '255744000111', scenario: 'wrong-pin' }
 * await placeOrder(merchant, 'ORDER1001')
 * const { status } = await merchant.pay('ORDER1001', options)
 * console.log(status)
 * await sandbox.close()
 * ```
 */
export interface PayOptions {
  /** The operator of the phone number, when left out; a card for orders in USD. */
  readonly method?: Channel
  readonly phoneNumber?: string
  readonly scenario?: string
  /** What the customer does with the prompt on the phone: `right-pin`, `wrong-pin`, `cancel` or `ignore`. */
  readonly answer?: PhoneAnswer
}

/**
 * One merchant of a sandbox, as a test uses it.
 *
 * @example Give a merchant to the code under test, and look at what it was sent
 * ```ts
 * import { createSandbox, type MerchantClient } from 'clickpesa-sandbox'
 * import { placeOrder } from './your-shop.js'
 *
 * const sandbox = await createSandbox({ port: 0 })
 * const merchant = await sandbox.createMerchant({ clock: { frozen: true } })
 * export const settingsOf = ({ apiUrl, clientId, apiKey, checksumKey }: MerchantClient) => ({
 *   CLICKPESA_BASE_URL: apiUrl,
 *   CLICKPESA_CLIENT_ID: clientId,
 *   CLICKPESA_API_KEY: apiKey,
 *   CLICKPESA_CHECKSUM_KEY: checksumKey,
 * })
 * console.log(settingsOf(merchant))
 * await merchant.useScenario('insufficient-balance')
 * await placeOrder(merchant, 'ORDER1001')
 * await merchant.pay('ORDER1001')
 * await merchant.clock.advance('1m')
 * console.log(await merchant.payments({ status: 'FAILED' }))
 * await sandbox.close()
 * ```
 */
export class MerchantClient {
  readonly id: string
  readonly clientId: string
  readonly apiKey: string
  readonly checksumKey: string
  /** Base address for the code under test: the origin and `/third-parties`. */
  readonly apiUrl: string
  readonly clock: ClockClient
  readonly #transport: Transport

  constructor(
    transport: Transport,
    view: Pick<MerchantView, 'id' | 'clientId' | 'apiKey' | 'checksumKey' | 'apiUrl'>,
  ) {
    this.#transport = transport
    this.id = view.id
    this.clientId = view.clientId ?? ''
    this.apiKey = view.apiKey ?? ''
    this.checksumKey = view.checksumKey ?? ''
    this.apiUrl = view.apiUrl
    this.clock = new ClockClient((method, path, body) => this.#call(method, path, body))
  }

  /** The same merchant, for code that reaches the API at another address, such as a proxy in between. */
  reachedAt(apiUrl: string): MerchantClient {
    const { id, clientId, apiKey, checksumKey } = this
    return new MerchantClient(this.#transport, { id, clientId, apiKey, checksumKey, apiUrl })
  }

  read(): Promise<MerchantView> {
    return this.#call('GET', '')
  }

  change(settings: Omit<MerchantSettings, 'clientId' | 'apiKey' | 'clock'>): Promise<MerchantView> {
    return this.#call('PATCH', '', settings)
  }

  /** Takes the merchant back to how it was opened. */
  reset(): Promise<MerchantView> {
    return this.#call('POST', '/reset')
  }

  /** The whole merchant as plain data, to be kept as JSON. Its API keys and checksum keys are in it. */
  snapshot(): Promise<Snapshot> {
    return this.#call('GET', '/snapshot')
  }

  /** Makes the merchant what it was when the snapshot of it was taken. */
  restore(snapshot: Snapshot): Promise<MerchantView> {
    return this.#call('PUT', '/snapshot', snapshot)
  }

  async remove(): Promise<void> {
    await this.#call('DELETE', '')
  }

  async applications(): Promise<readonly ApplicationView[]> {
    return this.#items('/applications')
  }

  addApplication(settings: ApplicationSettings = {}): Promise<ApplicationView> {
    return this.#call('POST', '/applications', settings)
  }

  changeApplication(clientId: string, settings: ApplicationSettings): Promise<ApplicationView> {
    return this.#call('PATCH', `/applications/${pathSegment(clientId)}`, settings)
  }

  /** Adds an API key to an application; without `clientId` to the merchant's first one. */
  addApiKey(
    key: { name?: string; apiKey?: string; expiresAt?: string } = {},
    clientId = this.clientId,
  ): Promise<ApiKeyView> {
    return this.#call('POST', `/applications/${pathSegment(clientId)}/api-keys`, key)
  }

  revokeApiKey(keyId: string): Promise<ApiKeyView> {
    return this.#call('DELETE', `/api-keys/${pathSegment(keyId)}`)
  }

  /** Chooses the scenario of all further attempts to pay. */
  async useScenario(name: string): Promise<void> {
    await this.#call('PUT', '/scenario', { name })
  }

  /** Chooses scenarios for the next attempts to pay, one for each. */
  async queueScenarios(...names: string[]): Promise<void> {
    await this.#call('POST', '/scenario-queue', { names })
  }

  async useScenarioForOrder(orderReference: string, name: string): Promise<void> {
    await this.#call('PUT', `/orders/${pathSegment(orderReference)}/scenario`, { name })
  }

  /**
   * The customer pays an order, without a browser; a USSD push that is under way is answered, with the right PIN unless
   * `answer` says otherwise. Resolves with the payment as it is then.
   */
  pay(orderReference: string, options: PayOptions = {}): Promise<PaymentView> {
    return this.#call('POST', `/orders/${pathSegment(orderReference)}/payments`, options)
  }

  /** A customer pays a control number: its own amount, unless another is given. */
  payControlNumber(
    billPayNumber: string,
    options: Omit<PayOptions, 'answer'> & { readonly amount?: string } = {},
  ): Promise<PaymentView> {
    return this.#call('POST', `/control-numbers/${pathSegment(billPayNumber)}/payments`, options)
  }

  /** Moves a payment by hand, within the gateway's transition table. */
  movePayment(paymentId: string, status: PaymentStatus, message?: string): Promise<PaymentView> {
    const path = `/payments/${pathSegment(paymentId)}/status`
    return this.#call('POST', path, { status, ...(message === undefined ? {} : { message }) })
  }

  /** Somebody says where the money of a payout link goes: to a phone, or to a bank account where `bic` is given. */
  claimPayoutLink(orderReference: string, options: ClaimOptions = {}): Promise<PayoutView> {
    return this.#call('POST', `/payout-links/${pathSegment(orderReference)}/claim`, options)
  }

  payouts(filter: ListFilter = {}): Promise<readonly PayoutView[]> {
    return this.#items(`/payouts${queryOf(filter)}`)
  }

  /** Moves a payout by hand, within the gateway's transition table; `withFee` says whether a reversal brings the fee back. */
  movePayout(
    payoutId: string,
    status: PayoutStatus,
    words: { message?: string; withFee?: boolean } = {},
  ): Promise<PayoutView> {
    return this.#call('POST', `/payouts/${pathSegment(payoutId)}/status`, { status, ...words })
  }

  /** What the account holds, in each currency that was ever moved in it. */
  balances(): Promise<readonly BalanceView[]> {
    return this.#items('/balances')
  }

  /** Money reaches the account without an order, in TZS unless said otherwise; DEPOSIT RECEIVED is sent for it. */
  deposit(money: {
    amount: string
    currency?: Currency
    channel?: string
    paymentReference?: string
  }): Promise<DepositView> {
    return this.#call('POST', '/deposits', money)
  }

  /**
   * Holds the answer to the next call to an endpoint, such as `generate-checkout-url` or `query-payment`, until
   * {@link release}. The call does its work first, unless `workDone` is false: then it is held before its work.
   */
  async holdNext(
    endpoint: HoldBody['endpoint'],
    options: { readonly orderReference?: string; readonly workDone?: boolean } = {},
  ): Promise<void> {
    await this.#call('POST', '/held-responses', { endpoint, ...options })
  }

  /** The calls whose answer is held, delayed or never comes, the oldest first. */
  heldResponses(
    filter: Pick<HeldQuery, 'endpoint' | 'orderReference'> = {},
  ): Promise<readonly HeldResponseView[]> {
    return this.#items(`/held-responses${queryOf(filter)}`)
  }

  /** Waits for a call whose answer is held. */
  waitForHeld(
    filter: Pick<HeldQuery, 'endpoint' | 'orderReference'> = {},
    options?: WaitOptions,
  ): Promise<HeldResponseView> {
    const list = this.#list<HeldResponseView>('held-responses')
    return waitFor(
      {
        nouns: ['held answer', 'held answers'],
        list,
        log: list,
        ahead: this.#ahead,
        describe: describeHeld,
      },
      filter,
      options,
    )
  }

  /** Lets a held answer go, or all of them without an id. Resolves with what was let go. */
  async release(heldId?: string): Promise<readonly HeldResponseView[]> {
    if (heldId === undefined) {
      const { items } = await this.#call<{ items: readonly HeldResponseView[] }>(
        'POST',
        '/held-responses/release',
      )
      return items
    }
    return [await this.#call('POST', `/held-responses/${pathSegment(heldId)}/release`)]
  }

  /**
   * Sends a notification again, with the same bytes. With `damage`, in the words of scenarios, a copy with that wrong in
   * it is sent instead, once: `{ checksum: 'wrong-key' }`.
   */
  redeliver(deliveryId: string, options: RedeliveryBody = {}): Promise<DeliveryView> {
    return this.#call('POST', `/deliveries/${pathSegment(deliveryId)}/redeliver`, options)
  }

  /**
   * Sends a message about an order by hand, once: of its latest payment, or, where nobody has tried to pay, of one that
   * nobody made. A forged success: `{ damage: { status: 'SUCCESS', checksum: 'wrong-key' } }`.
   */
  sendMessage(orderReference: string, options: MessageByHandBody = {}): Promise<DeliveryView> {
    return this.#call('POST', `/orders/${pathSegment(orderReference)}/messages`, options)
  }

  /**
   * What the merchant had been told of an order by an instant, by webhook, callback, return and query, and what it could
   * have known by asking then; by now, without one.
   */
  proof(orderReference: string, at?: Date | string): Promise<ProofView> {
    const instant = at instanceof Date ? at.toISOString() : at
    return this.#call('GET', `/orders/${pathSegment(orderReference)}/proof${queryOf({ at: instant })}`)
  }

  links(filter: ListFilter = {}): Promise<readonly LinkView[]> {
    return this.#items(`/links${queryOf(filter)}`)
  }

  payments(filter: ListFilter = {}): Promise<readonly PaymentView[]> {
    return this.#items(`/payments${queryOf(filter)}`)
  }

  deliveries(filter: ListFilter = {}): Promise<readonly DeliveryView[]> {
    return this.#items(`/deliveries${queryOf(filter)}`)
  }

  requests(filter: ListFilter = {}): Promise<readonly RequestView[]> {
    return this.#items(`/requests${queryOf(filter)}`)
  }

  journal(filter: ListFilter = {}): Promise<readonly JournalView[]> {
    return this.#items(`/journal${queryOf(filter)}`)
  }

  /** What will happen, in order. */
  agenda(): Promise<readonly TaskView[]> {
    return this.#items('/agenda')
  }

  /** Waits for a notification; for one that was received, unless an `outcome` or `status` is given. */
  waitForDelivery(filter: WaitFilter<DeliveryView> = {}, options?: WaitOptions): Promise<DeliveryView> {
    const received: ListFilter = filter.outcome || filter.status ? {} : { outcome: 'received' }
    return waitFor(
      {
        nouns: ['delivery', 'deliveries'],
        list: this.#list('deliveries'),
        log: this.#list('journal'),
        ahead: this.#ahead,
        describe: describeDelivery,
      },
      { ...received, ...filter },
      options,
    )
  }

  /** Waits for a payment, for instance one that has come to a status. */
  waitForPayment(filter: WaitFilter<PaymentView> = {}, options?: WaitOptions): Promise<PaymentView> {
    return waitFor(
      {
        nouns: ['payment', 'payments'],
        list: this.#list('payments'),
        log: this.#list('journal'),
        ahead: this.#ahead,
        describe: describePayment,
      },
      filter,
      options,
    )
  }

  /** Waits for a call to the ClickPesa API. */
  waitForRequest(filter: WaitFilter<RequestView> = {}, options?: WaitOptions): Promise<RequestView> {
    const list = this.#list<RequestView>('requests')
    return waitFor(
      { nouns: ['request', 'requests'], list, log: list, ahead: this.#ahead, describe: describeRequest },
      filter,
      options,
    )
  }

  /** Waits for anything else that is written down, such as `{ type: 'return:sent' }`. */
  waitForJournal(filter: WaitFilter<JournalView> = {}, options?: WaitOptions): Promise<JournalView> {
    const list = this.#list<JournalView>('journal')
    return waitFor(
      {
        nouns: ['journal entry', 'journal entries'],
        list,
        log: list,
        ahead: this.#ahead,
        describe: describeEntry,
      },
      filter,
      options,
    )
  }

  readonly #ahead = async (): Promise<Ahead> => {
    const [clock, planned] = await Promise.all([this.clock.read(), this.agenda()])
    return { clock, planned }
  }

  #list<Item>(name: string): List<Item> {
    return (filter, waitMs) =>
      this.#items<Item>(
        `/${name}${queryOf({ ...filter, ...(waitMs === undefined ? {} : { wait: `${waitMs}ms` }) })}`,
      )
  }

  async #items<Item>(path: string): Promise<readonly Item[]> {
    const { items } = await this.#call<{ items: readonly Item[] }>('GET', path)
    return items
  }

  #call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    return call(this.#transport, method, `/merchants/${pathSegment(this.id)}${path}`, body)
  }
}

/** How a clock is moved on. */
interface MoveOptions {
  /** The notifications of an order that are due at one instant go out in parallel, instead of one after the other. */
  readonly sideBySide?: boolean
}

type MerchantCall = <Answer>(method: string, path: string, body?: unknown) => Promise<Answer>

/**
 * A merchant's clock. Durations are texts such as `500ms`, `5s`, `2m`, `1h`, `3d`.
 *
 * @example Let three days of retries pass at once
 * ```ts
 * import { createSandbox, type ClockClient } from 'clickpesa-sandbox'
 * import { placeOrder } from './your-shop.js'
 *
 * const sandbox = await createSandbox({ port: 0 })
 * const merchant = await sandbox.createMerchant({
 *   webhooks: { 'PAYMENT RECEIVED': 'http://127.0.0.1:9/hook' },
 *   clock: { frozen: true },
 * })
 * const clock: ClockClient = merchant.clock
 * await placeOrder(merchant, 'ORDER1001')
 * await merchant.pay('ORDER1001')
 * await clock.advance('3d')
 * const { ranCount } = await clock.runUntilIdle()
 * console.log((await clock.read()).now, ranCount)
 * await sandbox.close()
 * ```
 */
export class ClockClient {
  readonly #call: MerchantCall

  constructor(call: MerchantCall) {
    this.#call = call
  }

  read(): Promise<ClockView> {
    return this.#call('GET', '/clock')
  }

  /** Moves the clock on; resolves once everything that came due has run, with the first 1000 tasks that ran and `ranCount`. */
  advance(duration: string, how: MoveOptions = {}): Promise<ClockMoveView> {
    return this.#call('POST', '/clock', { advance: duration, ...how })
  }

  to(instant: Date | string, how: MoveOptions = {}): Promise<ClockMoveView> {
    const to = instant instanceof Date ? instant.toISOString() : instant
    return this.#call('POST', '/clock', { to, ...how })
  }

  freeze(): Promise<ClockMoveView> {
    return this.#call('POST', '/clock', { freeze: true })
  }

  resume(): Promise<ClockMoveView> {
    return this.#call('POST', '/clock', { resume: true })
  }

  /** Moves the clock on until nothing is planned. */
  runUntilIdle(how: MoveOptions = {}): Promise<ClockMoveView> {
    return this.#call('POST', '/clock', { runUntilIdle: true, ...how })
  }
}

function queryOf(filter: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined)
  return given.length > 0
    ? `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`
    : ''
}
