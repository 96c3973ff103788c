import type { AwaitedEvent } from './script.js'

/** One thing that will happen to a merchant, on its agenda. */
export interface Task {
  readonly id: string
  readonly merchantId: string
  readonly seq: number
  /** On the merchant's clock. */
  readonly dueAt: number
  readonly orderReference: string
  /** What will happen and which rule wants it, for people. */
  readonly why: string
  readonly action: TaskAction
}

export type TaskAction =
  /** Makes the move that stands at `step` of the payment's timeline. */
  | { readonly kind: 'move-payment'; readonly paymentId: string; readonly step: number }
  /** Makes the move that stands at `step` of the payout's timeline. */
  | { readonly kind: 'move-payout'; readonly payoutId: string; readonly step: number }
  | {
      readonly kind: 'attempt-delivery'
      readonly deliveryId: string
      readonly byHand: boolean
      readonly waitFor?: WaitFor
      /** Goes out beside what else is due of its order, also where a clock is moved on. */
      readonly sideBySide?: true
    }
  | { readonly kind: 'open-return'; readonly paymentId: string; readonly waitFor?: WaitFor }

/** A task that waits for something to happen first; its due time is when it stops waiting for it. */
export interface WaitFor {
  readonly for: AwaitedEvent
  /** The payment to which it must happen. */
  readonly paymentId: string
  /** Time between what is waited for and the task. */
  readonly delay: number
  /** What the task does, without the waiting; for people. */
  readonly what: string
}

/**
 * Tasks with the same serial key run one after the other. The payments of an order share one; each delivery has
 * its own, so that a receiver that hangs delays nothing but itself.
 */
export function serialKeyOf(task: Task): string {
  return task.action.kind === 'attempt-delivery'
    ? `delivery ${task.action.deliveryId}`
    : `order ${task.orderReference}`
}

/** The order in which tasks run. */
export function taskOrder(a: Task, b: Task): number {
  return a.dueAt - b.dueAt || a.seq - b.seq
}
