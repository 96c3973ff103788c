import type { Payment } from '../domain/payment.js'
import { type Happening, LONGEST_HOLD_MS, WAY_TO_THE_SHOP_MS } from '../domain/script.js'
import type { TaskAction } from '../domain/task.js'
import type { Work } from '../engine/transaction.js'
import { durationText } from '../lib/duration.js'

/** Something to plan about a payment. */
interface Plan {
  /** Time from now, or from what it waits for. */
  readonly delay: number
  /** What will happen, for people. */
  readonly what: string
  readonly action: Extract<TaskAction, { kind: 'attempt-delivery' | 'open-return' }>
}

/** Plans something for its delay from now; with `after`, from the moment that has happened to the payment. */
export function planAfter(work: Work, payment: Payment, after: Happening | null, plan: Plan) {
  const { orderReference } = payment
  const { delay, what, action } = plan
  if (after === null) {
    work.plan({ dueAt: work.now + delay, orderReference, why: what, action })
    return
  }
  const least = after === 'return' ? WAY_TO_THE_SHOP_MS : 0
  work.plan({
    dueAt: work.now + LONGEST_HOLD_MS + delay,
    orderReference,
    why: `${what}, after the ${after} or at the latest now`,
    action: { ...action, held: { for: after, paymentId: payment.id, delay: Math.max(delay, least), what } },
  })
}

/** Sets going what waited for this to happen to the payment. */
export async function release(
  work: Work,
  payment: Pick<Payment, 'id' | 'orderReference'>,
  happened: Happening,
) {
  const { orderReference } = payment
  for (const task of await work.find('tasks', { where: { merchantId: work.merchant.id, orderReference } })) {
    if (task.action.kind === 'move-payment') continue
    const { held, ...action } = task.action
    if (held?.for !== happened || held.paymentId !== payment.id) continue
    const delay = held.delay > 0 ? `${durationText(held.delay)} ` : ''
    const why = `${held.what}, ${delay}after the ${happened}`
    work.replan(task, { dueAt: work.now + held.delay, why, action })
  }
}
