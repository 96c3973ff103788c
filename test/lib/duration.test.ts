import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatDuration, parseDuration } from '../../server/lib/duration.js'

describe('parseDuration', () => {
  test.each([
    '',
    '5',
    's',
    ' 5s',
    '5s ',
    '5s\n',
    '5 s',
    '-5s',
    '+5s',
    '5S',
    '.5s',
    '5.s',
    '1e3s',
    '1h30m',
    '5w',
    '3651d',
    `${'9'.repeat(400)}d`,
  ])('does not read %j', (text) => {
    expect(parseDuration(text)).toBeNull()
  })

  test.each([
    ['500ms', 500],
    ['5s', 5_000],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['3d', 259_200_000],
    ['1.5h', 5_400_000],
    ['1.1h', 3_960_000],
    ['0s', 0],
    ['0.4ms', 0],
    ['3650d', 315_360_000_000],
  ])('reads %s as %d milliseconds', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })
})

describe('formatDuration', () => {
  test.each([
    [0, '0s'],
    [500, '500ms'],
    [1_500, '1s 500ms'],
    [5_400_000, '1h 30m'],
    [259_200_000, '3d'],
    [90_061_001, '1d 1h 1m 1s 1ms'],
    [-5_000, '-5s'],
  ])('writes %d milliseconds as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })

  test('loses nothing: its parts add up to what was given', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 315_360_000_000 }), (ms) => {
        const parts = formatDuration(ms).split(' ').map(parseDuration)
        expect(parts.reduce((sum: number, part) => sum + (part ?? Number.NaN), 0)).toBe(ms)
      }),
    )
  })
})
