import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nearest } from '../../server/lib/nearest.js'

const NAMES = ['success', 'slow-success', 'webhook-lost', 'push-timeout']

describe('the nearest name', () => {
  test.each(['', 'xyz', 'completely-different', '失败'])('to %j is none', (text) => {
    expect(nearest(text, NAMES)).toBeNull()
  })

  test('to a short word is none that has only one letter of it', () => {
    expect(nearest('tag', ['tls'])).toBeNull()
    expect(nearest('tsl', ['tl'])).toBe('tl')
  })

  test('to a short word is the one with two of its letters swapped', () => {
    expect(nearest('TSZ', ['TZS', 'USD'])).toBe('TZS')
  })

  test('to a text of any length is found or not at once', () => {
    expect(nearest('success'.repeat(1_000_000), NAMES)).toBeNull()
  })

  test('among none is none', () => {
    expect(nearest('success', [])).toBeNull()
  })

  test.each([
    ['succes', 'success'],
    ['sucess', 'success'],
    ['SUCCESS', 'success'],
    ['slow_success', 'slow-success'],
    ['webhok-lost', 'webhook-lost'],
    ['push-timeouts', 'push-timeout'],
  ])('to %j is %s', (text, name) => {
    expect(nearest(text, NAMES)).toBe(name)
  })

  test('to a name is that name', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, selector: (name) => name.toLowerCase() }),
        (names) => {
          for (const name of names) expect(nearest(name, names)).toBe(name)
        },
      ),
    )
  })
})
