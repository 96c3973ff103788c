import type { PaymentStatus } from './payment.js'

/**
 * How one attempt to pay goes, as plain data with every default filled in. The scenario loader makes it
 * from a file; a payment carries its own copy, so what was promised when the customer paid still
 * happens after a restart or an edit of the file. Durations are milliseconds.
 */
export interface AttemptScript {
  readonly timeline: readonly TimelineStep[]
  readonly webhook: ChannelScript
  readonly callback: ChannelScript
  readonly return: ReturnScript
}

export interface TimelineStep {
  /** Time since the step before; since the customer paid, for the first. */
  readonly after: number
  readonly status: PaymentStatus
  readonly message: string
  /** Moves the payment even where the transition table says it cannot happen. */
  readonly forced: boolean
}

export interface ChannelScript {
  readonly send: boolean
  /** Time between the move that owes the notification and its first attempt. */
  readonly delay: number
}

export interface ReturnScript {
  readonly send: boolean
  /** Time between the payment's success and the browser being sent to the Return URL. */
  readonly delay: number
}
