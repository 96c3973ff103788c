import { Ajv } from 'ajv'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { checkoutLinkReply } from '../../contracts/schemas/checkout-link.js'
import { OUR_FORMATS, WIRE_FORMATS } from '../../server/schema/formats.js'
import { issueText, oneLine } from '../../server/schema/issue.js'
import { issuesIn, isValid, type SchemaOf } from '../../server/schema/validator.js'
import { FAR_BELOW_QUADRATIC, growth, unknownKeys, watched } from './growth.js'

interface Pair {
  readonly left: string
  readonly right: number
}

const pair: SchemaOf<Pair> = {
  type: 'object',
  additionalProperties: false,
  required: ['left', 'right'],
  properties: { left: { type: 'string', maxLength: 5 }, right: { type: 'number' } },
}

const pairs: SchemaOf<readonly Pair[]> = { type: 'array', items: pair }

describe('a value', () => {
  test('that follows its schema has the type of it', () => {
    const value: unknown = { left: 'a', right: 1 }
    expect(isValid(pair, value) && value.right + 1).toBe(2)
    expect(issuesIn(pair, value)).toEqual([])
  })

  test('that does not has everything told, with its place', () => {
    expect(issuesIn(pairs, [{ left: 1, right: 2 }, {}]).map(issueText)).toEqual([
      '[0].left: found 1, which should be of type string',
      '[1]: "left" is missing',
      '[1]: "right" is missing',
    ])
  })

  test('of two forms has the choice told once', () => {
    const schema = { anyOf: [{ type: 'string' }, { type: 'null' }] } as const
    expect(oneLine(issuesIn(schema, 1))).toBe('found 1, which must match a schema in anyOf')
  })

  test('is measured by the formats of whoever asks', () => {
    const amount = { type: 'string', format: 'amount' } as const
    expect([isValid(amount, '', OUR_FORMATS), isValid(amount, '', WIRE_FORMATS)]).toEqual([false, true])
    expect([isValid(amount, '-5', OUR_FORMATS), isValid(amount, '-5', WIRE_FORMATS)]).toEqual([true, false])
    expect(issuesIn(checkoutLinkReply, {}, WIRE_FORMATS)).not.toEqual([])
  })

  test('may have a schema that takes all or nothing', () => {
    expect([isValid(true, 1), isValid(false, 1)]).toEqual([true, false])
    expect(issuesIn(false, 1)).toHaveLength(1)
  })

  test('of a second schema with the same name is measured by that one', () => {
    const named = (type: 'string' | 'number') => ({ $id: 'https://names.test/one', type }) as const
    expect([isValid(named('string'), 'a'), isValid(named('number'), 'a')]).toEqual([true, false])
  })
})

describe('a message', () => {
  test.each([
    ['a long text', 'x'.repeat(1e6)],
    ['a large object', unknownKeys(100_000)],
    ['a deep list', JSON.parse('['.repeat(50_000) + ']'.repeat(50_000))],
    ['a long list of lists', Array(1000).fill(Array(1000).fill(0))],
  ])('shows only the beginning of %s', (_, value) => {
    const [issue] = issuesIn({ type: 'number' }, value)
    expect(issue?.message.length).toBeLessThan(130)
  })

  test('shows a small value as it is', () => {
    expect(oneLine(issuesIn({ type: 'number' }, { a: [1, { b: null }], c: 'd' }))).toBe(
      'found {"a":[1,{"b":null}],"c":"d"}, which should be of type number',
    )
  })

  test('cuts a long key, also where it says where', () => {
    const text = oneLine(issuesIn(pair, { left: 'a', right: 1, ['x'.repeat(1e6)]: 0 }))
    expect(text.length).toBeLessThan(300)
  })
})

describe('thousands of issues', () => {
  test('are told as the first twenty and a number', () => {
    const shown = issuesIn(pair, { left: 'a', right: 1, ...unknownKeys(8_000) })
    expect(shown).toHaveLength(21)
    expect(shown.at(-1)).toEqual({ path: [], message: 'and 7980 more' })
  })

  test.each<[what: string, schema: SchemaOf<unknown>, madeOf: (count: number) => object]>([
    ['unknown keys', pair, unknownKeys],
    ['wrong items', pairs, (count) => Array(count).fill(0)],
    [
      'items of no form',
      { type: 'array', items: { oneOf: [pair, { type: 'string' }] } },
      (count) => Array(count).fill(0),
    ],
    ['far too many items', pairs, (count) => Array(count * 100).fill(0)],
    ['too many keys', { type: 'object', maxProperties: 1 }, unknownKeys],
  ])('are found in a few looks at each: %s', (_, schema, madeOf) => {
    for (const count of [8_000, 80_000]) {
      const { value, looks } = watched(madeOf(count))
      expect(issuesIn(schema, value)).not.toEqual([])
      expect(looks()).toBeLessThan(6 * count)
    }
  })

  test('of a choice in each item are sorted out in a time that grows with their number', async () => {
    const schema = { type: 'array', items: { oneOf: [pair, { type: 'string' }] } } as const
    const act = (count: number) => {
      const value = Array(count).fill(0)
      return () => issuesIn(schema, value)
    }
    expect(await growth(act)).toBeLessThan(FAR_BELOW_QUADRATIC)
  })
})

describe('a schema', () => {
  test('that is written anew for each sandbox, word for word, is compiled once', () => {
    const compile = vi.spyOn(Ajv.prototype, 'compile')
    onTestFinished(() => compile.mockRestore())
    const written = () => ({ type: 'string', const: 'of this test alone' }) as const
    for (let i = 0; i < 3; i++) expect(isValid(written(), '')).toBe(false)
    expect(compile).toHaveBeenCalledTimes(1)
  })
})
