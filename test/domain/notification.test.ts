import { describe, expect, test } from 'vitest'
import { owedFor, webhookDestination } from '../../server/domain/notification.js'
import { moved, PAYMENT_STATUSES, type PaymentStatus } from '../../server/domain/payment.js'
import { aPayment, NINE_O_CLOCK } from '../support/builders.js'

/** A payment that went through these statuses, by force where needed. */
const havingBeen = (...path: readonly PaymentStatus[]) =>
  path.reduce(
    (payment, to) => moved(payment, { to, at: NINE_O_CLOCK, message: '', cause: 'a test', forced: true }),
    aPayment(),
  )

const OFF = { settledRedelivery: 'off' } as const
const ON = { settledRedelivery: 'on' } as const

const RECEIVED = { event: 'PAYMENT RECEIVED', callback: true }
const AGAIN = { event: 'PAYMENT RECEIVED', callback: false }
const FAILED = { event: 'PAYMENT FAILED', callback: false }

describe('what a move owes the merchant', () => {
  test.each(['PENDING', 'PROCESSING', 'ON-HOLD', 'REFUNDED', 'REVERSED'] as const)(
    'is nothing for %s',
    (to) => {
      for (const path of [[], ['SUCCESS'], ['ON-HOLD']] as PaymentStatus[][]) {
        expect(owedFor(havingBeen(...path), to, ON)).toBeNull()
      }
    },
  )

  test.each<[path: PaymentStatus[], to: PaymentStatus, off: object | null, on: object | null]>([
    [[], 'SUCCESS', RECEIVED, RECEIVED],
    [[], 'FAILED', FAILED, FAILED],
    [['SUCCESS'], 'SETTLED', null, AGAIN],
    [['SUCCESS', 'ON-HOLD'], 'SETTLED', null, AGAIN],
    [['ON-HOLD'], 'SETTLED', RECEIVED, RECEIVED],
    [['ON-HOLD'], 'SUCCESS', RECEIVED, RECEIVED],
    [['SUCCESS', 'ON-HOLD'], 'SUCCESS', null, null],
    [['SUCCESS'], 'FAILED', FAILED, FAILED],
    [['FAILED'], 'SUCCESS', RECEIVED, RECEIVED],
    [['SUCCESS', 'REFUNDED'], 'SUCCESS', null, null],
  ])('after %j is, for %s: %j, or %j where settling is told', (path, to, off, on) => {
    expect(owedFor(havingBeen(...path), to, OFF)).toEqual(off)
    expect(owedFor(havingBeen(...path), to, ON)).toEqual(on)
  })

  test('is never a second callback', () => {
    for (const first of PAYMENT_STATUSES) {
      for (const second of PAYMENT_STATUSES) {
        const told = [owedFor(aPayment(), first, ON), owedFor(havingBeen(first), second, ON)]
        expect(told.filter((owed) => owed?.callback).length).toBeLessThanOrEqual(1)
      }
    }
  })
})

describe('where a webhook goes', () => {
  const own = { webhooks: { 'PAYMENT RECEIVED': 'https://app.test' } }
  const general = {
    webhooks: { 'PAYMENT RECEIVED': 'https://merchant.test', 'PAYMENT FAILED': 'https://merchant.test' },
  }
  const nothing = { webhooks: {} }
  const toApplication = { url: 'https://app.test', level: 'application' }
  const toMerchant = { url: 'https://merchant.test', level: 'merchant' }

  test('is nowhere without an address', () => {
    expect(
      webhookDestination('PAYMENT RECEIVED', nothing, nothing, 'checkout-link', 'allAppActivity'),
    ).toBeNull()
    expect(webhookDestination('PAYMENT FAILED', own, nothing, 'checkout-link', 'allAppActivity')).toBeNull()
    expect(webhookDestination('PAYMENT RECEIVED', own, nothing, 'checkout-link', 'none')).toBeNull()
  })

  test('is the application before the merchant, for each event by itself', () => {
    expect(webhookDestination('PAYMENT RECEIVED', own, general, 'checkout-link', 'allAppActivity')).toEqual(
      toApplication,
    )
    expect(webhookDestination('PAYMENT FAILED', own, general, 'checkout-link', 'allAppActivity')).toEqual(
      toMerchant,
    )
    expect(
      webhookDestination('PAYMENT RECEIVED', nothing, general, 'checkout-link', 'allAppActivity'),
    ).toEqual(toMerchant)
  })

  test.each(['apiInitiatedOnly', 'none'] as const)(
    'of a checkout link is the merchant where applications do not cover it (%s)',
    (coverage) => {
      expect(webhookDestination('PAYMENT RECEIVED', own, general, 'checkout-link', coverage)).toEqual(
        toMerchant,
      )
    },
  )

  test.each(['ussd-push', 'card', 'control-number'] as const)(
    'of a %s, which is started by API, is the application where that covers the API alone',
    (origin) => {
      const go = (coverage: 'apiInitiatedOnly' | 'none') =>
        webhookDestination('PAYMENT RECEIVED', own, general, origin, coverage)
      expect([go('apiInitiatedOnly'), go('none')]).toEqual([toApplication, toMerchant])
    },
  )
})
