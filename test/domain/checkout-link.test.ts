import { describe, expect, test } from 'vitest'
import { type LinkState, linkState } from '../../server/domain/checkout-link.js'
import type { Dialect } from '../../server/domain/dialect.js'
import { type Order, withPayment } from '../../server/domain/order.js'
import type { Payment, PaymentStatus } from '../../server/domain/payment.js'
import { returnAddress } from '../../server/domain/return.js'
import { anOrder, aPayment, NINE_O_CLOCK } from '../support/builders.js'

type Rules = Pick<Dialect, 'linkClosesAfter' | 'linkExpirySeconds'>

const CLOSES: Rules = { linkClosesAfter: 'firstSuccess', linkExpirySeconds: 'none' }
const STAYS: Rules = { linkClosesAfter: 'never', linkExpirySeconds: 'none' }

const paidOnce: Partial<Payment> = {
  history: [{ from: 'PROCESSING', to: 'SUCCESS', at: NINE_O_CLOCK, message: 'success', cause: 'a test' }],
}
const paymentIn = (status: PaymentStatus): Payment => aPayment({ status })

const CASES: readonly {
  readonly when: string
  readonly payments: readonly Payment[]
  /** Where one success closes the link, and where it does not. */
  readonly closing: LinkState
  readonly staying: LinkState
}[] = [
  { when: 'nobody paid', payments: [], closing: 'open', staying: 'open' },
  { when: 'somebody is paying', payments: [paymentIn('PROCESSING')], closing: 'paying', staying: 'paying' },
  {
    when: 'a card waits for its owner',
    payments: [paymentIn('PENDING')],
    closing: 'paying',
    staying: 'paying',
  },
  { when: 'an attempt failed', payments: [paymentIn('FAILED')], closing: 'open', staying: 'open' },
  { when: 'an attempt is held', payments: [paymentIn('ON-HOLD')], closing: 'open', staying: 'open' },
  {
    when: 'the second attempt is under way',
    payments: [paymentIn('FAILED'), paymentIn('PROCESSING')],
    closing: 'paying',
    staying: 'paying',
  },
  { when: 'it was paid', payments: [paymentIn('SUCCESS')], closing: 'paid', staying: 'open' },
  { when: 'it was paid and settled', payments: [paymentIn('SETTLED')], closing: 'paid', staying: 'open' },
  {
    when: 'it was paid at the second attempt',
    payments: [paymentIn('FAILED'), paymentIn('SUCCESS')],
    closing: 'paid',
    staying: 'open',
  },
  {
    when: 'it was paid and given back',
    payments: [{ ...paymentIn('REFUNDED'), ...paidOnce }],
    closing: 'paid',
    staying: 'open',
  },
  {
    when: 'it was paid and is being paid again',
    payments: [paymentIn('SUCCESS'), paymentIn('PROCESSING')],
    closing: 'paid',
    staying: 'paying',
  },
]

/** An order that these payments were made for, one after the other. */
function paidBy(payments: readonly Payment[]): Order {
  return payments.reduce((order, payment, i) => withPayment(order, { ...payment, attempt: i + 1 }), anOrder())
}

describe('a link', () => {
  test.each(CASES)(
    'is $closing, or $staying where it never closes, when $when',
    ({ payments, closing, staying }) => {
      expect(linkState(paidBy(payments), CLOSES, NINE_O_CLOCK)).toBe(closing)
      expect(linkState(paidBy(payments), STAYS, NINE_O_CLOCK)).toBe(staying)
    },
  )

  test.each<[payments: readonly Payment[], before: LinkState, after: LinkState]>([
    [[], 'open', 'expired'],
    [[paymentIn('FAILED')], 'open', 'expired'],
    [[paymentIn('PROCESSING')], 'paying', 'paying'],
    [[paymentIn('SUCCESS')], 'paid', 'paid'],
  ])('expires only when nobody is paying and nobody has paid: %#', (payments, before, after) => {
    const rules = { ...CLOSES, linkExpirySeconds: 60 }
    expect(linkState(paidBy(payments), rules, NINE_O_CLOCK + 59_999)).toBe(before)
    expect(linkState(paidBy(payments), rules, NINE_O_CLOCK + 60_000)).toBe(after)
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
    ['com.shop.app:/return', 'com.shop.app:/return?orderReference=A1&status=SUCCESS'],
    [
      'intent://return/#Intent;scheme=shop;end',
      'intent://return/?orderReference=A1&status=SUCCESS#Intent;scheme=shop;end',
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
