import { describe, expect, test } from 'vitest'
import { callbackSchema } from '../../contracts/schemas/callback.js'
import { type WebhookDialect, webhookSchema } from '../../contracts/schemas/webhooks.js'
import { schemaIssues } from '../../fixtures/conformance.js'
import { callbackPayload, type PayloadSource, webhookPayload } from '../../server/delivery/compose.js'
import { type Dialect, dialectOf } from '../../server/domain/dialect.js'
import { aPayment, NINE_O_CLOCK } from '../support/builders.js'
import { canonicalText, hmac, legacyText } from '../support/reference-checksum.js'

const KEY = 'CHKfakeSandboxKey00000000000000001'

const PAID = aPayment({
  id: 'SBX0001ALCP4F2A',
  status: 'SUCCESS',
  paymentReference: 'MP240101.1200.X00001',
  message: 'success',
  updatedAt: NINE_O_CLOCK + 21_000,
})

const REFUSED_BY_OPERATOR = aPayment({
  id: 'SBX0003CLCP77B0',
  status: 'FAILED',
  channel: 'AIRTEL-MONEY',
  orderReference: 'SBX0003C',
  message: 'Insufficient balance',
  createdAt: NINE_O_CLOCK + 250_000,
  updatedAt: NINE_O_CLOCK + 300_000,
})

const ASHA = { name: 'Asha Mushi', email: 'asha@shop.test', phone: '255712000111' }

function source(
  changes: Partial<PayloadSource> & { switches?: Partial<Dialect>; signs?: boolean } = {},
): PayloadSource {
  const { switches = {}, signs = true, ...rest } = changes
  return {
    payment: PAID,
    customer: ASHA,
    application: { id: 'IDFAKECLIENT0000000000000000001', checksumEnabled: signs, checksumKey: KEY },
    dialect: dialectOf('live', switches),
    ...rest,
  }
}

const DATA_OF_V5 =
  '{"id":"SBX0001ALCP4F2A","status":"SUCCESS","paymentReference":"MP240101.1200.X00001","orderReference":"SBX0001A",' +
  '"collectedAmount":"12500","collectedCurrency":"TZS","message":"success","channel":"M-PESA",' +
  '"updatedAt":"2026-05-04T09:00:21.000Z","createdAt":"2026-05-04T09:00:00.000Z",' +
  '"customer":{"customerName":"Asha Mushi","customerEmail":"asha@shop.test","customerPhoneNumber":"255712000111"},' +
  '"clientId":"IDFAKECLIENT0000000000000000001"}'

describe('PAYMENT RECEIVED', () => {
  test('is V5 of the published vectors, byte for byte', () => {
    expect(webhookPayload('PAYMENT RECEIVED', source())).toEqual({
      body:
        `{"event":"PAYMENT RECEIVED","data":${DATA_OF_V5},` +
        '"checksum":"b610eb9999f2ef409b15d8f3c1ae0dfe6a3aece75606a3f92f701eba711a328b","checksumMethod":"canonical"}',
      headers: { 'content-type': 'application/json' },
      signed: true,
    })
  })

  test('carries neither checksum nor method for an application without checksums', () => {
    expect(webhookPayload('PAYMENT RECEIVED', source({ signs: false }))).toEqual({
      body: `{"event":"PAYMENT RECEIVED","data":${DATA_OF_V5}}`,
      headers: { 'content-type': 'application/json' },
      signed: false,
    })
  })

  test.each<[customer: PayloadSource['customer'], written: string]>([
    [{}, ''],
    [{ name: 'José' }, '"customer":{"customerName":"José"},'],
    [{ phone: '255712000111' }, '"customer":{"customerPhoneNumber":"255712000111"},'],
    [{ name: '', email: 'a@b.test' }, '"customer":{"customerEmail":"a@b.test"},'],
  ])('leaves out what is not known of the customer: %j', (customer, written) => {
    const { body } = webhookPayload('PAYMENT RECEIVED', source({ customer, signs: false }))
    expect(body).toBe(
      `{"event":"PAYMENT RECEIVED","data":${DATA_OF_V5.replace(/"customer":\{.*?\},/, written)}}`,
    )
  })

  test('writes a broken amount with two decimals', () => {
    const payment = { ...PAID, collected: { minor: 2_150_050, currency: 'USD' as const } }
    const { body } = webhookPayload('PAYMENT RECEIVED', source({ payment }))
    expect(body).toContain('"collectedAmount":"21500.50","collectedCurrency":"USD"')
  })

  test('sends accents and slashes as they are, and signs them so', () => {
    const { body } = webhookPayload(
      'PAYMENT RECEIVED',
      source({ customer: { name: 'Zuhura "Ng\'ambo" / Café 📱' } }),
    )
    expect(body).toContain('"Zuhura \\"Ng\'ambo\\" / Café 📱"')
    const parsed = JSON.parse(body)
    expect(parsed.checksum).toBe(hmac(canonicalText(parsed), KEY))
  })
})

describe('PAYMENT FAILED', () => {
  const DATA =
    '{"id":"SBX0003CLCP77B0","status":"FAILED","channel":"AIRTEL-MONEY","orderReference":"SBX0003C",' +
    '"message":"Insufficient balance","updatedAt":"2026-05-04T09:05:00.000Z","createdAt":"2026-05-04T09:04:10.000Z",' +
    '"clientId":"IDFAKECLIENT0000000000000000001"}'

  test('tells no amount, receipt or customer', () => {
    const { body } = webhookPayload('PAYMENT FAILED', source({ payment: REFUSED_BY_OPERATOR, signs: false }))
    expect(body).toBe(`{"event":"PAYMENT FAILED","data":${DATA}}`)
  })

  test('is signed like any other event', () => {
    const { body } = webhookPayload('PAYMENT FAILED', source({ payment: REFUSED_BY_OPERATOR }))
    const checksum = hmac(canonicalText(JSON.parse(body)), KEY)
    expect(body).toBe(
      `{"event":"PAYMENT FAILED","data":${DATA},"checksum":"${checksum}","checksumMethod":"canonical"}`,
    )
  })

  test('names its event under eventType when the dialect says so', () => {
    const { body } = webhookPayload(
      'PAYMENT FAILED',
      source({
        payment: REFUSED_BY_OPERATOR,
        signs: false,
        switches: { webhookEventKey: 'eventTypeOnFailure' },
      }),
    )
    expect(body).toBe(`{"eventType":"PAYMENT FAILED","data":${DATA}}`)
  })
})

describe('the older shapes of PAYMENT RECEIVED', () => {
  test('middle2025 has the new amount and the old names', () => {
    const switches = { paymentReceivedShape: 'middle2025', webhookAmountFormat: 'twoDecimals' } as const
    expect(webhookPayload('PAYMENT RECEIVED', source({ signs: false, switches })).body).toBe(
      '{"event":"PAYMENT RECEIVED","data":{"paymentId":"SBX0001ALCP4F2A","orderReference":"SBX0001A",' +
        '"collectedAmount":"12500.00","collectedCurrency":"TZS","status":"SUCCESS",' +
        '"customer":{"name":"Asha Mushi","email":"asha@shop.test","phone":"255712000111"},' +
        '"createdAt":"2026-05-04T09:00:00.000Z","updatedAt":"2026-05-04T09:00:21.000Z",' +
        '"clientId":"IDFAKECLIENT0000000000000000001"}}',
    )
  })

  test('march2025 has the old names throughout, and no client id', () => {
    const switches = { paymentReceivedShape: 'march2025', webhookAmountFormat: 'twoDecimals' } as const
    expect(webhookPayload('PAYMENT RECEIVED', source({ signs: false, switches })).body).toBe(
      '{"event":"PAYMENT RECEIVED","data":{"paymentId":"SBX0001ALCP4F2A","orderReference":"SBX0001A",' +
        '"amount":"12500.00","currency":"TZS","status":"SUCCESS",' +
        '"customer":{"name":"Asha Mushi","email":"asha@shop.test","phone":"255712000111"},' +
        '"createdAt":"2026-05-04T09:00:00.000Z","updatedAt":"2026-05-04T09:00:21.000Z"}}',
    )
  })
})

describe('a checksum inside data', () => {
  test('covers the other values of data, joined the old way', () => {
    const { body } = webhookPayload(
      'PAYMENT RECEIVED',
      source({ switches: { webhookChecksum: 'insideDataLegacy' } }),
    )
    const { data, ...rest } = JSON.parse(body)
    expect(rest).toEqual({ event: 'PAYMENT RECEIVED' })
    expect(Object.keys(data).at(-1)).toBe('checksum')
    expect(data.checksum).toBe(hmac(legacyText(data), KEY))
  })
})

describe('the callbackUrl call', () => {
  const FLAT =
    '{"status":"SUCCESS","orderReference":"SBX0001A","paymentReference":"MP240101.1200.X00001",' +
    '"collectedAmount":"12500","collectedCurrency":"TZS","message":"success"'

  test('is flat, byte for byte', () => {
    expect(callbackPayload(source({ signs: false }))).toEqual({
      body: `${FLAT}}`,
      headers: { 'content-type': 'application/json' },
      signed: false,
    })
  })

  test('is signed at the top level where the application has checksums', () => {
    const { body, signed } = callbackPayload(source())
    const checksum = hmac(canonicalText(JSON.parse(body)), KEY)
    expect(body).toBe(`${FLAT},"checksum":"${checksum}","checksumMethod":"canonical"}`)
    expect(signed).toBe(true)
  })

  test('is the webhook itself when the dialect wraps it', () => {
    const wrapped = source({ switches: { callbackBody: 'wrapped' } })
    expect(callbackPayload(wrapped)).toEqual(webhookPayload('PAYMENT RECEIVED', wrapped))
  })
})

const SHAPES = ['current', 'middle2025', 'march2025'] as const
const PLACES = ['topLevel', 'topLevelNoMethod', 'insideDataLegacy', 'none'] as const
const LOOKS = SHAPES.flatMap((shape) =>
  PLACES.flatMap((place) => [true, false].map((signs) => ({ shape, place, signs }))),
)

describe('whatever the dialect', () => {
  test.each(LOOKS)('a webhook keeps to its schema: shape $shape, checksum $place, signed $signs', (look) => {
    const { shape, place, signs } = look
    const switches = { paymentReceivedShape: shape, webhookChecksum: place }
    const checksumPlace: WebhookDialect['checksumPlace'] = signs ? place : 'none'
    const received = webhookPayload('PAYMENT RECEIVED', source({ switches, signs }))
    const schema = webhookSchema('PAYMENT RECEIVED', { shape, checksumPlace })
    expect(schemaIssues(schema, JSON.parse(received.body))).toEqual([])
    const failed = webhookPayload('PAYMENT FAILED', source({ switches, signs, payment: REFUSED_BY_OPERATOR }))
    const failedSchema = webhookSchema('PAYMENT FAILED', { checksumPlace })
    expect(schemaIssues(failedSchema, JSON.parse(failed.body))).toEqual([])
    expect([received.signed, failed.signed]).toEqual(Array(2).fill(checksumPlace !== 'none'))
  })

  test.each([true, false])('a callback keeps to its schema: signed %s', (signs) => {
    const { body } = callbackPayload(source({ signs }))
    expect(schemaIssues(callbackSchema(signs ? 'topLevel' : 'none'), JSON.parse(body))).toEqual([])
  })
})
