import { describe, expect, test } from 'vitest'
import type { PaymentStatus } from '../../server/domain/payment.js'
import { claimOnReturn, webAddress } from '../../server/domain/return.js'
import { aPayment } from '../support/builders.js'

describe('what the return claims', () => {
  test('is nothing while the browser may not go', () => {
    expect(claimOnReturn(aPayment({ status: 'SUCCESS', returnOpen: false }))).toBeNull()
  })

  test.each<[PaymentStatus, claim: string | null]>([
    ['PENDING', 'PENDING'],
    ['PROCESSING', 'PROCESSING'],
    ['SUCCESS', 'SUCCESS'],
    ['SETTLED', 'SUCCESS'],
    ['FAILED', 'FAILED'],
    ['ON-HOLD', null],
    ['REFUNDED', null],
    ['REVERSED', null],
  ])('for %s is %s', (status, claim) => {
    expect(claimOnReturn(aPayment({ status, returnOpen: true }))).toBe(claim)
  })

  test('is whatever the script says, where it says something', () => {
    const { script } = aPayment()
    const forged = { ...script, return: { ...script.return, status: 'SUCCESS' as const } }
    expect(claimOnReturn(aPayment({ status: 'FAILED', returnOpen: true, script: forged }))).toBe('SUCCESS')
  })
})

test.each([
  ['https://shop.test/return', true],
  ['http://localhost:3000', true],
  ['javascript:alert(1)', false],
  ['shop.test/return', false],
  ['', false],
  [null, false],
])('a browser can be sent to %j: %j', (text, possible) => {
  expect(webAddress(text)).toBe(possible ? text : null)
})
