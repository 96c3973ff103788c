import type { Payment } from '../domain/payment.js'
import { type AwaitedEvent, MAX_WAIT_FOR_MS, WAY_TO_THE_SHOP_MS } from '../domain/script.js'
import type { TaskAction } from '../domain/task.js'
import type { Transaction } from '../engine/transaction.js'
import { formatDuration } from '../lib/duration.js'

/** Something to plan about a payment. */
interface Plan {
  /** Time from now, or from what it waits for. */
  readonly delay: number
  /** What will happen, for people. */
  readonly what: string
  readonly action: Extract<TaskAction, { kind: 'attempt-delivery' | 'open-return' }>
}

/** Plans something for its delay from now; with `after`, from the moment that has happened to the payment. */
export function planAfter(
  tx: Transaction,
  payment: Pick<Payment, 'id' | 'orderReference'>,
  after: AwaitedEvent | null,
  plan: Plan,
) {
  const { orderReference } = payment
  const { delay, what, action } = plan
  if (after === null) {
    tx.plan({ dueAt: tx.now + delay, orderReference, why: what, action })
    return
  }
  const least = after === 'return' ? WAY_TO_THE_SHOP_MS : 0
  tx.plan({
    dueAt: tx.now + MAX_WAIT_FOR_MS + delay,
    orderReference,
    why: `${what}, after the ${after} or at the latest now`,
    action: {
      ...action,
      waitFor: { for: after, paymentId: payment.id, delay: Math.max(delay, least), what },
    },
  })
}

/** Sets going what waited for this to happen to the payment. */
export async function resumeWaiting(
  tx: Transaction,
  payment: Pick<Payment, 'id' | 'orderReference'>,
  event: AwaitedEvent,
) {
  const { orderReference } = payment
  for (const task of await tx.find('tasks', { where: { merchantId: tx.merchant.id, orderReference } })) {
    if (task.action.kind === 'move-payment' || task.action.kind === 'move-payout') continue
    const { waitFor, ...action } = task.action
    if (waitFor?.for !== event || waitFor.paymentId !== payment.id) continue
    const delay = waitFor.delay > 0 ? `${formatDuration(waitFor.delay)} ` : ''
    const why = `${waitFor.what}, ${delay}after the ${event}`
    tx.replan(task, { dueAt: tx.now + waitFor.delay, why, action })
  }
}
