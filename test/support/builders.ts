import type { CheckoutLink } from '../../server/domain/checkout-link.js'
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
    linkId: 'CHE0000001',
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

/** A checkout link as it is stored. */
export function aLink(changes: Partial<CheckoutLink> = {}): CheckoutLink {
  return {
    id: 'CHE0000001',
    merchantId: 'm1',
    seq: 1,
    clientId: 'IDFAKECLIENT0000000000000000001',
    orderReference: 'SBX0001A',
    total: { minor: 1_250_000, currency: 'TZS' },
    items: [],
    customer: {},
    createdAt: NINE_O_CLOCK,
    ...changes,
  }
}

/** A customer pays the link with M-Pesa, unless said otherwise. Fails when no payment is made. */
export async function pay(sandbox: Sandbox, linkId: string, how: Partial<PayOrder> = {}): Promise<Payment> {
  const link = await sandbox.links.find(linkId)
  if (!link) throw new Error(`there is no link ${linkId}`)
  const result = await sandbox.payments.pay(link, {
    channel: 'M-PESA',
    phoneNumber: '255754000333',
    ...how,
  })
  if (!result.made) throw new Error(`no payment was made: the link is ${result.state}`)
  return result.payment
}
