import type { FromSchema } from 'json-schema-to-ts'
import { documented, SOURCE, type WireSchema } from './evidence.js'
import { initiatedData, refundedData, reversedData } from './payout-webhook-data.js'
import { webhookMessage } from './webhook-message.js'

const payout = {
  id: 'PAY2K8D1F',
  orderReference: 'MSHAHARA07',
  amount: '45000.00',
  currency: 'TZS',
  fee: '1180.00',
  channel: 'MOBILE MONEY',
  channelProvider: 'Vodacom',
  beneficiary: { accountNumber: '255754000222', accountName: 'José Kimaro' },
  updatedAt: '2026-05-04T12:00:00.000Z',
  createdAt: '2026-05-04T12:00:00.000Z',
} as const

/** Money is on its way to somebody. */
export const payoutInitiated = {
  $id: 'PayoutInitiated',
  title: 'PAYOUT INITIATED',
  description: 'The merchant is paying somebody.',
  ...webhookMessage('event', 'PAYOUT INITIATED', initiatedData),
  examples: [{ event: 'PAYOUT INITIATED', data: { ...payout, status: 'SUCCESS' } }],
  ...documented(SOURCE.webhooks),
} as const satisfies WireSchema

export type PayoutInitiated = FromSchema<typeof payoutInitiated>

/** A payout was given back. */
export const payoutRefunded = {
  $id: 'PayoutRefunded',
  title: 'PAYOUT REFUNDED',
  description: 'A payout did not arrive and the money is back.',
  ...webhookMessage('event', 'PAYOUT REFUNDED', refundedData),
  examples: [
    {
      event: 'PAYOUT REFUNDED',
      data: {
        ...payout,
        status: 'REFUNDED',
        refund: { message: 'Account closed', refundedAt: '2026-05-05T08:30:00.000Z' },
      },
    },
  ],
  ...documented(SOURCE.webhooks),
} as const satisfies WireSchema

export type PayoutRefunded = FromSchema<typeof payoutRefunded>

/** A payout was taken back. */
export const payoutReversed = {
  $id: 'PayoutReversed',
  title: 'PAYOUT REVERSED',
  description: 'A payout had arrived and was taken back, with or without its fee.',
  ...webhookMessage('event', 'PAYOUT REVERSED', reversedData),
  examples: [
    {
      event: 'PAYOUT REVERSED',
      data: {
        ...payout,
        status: 'REVERSED',
        reverse: {
          message: 'Sent to a wrong number',
          reversedAt: '2026-05-05T08:30:00.000Z',
          reversedWithFee: false,
        },
      },
    },
  ],
  ...documented(SOURCE.webhooks),
} as const satisfies WireSchema

export type PayoutReversed = FromSchema<typeof payoutReversed>
