import type { FromSchema } from 'json-schema-to-ts'
import { documented, SOURCE, type WireSchema } from './evidence.js'
import {
  failedData,
  receivedData,
  receivedDataMarch2025,
  receivedDataMiddle2025,
} from './payment-webhook-data.js'
import { webhookMessage } from './webhook-message.js'

/** A payment succeeded (or, in some dialects, was settled). */
export const paymentReceived = {
  $id: 'PaymentReceived',
  title: 'PAYMENT RECEIVED',
  description: 'A customer has paid an order. It may come long after the browser has returned, or twice.',
  ...webhookMessage('event', 'PAYMENT RECEIVED', receivedData),
  examples: [
    {
      event: 'PAYMENT RECEIVED',
      data: {
        id: 'LCPC7Q2M9K4D1X',
        status: 'SUCCESS',
        paymentReference: 'MP260504.1012.A00042',
        orderReference: 'DUKA1001',
        collectedAmount: '18000',
        collectedCurrency: 'TZS',
        message: 'success',
        channel: 'M-PESA',
        updatedAt: '2026-05-04T10:12:08.000Z',
        createdAt: '2026-05-04T10:12:00.000Z',
        customer: { customerName: 'Zuhura Mwinyi', customerPhoneNumber: '255754000111' },
        clientId: 'IDSANDBOXDEFAULT0000000000000001',
      },
      checksum: '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0',
      checksumMethod: 'canonical',
    },
  ],
  ...documented(SOURCE.webhooks),
} as const satisfies WireSchema

export type PaymentReceived = FromSchema<typeof paymentReceived>

/** The same as it was written in the middle of 2025. */
export const paymentReceivedMiddle2025 = {
  $id: 'PaymentReceived.middle2025',
  title: 'PAYMENT RECEIVED, middle of 2025',
  description:
    'The form between the two others: the amount is called collectedAmount already, the id still paymentId.',
  ...webhookMessage('event', 'PAYMENT RECEIVED', receivedDataMiddle2025),
  examples: [
    {
      event: 'PAYMENT RECEIVED',
      data: {
        paymentId: 'PAY610077',
        orderReference: 'DUKA1001',
        collectedAmount: '18000.00',
        collectedCurrency: 'TZS',
        status: 'SUCCESS',
        customer: { name: 'Zuhura Mwinyi', phone: '255754000111' },
        createdAt: '2025-07-14T10:12:00.000Z',
        updatedAt: '2025-07-14T10:12:08.000Z',
        clientId: 'IDSANDBOXDEFAULT0000000000000001',
      },
    },
  ],
  ...documented(SOURCE.webhooks),
} as const satisfies WireSchema

export type PaymentReceivedMiddle2025 = FromSchema<typeof paymentReceivedMiddle2025>

/** The same as it was written in March 2025. */
export const paymentReceivedMarch2025 = {
  $id: 'PaymentReceived.march2025',
  title: 'PAYMENT RECEIVED, March 2025',
  description: 'The oldest form that receivers in use still read.',
  ...webhookMessage('event', 'PAYMENT RECEIVED', receivedDataMarch2025),
  examples: [
    {
      event: 'PAYMENT RECEIVED',
      data: {
        paymentId: 'PAY610042',
        orderReference: 'DUKA1001',
        amount: '18000.00',
        currency: 'TZS',
        status: 'SUCCESS',
        customer: { name: 'Zuhura Mwinyi', email: 'zuhura@duka.test', phone: '255754000111' },
        createdAt: '2025-03-10T10:12:00.000Z',
        updatedAt: '2025-03-10T10:12:08.000Z',
      },
    },
  ],
  ...documented(SOURCE.docsOf2025),
} as const satisfies WireSchema

export type PaymentReceivedMarch2025 = FromSchema<typeof paymentReceivedMarch2025>

const failure = {
  id: 'LCPC3H8W5V6J2P',
  status: 'FAILED',
  channel: 'AIRTEL-MONEY',
  orderReference: 'DUKA1003',
  message: 'Balance is too low.Please top up',
  updatedAt: '2026-05-04T11:00:41.000Z',
  createdAt: '2026-05-04T11:00:10.000Z',
  clientId: 'IDSANDBOXDEFAULT0000000000000001',
} as const

/** An attempt to pay failed. */
export const paymentFailed = {
  $id: 'PaymentFailed',
  title: 'PAYMENT FAILED',
  description: 'One attempt failed. The customer may try again under the same order reference and succeed.',
  ...webhookMessage('event', 'PAYMENT FAILED', failedData),
  examples: [{ event: 'PAYMENT FAILED', data: failure }],
  ...documented(SOURCE.webhooks),
} as const satisfies WireSchema

export type PaymentFailed = FromSchema<typeof paymentFailed>

/** The same with the key that the manual of March 2025 prints. */
export const paymentFailedEventType = {
  $id: 'PaymentFailed.eventType',
  title: 'PAYMENT FAILED, with eventType',
  description: 'As PAYMENT FAILED, but the event stands under eventType. Careful receivers read both keys.',
  ...webhookMessage('eventType', 'PAYMENT FAILED', failedData),
  examples: [{ eventType: 'PAYMENT FAILED', data: failure }],
  ...documented(SOURCE.docsOf2025),
} as const satisfies WireSchema

export type PaymentFailedEventType = FromSchema<typeof paymentFailedEventType>
