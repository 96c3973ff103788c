import { pause, type RealClock, systemClock } from '../agenda/real-clock.js'
import type { Dialect } from '../domain/dialect.js'
import { Refusal, type RefusalCode } from '../errors.js'
import { refusalBody } from '../gateway/refusal-body.js'
import type { MerchantClient } from '../testing/merchant-client.js'
import type { SandboxClient } from '../testing/sandbox-client.js'
import { Actor } from './actor.js'
import type { History } from './history.js'
import { judge } from './judge.js'
import { keyOf, type Mistake } from './mistakes.js'
import { newOrder, type Order, whereIn } from './order.js'
import { OUTCOMES } from './outcomes.js'
import { slackOf } from './patience.js'
import type { Plan, Step } from './plan.js'
import type { Judgement } from './policy.js'
import { QuietScenarios } from './quiet-scenarios.js'
import { type Listening, Relay } from './relay.js'
import { CannotJudge, type Shop, type ShopStarter } from './shop.js'
import { hangUp } from './shop-calls.js'
import type { Stage } from './stage.js'
import { aligned } from './steps.js'
import { Waits } from './waits.js'
import { Witness } from './witness.js'

/** What a run was like: its mistakes, and everything that they were judged by. */
export interface Run {
  readonly plan: Plan
  readonly mistakes: readonly Mistake[]
  readonly history: History
}

interface LaneOptions {
  readonly listens?: Listening | undefined
  /** Told of the first call of each kind that got no answer, in a sentence. */
  readonly onHang?: ((sentence: string) => void) | undefined
  /** Says how long a shop is waited for that hangs. */
  readonly clock?: Pick<RealClock, 'after'>
}

interface Playing {
  /** Whether a shop that is slow is given time; it is, when left out. */
  readonly patient?: boolean
  /** After how many calls that hang it is given up; what is left of that, when left out. */
  readonly hangs?: number
}

/** How long a shop may take over what it does after it has answered, when it is right but slow. */
const SLOW_MS = 600

/** After how long it is looked at again, at first. */
const FIRST_WAIT_MS = 20

/**
 * One running shop with a merchant, a clock and a relay of its own. Plays plans on it, several at once where they allow
 * that: they share the clock.
 */
export class Lane {
  readonly #merchant: MerchantClient
  readonly #relay: Relay
  readonly #judgement: Judgement
  readonly #usual: Dialect
  readonly #witness: Witness
  readonly #actor: Actor
  readonly #shop: Shop
  readonly #waits: Waits

  private constructor({ merchant, relay, judgement, witness, shop, waits }: Stage, actor: Actor) {
    this.#merchant = merchant
    this.#relay = relay
    this.#judgement = judgement
    this.#usual = witness.dialect
    this.#witness = witness
    this.#shop = shop
    this.#waits = waits
    this.#actor = actor
  }

  /** Opens a merchant and starts a shop for it. Throws {@link CannotJudge} when the shop does not start. */
  static async open(
    sandbox: SandboxClient,
    starter: ShopStarter,
    judgement: Judgement,
    { listens = {}, onHang, clock = systemClock }: LaneOptions = {},
  ): Promise<Lane> {
    for (const [name, outcome] of Object.entries(OUTCOMES)) await sandbox.addScenario(name, outcome)
    const opened = await sandbox.createMerchant({
      name: 'check',
      checksumEnabled: judgement.checksum,
      rateLimit: null,
      scenario: 'check-paid',
      clock: { frozen: true },
    })
    const { dialect } = await opened.read()
    const listeners: { witness?: Witness; actor?: Actor } = {}
    const relay = await Relay.open({
      listens,
      apiUrl: opened.apiUrl,
      hangMs: judgement.answers.customer + 1000,
      refusal: (code) => refusalText(code, listeners.witness?.dialect ?? dialect),
      onCall: (call) => listeners.witness?.heard(call),
      pushed: (orderReference) => listeners.witness?.outcomeOfPush(orderReference) ?? null,
      onMessage: async (message) => (await listeners.actor?.received(message)) ?? 200,
    })
    const merchant = opened.reachedAt(relay.apiUrl)
    const waits = new Waits({ answers: judgement.answers, onHang, clock })
    const witness = new Witness(merchant, judgement, waits, dialect)
    listeners.witness = witness
    const shop = await starter.start(merchant).catch(async (error: Error) => {
      await relay.close()
      await merchant.remove().catch(() => undefined)
      throw new CannotJudge(`the shop did not start: ${error.message}`, { cause: error })
    })
    const { returnUrl, webhook } = shop
    await merchant.change({
      ...(returnUrl === undefined ? {} : { returnUrl }),
      ...(webhook === undefined
        ? {}
        : { webhooks: { 'PAYMENT RECEIVED': relay.inboxUrl, 'PAYMENT FAILED': relay.inboxUrl } }),
    })
    witness.shop = shop
    witness.now = Date.parse((await merchant.clock.read()).now)
    const stage: Stage = { merchant, relay, judgement, witness, shop, waits }
    const actor = new Actor({ ...stage, quietly: new QuietScenarios(sandbox) })
    listeners.actor = actor
    return new Lane(stage, actor)
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

  /** Whether the shop asks for payments by pushes, as it was seen to do. */
  get sellsByPush(): boolean {
    return this.#witness.sellsByPush
  }

  /** What ClickPesa refused of the last calls, with its reasons where the call was made in the merchant's name. */
  refusals(): Promise<readonly string[]> {
    return this.#witness.refusals()
  }

  /** Why nothing more is played, as a sentence: the shop hangs. Null while it does not. */
  get over(): string | null {
    return this.#waits.over
  }

  /** Plays one plan alone. */
  async play(plan: Plan, options?: Playing): Promise<Run> {
    const [run] = await this.playSideBySide([plan], options)
    if (!run) throw new Error('a plan was not played')
    return run
  }

  /**
   * Plays plans side by side, step by step, as orders of one merchant. Time is theirs together: where one lets time
   * pass or runs jobs at a step, so it is for all.
   */
  async playSideBySide(plans: readonly Plan[], { patient = true, hangs }: Playing = {}): Promise<Run[]> {
    if (hangs !== undefined) this.#waits.allow(hangs)
    await this.#speak(plans[0]?.dialect ?? {})
    const { plans: whole, beats } = aligned(plans)
    const orders = whole.map(newOrder)
    this.#witness.begin(orders)
    try {
      for (const beat of beats) {
        if (this.#waits.isOver) break
        await this.#beat(orders, beat)
      }
      await this.#finish(orders, patient ? SLOW_MS : SLOW_MS / 5)
    } catch (error) {
      throw error instanceof CannotJudge ? whilePlaying(orders, error) : error
    }
    this.#witness.end()
    return orders.map(({ history, mistakes }) => ({ plan: history.plan, history, mistakes }))
  }

  async close() {
    await this.#relay.close()
    hangUp()
    await this.#shop.close?.()
    await this.#merchant.remove().catch(() => undefined)
  }

  async #beat(orders: readonly Order[], beat: readonly (Step | null)[]) {
    const acting = orders.filter((_, at) => beat[at])
    for (const order of acting) order.step += 1
    const [time] = beat
    if (time?.do === 'advance') await this.#advance(time.by)
    else if (time?.do === 'tick') await this.#actor.tick(orders)
    else {
      for (const [at, step] of beat.entries()) {
        const order = orders[at]
        if (!order || !step) continue
        this.#witness.current = order
        await this.#actor.perform(order, step)
      }
    }
    await this.#see(acting)
    this.#witness.judge(acting, false)
  }

  async #advance(by: string) {
    await this.#relay.quiet()
    const { now } = await this.#merchant.clock.advance(by)
    this.#witness.now = Date.parse(now)
    this.#witness.moved()
  }

  async #see(orders: readonly Order[]) {
    if (!this.#witness.hasNews(orders)) return
    await this.#relay.quiet()
    await this.#witness.see(orders)
  }

  /** Lets everything that is owed arrive, days pass and customers look again; then judges the outcome. */
  async #finish(orders: readonly Order[], slowMs: number) {
    for (const order of orders) order.step += 1
    this.#relay.heal()
    await this.#witness.selling?.over
    await this.#relay.quiet()
    await this.#deliverAll(orders)
    await this.#see(orders)
    // What it owes in the end cannot be said of a shop that was not told everything.
    if (this.#waits.isOver) return this.#witness.judge(orders, false)
    if (this.hasJobs) {
      for (const by of ['10m', '1d']) {
        await this.#advance(by)
        await this.#deliverAll(orders)
        await this.#see(orders)
        await this.#actor.tick(orders)
        await this.#see(orders)
      }
    } else if (this.hasReturn) {
      for (const order of orders) {
        this.#witness.current = order
        if (order.history.plan.way === 'held' || order.history.plan.way === 'query')
          await this.#actor.back(order, undefined)
      }
    }
    await this.#see(orders)
    await this.#witness.notRefused(orders)
    if (this.#waits.isOver) return this.#witness.judge(orders, false)
    await this.#patiently(orders, slowMs)
    this.#witness.judge(orders, true)
  }

  /** Lets all messages arrive that wait for it, as often as ClickPesa would try. */
  async #deliverAll(orders: readonly Order[]) {
    for (const order of orders) {
      this.#witness.current = order
      for (const [number, waiting] of order.inbox.entries()) {
        for (let tries = 0; waiting.state === 'waiting' && tries < 3; tries++) {
          await this.#actor.deliver(order, number)
        }
      }
    }
  }

  /** A shop that is only slow is not wrong: looks again while something still seems to be missing. */
  async #patiently(orders: readonly Order[], slowMs: number) {
    const deadline = systemClock.uptime() + slowMs * slackOf(this.#witness.lookMs)
    for (let wait = FIRST_WAIT_MS; systemClock.uptime() < deadline; wait *= 1.5) {
      const late = orders.filter(({ history, mistakes }) => {
        const known = new Set(mistakes.map(keyOf))
        return judge(history, this.#judgement, true).some((one) => !known.has(keyOf(one)))
      })
      if (late.length === 0) return
      await pause(Math.min(wait, deadline - systemClock.uptime()))
      await this.#witness.look(late)
    }
  }

  async #speak(dialect: Plan['dialect']) {
    const wanted = { ...this.#usual, ...dialect } as Dialect
    if (JSON.stringify(wanted) === JSON.stringify(this.#witness.dialect)) return
    await this.#merchant.change({ dialect: wanted })
    this.#witness.dialect = wanted
  }
}

/** The body of a refusal, as a dialect words it. */
function refusalText(code: RefusalCode, { errorEnvelope }: Dialect): string {
  return JSON.stringify(refusalBody(new Refusal(code, 'a fault of check'), errorEnvelope))
}

/**
 * Why nothing more can be played, with the plan during which it came to that. Of several, it is one whose message or customer
 * the shop left without an answer at this step, where there is one.
 */
function whilePlaying(orders: readonly Order[], error: CannotJudge): CannotJudge {
  const left = orders.find(({ history: { events }, step }) =>
    events.some((event) => event.step === step && 'reply' in event && event.reply?.status === 0),
  )
  const order = left ?? (orders[0] as Order)
  return new CannotJudge(`${error.message}\nThat was ${whereIn(order)}.`, {
    cause: error,
    plan: order.history.plan,
  })
}
