import {
  callbackPayload,
  type Payload,
  type PayloadSource,
  signedPayload,
  webhookPayload,
} from '../../delivery/compose.js'
import type { Delivery } from '../../domain/delivery.js'
import type { Application, Merchant } from '../../domain/merchant.js'
import { type Currency, parseAmount } from '../../domain/money.js'
import { WEBHOOK_EVENTS } from '../../domain/notification.js'
import type { Customer } from '../../domain/order.js'
import { type Channel, everPaid, type Payment } from '../../domain/payment.js'
import { drawPaymentId, drawReceiptNumber } from '../../domain/payment-numbers.js'
import { SeededRandom } from '../../domain/random.js'
import type { Engine } from '../../engine/engine.js'
import { SandboxMistake } from '../../errors.js'
import type { Merchants } from '../merchants.js'
import {
  ATTEMPT,
  type Given,
  ORDER,
  type ParameterName,
  readParameters,
  valueFor,
} from '../provider-states/parameters.js'
import { parseState } from '../provider-states/states.js'
import { type SampleEvent, sampleBody } from './sample-messages.js'

/** What a payment leads to: its events, and the call to a link's `callbackUrl`. */
export const RENDERABLE_EVENTS = ['PAYMENT RECEIVED', 'PAYMENT FAILED', 'callback'] as const
export type RenderableEvent = (typeof RENDERABLE_EVENTS)[number]

/** A message as a merchant gets it, and where it came from. */
export interface RenderedPayload extends Payload {
  readonly event: RenderableEvent | SampleEvent
  /** Whether these bytes are those of a delivery, were made for whoever asked, or are a documented sample. */
  readonly source: 'delivery' | 'payment' | 'parameters' | 'sample'
}

/** What a message can be made from. */
export const RENDERED_FROM = [
  'clientId',
  ...ORDER,
  ...ATTEMPT,
  'message',
] as const satisfies readonly ParameterName[]

interface NamedState {
  readonly name: string
  readonly params?: Readonly<Record<string, unknown>>
}

/** Shows the exact bytes that merchants are sent. */
export class Messages {
  readonly #engine: Engine
  readonly #merchants: Merchants
  readonly #defaultClientId: string

  constructor(engine: Engine, merchants: Merchants, defaultClientId: string) {
    this.#engine = engine
    this.#merchants = merchants
    this.#defaultClientId = defaultClientId
  }

  /** The message of an event as it would be for these values. Changes nothing. */
  async render(
    event: RenderableEvent | SampleEvent,
    parameters: Readonly<Record<string, unknown>>,
  ): Promise<RenderedPayload> {
    const given = readParameters(`the message ${event}`, RENDERED_FROM, parameters)
    const { merchant, application } = await this.#receiverOf(given)
    if (!isRenderable(event)) return sample(event, given, merchant, application)
    const payment = imagined(event, merchant, this.#engine.now(merchant), given)
    const customer = {
      name: valueFor(given, 'customerName'),
      email: valueFor(given, 'customerEmail'),
      phone: valueFor(given, 'customerPhone'),
    }
    const source = { payment, customer, application, dialect: merchant.dialect }
    return { event, source: 'parameters', ...composed(event, source) }
  }

  /**
   * The message that a description means, for the order of these states: the one that was sent or is on its
   * way; where none is, because nobody has given an address, the one that the order's payment would cause.
   */
  async find(description: string, states: readonly NamedState[]): Promise<RenderedPayload> {
    const event = eventIn(description)
    const given = Object.assign(
      {},
      ...states.map(({ name, params }) => parseState(name, params).given),
    ) as Given
    const { merchant, application } = await this.#receiverOf(given)
    if (!isRenderable(event)) return sample(event, given, merchant, application)
    const orderReference = valueFor(given, 'orderReference')
    const delivery = await this.#delivery(merchant.id, orderReference, event)
    await this.#engine.transact(merchant.id, async (tx) => {
      tx.note('message:told', `${event} is shown to a verifier: ${description}`, { orderReference })
    })
    if (delivery) {
      const { body, headers, signed } = delivery
      return { event, source: 'delivery', body, headers, signed }
    }
    if (given.continue === 'true') {
      throw notOwed(
        `no ${event} of order ${orderReference} was sent or is planned, and a linked pair needs one`,
        'check that the payment reached this status, and that the application has a webhook URL or the link a callbackUrl',
      )
    }
    const { payment, customer } = await this.#payment(merchant.id, orderReference, event)
    return {
      event,
      source: 'payment',
      ...composed(event, { payment, customer, application, dialect: merchant.dialect }),
    }
  }

  async #receiverOf({ clientId = this.#defaultClientId }: Given) {
    const { merchant, applications } = await this.#merchants.details(clientId)
    const application = applications.find(({ id }) => id === clientId) as Application
    return { merchant, application }
  }

  async #delivery(
    merchantId: string,
    orderReference: string,
    event: RenderableEvent,
  ): Promise<Delivery | undefined> {
    const deliveries = await this.#engine.store.find('deliveries', { where: { merchantId, orderReference } })
    return deliveries.findLast(
      (delivery) => (delivery.event ?? 'callback') === event && delivery.status !== 'withheld',
    )
  }

  async #payment(
    merchantId: string,
    orderReference: string,
    event: RenderableEvent,
  ): Promise<{ readonly payment: Payment; readonly customer: Customer }> {
    const { store } = this.#engine
    const payments = await store.find('payments', { where: { merchantId, orderReference } })
    const payment = payments.findLast((one) =>
      event === 'PAYMENT FAILED' ? one.status === 'FAILED' : everPaid(one),
    )
    const order = payment && (await store.get('orders', payment.orderId))
    if (order) return { payment, customer: order.customer }
    throw notOwed(
      `no payment of order ${orderReference} has a status for which ${event} is sent`,
      'give the message a provider state about a payment, such as "a payment has succeeded"',
    )
  }
}

/** The event that a text names; spaces, hyphens and underscores are all one. Throws a SandboxMistake. */
export function eventIn(text: string): RenderableEvent | SampleEvent {
  const said = text.toUpperCase().replace(/[-_\s]+/g, ' ')
  const events = [...WEBHOOK_EVENTS, 'callback'] as const
  const event = events.find((known) => said.includes(known.toUpperCase()))
  if (event) return event
  throw new SandboxMistake(
    'UNKNOWN_MESSAGE',
    `"${text}" names no message`,
    `name one of ${events.join(', ')}; the description of an interaction may have more words around it`,
  )
}

function isRenderable(event: RenderableEvent | SampleEvent): event is RenderableEvent {
  return RENDERABLE_EVENTS.some((tellable) => tellable === event)
}

function sample(
  event: SampleEvent,
  given: Given,
  { dialect }: Merchant,
  application: Application,
): RenderedPayload {
  return { event, source: 'sample', ...signedPayload(sampleBody(event, given), { application, dialect }) }
}

function composed(event: RenderableEvent, source: PayloadSource): Payload {
  return event === 'callback' ? callbackPayload(source) : webhookPayload(event, source)
}

/** A payment that nobody made, as the values describe it; the same values give the same one. */
function imagined(
  event: RenderableEvent,
  merchant: Merchant,
  now: number,
  given: Given,
): PayloadSource['payment'] {
  const orderReference = valueFor(given, 'orderReference')
  const random = new SeededRandom({ seed: `${merchant.seed}/messages/${orderReference}`, position: 0 })
  const currency = valueFor(given, 'currency') as Currency
  const channel = (given.method ?? (currency === 'USD' ? 'CARD' : 'M-PESA')) as Channel
  const failed = event === 'PAYMENT FAILED'
  return {
    id: drawPaymentId(random, { orderReference, origin: 'checkout-link' }, merchant.dialect),
    status: failed ? 'FAILED' : 'SUCCESS',
    channel,
    orderReference,
    collected: { minor: parseAmount(valueFor(given, 'amount')) ?? 0, currency },
    message: failed ? valueFor(given, 'message') : 'success',
    ...(failed ? {} : { paymentReference: drawReceiptNumber(random, channel, now) }),
    createdAt: now,
    updatedAt: now,
  }
}

function notOwed(message: string, hint: string): SandboxMistake {
  return new SandboxMistake('MESSAGE_NOT_OWED', message, hint)
}
