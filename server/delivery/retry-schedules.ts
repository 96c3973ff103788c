import type { RetrySchedule } from '../domain/delivery.js'
import type { Dialect } from '../domain/dialect.js'

const MINUTE = 60
const HOUR = 3600

/**
 * When a failed delivery is tried again, by name. ClickPesa's own schedule is not published: each of
 * these is an assumption, and the default is called invented. Written by hand: libraries for retries wait in real
 * time and in memory; these are tasks that follow a merchant's clock and are part of a snapshot.
 */
export const RETRY_SCHEDULES: { readonly [name in Dialect['notificationRetry']]: RetrySchedule } = {
  invented: {
    since: 'first',
    seconds: [0, 5, 30, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR],
  },
  none: { since: 'first', seconds: [0] },
  /** The example of the Standard Webhooks specification: ten attempts over 75 hours. */
  standardWebhooks: {
    since: 'previous',
    seconds: [0, 5, 5 * MINUTE, 30 * MINUTE, ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR)],
  },
}

/**
 * When the attempt after `made` scheduled ones is due, given when the first and the latest began; null
 * when the schedule has run out.
 */
export function nextAttemptAt(
  schedule: RetrySchedule,
  made: number,
  firstAt: number,
  latestAt: number,
): number | null {
  const seconds = schedule.seconds[made]
  if (seconds === undefined) return null
  return (schedule.since === 'first' ? firstAt : latestAt) + seconds * 1000
}
