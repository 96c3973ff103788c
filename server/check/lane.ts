import { pause, systemClock } from '../agenda/real-clock.js'
import type { DeliveryView } from '../control/views.js'
import type { Dialect } from '../domain/dialect.js'
import { parseAmount } from '../domain/money.js'
import { Refusal, type RefusalCode } from '../errors.js'
import { refusalBody } from '../gateway/refusal-body.js'
import type { WrittenScenario } from '../scenario/scenario.js'
import type { MerchantClient } from '../testing/merchant-client.js'
import type { SandboxClient } from '../testing/sandbox-client.js'
import { forgedMessage } from './forgery.js'
import {
  type Claim,
  claimedAt,
  claimsOfMessage,
  claimsOfQuery,
  type Event,
  type History,
  isSigned,
  isTrue,
  startHistory,
} from './history.js'
import { judge } from './judge.js'
import { keyOf, type Mistake } from './mistakes.js'
import { OUTCOMES } from './outcomes.js'
import type { Judgement } from './policy.js'
import { type ApiCall, type Message, Relay, type Reply } from './relay.js'
import { CannotJudge, type Shop, type ShopStarter } from './shop.js'
import { aligned, describeStep, type Forgery, type Plan, type Step } from './steps.js'

/** What a run was like: its mistakes, and everything that they were judged by. */
export interface Run {
  readonly plan: Plan
  readonly mistakes: readonly Mistake[]
  readonly history: History
}

/** An order while its run goes on. */
interface Order {
  readonly history: History
  /** Messages of ClickPesa that wait, or waited, for a step to deliver them. */
  readonly inbox: { readonly message: Message; state: 'waiting' | 'delivered' | 'lost' }[]
  /** Attempts of callbacks that were seen. */
  readonly seen: Set<string>
  mistakes: readonly Mistake[]
  hasCallback: boolean
  /** Of the customer's browser. */
  cookie: string
  /** Of its own steps, the one under way. */
  step: number
}

/** What differs between the events of one kind; step and instant come from the run. */
type News = Event extends infer One ? (One extends Event ? Omit<One, 'step' | 'at'> : never) : never

/** Calls that ClickPesa refuses for what is written in them. */
const REFUSED_FOR_FORM =
  /^(MALFORMED|INVALID_(FIELDS|CHECKSUM)|CHECKSUM_|UNKNOWN_CHECKSUM|REFERENCE_(REQUIRED|MALFORMED|TOO)|ITEM_|TOTAL_|AMOUNT_|PHONE_|BAD_REQUEST|NO_SUCH_ROUTE|BODY_TOO_LARGE|STRICT)/

/** How long a shop may take over what it does after it has answered, when it is right but slow. */
const SLOW_MS = 600

/** A look takes about so long where nothing else keeps the machine busy; where it takes longer, a shop may as well. */
const USUAL_LOOK_MS = 25
const MAX_SLACK = 8

/**
 * One running shop with a merchant, a clock and a relay of its own. Plays plans on it, several at once where they allow
 * that: they share the clock.
 */
export class Lane {
  readonly #sandbox: SandboxClient
  readonly #merchant: MerchantClient
  readonly #relay: Relay
  readonly #judgement: Judgement
  readonly #usual: Dialect
  #dialect: Dialect
  #shop: Shop
  #now = 0
  #orders: Order[] = []
  /** Who is being served: calls that name no order are theirs. */
  #current: Order | null = null
  /** The order for which the shop is asking ClickPesa for a way to pay. */
  #selling: { readonly order: Order; readonly over: Promise<void> } | null = null
  /** Calls that were refused last, as the shop saw it. */
  #refused: readonly string[] = []
  /** How long the last look at the shop took. */
  #lookMs = 0
  #lastRequest = 0
  /** Payments up to this number are of earlier runs. */
  #earlierPayments = 0
  /** What was told since it was last seen what is true. */
  readonly #unchecked: { readonly order: Order; readonly event: Event }[] = []
  /** Scenarios without their callback, by the name of the one that they are like. */
  readonly #quietScenarios = new Map<string, string>()

  private constructor(
    sandbox: SandboxClient,
    merchant: MerchantClient,
    relay: Relay,
    judgement: Judgement,
    dialect: Dialect,
  ) {
    this.#sandbox = sandbox
    this.#merchant = merchant
    this.#relay = relay
    this.#judgement = judgement
    this.#usual = dialect
    this.#dialect = dialect
    this.#shop = { buy: notStarted, look: notStarted }
  }

  /** Opens a merchant and starts a shop for it. Throws {@link CannotJudge} when the shop does not start. */
  static async open(sandbox: SandboxClient, starter: ShopStarter, judgement: Judgement): Promise<Lane> {
    for (const [name, outcome] of Object.entries(OUTCOMES)) await sandbox.addScenario(name, outcome)
    const opened = await sandbox.createMerchant({
      name: 'check',
      checksumEnabled: judgement.checksum,
      rateLimit: null,
      scenario: 'check-paid',
      clock: { frozen: true },
    })
    const listener: { lane?: Lane } = {}
    const relay = await Relay.open({
      apiUrl: opened.apiUrl,
      hangMs: judgement.answers.customer + 1000,
      refusal: (code) => listener.lane?.refusal(code) ?? '',
      onCall: (call) => listener.lane?.heard(call),
      onMessage: async (message) => (await listener.lane?.received(message)) ?? 200,
    })
    const merchant = opened.reachedAt(relay.apiUrl)
    const view = await merchant.read()
    const lane = new Lane(sandbox, merchant, relay, judgement, view.dialect)
    listener.lane = lane
    try {
      lane.#shop = await starter.start(merchant)
    } catch (error) {
      await lane.close()
      throw new CannotJudge(`the shop did not start: ${(error as Error).message}`, { cause: error })
    }
    const { returnUrl, webhook } = lane.#shop
    await merchant.change({
      ...(returnUrl === undefined ? {} : { returnUrl }),
      ...(webhook === undefined
        ? {}
        : { webhooks: { 'PAYMENT RECEIVED': relay.inboxUrl, 'PAYMENT FAILED': relay.inboxUrl } }),
    })
    lane.#now = Date.parse((await merchant.clock.read()).now)
    return lane
  }

  get canTryAgain(): boolean {
    return this.#shop.again !== undefined
  }

  get hasJobs(): boolean {
    return this.#shop.tick !== undefined
  }

  get hasReturn(): boolean {
    return this.#shop.returnUrl !== undefined
  }

  get hasWebhook(): boolean {
    return this.#shop.webhook !== undefined
  }

  /** What ClickPesa refused of the last calls, with its reasons where the call was made in the merchant's name. */
  async refusals(): Promise<readonly string[]> {
    const requests = await this.#merchant.requests({ limit: 20 })
    const explained = requests.flatMap(({ method, path, status, refusal }) =>
      refusal ? [`${method} ${path} was answered with ${status}: ${refusal.explanation}`] : [],
    )
    return explained.length > 0 ? explained : this.#refused
  }

  /** Plays one plan alone; unless `patient`, a shop that is slow is given little time. */
  async play(plan: Plan, options?: { readonly patient: boolean }): Promise<Run> {
    const [run] = await this.playSideBySide([plan], options)
    if (!run) throw new Error('a plan was not played')
    return run
  }

  /**
   * Plays plans side by side, step by step, as orders of one merchant. Time is theirs together: where one lets time
   * pass or runs jobs at a step, so it is for all.
   */
  async playSideBySide(plans: readonly Plan[], { patient } = { patient: true }): Promise<Run[]> {
    await this.#speak(plans[0]?.dialect ?? {})
    const { plans: whole, beats } = aligned(plans)
    const orders = whole.map(newOrder)
    this.#orders = orders
    const [newest] = await this.#merchant.payments({ limit: 1 })
    this.#earlierPayments = newest?.seq ?? 0
    for (const beat of beats) await this.#beat(orders, beat)
    await this.#finish(orders, patient ? SLOW_MS : SLOW_MS / 5)
    this.#orders = []
    return orders.map(({ history, mistakes }) => ({ plan: history.plan, history, mistakes }))
  }

  async close() {
    await this.#relay.close()
    await this.#shop.close?.()
    await this.#merchant.remove().catch(() => undefined)
  }

  /** The body of a refusal, as the dialect of the run words it. */
  refusal(code: RefusalCode): string {
    return JSON.stringify(refusalBody(new Refusal(code, 'a fault of check'), this.#dialect.errorEnvelope))
  }

  /** A call of the shop went through the relay. */
  heard(call: ApiCall) {
    if (call.status >= 400 && !call.fault) {
      const said = `${call.method} ${call.path} was answered with ${call.status}: ${call.body}`
      this.#refused = [...this.#refused, said].slice(-5)
    }
    // A job asks about orders of earlier runs as well.
    const unknown = call.call === 'query' ? undefined : (this.#selling?.order ?? this.#current)
    const order = this.#orderOf(call.orderReference) ?? unknown
    if (!order) return
    const { history } = order
    if (call.fault) {
      history.hadFault = true
      this.#note(order, {
        kind: 'fault',
        call: call.fault === 'dead-token' ? 'dead-token' : `${call.call}`,
      })
    }
    const canBePaid = (call.status >= 200 && call.status < 300) || call.fault === 'hold'
    if (call.call === 'order' && canBePaid && call.orderReference) {
      if (!history.references.includes(call.orderReference)) history.references.push(call.orderReference)
      if (call.hasCallback) order.hasCallback = true
    }
    if (call.call === 'query' && call.status === 200) this.#told(order, 'query', call.body, null)
  }

  /** ClickPesa sends a message: it is kept, dropped or passed on, as the run wants. Resolves with what ClickPesa is answered. */
  async received(message: Message): Promise<number> {
    const order = this.#orderOf(message.orderReference)
    if (order?.history.plan.way === 'query') return 200
    if (order?.history.plan.way === 'held') {
      order.inbox.push({ message, state: 'waiting' })
      return 200
    }
    const reply = await this.#post(message)
    if (order) this.#told(order, 'webhook', message.body, reply)
    return reply.status || 504
  }

  async #beat(orders: readonly Order[], beat: readonly (Step | null)[]) {
    const acting = orders.filter((_, at) => beat[at])
    for (const order of acting) order.step += 1
    const [time] = beat
    if (time?.do === 'advance') await this.#advance(time.by)
    else if (time?.do === 'tick') await this.#tick(orders)
    else {
      for (const [at, step] of beat.entries()) {
        const order = orders[at]
        if (!order || !step) continue
        this.#current = order
        await this.#perform(order, step)
      }
    }
    await this.#see(acting)
    this.#judge(acting, false)
  }

  async #perform(order: Order, step: Step): Promise<void> {
    switch (step.do) {
      case 'buy':
        return this.#sell(order, false, async () => {
          const { amount, currency } = order.history.plan
          const bought = await this.#shop.buy({ amount, currency })
          const { id, cookie = '' } = typeof bought === 'string' ? { id: bought } : bought
          order.history.id = id
          order.cookie = cookie
        })
      case 'again':
        return this.#sell(order, true, async () => {
          if (order.history.id !== null) await this.#shop.again?.(order.history.id)
        })
      case 'pay':
        return this.#pay(order, step)
      case 'deliver':
        return this.#deliver(order, step.message)
      case 'lose': {
        const lost = order.inbox[step.message]
        if (lost) lost.state = 'lost'
        return
      }
      case 'forge':
        return this.#forge(order, step.how, step.says)
      case 'back':
        return this.#back(order, step.claims)
      case 'fault':
        return this.#relay.inject(step.call, step.how)
      case 'release':
        return this.#relay.release()
      case 'side-by-side':
        await Promise.all(step.steps.map((one) => this.#perform(order, one)))
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
    if (this.#selling) {
      this.#relay.release()
      await this.#selling.over
    }
    const began = systemClock.uptime()
    const note = (failed: string | null) =>
      this.#note(order, { kind: 'asked', again, failed, ms: systemClock.uptime() - began })
    const over = ask()
      .then(
        () => note(null),
        (error: Error) => note(error.message),
      )
      .finally(() => {
        this.#selling = null
      })
    this.#selling = { order, over }
    await this.#untilHeld(over)
  }

  /** Resolves with what is done, or once the shop waits for an answer that is held. */
  async #untilHeld(done: Promise<unknown>) {
    let isOver = false
    const over = done.finally(() => {
      isOver = true
    })
    const held = (async () => {
      while (!isOver) {
        await pause(2)
        if (this.#relay.isHolding) return
      }
    })()
    await Promise.race([over, held])
  }

  async #pay(order: Order, { scenario, link }: Extract<Step, { do: 'pay' }>) {
    const { references, plan } = order.history
    const reference = link === 'first' ? references[0] : references.at(-1)
    if (reference === undefined) return
    const name = order.hasCallback && plan.way !== 'both' ? await this.#withoutCallback(scenario) : scenario
    try {
      await this.#merchant.pay(reference, { scenario: name })
    } catch {
      // A link that is paid or over cannot be paid again: the customer sees that, and leaves.
    }
  }

  /** A scenario like another one, whose callback is never sent: the shop names that address itself, out of the relay's reach. */
  async #withoutCallback(name: string): Promise<string> {
    const known = this.#quietScenarios.get(name)
    if (known) return known
    const scenario = (await this.#sandbox.scenarios()).find((one) => one.name === name)
    if (!scenario) return name
    const quiet = `${name}-quietly`
    await this.#sandbox.addScenario(quiet, withoutCallback(scenario.written))
    this.#quietScenarios.set(name, quiet)
    return quiet
  }

  async #deliver(order: Order, number: number) {
    const waiting = order.inbox[number]
    if (!waiting || waiting.state === 'lost') return
    const delivering = this.#post(waiting.message).then((reply) => {
      if (reply.status >= 200 && reply.status < 300) waiting.state = 'delivered'
      this.#told(order, 'webhook', waiting.message.body, reply)
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
        createdAt: this.#now,
        updatedAt: this.#now,
      },
      customer: {},
      application: {
        id: this.#merchant.clientId,
        checksumEnabled: this.#judgement.checksum,
        checksumKey: this.#merchant.checksumKey,
      },
      dialect: this.#dialect,
    })
    const reply = await this.#post(message)
    if (how !== 'stranger') this.#told(order, 'webhook', message.body, reply, true)
  }

  async #back(order: Order, claims: 'SUCCESS' | 'FAILED' | undefined) {
    const { returnUrl } = this.#shop
    const reference = order.history.references.at(-1)
    if (returnUrl === undefined || reference === undefined) return
    const url = new URL(returnUrl)
    url.searchParams.set('orderReference', reference)
    if (claims) url.searchParams.set('status', claims)
    const honest = order.history.payments.at(-1)?.returnUrl
    const address = claims === undefined && honest ? honest : url.href
    const said = new URL(address).searchParams.get('status')
    const isKnown = order.cookie !== '' || new URL(address).searchParams.has('orderReference')
    const headers = order.cookie === '' ? {} : { cookie: order.cookie }
    const visiting = ask(address, { method: 'GET', headers }).then((reply) =>
      this.#note(order, { kind: 'back', claims: said, isKnown, reply }),
    )
    await this.#untilHeld(visiting)
  }

  #post({ headers, body }: Message): Promise<Reply> {
    return ask(this.#shop.webhook ?? '', { method: 'POST', headers, body })
  }

  async #advance(by: string) {
    await this.#relay.quiet()
    const { now } = await this.#merchant.clock.advance(by)
    this.#now = Date.parse(now)
  }

  async #tick(orders: readonly Order[]) {
    if (!this.#shop.tick) return
    await this.#shop.tick(new Date(this.#now))
    for (const order of orders) this.#note(order, { kind: 'tick' })
  }

  /** Looks at what ClickPesa has, and at what the shop shows. */
  async #see(orders: readonly Order[]) {
    await this.#relay.quiet()
    const known = await this.#merchant.payments({ after: this.#earlierPayments, limit: 1000 })
    const payments = known.toSorted((one, other) => one.seq - other.seq)
    await Promise.all(
      orders.map(async (order) => {
        const { history } = order
        history.payments = payments.filter(({ orderReference }) =>
          history.references.includes(orderReference),
        )
        if (history.plan.way === 'both' && order.hasCallback) await this.#hearCallbacks(order)
      }),
    )
    await this.#look(orders)
  }

  async #look(orders: readonly Order[]) {
    const began = systemClock.uptime()
    await Promise.all(
      orders.map(async (order) => {
        const { id } = order.history
        if (id === null) return
        const { fulfilments, state } = await this.#shop.look(id).catch((error: Error) => {
          const step = order.history.plan.steps[order.step]
          const after = step ? ` after ${describeStep(step)}` : ''
          throw new CannotJudge(`the order ${id} cannot be looked at${after}: ${error.message}`, {
            cause: error,
          })
        })
        const fulfilled = typeof fulfilments === 'number' ? fulfilments : fulfilments.length
        this.#note(order, { kind: 'look', fulfilled, state: state ?? null })
      }),
    )
    this.#lookMs = systemClock.uptime() - began
  }

  async #hearCallbacks(order: Order) {
    for (const orderReference of order.history.references) {
      const deliveries = await this.#merchant.deliveries({ orderReference })
      for (const delivery of deliveries.filter(({ channel }) => channel === 'callback').reverse()) {
        for (const attempt of delivery.attempts) {
          const key = `${delivery.id} ${attempt.number}`
          if (order.seen.has(key) || attempt.outcome === 'sending') continue
          order.seen.add(key)
          this.#told(order, 'callback', delivery.body, replyOf(attempt))
        }
      }
    }
  }

  /** What was told is judged by what is true then. `forged` where the run made it up itself. */
  #told(
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
      isSigned(body, this.#merchant.checksumKey, this.#dialect, by)
    const told = { kind: 'told', by, claims, forged, reply, body } as const
    // While a clock is moved, messages arrive before it is known where it has come to.
    const at = by === 'query' ? this.#now : Math.max(this.#now, claimedAt(body))
    const event = { ...told, genuine: by === 'query' || (isOurs && !forged), step: order.step, at }
    order.history.events.push(event)
    this.#unchecked.push({ order, event })
  }

  #judge(orders: readonly Order[], atEnd: boolean) {
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

  /** Lets everything that is owed arrive, days pass and customers look again; then judges the outcome. */
  async #finish(orders: readonly Order[], slowMs: number) {
    for (const order of orders) order.step += 1
    this.#relay.heal()
    await this.#selling?.over
    await this.#relay.quiet()
    for (const order of orders) {
      this.#current = order
      for (const [number, { state }] of order.inbox.entries()) {
        for (let tries = 0; state === 'waiting' && tries < 3; tries++) {
          await this.#deliver(order, number)
          if (order.inbox[number]?.state === 'delivered') break
        }
      }
    }
    await this.#see(orders)
    if (this.hasJobs) {
      for (const by of ['10m', '1d']) {
        await this.#advance(by)
        await this.#see(orders)
        await this.#tick(orders)
        await this.#see(orders)
      }
    } else if (this.hasReturn) {
      for (const order of orders) {
        this.#current = order
        if (order.history.plan.way === 'held' || order.history.plan.way === 'query')
          await this.#back(order, undefined)
      }
    }
    await this.#see(orders)
    await this.#notRefused(orders)
    await this.#patiently(orders, slowMs)
    this.#judge(orders, true)
  }

  /** Calls that were refused for their form since the last run. */
  async #notRefused(orders: readonly Order[]) {
    const requests = await this.#merchant.requests({ after: this.#lastRequest, limit: 1000 })
    for (const { seq, method, path, orderReference, refusal, fault } of requests) {
      this.#lastRequest = Math.max(this.#lastRequest, seq)
      if (!refusal || fault || !REFUSED_FOR_FORM.test(refusal.code)) continue
      const order = this.#orderOf(orderReference ?? null) ?? orders[0]
      if (!order) continue
      this.#note(order, {
        kind: 'refused',
        code: refusal.code,
        explanation: refusal.explanation,
        call: `${method} ${path}`,
      })
    }
  }

  /** A shop that is only slow is not wrong: looks again while something still seems to be missing. */
  async #patiently(orders: readonly Order[], slowMs: number) {
    const slack = Math.min(MAX_SLACK, 1 + this.#lookMs / USUAL_LOOK_MS)
    const deadline = systemClock.uptime() + slowMs * slack
    while (systemClock.uptime() < deadline) {
      const late = orders.filter(({ history, mistakes }) => {
        const known = new Set(mistakes.map(keyOf))
        return judge(history, this.#judgement, true).some((one) => !known.has(keyOf(one)))
      })
      if (late.length === 0) return
      await pause(25)
      await this.#look(late)
    }
  }

  async #speak(dialect: Plan['dialect']) {
    const wanted = { ...this.#usual, ...dialect } as Dialect
    if (JSON.stringify(wanted) === JSON.stringify(this.#dialect)) return
    await this.#merchant.change({ dialect: wanted })
    this.#dialect = wanted
  }

  #orderOf(reference: string | null): Order | undefined {
    if (reference === null) return undefined
    return this.#orders.find(({ history }) => history.references.includes(reference))
  }

  #note(order: Order, news: News) {
    order.history.events.push({ ...news, step: order.step, at: this.#now } as Event)
  }
}

function newOrder(plan: Plan): Order {
  return {
    history: startHistory(plan),
    inbox: [],
    seen: new Set(),
    mistakes: [],
    hasCallback: false,
    cookie: '',
    step: -1,
  }
}

function replyOf({ response, durationMs = 0 }: DeliveryView['attempts'][number]): Reply {
  return { status: response?.status ?? 0, ms: durationMs }
}

function withoutCallback(written: WrittenScenario): WrittenScenario {
  const { expect: _, match: __, ...rest } = written
  const quiet = <Part extends { readonly after?: unknown } | undefined>(part: Part) =>
    part?.after === 'callback' ? { ...part, after: undefined } : part
  return JSON.parse(
    JSON.stringify({
      ...rest,
      callback: { send: false },
      webhook: quiet(written.webhook),
      return: quiet(written.return),
      attempts: written.attempts?.map((attempt) => ({ ...attempt, callback: { send: false } })),
    }),
  ) as WrittenScenario
}

/** Calls an address of the shop. Never throws: no answer is status 0. */
async function ask(url: string, init: RequestInit): Promise<Reply> {
  const began = systemClock.uptime()
  try {
    const answer = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(60_000) })
    await answer.arrayBuffer()
    return { status: answer.status, ms: systemClock.uptime() - began }
  } catch {
    return { status: 0, ms: systemClock.uptime() - began }
  }
}

function notStarted(): never {
  throw new CannotJudge('the shop was not started')
}
