import type { JsonObject } from '../domain/checksum.js'
import type { Dialect } from '../domain/dialect.js'
import type { Application } from '../domain/merchant.js'
import { formatAmount, type Money } from '../domain/money.js'
import type { PayoutEvent } from '../domain/notification.js'
import type { Payout } from '../domain/payout.js'
import type { Damage } from '../domain/script.js'
import { iso, type Payload, signedPayload } from './compose.js'

interface ReportedDeposit {
  readonly id: string
  readonly money: Money
  readonly channel: string
  readonly paymentReference: string
  readonly createdAt: number
}

/** What signs a message. */
interface Signer {
  readonly application: Pick<Application, 'id' | 'checksumEnabled' | 'checksumKey'>
  readonly dialect: Dialect
}

/** Who signs what belongs to no application: nobody (assumed). */
export const NO_APPLICATION = { id: '', checksumEnabled: false, checksumKey: '' } as const

/** The DEPOSIT RECEIVED webhook (ClickPesa docs, home/webhooks; that it has times is assumed). */
export function depositPayload(deposit: ReportedDeposit, dialect: Dialect): Payload {
  const { id, money, channel, paymentReference, createdAt } = deposit
  const style = dialect.webhookAmountFormat === 'twoDecimals' ? 'twoDecimals' : 'short'
  const content: JsonObject = {
    event: 'DEPOSIT RECEIVED',
    data: {
      id,
      status: 'SUCCESS',
      paymentReference,
      depositAmount: formatAmount(money.minor, style),
      depositCurrency: money.currency,
      channel,
      updatedAt: iso(createdAt),
      createdAt: iso(createdAt),
    },
  }
  return signedPayload(content, { application: NO_APPLICATION, dialect })
}

/** The webhook of an event of a payout (ClickPesa docs, home/webhooks); with `damage`, as a scenario tampers with it. */
export function payoutPayload(
  event: PayoutEvent,
  payout: Payout,
  { application, dialect }: Signer,
  damage: Damage | null = null,
): Payload {
  const { id, orderReference, total, fee, order, status, channel, provider, beneficiary, message } = payout
  const { transferType } = payout
  const at = iso(payout.updatedAt)
  const ending: JsonObject = {
    ...(event === 'PAYOUT REFUNDED' ? { refund: { message, refundedAt: at } } : {}),
    ...(event === 'PAYOUT REVERSED'
      ? { reverse: { message, reversedAt: at, reversedWithFee: payout.reversedWithFee ?? false } }
      : {}),
  }
  const content: JsonObject = {
    event,
    data: {
      updatedAt: at,
      createdAt: iso(payout.createdAt),
      id,
      orderReference,
      amount: formatAmount(total, 'twoDecimals'),
      currency: order.currency,
      fee: formatAmount(fee, 'twoDecimals'),
      status,
      channel,
      channelProvider: provider,
      ...(transferType ? { [dialect.payoutTransferKey]: transferType } : {}),
      beneficiary: { ...beneficiary },
      ...ending,
    },
  }
  return signedPayload(content, { application, dialect }, damage)
}
