import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { amountNumber, formatAmount, formatMoney, parseAmount, times } from '../../server/domain/money.js'

const anyMinor = fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 })

describe('parseAmount', () => {
  test.each([
    '',
    ' ',
    ' 1',
    '1 ',
    '1\n',
    '1e3',
    '+1',
    '0x1',
    '1,000',
    '1_000',
    '.5',
    '5.',
    '--1',
    '-',
    '1.234',
    '1000.001',
    '1000.0010',
    '12345678901234',
    '١٢',
    'NaN',
    'Infinity',
    Number.NaN,
    Number.POSITIVE_INFINITY,
    0.1 + 0.2,
    1e21,
    1e-7,
    10_000_000_000_000,
  ])('does not read %j', (value) => {
    expect(parseAmount(value)).toBeNull()
  })

  test.each([
    ['1000', 100_000],
    ['1000.00', 100_000],
    ['1000.5', 100_050],
    ['0.05', 5],
    ['007', 700],
    [12_500.5, 1_250_050],
    [12_500, 1_250_000],
    [0.29, 29],
    ['9999999999999.99', 999_999_999_999_999],
  ])('reads %j as %d minor units', (value, minor) => {
    expect(parseAmount(value)).toBe(minor)
  })

  test.each([
    ['0', 0],
    ['-0', 0],
    [-0, 0],
    ['-5.50', -550],
    [-5.5, -550],
  ])('reads %j, leaving it to the caller to refuse what is not positive', (value, minor) => {
    expect(parseAmount(value)).toBe(minor)
  })

  test('reads back whatever formatAmount or amountNumber wrote', () => {
    fc.assert(
      fc.property(anyMinor, (minor) => {
        expect(parseAmount(formatAmount(minor))).toBe(minor)
        expect(parseAmount(formatAmount(minor, 'twoDecimals'))).toBe(minor)
        expect(parseAmount(amountNumber(minor))).toBe(minor)
      }),
    )
  })
})

describe('formatAmount', () => {
  test.each([
    [1_250_000, '12500', '12500.00'],
    [2_150_050, '21500.50', '21500.50'],
    [5, '0.05', '0.05'],
    [0, '0', '0.00'],
    [-550, '-5.50', '-5.50'],
  ])('writes %d minor units as %s, or as %s with two decimals', (minor, short, twoDecimals) => {
    expect(formatAmount(minor)).toBe(short)
    expect(formatAmount(minor, 'short')).toBe(short)
    expect(formatAmount(minor, 'twoDecimals')).toBe(twoDecimals)
  })
})

test('amountNumber writes an amount as the nearest JSON number', () => {
  expect(JSON.stringify([2_150_050, 1_250_000, 29].map(amountNumber))).toBe('[21500.5,12500,0.29]')
})

describe('times', () => {
  test('gives nothing when the product is too large to be exact', () => {
    expect(times(999_999_999_999_999, 10)).toBeNull()
    expect(times(100, Number.MAX_VALUE)).toBeNull()
    expect(times(100, Number.NaN)).toBeNull()
  })

  test('multiplies a price by a quantity', () => {
    expect(times(350_050, 3)).toBe(1_050_150)
    expect(times(0, -1)).toBe(0)
  })
})

test('moneyForPeople groups thousands and shows decimals only where there are any', () => {
  expect(formatMoney({ minor: 1_250_000, currency: 'TZS' })).toBe('TZS 12,500')
  expect(formatMoney({ minor: 2_150_050, currency: 'USD' })).toBe('USD 21,500.50')
  expect(formatMoney({ minor: 123_456_789_00, currency: 'TZS' })).toBe('TZS 123,456,789')
  expect(formatMoney({ minor: 99_900, currency: 'TZS' })).toBe('TZS 999')
  expect(formatMoney({ minor: -100_000, currency: 'TZS' })).toBe('TZS -1,000')
})
