import { pause, systemClock } from '../agenda/real-clock.js'
import { parseAmount } from '../domain/money.js'
import type { MerchantClient } from '../testing/merchant-client.js'
import { forgedMessage } from './forgery.js'
import { type Order, whereIn } from './order.js'
import type { Forgery, Step } from './plan.js'
import type { Judgement } from './policy.js'
import type { QuietScenarios } from './quiet-scenarios.js'
import type { Message, Relay, Reply } from './relay.js'
import { CannotJudge, type Shop } from './shop.js'
import { callShop } from './shop-calls.js'
import type { Stage } from './stage.js'
import { NoAnswer, type Waits } from './waits.js'
import type { Witness } from './witness.js'

interface ActorStage extends Stage {
  readonly quietly: QuietScenarios
}

/** A shop that waits for somebody else's answer, such as a login that is held, calls nobody for so long. */
const CALM_MS = 30

/** What may have to wait while the shop waits for an answer that is held. */
const REACHES_SHOP: ReadonlySet<Step['do']> = new Set(['buy', 'again', 'deliver', 'forge', 'back'])

/** Plays the steps of orders: what customers, ClickPesa and strangers do to a shop. What comes of it is the witness's to tell. */
export class Actor {
  readonly #merchant: MerchantClient
  readonly #relay: Relay
  readonly #judgement: Judgement
  readonly #witness: Witness
  readonly #shop: Shop
  readonly #quietly: QuietScenarios
  readonly #waits: Waits

  constructor({ merchant, relay, judgement, witness, shop, waits, quietly }: ActorStage) {
    this.#merchant = merchant
    this.#relay = relay
    this.#judgement = judgement
    this.#witness = witness
    this.#shop = shop
    this.#waits = waits
    this.#quietly = quietly
  }

  /** ClickPesa sends a message: it is kept, dropped or passed on, as the run wants. Resolves with what ClickPesa is answered. */
  async received(message: Message): Promise<number> {
    const order = this.#witness.orderOf(message.orderReference)
    if (order?.history.plan.way === 'query') return 200
    if (order?.history.plan.way === 'held') {
      order.inbox.push({ message, state: 'waiting' })
      return 200
    }
    if (this.#waits.isOver) return 504
    const reply = await this.#post(message, order)
    if (order) {
      this.#witness.told(order, 'webhook', message.body, reply)
      // A step may deliver it once more; sending it until it is taken is ClickPesa's.
      if (!order.inbox.some(({ message: { body } }) => body === message.body))
        order.inbox.push({ message, state: 'delivered' })
    }
    return reply.status || 504
  }

  /** Does nothing once the shop has hung too often. */
  async perform(order: Order, step: Step): Promise<void> {
    if (this.#waits.isOver) return
    if (this.#relay.isHolding && REACHES_SHOP.has(step.do))
      this.#witness.note(order, { kind: 'fault', call: 'held' })
    switch (step.do) {
      case 'buy':
        return this.#sell(order, false, async () => {
          const { amount, currency } = order.history.plan
          const bought = await this.#waits.for('buy', whereIn(order), (signal) =>
            this.#shop.buy({ amount, currency }, signal),
          )
          const { id, cookie = '' } = typeof bought === 'string' ? { id: bought } : bought
          order.history.id = id
          order.cookie = cookie
        })
      case 'again':
        return this.#sell(order, true, async () => {
          const { id } = order.history
          if (id !== null)
            await this.#waits.for('again', whereIn(order), async (signal) => this.#shop.again?.(id, signal))
        })
      case 'pay':
        return this.#pay(order, step)
      case 'deliver':
        return this.deliver(order, step.message)
      case 'lose': {
        const lost = order.inbox[step.message]
        if (lost) lost.state = 'lost'
        return
      }
      case 'forge':
        return this.#forge(order, step.how, step.says)
      case 'back':
        return this.back(order, step.claims)
      case 'fault':
        // A token that dies twice during one call is more than any shop has to bear.
        if (step.how === 'dead-token') await this.#relay.quiet()
        return this.#relay.inject(step.call, step.how)
      case 'release':
        return this.#relay.release()
      case 'side-by-side':
        await Promise.all(step.steps.map((one) => this.perform(order, one)))
        return
      default:
        return
    }
  }

  /**
   * Asks the shop to sell. Where an answer is held, the shop goes on waiting for it while the run goes on; but for
   * one order at a time, since what it then asks ClickPesa has a reference that is not known yet.
   */
  async #sell(order: Order, again: boolean, ask: () => Promise<unknown>) {
    if (this.#witness.selling) {
      this.#relay.release()
      await this.#witness.selling.over
    }
    const began = systemClock.uptime()
    const since = order.step
    const note = (failed: string | null, ms = systemClock.uptime() - began) =>
      this.#witness.note(order, { kind: 'asked', again, since, failed, ms })
    const over = ask()
      .then(
        () => note(null),
        (error: Error) => note(error.message, error instanceof NoAnswer ? error.ms : undefined),
      )
      .finally(() => {
        this.#witness.selling = null
      })
    this.#witness.selling = { order, over }
    await this.#untilHeld(over)
  }

  /**
   * Waits for what is done, or until the shop waits for an answer that is held: one of its own, or one of an earlier step.
   * Resolves with whether it is done.
   */
  async #untilHeld(done: Promise<unknown>): Promise<boolean> {
    let isOver = false
    const over = done.finally(() => {
      isOver = true
    })
    const before = this.#relay.holds
    const held = (async () => {
      for (let calm = 0; !isOver && calm < CALM_MS; ) {
        await pause(2)
        if (this.#relay.holds > before) return
        calm = this.#relay.isWaitedFor ? calm + 2 : 0
      }
    })()
    await Promise.race([over, held])
    return isOver
  }

  async #pay(order: Order, { scenario, link }: Extract<Step, { do: 'pay' }>) {
    const { references, plan } = order.history
    const reference = link === 'first' ? references[0] : references.at(-1)
    if (reference === undefined) return
    const name = order.hasCallback && plan.way !== 'both' ? await this.#quietly.like(scenario) : scenario
    try {
      await this.#merchant.pay(reference, { scenario: name })
      this.#witness.moved()
    } catch {
      // A link that is paid or over cannot be paid again: the customer sees that, and leaves.
    }
  }

  async deliver(order: Order, number: number) {
    const waiting = order.inbox[number]
    if (!waiting || waiting.state === 'lost' || this.#waits.isOver) return
    const delivering = this.#post(waiting.message, order).then((reply) => {
      if (reply.status >= 200 && reply.status < 300) waiting.state = 'delivered'
      this.#witness.told(order, 'webhook', waiting.message.body, reply)
    })
    await this.#untilHeld(delivering)
  }

  async #forge(order: Order, how: Forgery, says: 'SUCCESS' | 'FAILED') {
    const reference = order.history.references.at(-1)
    if (reference === undefined) return
    const { amount, currency } = order.history.plan
    const message = forgedMessage(how, says, {
      payment: {
        id: order.history.payments.at(-1)?.id ?? 'LCPC0000000001',
        status: says,
        channel: 'M-PESA',
        orderReference: reference,
        collected: { minor: parseAmount(amount) ?? 0, currency },
        message: says === 'SUCCESS' ? 'Payment received' : 'Payment failed',
        createdAt: this.#witness.now,
        updatedAt: this.#witness.now,
      },
      customer: {},
      application: {
        id: this.#merchant.clientId,
        checksumEnabled: this.#judgement.checksum,
        checksumKey: this.#merchant.checksumKey,
      },
      dialect: this.#witness.dialect,
    })
    const reply = await this.#post(message, order)
    if (how !== 'stranger') this.#witness.told(order, 'webhook', message.body, reply, true)
  }

  /** Sets the shop's clock and runs its jobs; answers for which they have to wait are no longer held. */
  async tick(orders: readonly Order[]) {
    const [first] = orders
    if (!this.#shop.tick || !first || this.#waits.isOver) return
    const now = new Date(this.#witness.now)
    const tick = async (signal: AbortSignal) => this.#shop.tick?.(now, signal)
    const ticking = this.#waits.for('time', whereIn(first), tick).catch((error: Error) => {
      // A job may fail where ClickPesa does: the next one has to make up for it.
      const hadFault = orders.some(({ history: { events }, step }) =>
        events.some((event) => event.kind === 'fault' && event.step === step),
      )
      if (!hadFault || error instanceof NoAnswer)
        throw new CannotJudge(`its jobs cannot be run: ${error.message}`, { cause: error })
    })
    if (!(await this.#untilHeld(ticking))) this.#relay.release()
    await ticking
    for (const order of orders) this.#witness.note(order, { kind: 'tick' })
  }

  async back(order: Order, claims: 'SUCCESS' | 'FAILED' | undefined) {
    const { returnUrl } = this.#shop
    const reference = order.history.references.at(-1)
    if (returnUrl === undefined || reference === undefined || this.#waits.isOver) return
    const url = new URL(returnUrl)
    url.searchParams.set('orderReference', reference)
    if (claims) url.searchParams.set('status', claims)
    const honest = order.history.payments.at(-1)?.returnUrl
    const address = claims === undefined && honest ? honest : url.href
    const said = new URL(address).searchParams.get('status')
    const isKnown = order.cookie !== '' || new URL(address).searchParams.has('orderReference')
    const headers = order.cookie === '' ? {} : { cookie: order.cookie }
    const visiting = this.#ask('return', order, address, { method: 'GET', headers }).then((reply) =>
      this.#witness.note(order, { kind: 'back', claims: said, isKnown, reply }),
    )
    await this.#untilHeld(visiting)
  }

  #post({ headers, body }: Message, order: Order | undefined): Promise<Reply> {
    return this.#ask('webhook', order, this.#shop.webhook ?? '', { method: 'POST', headers, body })
  }

  /** Calls an address of the shop. Never throws: no answer is status 0. */
  async #ask(
    route: 'webhook' | 'return',
    order: Order | undefined,
    url: string,
    call: Parameters<typeof callShop>[1],
  ): Promise<Reply> {
    const began = systemClock.uptime()
    const where = order ? whereIn(order) : 'about an order of an earlier run'
    try {
      const { status } = await this.#waits.for(route, where, (signal) => callShop(url, { ...call, signal }))
      return { status, ms: systemClock.uptime() - began }
    } catch (error) {
      return { status: 0, ms: error instanceof NoAnswer ? error.ms : systemClock.uptime() - began }
    }
  }
}
