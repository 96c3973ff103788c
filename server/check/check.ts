import { type RealClock, systemClock } from '../agenda/real-clock.js'
import { SandboxMistake } from '../errors.js'
import { parseDuration } from '../lib/duration.js'
import type { SandboxClient } from '../testing/sandbox-client.js'
import { Explorer } from './explorer.js'
import { Lane, type Run } from './lane.js'
import { keyOf, MISTAKES, type Mistake, type MistakeKind } from './mistakes.js'
import {
  type Abilities,
  amounts,
  apiFaults,
  catalogue,
  dialects,
  PHASES,
  type PhaseName,
  type Rounds,
  type Skipped,
  sideBySide,
  skippedFor,
  success,
} from './phases.js'
import type { Plan } from './plan.js'
import type { CheckPolicy, Judgement, StateWords } from './policy.js'
import type { Listening } from './relay.js'
import type { CheckReport, FoundMistake, PhaseReport } from './reports/report.js'
import { CannotJudge, type ShopStarter } from './shop.js'
import { shrink } from './shrink.js'

/**
 * How a shop is judged, and for how long.
 *
 * @example Judge the states of an order too, and try one scenario only
 * ```ts
 * import { type CheckOptions, checkMerchant, createSandbox } from 'clickpesa-sandbox'
 * import { startShop } from './your-shop.js'
 *
 * const options: CheckOptions = {
 *   words: { failed: ['failed'], review: ['review'] },
 *   policy: { overpaid: 'review' },
 *   only: ['webhook-duplicate'],
 *   explore: '0s',
 *   checksum: false,
 * }
 * const sandbox = await createSandbox({ port: 0 })
 * const report = await checkMerchant(sandbox, { start: startShop }, options)
 * console.log(report.isFlawless)
 * await sandbox.close()
 * ```
 */
export interface CheckOptions {
  /** How long orders are explored after everything else, as `60s`, or how many, as `200 orders`; `0s` for none. `10s` when left out. */
  readonly explore?: string
  /** The same seed explores the same orders. */
  readonly seed?: string
  /** Names of phases, or of runs such as scenarios, to play after the first payment; all when left out. */
  readonly only?: readonly string[]
  /** Plays nothing but this, and says whether the mistake still shows. */
  readonly replay?: { readonly plan: Plan; readonly expected: string }
  readonly words?: StateWords
  readonly policy?: CheckPolicy
  /** How long the shop may take, in milliseconds. */
  readonly answers?: Partial<Judgement['answers']>
  /** Whether `buy` takes any amount, and any currency; both, when left out. */
  readonly sells?: { readonly anyAmount?: boolean; readonly anyCurrency?: boolean }
  /** Whether the application has its checksum switched on; it has, when left out. */
  readonly checksum?: boolean
  /** Where the shop reaches ClickPesa, when it does not run on this machine; at a free port of 127.0.0.1, when left out. */
  readonly listens?: Listening
  /** Told what is going on. */
  readonly onProgress?: (progress: Progress) => void
  /** Told, in a sentence, of what makes the check longer or ends it early: a shop that hangs. */
  readonly onHang?: (sentence: string) => void
}

export interface Progress {
  readonly phase: PhaseName
  readonly orders: number
  readonly mistakes: number
  /** How much longer the phase goes on, where that is known, in milliseconds. */
  readonly left?: number
}

const ANSWERS = { webhook: 5000, customer: 10_000 }

/** Explored orders that are played side by side. */
const ROUND = 8

/**
 * Drives a shop through payments of every kind and judges what it gave out for them. Resolves with a report, whatever was
 * found. Throws {@link CannotJudge} when the shop does not start, or cannot be asked what it did.
 *
 * @example Find the payment bugs of a shop in a test
 * ```ts
 * import { checkMerchant, createSandbox, reportText } from 'clickpesa-sandbox'
 * import { startShop } from './your-shop.js'
 *
 * const sandbox = await createSandbox({ port: 0 })
 * const report = await checkMerchant(sandbox, { start: startShop }, { only: ['success'], explore: '0s', checksum: false })
 * console.log(reportText(report))
 * await sandbox.close()
 * ```
 */
export function checkMerchant(
  sandbox: SandboxClient,
  shop: ShopStarter,
  options: CheckOptions = {},
): Promise<CheckReport> {
  return checkBy(systemClock, sandbox, shop, options)
}

/** As {@link checkMerchant}; the clock says how long a shop is waited for that hangs. */
export async function checkBy(
  clock: Pick<RealClock, 'after'>,
  sandbox: SandboxClient,
  shop: ShopStarter,
  options: CheckOptions = {},
): Promise<CheckReport> {
  const { seed = 'check', words = {}, policy = {}, sells = {}, checksum = true } = options
  const exploring = howLong(options.explore ?? '10s')
  const judgement = { words, policy, answers: { ...ANSWERS, ...options.answers }, checksum }
  const { listens, onHang } = options
  const lane = await Lane.open(sandbox, shop, judgement, { listens, onHang, clock })
  try {
    const abilities: Omit<Abilities, 'pushes'> = {
      webhook: lane.hasWebhook,
      returns: lane.hasReturn,
      again: lane.canTryAgain,
      jobs: lane.hasJobs,
      anyAmount: sells.anyAmount ?? true,
      anyCurrency: sells.anyCurrency ?? true,
    }
    const check = new Check(lane, options.onProgress)
    if (options.replay) {
      await check.again(options.replay)
      return check.report(seed, [])
    }
    const { only } = options
    const wants = (phase: PhaseName) => only === undefined || only.includes(phase)
    const wanted = (phase: PhaseName, rounds: Rounds): Rounds =>
      wants(phase)
        ? rounds
        : rounds.map((plans) => plans.filter(({ name }) => only?.includes(name.replace(/, .*$/, ''))))
    const isPaid = await check.first(success())
    const can: Abilities = { ...abilities, pushes: lane.sellsByPush }
    if (isPaid) {
      const rounds: Readonly<Partial<Record<PhaseName, () => Promise<Rounds>>>> = {
        catalogue: async () => catalogue(await sandbox.scenarios(), can, policy),
        'API faults': async () => apiFaults(can),
        'side by side': async () => sideBySide(can),
        amounts: async () => amounts(can),
        dialects: async () => dialects(can),
      }
      for (const phase of PHASES) {
        const make = rounds[phase]
        if (make) await check.run(phase, wanted(phase, await make()))
      }
      if (wants('explore')) await check.explore(new Explorer(seed, can), exploring)
    }
    await check.shrinkAll()
    return check.report(seed, isPaid ? skippedFor(can) : [])
  } finally {
    await lane.close()
  }
}

interface Found {
  readonly mistake: Mistake
  readonly plans: Plan[]
  run: Run
  /** How many of how many replays showed it again. */
  replays: { readonly shown: number; readonly of: number }
}

/** A check while it goes on: what it has run, and what it has found. */
class Check {
  readonly #lane: Lane
  readonly #onProgress: (progress: Progress) => void
  readonly #found = new Map<string, Found>()
  readonly #phases: PhaseReport[] = []
  #notSeen: readonly string[] = []
  #stopped: string | null = null

  constructor(lane: Lane, onProgress: (progress: Progress) => void = () => undefined) {
    this.#lane = lane
    this.#onProgress = onProgress
  }

  /** Plays the payment that everything rests on. Throws {@link CannotJudge} when nothing could be paid. */
  async first(plan: Plan): Promise<boolean> {
    const run = await this.#lane.play(plan)
    this.#learn([run])
    this.#phases.push({ phase: 'success', orders: 1 })
    const { history } = run
    if (history.payments.length === 0 || history.id === null) {
      const refusals = await this.#lane.refusals()
      const asked = history.events.find((event) => event.kind === 'asked')
      const failed = asked?.kind === 'asked' && asked.failed ? ` The shop answered: ${asked.failed}.` : ''
      throw new CannotJudge(
        [
          `no order could be paid${history.references.length === 0 ? ': the shop got no way to pay one from ClickPesa' : ''}.${failed}`,
          ...(refusals.length > 0 ? refusals : ['No call of the shop was refused by ClickPesa.']),
        ].join('\n'),
      )
    }
    return history.events.some((event) => event.kind === 'look' && event.fulfilled > 0)
  }

  async run(phase: PhaseName, rounds: Rounds) {
    let orders = 0
    for (const round of rounds) {
      if (round.length === 0 || this.#lane.over !== null) continue
      this.#learn(await this.#lane.playSideBySide(round))
      orders += round.length
      this.#onProgress({ phase, orders, mistakes: this.#found.size })
    }
    this.#phases.push({ phase, orders })
  }

  async explore(explorer: Explorer, { ms, most }: Exploring) {
    const end = systemClock.uptime() + ms
    let orders = 0
    while (systemClock.uptime() < end && orders < most && this.#lane.over === null) {
      const runs = await this.#lane.playSideBySide(explorer.round(ROUND))
      for (const run of runs) explorer.learn(run)
      this.#learn(runs)
      orders += runs.length
      const left = Math.max(0, Math.round(end - systemClock.uptime()))
      const known = Number.isFinite(left) ? { left } : {}
      this.#onProgress({ phase: 'explore', orders, mistakes: this.#found.size, ...known })
    }
    if (orders > 0) this.#phases.push({ phase: 'explore', orders })
    if (orders > 0) this.#notSeen = explorer.notSeen()
  }

  /** Plays one run a few times, and keeps the mistake if it shows. */
  async again({ plan, expected }: { readonly plan: Plan; readonly expected: string }) {
    let shown = 0
    for (let i = 0; i < REPLAYS; i++) {
      const run = await this.#lane.play(plan, { hangs: ONE_HANG })
      if (run.mistakes.some((mistake) => keyOf(mistake) === expected)) shown += 1
      this.#learn([run])
    }
    for (const found of this.#found.values()) found.replays = { shown, of: REPLAYS }
    this.#phases.push({ phase: 'explore', orders: REPLAYS })
  }

  /** Makes each mistake's run as small as it gets, and plays it again a few times. */
  async shrinkAll() {
    this.#stopped = this.#lane.over
    for (const [key, found] of this.#found) {
      let smallest = found.run
      const isSlow = TAKES_LONG.includes(found.mistake.kind)
      await shrink(found.run.plan, isSlow ? FEW_TRIES : MANY_TRIES, async (plan) => {
        const run = await this.#lane.play(plan, { patient: false, hangs: ONE_HANG })
        const isShown = run.mistakes.some((mistake) => keyOf(mistake) === key)
        if (isShown) smallest = run
        return isShown
      })
      found.run = smallest
      let shown = 0
      const replays = isSlow ? 1 : REPLAYS
      for (let i = 0; i < replays; i++) {
        const run = await this.#lane.play(smallest.plan, { hangs: ONE_HANG })
        if (run.mistakes.some((mistake) => keyOf(mistake) === key)) shown += 1
      }
      found.replays = { shown, of: replays }
    }
  }

  report(seed: string, skipped: readonly Skipped[]): CheckReport {
    const mistakes: FoundMistake[] = [...this.#found].map(([key, { plans, run, mistake, replays }]) => {
      const shown = run.mistakes.find((one) => keyOf(one) === key) ?? mistake
      return {
        key,
        kind: mistake.kind,
        title: MISTAKES[mistake.kind].title + (mistake.detail ? ` (${mistake.detail})` : ''),
        likely: MISTAKES[mistake.kind].likely,
        proof: shown.proof,
        when: plans.map(({ name }) => name),
        plan: run.plan,
        replays,
        timeline: run.history.events,
      }
    })
    return {
      version: 1,
      seed,
      isFlawless: mistakes.length === 0 && this.#stopped === null,
      phases: this.#phases,
      ...(this.#stopped === null ? {} : { stopped: this.#stopped }),
      skipped,
      notSeen: this.#notSeen,
      mistakes,
    }
  }

  #learn(runs: readonly Run[]) {
    for (const run of runs) {
      for (const mistake of run.mistakes) {
        const found = this.#found.get(keyOf(mistake))
        if (found) found.plans.push(run.plan)
        else {
          this.#found.set(keyOf(mistake), { mistake, plans: [run.plan], run, replays: { shown: 0, of: 0 } })
        }
      }
    }
  }
}

/** How many plans are tried to make a run smaller. Where each takes seconds, it is worth few of them. */
const MANY_TRIES = 25
const FEW_TRIES = 6
const TAKES_LONG: readonly MistakeKind[] = ['answers-late', 'customer-waits']

/** Of a run that is played again, one is enough to see that the shop hangs. */
const ONE_HANG = 1

/** A race does not show every time; the report says how often it did. */
const REPLAYS = 3

interface Exploring {
  /** In real time. */
  readonly ms: number
  /** Orders. */
  readonly most: number
}

function howLong(text: string): Exploring {
  const [, most] = /^(\d{1,6}) orders$/.exec(text) ?? []
  if (most !== undefined) return { ms: Number.POSITIVE_INFINITY, most: Number(most) }
  const ms = parseDuration(text)
  if (ms !== null) return { ms, most: Number.POSITIVE_INFINITY }
  throw new SandboxMistake(
    'INVALID_CONFIG',
    `explore is "${text}"`,
    'give a duration such as 60s, or a number such as "200 orders"',
  )
}
