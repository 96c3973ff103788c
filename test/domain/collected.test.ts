import { describe, expect, test } from 'vitest'
import { collectedFor } from '../../server/domain/collected.js'
import type { Money } from '../../server/domain/money.js'
import type { CollectedScript } from '../../server/domain/script.js'

const tzs = (minor: number): Money => ({ minor, currency: 'TZS' })

describe('what is collected for an order of TZS 12,500', () => {
  test.each<[CollectedScript | null, minor: number]>([
    [null, 1_250_000],
    [{ kind: 'difference', minor: -50_000 }, 1_200_000],
    [{ kind: 'difference', minor: 25 }, 1_250_025],
    [{ kind: 'fee', minor: 15_000 }, 1_235_000],
    [{ kind: 'fee-share', share: 150 }, 1_231_250],
    [{ kind: 'fee-share', share: 33 }, 1_245_875],
    [{ kind: 'fee', minor: 2_000_000 }, 0],
    [{ kind: 'difference', minor: -2_000_000 }, 0],
  ])('by %j is %i hundredths', (script, minor) => {
    expect(collectedFor(tzs(1_250_000), script)).toEqual({ collected: tzs(minor) })
  })

  test('in another currency tells what was exchanged', () => {
    const script = { kind: 'exchange', currency: 'USD', rate: 0.0004 } as const
    expect(collectedFor(tzs(1_250_000), script)).toEqual({
      collected: { minor: 500, currency: 'USD' },
      exchange: { source: tzs(1_250_000), rate: 0.0004 },
    })
  })

  test('as the same number in another currency tells of no exchange', () => {
    expect(collectedFor(tzs(1_250_000), { kind: 'currency', currency: 'USD' })).toEqual({
      collected: { minor: 1_250_000, currency: 'USD' },
    })
  })

  test('in the currency of the order itself needs no exchange', () => {
    const script = { kind: 'exchange', currency: 'TZS', rate: 2 } as const
    expect(collectedFor(tzs(1_250_000), script)).toEqual({ collected: tzs(1_250_000) })
  })
})
