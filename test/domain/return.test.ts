import { describe, expect, test } from 'vitest'
import type { PaymentStatus } from '../../server/domain/payment.js'
import { claimOnReturn, possibleReturnUrl } from '../../server/domain/return.js'
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
  ['myapp://payment/return', true],
  ['com.shop.app:/return', true],
  ['exp://192.168.1.2:8081/--/return', true],
  ['intent://return/#Intent;scheme=shop;package=com.shop.app;end', true],
  ['javascript:alert(1)', false],
  ['javascript://shop.test/%0aalert(1)', false],
  ['JavaScript:/alert(1)', false],
  ['java\nscript:/alert(1)', false],
  [' javascript:/alert(1)', false],
  ['data:/text/html,x', false],
  ['vbscript:/x', false],
  ['file:///etc/passwd', false],
  ['view-source:/x', false],
  ['blob:/x', false],
  ['myapp:return', false],
  ['http:/shop.test', false],
  ['shop.test/return', false],
  ['', false],
  [null, false],
])('a browser can be sent to %j: %j', (text, possible) => {
  expect(possibleReturnUrl(text)).toBe(possible ? text : null)
})
