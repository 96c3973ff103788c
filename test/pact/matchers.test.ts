import { MatchersV3 } from '@pact-foundation/pact'
import { describe, expect, it } from 'vitest'
import type { WireSchema } from '../../contracts/schemas/evidence.js'
import { matching } from './matchers.js'

const { boolean, eachLike, integer, number, regex } = MatchersV3

const schema = {
  type: 'object',
  properties: {
    code: { type: 'string', pattern: '^[A-Z]+$' },
    name: { type: 'string', minLength: 1 },
    note: { type: 'string' },
    kind: { type: 'string', enum: ['A', 'B'] },
    size: { type: 'integer' },
    price: { type: ['number', 'string'] },
    good: { type: 'boolean' },
    kinds: { type: 'array', items: { type: 'string', enum: ['A', 'B'] } },
    tags: { type: 'array', items: { type: 'string' } },
    message: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
  },
} as const satisfies WireSchema

describe('matchers from a schema', () => {
  it.each([
    [{ code: 'AB' }, { code: regex('^[A-Z]+$', 'AB') }],
    [{ name: 'x' }, { name: regex('.+', 'x') }],
    [{ note: '' }, { note: regex('.*', '') }],
    [{ kind: 'A' }, { kind: 'A' }],
    [{ size: 3 }, { size: integer(3) }],
    [{ price: 2.5 }, { price: number(2.5) }],
    [{ good: true }, { good: boolean(true) }],
    [{ tags: ['x'] }, { tags: eachLike(regex('.*', 'x')) }],
    [{ tags: [] }, { tags: [] }],
    [{ kinds: ['A'] }, { kinds: eachLike(regex('^(A|B)$', 'A')) }],
    [{ message: ['x'] }, { message: eachLike(regex('.*', 'x')) }],
  ])('%j', (example, matcher) => {
    expect(matching(schema, example)).toEqual(matcher)
  })

  it('keep what is pinned as it is', () => {
    expect(matching(schema, { code: 'AB', name: 'x' }, ['code'])).toEqual({
      code: 'AB',
      name: regex('.+', 'x'),
    })
  })

  it.each([
    [{ colour: 'red' }, '/colour is in the example, and the schema does not know it'],
    [{ note: null }, '/note: no matcher for null'],
  ])('refuse the example %j', (example, words) => {
    expect(() => matching(schema, example)).toThrow(words)
  })
})
