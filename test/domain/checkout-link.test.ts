import { describe, expect, test } from 'vitest'
import { type LinkState, linkState, returnAddress } from '../../server/domain/checkout-link.js'
import type { Dialect } from '../../server/domain/dialect.js'
import type { Payment, PaymentStatus } from '../../server/domain/payment.js'
import { aLink, aPayment, NINE_O_CLOCK } from '../support/things.js'

type Rules = Pick<Dialect, 'linkClosesAfter' | 'linkExpirySeconds'>

const CLOSES: Rules = { linkClosesAfter: 'firstSuccess', linkExpirySeconds: 'none' }
const STAYS: Rules = { linkClosesAfter: 'never', linkExpirySeconds: 'none' }

const paidOnce: Partial<Payment> = {
  history: [{ from: 'PROCESSING', to: 'SUCCESS', at: NINE_O_CLOCK, cause: 'a test' }],
}
const paymentIn = (status: PaymentStatus): Payment => aPayment({ status })

describe('a link', () => {
  test.each<[what: string, payments: readonly Payment[], closing: LinkState, staying: LinkState]>([
    ['nobody paid', [], 'open', 'open'],
    ['somebody is paying', [paymentIn('PROCESSING')], 'paying', 'paying'],
    ['a card waits for its owner', [paymentIn('PENDING')], 'paying', 'paying'],
    ['an attempt failed', [paymentIn('FAILED')], 'open', 'open'],
    ['an attempt is held', [paymentIn('ON-HOLD')], 'open', 'open'],
    ['the second attempt is under way', [paymentIn('FAILED'), paymentIn('PROCESSING')], 'paying', 'paying'],
    ['it was paid', [paymentIn('SUCCESS')], 'paid', 'open'],
    ['it was paid and settled', [paymentIn('SETTLED')], 'paid', 'open'],
    ['it was paid at the second attempt', [paymentIn('FAILED'), paymentIn('SUCCESS')], 'paid', 'open'],
    ['it was paid and given back', [{ ...paymentIn('REFUNDED'), ...paidOnce }], 'paid', 'open'],
    [
      'it was paid and is being paid again',
      [paymentIn('SUCCESS'), paymentIn('PROCESSING')],
      'paid',
      'paying',
    ],
  ])('when %s is %s%s', (_, payments, closing, staying) => {
    expect(linkState(aLink(), payments, CLOSES, NINE_O_CLOCK)).toBe(closing)
    expect(linkState(aLink(), payments, STAYS, NINE_O_CLOCK)).toBe(staying)
  })

  test.each<[payments: readonly Payment[], before: LinkState, after: LinkState]>([
    [[], 'open', 'expired'],
    [[paymentIn('FAILED')], 'open', 'expired'],
    [[paymentIn('PROCESSING')], 'paying', 'paying'],
    [[paymentIn('SUCCESS')], 'paid', 'paid'],
  ])('expires only when nobody is paying and nobody has paid', (payments, before, after) => {
    const rules = { ...CLOSES, linkExpirySeconds: 60 }
    expect(linkState(aLink(), payments, rules, NINE_O_CLOCK + 59_999)).toBe(before)
    expect(linkState(aLink(), payments, rules, NINE_O_CLOCK + 60_000)).toBe(after)
  })
})

describe('the way back to the shop', () => {
  test.each<[returnUrl: string, full: string]>([
    ['https://shop.test', 'https://shop.test/?orderReference=A1&status=SUCCESS'],
    ['https://shop.test/done', 'https://shop.test/done?orderReference=A1&status=SUCCESS'],
    ['https://shop.test/done?', 'https://shop.test/done?orderReference=A1&status=SUCCESS'],
    ['https://shop.test/done?a=1&b=%20', 'https://shop.test/done?a=1&b=%20&orderReference=A1&status=SUCCESS'],
    ['https://shop.test/done#part', 'https://shop.test/done?orderReference=A1&status=SUCCESS#part'],
    ['https://shop.test/?a=1#/route?x', 'https://shop.test/?a=1&orderReference=A1&status=SUCCESS#/route?x'],
    [
      'http://localhost:3000/r?orderReference=OLD',
      'http://localhost:3000/r?orderReference=OLD&orderReference=A1&status=SUCCESS',
    ],
    ['myapp://paid', 'myapp://paid?orderReference=A1&status=SUCCESS'],
  ])('to %s keeps its own query, and its fragment last', (returnUrl, full) => {
    expect(returnAddress(returnUrl, 'A1', 'SUCCESS', 'full')).toBe(full)
  })

  test('says as much as the dialect wants', () => {
    const to = (params: Dialect['redirectParams'], status: 'SUCCESS' | 'FAILED') =>
      returnAddress('https://shop.test/done?a=1', 'A1', status, params)
    expect(to('none', 'SUCCESS')).toBe('https://shop.test/done?a=1')
    expect(to('referenceOnly', 'SUCCESS')).toBe('https://shop.test/done?a=1&orderReference=A1')
    expect(to('full', 'FAILED')).toBe('https://shop.test/done?a=1&orderReference=A1&status=FAILED')
  })
})
