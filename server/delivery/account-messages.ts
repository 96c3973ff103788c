import type { JsonObject } from '../domain/checksum.js'
import type { Dialect } from '../domain/dialect.js'
import { formatAmount, type Money } from '../domain/money.js'
import { iso, type Payload, signedPayload } from './compose.js'

interface ReportedDeposit {
  readonly id: string
  readonly money: Money
  readonly channel: string
  readonly paymentReference: string
  readonly createdAt: number
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
