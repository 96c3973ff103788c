import { SandboxMistake } from '../errors.js'
import { parseDuration } from '../lib/duration.js'
import type { Sandbox } from '../sandbox/sandbox.js'
import type { Typed } from './forms.js'

/** Moves, stops or starts a merchant's clock, as the clock's forms ask. */
export async function moveClock(sandbox: Sandbox, merchantId: string, { move, duration = '' }: Typed) {
  const { clocks } = sandbox
  switch (move) {
    case 'idle':
      return clocks.runUntilIdle(merchantId)
    case 'freeze':
      return clocks.freeze(merchantId)
    case 'resume':
      return clocks.resume(merchantId)
    case 'next': {
      const [next] = await sandbox.queries.agenda(merchantId, 1)
      if (!next) {
        throw new SandboxMistake(
          'INVALID_INPUT',
          'nothing is planned',
          'let a customer pay, or move on by a time',
        )
      }
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
