import type { AwaitedEvent } from '../../domain/script.js'
import type { Issue } from '../../schema/issue.js'

/** The part of a channel or of the return that decides what waits for what. */
interface Waiter {
  readonly send?: boolean
  readonly after?: unknown
}
export type Waiters = { readonly [channel in AwaitedEvent]?: Waiter | undefined }

/** Channels that wait for what never comes, or for each other in a circle. */
export function waitingIssues(waiters: Waiters): Issue[] {
  const found: Issue[] = []
  for (const channel of ['webhook', 'callback', 'return'] as const) {
    const other = otherOf(waiters, channel)
    if (!other) continue
    if (waiters[other]?.send === false) {
      found.push({ path: [channel, 'after'], message: `waits for the ${other}, which is never sent` })
    }
    const circle = circleFrom(waiters, channel)
    if (circle) {
      found.push({ path: [channel, 'after'], message: `waits in a circle: ${circle.join(' after ')}` })
    }
  }
  return found
}

function otherOf(waiters: Waiters, channel: AwaitedEvent): AwaitedEvent | undefined {
  return waiters[channel]?.after as AwaitedEvent | undefined
}

function circleFrom(waiters: Waiters, start: AwaitedEvent): AwaitedEvent[] | null {
  const way = [start]
  for (let next = otherOf(waiters, start); next; next = otherOf(waiters, next)) {
    way.push(next)
    if (next === start) return way
    // A circle further on is found from its own members.
    if (way.length > 3) return null
  }
  return null
}
