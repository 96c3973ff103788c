import type { Task } from '../domain/task.js'
import { SandboxMistake } from '../errors.js'
import { parseDuration } from '../lib/duration.js'
import type { Sandbox } from '../sandbox/sandbox.js'
import type { Typed } from './forms.js'

/** What the clock's page is about, where it is less than a merchant: its next event is gone to, not another's. */
export interface ClockSubject {
  readonly orderReference: string
  /** Of one delivery of the order. */
  readonly deliveryId?: string
}

/** Moves, stops or starts a merchant's clock, as the clock's forms ask. */
export async function moveClock(
  sandbox: Sandbox,
  merchantId: string,
  { move, duration = '' }: Typed,
  subject?: ClockSubject,
) {
  const { clocks } = sandbox
  switch (move) {
    case 'idle':
      return clocks.runUntilIdle(merchantId)
    case 'freeze':
      return clocks.freeze(merchantId)
    case 'resume':
      return clocks.resume(merchantId)
    case 'real-time':
      return clocks.restart(merchantId)
    case 'next': {
      const planned = await sandbox.queries.agenda(merchantId)
      const next = planned.find((task) => subject === undefined || isAbout(task, subject))
      if (!next) throw nothingPlanned(planned[0], subject)
      const { now } = await clocks.read(merchantId)
      return clocks.to(merchantId, Math.max(now, next.dueAt))
    }
  }
  const ms = parseDuration(duration)
  if (ms === null) {
    throw new SandboxMistake(
      'INVALID_INPUT',
      `"${duration}" is not a duration`,
      'write 500ms, 30s, 5m, 2h or 1d',
    )
  }
  return clocks.advance(merchantId, ms)
}

/** Whether a task is an event of what a page is about. */
function isAbout({ orderReference, action }: Task, { deliveryId, ...order }: ClockSubject): boolean {
  if (orderReference !== order.orderReference) return false
  return deliveryId === undefined || (action.kind === 'attempt-delivery' && action.deliveryId === deliveryId)
}

function nothingPlanned(next: Task | undefined, subject: ClockSubject | undefined): SandboxMistake {
  const whose = subject?.deliveryId ? ' for this delivery' : subject ? ' for this order' : ''
  const hint = next
    ? `the next event of this merchant belongs to the order ${next.orderReference}: ${next.why}`
    : 'let a customer pay, or move on by a time'
  return new SandboxMistake('INVALID_INPUT', `nothing is planned${whose}`, hint)
}
