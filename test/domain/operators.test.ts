import { describe, expect, test } from 'vitest'
import {
  channelOfPhone,
  MOBILE_CHANNELS,
  normalisePhone,
  OPERATORS,
  PUSH_LIMITS,
} from '../../server/domain/operators.js'

describe('normalisePhone', () => {
  test.each([
    '',
    '744000111',
    '074400011',
    '07440001112',
    '25574400011',
    '2557440001112',
    '+0744000111',
    '++255744000111',
    '255+744000111',
    '254744000111',
    '0744OOO111',
    '0744.000.111x',
    '000255744000111',
    '+255 00744 000 111',
    'tel:tel:0744000111',
    '0744,000,111',
  ])('does not take %j for a Tanzanian number', (text) => {
    expect(normalisePhone(text)).toBeNull()
  })

  test.each([
    '0744000111',
    '+255 744 000 111',
    '255744000111',
    '(0744) 000-111',
    ' +255-744-000-111 ',
    '\u202a+255744000111\u202c',
    '\u2066255744000111\u2069\u200e',
    '\ufeff0744\u200b000\u00ad111',
    '+255\u2011744\u2013000\u2212111',
    '\uff0b255744000111',
    '\uff10744000111',
    '0744000111\ufe0f',
    '0744\u034f000111\u3164',
    '0744.000.111',
    'tel:+255744000111',
    'TEL:0744-000-111',
    '00255744000111',
    '+255 (0)744 000 111',
  ])('reads %j as 255744000111', (text) => {
    expect(normalisePhone(text)).toBe('255744000111')
  })
})

describe('channelOfPhone', () => {
  test.each([
    ['73', 'TTCL'],
    ['66', 'Smile'],
    ['63', 'nobody'],
    ['64', 'nobody'],
    ['72', 'nobody'],
    ['70', 'nobody'],
    ['22', 'a fixed line'],
  ])('knows no channel for the prefix %s of %s', (prefix) => {
    expect(channelOfPhone(`255${prefix}4000111`)).toBeNull()
  })

  test('knows no channel for what is not a phone number', () => {
    expect(channelOfPhone('74')).toBeNull()
    expect(channelOfPhone('')).toBeNull()
  })

  test.each([
    ['61 62', 'HALOPESA'],
    ['65 67 71 77', 'TIGO-PESA'],
    ['68 69 78', 'AIRTEL-MONEY'],
    ['74 75 76 79', 'M-PESA'],
  ])('finds by the prefixes %s the channel %s', (prefixes, channel) => {
    for (const prefix of prefixes.split(' ')) {
      expect(channelOfPhone(`255${prefix}4000111`)).toBe(channel)
      expect(channelOfPhone(`0${prefix} 400 0111`)).toBe(channel)
    }
  })
})

test('every channel is described under its own name, and no prefix belongs to two', () => {
  expect(Object.keys(OPERATORS)).toEqual(MOBILE_CHANNELS)
  for (const channel of MOBILE_CHANNELS) expect(OPERATORS[channel].channel).toBe(channel)
  const prefixes = MOBILE_CHANNELS.flatMap((channel) => OPERATORS[channel].prefixes)
  expect(new Set(prefixes).size).toBe(prefixes.length)
})

test('a push asks for between 500 and 3,000,000 shillings', () => {
  expect(PUSH_LIMITS).toEqual({ minimum: 500_00, maximum: 3_000_000_00 })
})
