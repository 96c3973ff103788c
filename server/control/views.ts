import type { Deposit } from '../domain/deposit.js'
import type { JournalEntry, RequestEntry } from '../domain/journal.js'
import type { Balance } from '../domain/ledger.js'
import type { ApiKey, Application, MerchantDetails } from '../domain/merchant.js'
import { formatAmount, type Money } from '../domain/money.js'
import type { Payout } from '../domain/payout.js'
import type { Proof, Told } from '../domain/proof.js'
import type { Task } from '../domain/task.js'
import { given } from '../lib/given.js'
import { hidePasswords } from '../lib/hide-passwords.js'
import type { PublicAddresses } from '../lib/public-addresses.js'
import type { ClockMove, ClockReading } from '../sandbox/clocks.js'
import type { HeldResponse } from '../sandbox/held-responses.js'
import type { ListedDelivery, ListedLink, ListedPayment } from '../sandbox/queries.js'
import { explainDamage } from '../scenario/parts/damage.js'
import { explainScenario, type Scenario, type WrittenScenario } from '../scenario/scenario.js'
import type {
  Answer,
  apiKeyAnswer,
  applicationAnswer,
  balanceAnswer,
  clockAnswer,
  clockMoveAnswer,
  deliveryAnswer,
  depositAnswer,
  heldResponseAnswer,
  journalAnswer,
  linkAnswer,
  merchantAnswer,
  paymentAnswer,
  payoutAnswer,
  proofAnswer,
  publicUrlAnswer,
  requestAnswer,
  scenarioAnswer,
  taskAnswer,
} from './answers.js'

/** What the sandbox keeps, as the control API shows it: camelCase, times as ISO 8601, amounts as text. */

export type ApplicationView = Answer<typeof applicationAnswer>
export type ApiKeyView = Answer<typeof apiKeyAnswer>
export type TaskView = Answer<typeof taskAnswer>
export type ClockView = Answer<typeof clockAnswer>
export type ClockMoveView = Answer<typeof clockMoveAnswer>
/**
 * Where a sandbox is reached, as `SandboxClient.setPublicUrl` returns it.
 *
 * @example Tell a sandbox in a container which port of this machine leads to it
 * ```ts
 * import { connectSandbox, type PublicUrlView } from 'clickpesa-sandbox'
 *
 * const url = process.env.CLICKPESA_SANDBOX_URL ?? 'http://127.0.0.1:4255'
 * const sandbox = await connectSandbox(url)
 * const { checkoutUrl }: PublicUrlView = await sandbox.setPublicUrl(url)
 * console.log(checkoutUrl)
 * await sandbox.close()
 * ```
 */
export type PublicUrlView = Answer<typeof publicUrlAnswer>
/** `written` is as its file has it. */
export type ScenarioView = Omit<Answer<typeof scenarioAnswer>, 'written'> & {
  readonly written: WrittenScenario
}

export function merchantView(
  { merchant, applications, apiKeys }: MerchantDetails,
  now: number,
  { apiUrl, checkoutUrl }: PublicAddresses,
): MerchantView {
  const [application] = applications
  const key = apiKeys.find(({ clientId, revokedAt }) => clientId === application?.id && revokedAt === null)
  return {
    id: merchant.id,
    name: merchant.name,
    email: merchant.email,
    clientId: application?.id ?? null,
    apiKey: key?.secret ?? null,
    checksumKey: application?.checksumKey ?? null,
    checksumEnabled: application?.checksumEnabled ?? false,
    returnUrl: application?.returnUrl ?? null,
    webhooks: application?.webhooks ?? {},
    features: application?.features ?? [],
    merchantWebhooks: merchant.webhooks,
    approved: merchant.approved,
    shop: merchant.shop,
    strict: merchant.strict,
    waitsForPhone: merchant.waitsForPhone,
    allowedAddresses: merchant.allowedAddresses,
    frameAncestors: merchant.frameAncestors,
    rateLimit: merchant.rateLimit,
    collectionMethods: merchant.collectionMethods,
    scenario: merchant.scenario,
    scenarioQueue: merchant.scenarioQueue,
    orderScenarios: merchant.orderScenarios,
    profile: merchant.profile,
    dialect: merchant.dialect,
    clock: { now: iso(now), frozen: merchant.clock.kind === 'frozen' },
    createdAt: iso(merchant.createdAt),
    apiUrl,
    checkoutUrl,
  }
}
/**
 * A merchant with its settings, as `MerchantClient.read` returns it.
 *
 * @example Read the settings of a merchant
 * ```ts
 * import { createSandbox, type MerchantView } from 'clickpesa-sandbox'
 *
 * const sandbox = await createSandbox({ port: 0 })
 * const merchant = await sandbox.createMerchant({ name: 'Duka la Asha', checksumEnabled: true })
 * const view: MerchantView = await merchant.read()
 * console.log(view.name, view.checksumEnabled, view.dialect)
 * await sandbox.close()
 * ```
 */
export type MerchantView = Answer<typeof merchantAnswer>

export function applicationView(application: Application, apiKeys: readonly ApiKey[]): ApplicationView {
  return {
    clientId: application.id,
    name: application.name,
    enabled: application.enabled,
    features: application.features,
    returnUrl: application.returnUrl,
    webhooks: application.webhooks,
    checksumEnabled: application.checksumEnabled,
    checksumKey: application.checksumKey,
    apiKeys: apiKeys.filter(({ clientId }) => clientId === application.id).map(apiKeyView),
    createdAt: iso(application.createdAt),
  }
}

export function apiKeyView({ id, name, secret, expiresAt, revokedAt, createdAt }: ApiKey): ApiKeyView {
  return {
    id,
    name,
    apiKey: secret,
    expiresAt: expiresAt === null ? null : iso(expiresAt),
    revokedAt: revokedAt === null ? null : iso(revokedAt),
    createdAt: iso(createdAt),
  }
}

export function linkView({ order, state }: ListedLink, { checkoutLink }: PublicAddresses): LinkView {
  return {
    id: order.linkId,
    seq: order.seq,
    url: checkoutLink(order.linkId ?? ''),
    orderReference: order.orderReference,
    clientId: order.clientId,
    status: state,
    amount: formatAmount(order.total.minor),
    currency: order.total.currency,
    items: order.items.map(({ name, price, quantity }) => ({ name, price: formatAmount(price), quantity })),
    customer: order.customer,
    description: order.description ?? null,
    callbackUrl: order.callbackUrl ?? null,
    /** Kept and shown; nothing is sent there. */
    wooCommerceCallbackUrl: order.wooCommerceCallbackUrl ?? null,
    createdAt: iso(order.createdAt),
  }
}
/**
 * A checkout link and what became of its order.
 *
 * @example Find the link that the code under test made
 * ```ts
 * import { createSandbox, type LinkView } from 'clickpesa-sandbox'
 * import { placeOrder } from './your-shop.js'
 *
 * const sandbox = await createSandbox({ port: 0 })
 * const merchant = await sandbox.createMerchant({ clock: { frozen: true } })
 * await placeOrder(merchant, 'ORDER1001')
 * const [link]: readonly LinkView[] = await merchant.links({ orderReference: 'ORDER1001' })
 * console.log(link?.url, link?.amount)
 * await sandbox.close()
 * ```
 */
export type LinkView = Answer<typeof linkAnswer>

export function paymentView({ payment, linkId, wayBack }: ListedPayment): PaymentView {
  return {
    id: payment.id,
    seq: payment.seq,
    orderReference: payment.orderReference,
    /** Null for a payment of an order without a link. */
    linkId,
    clientId: payment.clientId,
    attempt: payment.attempt,
    method: payment.channel,
    status: payment.status,
    amount: formatAmount(payment.collected.minor),
    currency: payment.collected.currency,
    asked: { amount: formatAmount(payment.asked.minor), currency: payment.asked.currency },
    phoneNumber: payment.phoneNumber ?? null,
    paymentReference: payment.paymentReference ?? null,
    message: payment.message,
    scenario: payment.scenario,
    /** Where the customer's browser may go back to the shop now; null while it may not. */
    returnUrl: wayBack?.address ?? null,
    history: payment.history.map(({ at, ...change }) => ({ ...change, at: iso(at) })),
    createdAt: iso(payment.createdAt),
    updatedAt: iso(payment.updatedAt),
  }
}
/**
 * An attempt of a customer to pay an order.
 *
 * @example Pay, and follow the status
 * ```ts
 * import { createSandbox, type PaymentView } from 'clickpesa-sandbox'
 * import { placeOrder } from './your-shop.js'
 *
 * const sandbox = await createSandbox({ port: 0 })
 * const merchant = await sandbox.createMerchant({ clock: { frozen: true } })
 * await placeOrder(merchant, 'ORDER1001')
 * const begun: PaymentView = await merchant.pay('ORDER1001')
 * await merchant.clock.advance('1m')
 * const [paid] = await merchant.payments({ orderReference: 'ORDER1001' })
 * console.log(begun.status, paid?.status) // PROCESSING SUCCESS
 * await sandbox.close()
 * ```
 */
export type PaymentView = Answer<typeof paymentAnswer>

export function payoutView(payout: Payout): PayoutView {
  const { order, fee, total, received, history, createdAt, updatedAt } = payout
  const { id, seq, orderReference, clientId, status, channel, provider, beneficiary, message, scenario } =
    payout
  return {
    ...{ id, seq, orderReference, clientId, status, channel, provider, beneficiary, message, scenario },
    amount: formatAmount(order.minor),
    currency: order.currency,
    fee: formatAmount(fee),
    total: formatAmount(total),
    received: { amount: formatAmount(received.minor), currency: received.currency },
    history: history.map(({ at, ...change }) => ({ ...change, at: iso(at) })),
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
  }
}
export type PayoutView = Answer<typeof payoutAnswer>

export function balanceView({ currency, amount }: Balance): BalanceView {
  return { currency, amount: formatAmount(amount) }
}
export type BalanceView = Answer<typeof balanceAnswer>

export function depositView({ money, balance, createdAt, ...deposit }: Deposit): DepositView {
  return {
    ...deposit,
    amount: formatAmount(money.minor),
    currency: money.currency,
    balance: formatAmount(balance),
    createdAt: iso(createdAt),
  }
}
export type DepositView = Answer<typeof depositAnswer>

export function deliveryView({ delivery, attempts }: ListedDelivery): DeliveryView {
  const { tamperedCopyOf: tampered } = delivery
  return {
    id: delivery.id,
    seq: delivery.seq,
    channel: delivery.channel,
    event: delivery.event,
    orderReference: delivery.orderReference,
    paymentId: delivery.paymentId,
    url: hidePasswords(delivery.url),
    level: delivery.level,
    status: delivery.status,
    copy: delivery.copy,
    /** What it repeats with something wrong in it, by hand; null for what the sandbox sent by itself. */
    spoiltCopyOf: tampered ? { deliveryId: tampered.deliveryId, damage: { ...tampered.damage } } : null,
    damage: delivery.damage ? { ...delivery.damage } : null,
    madeUp: delivery.madeUp ?? false,
    signed: delivery.signed,
    headers: delivery.headers,
    /** The exact text that is sent. */
    body: delivery.body,
    attempts: attempts.map(({ number, cause, startedAt, outcome, trace, durationMs, response, note }) => ({
      number,
      cause,
      startedAt: iso(startedAt),
      outcome,
      ...given({ trace, durationMs, response, note }),
    })),
    createdAt: iso(delivery.createdAt),
  }
}
/**
 * A notification on its way to one address, with its attempts, as `MerchantClient.deliveries` lists it.
 *
 * @example Look at what was sent, byte for byte
 * ```ts
 * import { createSandbox, type DeliveryView } from 'clickpesa-sandbox'
 * import { placeOrder } from './your-shop.js'
 *
 * const sandbox = await createSandbox({ port: 0 })
 * const merchant = await sandbox.createMerchant({
 *   webhooks: { 'PAYMENT RECEIVED': 'http://127.0.0.1:9/hook' },
 *   clock: { frozen: true },
 * })
 * await placeOrder(merchant, 'ORDER1001')
 * await merchant.pay('ORDER1001')
 * await merchant.clock.advance('1m')
 * const [delivery]: readonly DeliveryView[] = await merchant.deliveries({ event: 'PAYMENT RECEIVED' })
 * console.log(delivery?.status, delivery?.body, delivery?.attempts.length)
 * await sandbox.close()
 * ```
 */
export type DeliveryView = Answer<typeof deliveryAnswer>

export function requestView({ merchantId: _, at, ...request }: RequestEntry): RequestView {
  return { ...request, at: iso(at) }
}
/**
 * A request to the ClickPesa API with its answer. Secrets are hidden.
 *
 * @example See why the gateway refused a call
 * ```ts
 * import { createSandbox, type RequestView } from 'clickpesa-sandbox'
 *
 * const sandbox = await createSandbox({ port: 0 })
 * const merchant = await sandbox.createMerchant({ clock: { frozen: true } })
 * await fetch(`${merchant.apiUrl}/payments/ORDER1001`)
 * const [refused]: readonly RequestView[] = await merchant.requests({ limit: 1 })
 * console.log(refused?.status, refused?.refusal?.explanation)
 * await sandbox.close()
 * ```
 */
export type RequestView = Answer<typeof requestAnswer>

export function heldResponseView({ since, until, ...held }: HeldResponse): HeldResponseView {
  return { ...held, since: iso(since), until: until === null ? null : iso(until) }
}
/**
 * A call to the ClickPesa API whose answer is held, as `MerchantClient.heldResponses` lists it.
 *
 * @example Let the webhook come before the answer to the link request
 * ```ts
 * import { createSandbox, type HeldResponseView } from 'clickpesa-sandbox'
 * import { placeOrder } from './your-shop.js'
 *
 * const sandbox = await createSandbox({ port: 0 })
 * const merchant = await sandbox.createMerchant({ clock: { frozen: true } })
 * await merchant.holdNext('generate-checkout-url')
 * const placed = placeOrder(merchant, 'ORDER1001')
 * const held: HeldResponseView = await merchant.waitForHeld({ orderReference: 'ORDER1001' })
 * await merchant.pay('ORDER1001')
 * await merchant.clock.advance('1m')
 * await merchant.release(held.id)
 * console.log(await placed)
 * await sandbox.close()
 * ```
 */
export type HeldResponseView = Answer<typeof heldResponseAnswer>

export function proofView({ orderReference, at, asked, told, knowable }: Proof): ProofView {
  return {
    orderReference,
    at: iso(at),
    asked: moneyView(asked),
    told: told.map((one) => ({
      at: iso(one.at),
      by: one.by,
      event: one.event,
      deliveryId: one.deliveryId,
      says: one.says,
      genuine: one.isGenuine,
      why: whatIsWrong(one),
      answered: one.answered,
    })),
    knowable: knowable.map(({ id, status, collected, exchangedFrom }) => ({
      paymentId: id,
      status,
      ...moneyView(collected),
      exchangedFrom: exchangedFrom && moneyView(exchangedFrom),
    })),
  }
}
/**
 * What a merchant had been told of an order by an instant, and what it could have known by asking then, as
 * `MerchantClient.proof` returns it.
 *
 * @example See whether anything genuine had said that an order is paid
 * ```ts
 * import { createSandbox, type ProofView } from 'clickpesa-sandbox'
 * import { placeOrder } from './your-shop.js'
 *
 * const sandbox = await createSandbox({ port: 0 })
 * const merchant = await sandbox.createMerchant({ clock: { frozen: true } })
 * await placeOrder(merchant, 'ORDER1001')
 * await merchant.pay('ORDER1001')
 * await merchant.clock.advance('1m')
 * const { told, knowable }: ProofView = await merchant.proof('ORDER1001')
 * console.log(told.filter(({ genuine }) => genuine).length, knowable[0]?.status)
 * await sandbox.close()
 * ```
 */
export type ProofView = Answer<typeof proofAnswer>

function whatIsWrong({ by, damage, isMadeUp, isGenuine }: Told): string | null {
  const words = [
    isMadeUp ? 'it is about a payment that nobody made' : '',
    explainDamage(damage),
    !isGenuine && by === 'return' ? 'the browser claims what was not true then' : '',
    !isGenuine && by === 'query' ? 'a scenario answers the query with payments of its own' : '',
  ]
  return words.filter(Boolean).join(', ') || null
}

function moneyView({ minor, currency }: Money): { readonly amount: string; readonly currency: string } {
  return { amount: formatAmount(minor), currency }
}

export function journalView({ merchantId: _, at, ...entry }: JournalEntry): JournalView {
  return { ...entry, at: iso(at) }
}
/**
 * An entry of the journal: what happened to a merchant, and why.
 *
 * @example Print what happened to an order
 * ```ts
 * import { createSandbox, type JournalView } from 'clickpesa-sandbox'
 * import { placeOrder } from './your-shop.js'
 *
 * const sandbox = await createSandbox({ port: 0 })
 * const merchant = await sandbox.createMerchant({ clock: { frozen: true } })
 * await placeOrder(merchant, 'ORDER1001')
 * await merchant.pay('ORDER1001')
 * await merchant.clock.advance('1m')
 * const entries: readonly JournalView[] = await merchant.journal({ orderReference: 'ORDER1001' })
 * for (const { at, type, text } of entries) console.log(at, type, text)
 * await sandbox.close()
 * ```
 */
export type JournalView = Answer<typeof journalAnswer>

export function taskView({ id, dueAt, orderReference, why, action }: Task): TaskView {
  return { id, dueAt: iso(dueAt), orderReference, why, kind: action.kind }
}

export function clockView(reading: ClockReading): ClockView {
  return { now: iso(reading.now), frozen: reading.frozen }
}

export function clockMoveView(move: ClockMove): ClockMoveView {
  return { ...clockView(move), ran: move.ran.map(taskView), ranCount: move.ranCount }
}

export function scenarioView(scenario: Scenario): ScenarioView {
  const { name, title, about, written } = scenario
  return { name, title, about, explanation: explainScenario(scenario), written }
}

function iso(instant: number): string {
  return new Date(instant).toISOString()
}
