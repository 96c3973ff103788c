import { describe, expect, test } from 'vitest'
import { callbackPayload, type PayloadSource, webhookPayload } from '../../server/delivery/compose.js'
import { dialectOf } from '../../server/domain/dialect.js'
import type { Damage } from '../../server/domain/script.js'
import { aPayment } from '../support/builders.js'
import { canonicalText, hmac, legacyText } from '../support/reference-checksum.js'

const KEY = 'CHKright'

const source: PayloadSource = {
  payment: aPayment({ status: 'SUCCESS', message: 'success', paymentReference: 'MP1' }),
  customer: { name: 'Asha Mushi' },
  application: { id: 'IDAPP', checksumEnabled: true, checksumKey: KEY },
  dialect: dialectOf('live', {}),
}

const webhook = (damage: Damage | null, of: PayloadSource = source) =>
  webhookPayload('PAYMENT RECEIVED', of, damage)
const callback = (damage: Damage | null) => callbackPayload(source, damage)

const bodyOf = ({ body }: { body: string }) => JSON.parse(body)
const holds = (body: Record<string, unknown>) => body.checksum === hmac(canonicalText(body), KEY)

const honest = bodyOf(webhook(null))

describe('a damaged webhook', () => {
  test.each<[what: string, damage: Damage, data: object]>([
    ['an amount', { amount: 'a lot' }, { collectedAmount: 'a lot' }],
    ['a status', { status: 'PROCESSING' }, { status: 'PROCESSING' }],
    ['a currency', { currency: 'USD' }, { collectedCurrency: 'USD' }],
    ['a reference', { orderReference: 'X1' }, { orderReference: 'X1' }],
    ['a client id', { clientId: 'IDX' }, { clientId: 'IDX' }],
    ['more fields', { extraFields: { fee: { amount: 1 } } }, { fee: { amount: 1 } }],
  ])('with %s of its own is signed like the truth', (_, damage, data) => {
    const body = bodyOf(webhook(damage))
    expect(body.data).toEqual({ ...honest.data, ...data })
    expect(holds(body)).toBe(true)
  })

  test('names another event, with the fields of that', () => {
    const failed = bodyOf(webhook({ event: 'PAYMENT FAILED' }))
    expect(failed).toMatchObject({ event: 'PAYMENT FAILED', data: { status: 'SUCCESS' } })
    expect(failed.data).not.toHaveProperty('collectedAmount')
    expect(holds(failed)).toBe(true)
  })

  test('says what is wrong with it as far as it can be seen: no checksum can be wrong where none is made', () => {
    const plain: PayloadSource = { ...source, application: { ...source.application, checksumEnabled: false } }
    expect(webhook(null).damage).toBeUndefined()
    expect(webhook({ checksum: 'missing' }).damage).toEqual({ checksum: 'missing' })
    expect(webhook({ checksum: 'missing' }, plain).damage).toBeUndefined()
    expect(webhook({ checksum: 'stale', amount: '1' }, plain).damage).toEqual({ amount: '1' })
  })

  test('has the amount under its older name in the older shape', () => {
    const { data } = bodyOf(webhook({ shape: 'march2025', amount: '1' }))
    expect(data).toMatchObject({ paymentId: honest.data.id, amount: '1' })
    expect(data).not.toHaveProperty('collectedAmount')
  })

  test('that carries no checksum says so', () => {
    const message = webhook({ checksum: 'missing' })
    expect(message.signed).toBe(false)
    expect(bodyOf(message)).toEqual({ event: honest.event, data: honest.data })
  })

  test('signed with another key, before it was changed, or too shortly does not hold', () => {
    for (const checksum of ['wrong-key', 'malformed'] as const) {
      const body = bodyOf(webhook({ checksum }))
      expect(body.data).toEqual(honest.data)
      expect(holds(body)).toBe(false)
      expect(body.checksum).toHaveLength(checksum === 'malformed' ? 32 : 64)
    }
    const stale = bodyOf(webhook({ checksum: 'stale', amount: '1' }))
    expect(stale).toEqual({ ...honest, data: { ...honest.data, collectedAmount: '1' } })
  })

  test.each(['reordered', 'respaced', 'duplicate-keys'] as const)('that is %s says the same', (text) => {
    const message = webhook({ text })
    expect(message.body).not.toBe(webhook(null).body)
    expect(bodyOf(message)).toEqual(honest)
    expect(holds(bodyOf(message))).toBe(true)
  })

  test('that is reordered has its keys the other way round, at every depth', () => {
    const body = bodyOf(webhook({ text: 'reordered' }))
    expect(Object.keys(body)).toEqual(Object.keys(honest).reverse())
    expect(Object.keys(body.data)).toEqual(Object.keys(honest.data).reverse())
  })

  test('names its amount twice, the wrong one first', () => {
    expect(webhook({ text: 'duplicate-keys' }).body).toContain(
      '"collectedAmount":"1","collectedAmount":"12500"',
    )
  })

  test('that is cut off is not JSON', () => {
    const { body } = webhook({ text: 'cut-off' })
    expect(() => JSON.parse(body)).toThrow(SyntaxError)
    expect(webhook(null).body.startsWith(body)).toBe(true)
  })

  test('is damaged alike where the dialect signs inside data', () => {
    const dialect = { ...source.dialect, webhookChecksum: 'insideDataLegacy' as const }
    const { data } = bodyOf(webhook({ amount: '1', checksum: 'stale' }, { ...source, dialect }))
    expect(data.collectedAmount).toBe('1')
    expect(data.checksum).toBe(hmac(legacyText({ ...data, collectedAmount: '12500' }), KEY))
  })

  test('has no checksum to damage where the application has none', () => {
    const application = { ...source.application, checksumEnabled: false }
    const message = webhook({ checksum: 'wrong-key' }, { ...source, application })
    expect(message).toMatchObject({
      signed: false,
      body: JSON.stringify({ event: honest.event, data: honest.data }),
    })
  })
})

describe('a damaged callback', () => {
  test('carries its lies at the top, where the truth would be', () => {
    const body = bodyOf(callback({ amount: '1', orderReference: 'X1', extraFields: { more: true } }))
    expect(body).toMatchObject({ collectedAmount: '1', orderReference: 'X1', more: true })
    expect(holds(body)).toBe(true)
  })
})
