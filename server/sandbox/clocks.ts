import { type Agenda, CutShort, EndlessAgenda, type Moving, type Ran, type Target } from '../agenda/agenda.js'
import { type ClockState, frozen, jumpedTo, REAL_TIME, resumed } from '../domain/clock.js'
import { LIMITS } from '../domain/limits.js'
import { type Engine, noSuchMerchant } from '../engine/engine.js'
import { SandboxMistake } from '../errors.js'

/** `runUntilIdle` gives up after this many tasks: an agenda that keeps refilling itself never ends. */
export const MAX_TASKS_UNTIL_IDLE = LIMITS.tasksUntilIdle.most

export interface ClockReading {
  readonly now: number
  readonly frozen: boolean
}

/** A moved clock, and what ran on the way. */
export interface ClockMove extends ClockReading, Ran {}

/** Whether the deliveries of an order that are due together go out in parallel, instead of one after the other. */
export type SideBySide = Pick<Moving, 'sideBySide'>

const NOTHING_RAN: Ran = { ran: [], ranCount: 0 }

/** Reads and moves the clocks of merchants. */
export class Clocks {
  readonly #engine: Engine
  readonly #agenda: Agenda

  constructor(engine: Engine, agenda: Agenda) {
    this.#engine = engine
    this.#agenda = agenda
  }

  async read(merchantId: string): Promise<ClockReading> {
    const merchant = await this.#engine.store.get('merchants', merchantId)
    if (!merchant) throw noSuchMerchant(merchantId)
    return { now: this.#engine.now(merchant), frozen: merchant.clock.kind === 'frozen' }
  }

  /** Moves the clock on by some time and runs what comes due, in order. */
  async advance(merchantId: string, ms: number, how: SideBySide = {}): Promise<ClockMove> {
    await this.read(merchantId)
    return this.#moveTo(merchantId, (now) => now + ms, how)
  }

  /** Moves the clock on to an instant and runs what comes due, in order. */
  async to(merchantId: string, instant: number, how: SideBySide = {}): Promise<ClockMove> {
    const { now } = await this.read(merchantId)
    if (instant < now) {
      throw new SandboxMistake(
        'CLOCK_CANNOT_GO_BACK',
        `the clock shows ${new Date(now).toISOString()} and cannot go back to ${new Date(instant).toISOString()}`,
        'reset the merchant, or open another one with {"clock": {"start": ...}}',
      )
    }
    return this.#moveTo(merchantId, instant, how)
  }

  /** Moves the clock on from task to task until nothing is planned. */
  async runUntilIdle(merchantId: string, how: SideBySide = {}): Promise<ClockMove> {
    const ran = await this.#ran(merchantId, null, { ...how, atMost: MAX_TASKS_UNTIL_IDLE })
    return this.#moved(merchantId, ran, 'ran until idle')
  }

  /** Stops the clock, without waiting for what is being run. */
  async stop(merchantId: string) {
    await this.#set(merchantId, (clock) => frozen(clock, this.#engine.realClock.now()), 'frozen')
  }

  /** Stops the clock; what is being run comes to its end first. */
  async freeze(merchantId: string): Promise<ClockMove> {
    await this.stop(merchantId)
    await this.#agenda.settled(merchantId)
    return { ...(await this.read(merchantId)), ...NOTHING_RAN }
  }

  async resume(merchantId: string): Promise<ClockMove> {
    await this.#set(merchantId, (clock) => resumed(clock, this.#engine.realClock.now()), 'set going')
    await this.#agenda.resume(merchantId)
    return { ...(await this.read(merchantId)), ...NOTHING_RAN }
  }

  /**
   * Begins the merchant's time anew, in real time: the only way back. Throws a SandboxMistake while something is planned,
   * which a clock that goes back would put off.
   */
  async restart(merchantId: string): Promise<ClockMove> {
    await this.#agenda.settled(merchantId)
    await this.#engine.transact(merchantId, async (tx) => {
      const [next] = await tx.find('tasks', { where: { merchantId }, orderBy: 'dueAt', limit: 1 })
      if (next) {
        throw new SandboxMistake(
          'CLOCK_CANNOT_GO_BACK',
          `something is planned for the order ${next.orderReference}: ${next.why}`,
          'let it happen first: run the clock until nothing is planned',
        )
      }
      tx.change({ clock: REAL_TIME })
      // A minute that lies ahead would count calls until it comes.
      tx.count({ rateWindow: { since: 0, calls: {} } })
      tx.note('clock:changed', 'the clock was set back to real time')
    })
    return { ...(await this.read(merchantId)), ...NOTHING_RAN }
  }

  /** Moves the clock on without running anything: the agenda's own step from one due time to the next. */
  async jump(merchantId: string, instant: number) {
    const merchant = await this.#engine.store.get('merchants', merchantId)
    if (!merchant || this.#engine.now(merchant) >= instant) return
    await this.#engine.transact(merchantId, async (tx) => {
      tx.change({ clock: jumpedTo(tx.merchant.clock, instant, this.#engine.realClock.now()) })
    })
  }

  async #moveTo(merchantId: string, target: Target, how: SideBySide): Promise<ClockMove> {
    const ran = await this.#ran(merchantId, target, how)
    return this.#moved(merchantId, ran, 'moved on')
  }

  async #ran(merchantId: string, target: Target, moving: Moving): Promise<Ran> {
    try {
      return await this.#agenda.advance(merchantId, target, moving)
    } catch (error) {
      if (error instanceof CutShort) {
        throw new SandboxMistake('CUT_SHORT', error.message, 'move the clock of the merchant as it is now')
      }
      if (!(error instanceof EndlessAgenda)) throw error
      throw new SandboxMistake(
        'ENDLESS_AGENDA',
        `the agenda was not empty after ${moving.atMost} tasks: ${error.message}`,
        'advance by a stated time instead',
      )
    }
  }

  async #moved(merchantId: string, ran: Ran, how: string): Promise<ClockMove> {
    const reading = await this.read(merchantId)
    await this.#engine.transact(merchantId, async (tx) => {
      const shows = new Date(reading.now).toISOString()
      tx.note('clock:changed', `the clock was ${how} and shows ${shows}; ${ran.ranCount} tasks ran`)
    })
    return { ...reading, ...ran }
  }

  async #set(merchantId: string, change: (clock: ClockState) => ClockState, how: string) {
    await this.#engine.transact(merchantId, async (tx) => {
      tx.change({ clock: change(tx.merchant.clock) })
      tx.note('clock:changed', `the clock was ${how}`)
    })
  }
}
