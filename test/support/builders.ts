import type { Attempt, Delivery } from '../../server/domain/delivery.js'
import type { RequestEntry } from '../../server/domain/journal.js'
import { NOTHING_PAID, type Order } from '../../server/domain/order.js'
import type { Payment } from '../../server/domain/payment.js'
import type { AttemptScript } from '../../server/domain/script.js'
import type { PayOrder } from '../../server/sandbox/payments.js'
import type { Sandbox } from '../../server/sandbox/sandbox.js'
import { compileScenario } from '../../server/scenario/scenario.js'

export const NINE_O_CLOCK = Date.parse('2026-05-04T09:00:00.000Z')

/** What happens when a scenario says nothing: everything is sent, at once and undamaged. */
const SCRIPT: AttemptScript = compileScenario('plain', { title: 'Plain', about: 'Nothing special.' })
  .attempts[0]

/** A payment as it is stored, PROCESSING unless said otherwise. */
export function aPayment(changes: Partial<Payment> = {}): Payment {
  return {
    id: 'LCPC0000000001',
    merchantId: 'm1',
    seq: 1,
    clientId: 'IDFAKECLIENT0000000000000000001',
    orderId: 'm1-O1',
    orderReference: 'SBX0001A',
    attempt: 1,
    channel: 'M-PESA',
    status: 'PROCESSING',
    asked: { minor: 1_250_000, currency: 'TZS' },
    collected: { minor: 1_250_000, currency: 'TZS' },
    phoneNumber: '255754000333',
    message: '',
    scenario: 'success',
    script: SCRIPT,
    inBrowser: false,
    returnOpen: false,
    returned: false,
    createdAt: NINE_O_CLOCK,
    updatedAt: NINE_O_CLOCK,
    history: [],
    ...changes,
  }
}

/** An order with a checkout link, as it is stored. */
export function anOrder(changes: Partial<Order> = {}): Order {
  return {
    id: 'm1-O1',
    merchantId: 'm1',
    seq: 1,
    clientId: 'IDFAKECLIENT0000000000000000001',
    orderReference: 'SBX0001A',
    total: { minor: 1_250_000, currency: 'TZS' },
    items: [],
    customer: {},
    origin: 'checkout-link',
    linkId: 'CHE0000001',
    createdAt: NINE_O_CLOCK,
    progress: NOTHING_PAID,
    ...changes,
  }
}

/** A customer pays the link with M-Pesa, unless said otherwise. Fails when no payment is made. */
export async function pay(sandbox: Sandbox, linkId: string, how: Partial<PayOrder> = {}): Promise<Payment> {
  const link = await sandbox.links.find(linkId)
  if (!link) throw new Error(`there is no link ${linkId}`)
  const result = await sandbox.payments.pay(link.order, {
    channel: 'M-PESA',
    phoneNumber: '255754000333',
    ...how,
  })
  if (!result.made) throw new Error(`no payment was made: the link is ${result.state}`)
  return result.payment
}

/** The deliveries of a merchant, in order, each with its attempts. */
export async function deliveriesOf(
  sandbox: Sandbox,
  merchantId: string,
): Promise<readonly (Delivery & { readonly attempts: readonly Attempt[] })[]> {
  const deliveries = await sandbox.engine.store.find('deliveries', { where: { merchantId } })
  const listed = await sandbox.queries.withAttempts(deliveries)
  return listed.map(({ delivery, attempts }) => ({ ...delivery, attempts }))
}

/** The payments of a link, first attempt first. */
export async function paymentsOf(sandbox: Sandbox, linkId: string): Promise<readonly Payment[]> {
  const link = await sandbox.links.find(linkId)
  return link ? sandbox.payments.ofOrder(link.order) : []
}

/** A call in a merchant's log. */
export function aRequest(seq: number): RequestEntry {
  return {
    merchantId: 'm1',
    seq,
    at: 0,
    method: 'GET',
    path: '/',
    headers: {},
    body: '',
    status: 200,
    response: '',
    durationMs: 1,
  }
}
