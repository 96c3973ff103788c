import type { PaymentStatus } from './payment.js'

/** One future happening on a merchant's agenda. */
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
  | {
      readonly kind: 'move-payment'
      readonly paymentId: string
      readonly status: PaymentStatus
      readonly message: string
      readonly forced: boolean
    }
  | { readonly kind: 'attempt-delivery'; readonly deliveryId: string; readonly byHand: boolean }
  | { readonly kind: 'open-return'; readonly paymentId: string }

/**
 * Tasks of one lane run one after the other. Payments of an order share a lane; each delivery has its
 * own, so that a receiver that hangs holds up nothing but itself.
 */
export function laneOf(task: Task): string {
  return task.action.kind === 'attempt-delivery'
    ? `delivery ${task.action.deliveryId}`
    : `order ${task.orderReference}`
}

/** The order in which tasks run. */
export function taskOrder(a: Task, b: Task): number {
  return a.dueAt - b.dueAt || a.seq - b.seq
}
