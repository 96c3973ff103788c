import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import type { JournalEntry, JournalType } from '../../server/domain/journal.js'
import type { MerchantSettings } from '../../server/domain/merchant.js'
import type { WrittenScenario } from '../../server/scenario/scenario.js'
import { startSandbox, type TestSandbox, type TestShop } from '../support/sandbox.js'

export const RETURN_URL = 'https://duka.test/return'

export const PHONE = '255744000111'

/** A shop, one open link of it, and a customer at its page. */
export interface OpenCheckout extends TestSandbox {
  readonly shop: TestShop
  readonly linkId: string
  readonly customer: Customer
  readonly advance: (ms: number) => Promise<unknown>
  /** What the journal says, of one type. */
  readonly journal: (type: JournalType) => Promise<readonly JournalEntry[]>
}

/** Opens a shop with a Return URL and one link. */
export async function openCheckout(
  settings: MerchantSettings = {},
  order: Record<string, unknown> = {},
  prepare: (sandbox: TestSandbox['sandbox']) => unknown = () => {},
): Promise<OpenCheckout> {
  const started = await startSandbox()
  await prepare(started.sandbox)
  const shop = await started.openShop({ name: 'Duka la Asha', returnUrl: RETURN_URL, ...settings })
  const linkId = await shop.createLink(order)
  return {
    ...started,
    shop,
    linkId,
    customer: new Customer(started.app, linkId),
    advance: (ms) => started.sandbox.clocks.advance(shop.id, ms),
    journal: (type) => started.sandbox.engine.store.find('journal', { where: { merchantId: shop.id, type } }),
  }
}

/** A scenario of one attempt, which goes by this timeline. */
export function timeline(...steps: NonNullable<WrittenScenario['timeline']>): WrittenScenario {
  return { title: 'A timeline', about: 'For one test.', timeline: steps }
}

/** A customer without JavaScript: asks for pages and sends forms. */
class Customer {
  readonly #app: FastifyInstance
  readonly #linkId: string

  constructor(app: FastifyInstance, linkId: string) {
    this.#app = app
    this.#linkId = linkId
  }

  /** Opens the link, or an address below it. */
  async open(below = ''): Promise<Page> {
    return new Page(await this.#app.inject(`/checkout/${this.#linkId}${below}`))
  }

  /** Sends the payment form. */
  async send(fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Page> {
    const reply = await this.#app.inject({
      method: 'POST',
      url: `/checkout/${this.#linkId}/pay`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: new URLSearchParams(fields).toString(),
    })
    return new Page(reply)
  }

  /** Pays with a phone and answers the address of the status page, below the link. */
  async pay(fields: Record<string, string> = {}): Promise<string> {
    const { location, status } = await this.send({ phoneNumber: PHONE, ...fields })
    if (status !== 303) throw new Error(`not paid: ${status}`)
    return location.replace(`/checkout/${this.#linkId}`, '')
  }
}

/** What may stand in a tag; a quoted value may hold anything but quotes. */
const REST = '(?:[^>"]|"[^"]*")*?'

/** What a browser was answered. */
export class Page {
  readonly status: number
  readonly headers: LightMyRequestResponse['headers']
  readonly html: string

  constructor(reply: LightMyRequestResponse) {
    this.status = reply.statusCode
    this.headers = reply.headers
    this.html = reply.body
  }

  get location(): string {
    return String(this.headers.location ?? '')
  }

  /** The opening tag of the element with this test id; empty when there is none. */
  tag(testId: string): string {
    return new RegExp(`<[a-z0-9]+${REST}\\sdata-testid="${testId}"${REST}>`).exec(this.html)?.[0] ?? ''
  }

  /** The text of the element with this test id, as it is read; empty when there is none. */
  text(testId: string): string {
    const element = new RegExp(`<([a-z0-9]+)${REST}\\sdata-testid="${testId}"${REST}>(.*?)</\\1>`, 's')
    return decoded(element.exec(this.html)?.[2]?.replaceAll(/<[^>]*>/g, '') ?? '')
  }

  /** What is wrong, by the name of the field. */
  get errors(): Record<string, string> {
    const found = this.html.matchAll(/<p[^>]*data-testid="error" data-field="(\w+)"[^>]*>(.*?)<\/p>/g)
    return Object.fromEntries([...found].map(([, field = '', text = '']) => [field, decoded(text)]))
  }
}

function decoded(text: string): string {
  const characters: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' }
  return text.replaceAll(/&\w+;/g, (entity) => characters[entity] ?? entity)
}
