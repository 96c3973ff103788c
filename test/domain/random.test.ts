import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SeededRandom } from '../../server/domain/random.js'

const drawAll = (random: SeededRandom) => [random.hex(7), random.code(10), random.fraction(), random.hex(32)]

describe('a stream of draws', () => {
  test('repeats itself from the same seed, and no other', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (seed, other) => {
        const draws = drawAll(new SeededRandom({ seed, position: 0 }))
        expect(drawAll(new SeededRandom({ seed, position: 0 }))).toEqual(draws)
        if (other !== seed) expect(drawAll(new SeededRandom({ seed: other, position: 0 }))).not.toEqual(draws)
      }),
    )
  })

  test('goes on from where it was saved', () => {
    const whole = new SeededRandom({ seed: 's', position: 0 })
    const first = whole.code(8)
    const saved = whole.state
    expect(saved).toEqual({ seed: 's', position: 1 })
    const rest = [whole.code(8), whole.code(8)]
    const later = new SeededRandom(saved)
    expect([later.code(8), later.code(8)]).toEqual(rest)
    expect(rest).not.toContain(first)
  })

  test('gives the letters and the length that were asked for', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 32 }), (seed, length) => {
        const random = new SeededRandom({ seed, position: 0 })
        expect(random.hex(length)).toMatch(new RegExp(`^[0-9A-F]{${length}}$`))
        expect(random.code(length)).toMatch(new RegExp(`^[0-9A-Z]{${length}}$`))
        const fraction = random.fraction()
        expect(fraction >= 0 && fraction < 1).toBe(true)
      }),
    )
  })

  test('hardly ever repeats an id', () => {
    const random = new SeededRandom({ seed: 's', position: 0 })
    const ids = Array.from({ length: 5000 }, () => random.code(10))
    expect(new Set(ids).size).toBe(ids.length)
  })
})
