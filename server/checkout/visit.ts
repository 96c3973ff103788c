import type { FastifyRequest } from 'fastify'
import { aheadOf } from '../domain/clock.js'
import type { Merchant } from '../domain/merchant.js'
import { otherZone, zoneOf } from '../http/chosen-zone.js'
import type { ZoneName } from '../lib/time-zone.js'
import type { Sandbox } from '../sandbox/sandbox.js'
import { showsBar, type Words, wordsFor } from './i18n/language.js'
import type { Visit } from './pages/layout.js'

/** A visit with all that the sandbox bar shows of time. */
export interface BarVisit extends Visit {
  /** The time on the merchant's clock. */
  readonly now: number
  /** How far that is ahead of real time, in milliseconds. */
  readonly aheadMs: number
  readonly words: Words
  /** In which times are shown, and the same page in the other one. */
  readonly zone: ZoneName
  readonly otherZone: ReturnType<typeof otherZone>
  /** Whether the sandbox bar is to be seen. */
  readonly bar: boolean
}

/** The words and times in which a browser is shown the pages of a merchant. */
export function visitOf(sandbox: Sandbox, request: FastifyRequest, merchant: Merchant): Omit<BarVisit, 'to'> {
  return {
    merchant,
    now: sandbox.now(merchant),
    aheadMs: aheadOf(merchant.clock, sandbox.realClock.now()),
    words: wordsFor(request),
    zone: zoneOf(request),
    otherZone: otherZone(request),
    bar: showsBar(request),
  }
}
