import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { pause, type RealClock } from '../agenda/real-clock.js'
import { onDisconnect } from './on-disconnect.js'

export interface ServerSentEvent {
  readonly id: number
  readonly event: string
  readonly data: string
}

/** Where the events of a stream come from. */
export interface EventSource {
  /** Said at once, so that the client knows that it is connected. */
  readonly greeting: string
  readonly realClock: RealClock
  /** Calls back whenever there may be something new, until the function that it returns is called. */
  readonly listen: (changed: () => void) => () => void
  /**
   * Events that came since the last call, at most a page of them: it must cost what is new, not what is
   * kept. None when there are none; null when there will never be any again.
   */
  readonly next: () => Promise<readonly ServerSentEvent[] | null>
}

/**
 * For the route of a stream. Fastify would make a route for HEAD of it, which has no body to write and so
 * nobody who ever stops reading.
 */
export const STREAM_ROUTE = { exposeHeadRoute: false } as const

/** A connection that says nothing for longer is taken for dead by some proxies. */
const HEARTBEAT_MS = 15_000

/**
 * However much happens, a stream looks for news at most so often. A merchant makes thousands of calls a
 * second, and must not wait for whoever looks on; for people it is at once.
 */
const PAUSE_MS = 5

/** Sends events to a client until it goes, or there will be no more. */
export function sendEvents(reply: FastifyReply, source: EventSource) {
  return reply
    .type('text/event-stream')
    .headers({
      'cache-control': 'no-store',
      // nginx would keep the events until it has a few kilobytes of them.
      'x-accel-buffering': 'no',
    })
    .send(Readable.from(framesOf(source, onDisconnect(reply))))
}

async function* framesOf(source: EventSource, gone: AbortSignal): AsyncGenerator<string> {
  let changed = true
  let notify = () => {}
  const stopListening = source.listen(() => {
    changed = true
    notify()
  })
  gone.addEventListener('abort', () => notify(), { once: true })
  try {
    yield `: ${source.greeting}\n\n`
    while (!gone.aborted) {
      const isHeartbeat = changed
        ? false
        : await isHeartbeatDue(source.realClock, (resolve) => (notify = resolve))
      if (gone.aborted) return
      // Before looking: a change in between is not missed.
      changed = false
      const events = await source.next()
      if (events === null) return
      if (events.length > 0) {
        changed = true
        yield events.map(frameOf).join('')
      } else if (isHeartbeat) yield ': still here\n\n'
      // Whatever comes at once, everybody else has a turn before the next look.
      await pause(PAUSE_MS)
    }
  } finally {
    stopListening()
  }
}

/** Waits until it is notified. Returns true when it is time for a heartbeat first. */
function isHeartbeatDue(realClock: RealClock, setNotify: (notify: () => void) => void): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = realClock.after(HEARTBEAT_MS, () => resolve(true))
    setNotify(() => {
      cancel()
      resolve(false)
    })
  })
}

function frameOf({ id, event, data }: ServerSentEvent): string {
  return `id: ${id}\nevent: ${event}\ndata: ${data}\n\n`
}
