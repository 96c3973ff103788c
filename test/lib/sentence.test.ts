import { describe, expect, it } from 'vitest'
import { formsOf, placesIn, readSentence } from '../../server/lib/sentence.js'

const TEMPLATE = 'a payment[ of {amount} {currency}][ for order {orderReference}] has failed'

describe('readSentence', () => {
  it.each([
    ['a payment has failed', {}],
    ['a payment for order ORDER1 has failed', { orderReference: 'ORDER1' }],
    ['a payment of 12500 TZS has failed', { amount: '12500', currency: 'TZS' }],
    [
      '  A Payment of 250.50  USD for order X9 has failed ',
      { amount: '250.50', currency: 'USD', orderReference: 'X9' },
    ],
    ['a payment for order "ORDER1" has failed', { orderReference: 'ORDER1' }],
    ["a payment for order 'ORDER 1' has failed", { orderReference: 'ORDER 1' }],
    ['a payment of {amount} {currency} for order {orderReference} has failed', {}],
  ])('reads "%s"', (text, values) => {
    expect(readSentence(TEMPLATE, text)).toEqual(values)
  })

  it.each([
    'a payment has failed and then succeeded',
    'payment has failed',
    'a payment of 12500 has failed',
    '',
  ])('takes "%s" for another sentence', (text) => {
    expect(readSentence(TEMPLATE, text)).toBeNull()
  })

  it('takes signs of a template as they are', () => {
    expect(readSentence('is it (so)?', 'is it (so)?')).toEqual({})
    expect(readSentence('is it (so)?', 'is it so')).toBeNull()
  })
})

it('a template has places, and a long and a short form', () => {
  expect(placesIn(TEMPLATE)).toEqual(['amount', 'currency', 'orderReference'])
  expect(formsOf(TEMPLATE)).toEqual([
    'a payment of {amount} {currency} for order {orderReference} has failed',
    'a payment has failed',
  ])
})
