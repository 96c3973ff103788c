import fc, { type Arbitrary } from 'fast-check'
import type { Schema } from './openapi.js'

/** Values that a schema allows, as far as the schemas of the OpenAPI document go. */
export function arbitraryOf(schema: Schema): Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...(schema.enum as unknown[]))
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((choice) => arbitraryOf(choice as Schema)))
  const types = [schema.type].flat().filter((type) => type !== undefined)
  if (types.length === 0) return fc.jsonValue()
  return fc.oneof(...types.map((type) => ofType(type, schema)))
}

function ofType(type: string, schema: Schema): Arbitrary<unknown> {
  switch (type) {
    case 'null':
      return fc.constant(null)
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -1000, max: 1_000_000 })
    case 'number':
      // Money in numbers: cents, so that an amount is exact.
      return fc
        .integer({ min: Math.max(1, (schema.minimum ?? 0) * 100), max: 10 ** 9 })
        .map((cents) => cents / 100)
    case 'string':
      return texts(schema)
    case 'array':
      return fc.array(schema.items ? arbitraryOf(schema.items as Schema) : fc.jsonValue(), { maxLength: 5 })
    case 'object':
      return objects(schema)
    default:
      throw new TypeError(`no values are made for the type ${type}`)
  }
}

function texts({ pattern, format, minLength = 0 }: Schema): Arbitrary<string> {
  if (format === 'amount') return fc.oneof(fc.constant(''), fc.stringMatching(/^[1-9]\d{0,8}(\.\d{2})?$/))
  if (format === 'http-url') return fc.oneof(fc.constant(''), fc.webUrl())
  if (format === 'uri') return fc.webUrl()
  if (format === 'duration') return fc.stringMatching(/^[1-9]\d{0,3}(ms|s|m|h|d)$/)
  if (format === 'instant') return INSTANTS
  if (format === 'origin') return fc.constantFrom('http://localhost:3000', 'https://shop.example')
  if (pattern) return fc.stringMatching(new RegExp(pattern))
  return fc.string({ unit: 'grapheme', minLength, maxLength: 40 })
}

function objects({ properties = {}, required = [], additionalProperties }: Schema): Arbitrary<unknown> {
  const named = fc.record(
    Object.fromEntries(
      Object.entries(properties).map(([name, field]) => [name, arbitraryOf(field as Schema)]),
    ),
    { requiredKeys: [...required] },
  )
  if (additionalProperties !== true) return named
  // Mostly nothing else: every extra field is one more reason for a refusal to come first.
  const extra = fc.oneof(
    { arbitrary: fc.constant({}), weight: 5 },
    fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }),
  )
  return fc.tuple(extra, named).map(([more, fields]) => ({ ...more, ...fields }))
}

const INSTANTS = fc
  .date({ min: new Date('2026-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString())

/** What attackers and broken clients send in the place of a value. */
export const hostile: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    ' ',
    '\u0000',
    '\ud800',
    '../../etc/passwd',
    "' OR 1=1 --",
    '<script>alert(1)</script>',
    '{{7*7}}',
    '1e309',
    '-0',
    'NaN',
    '𝟙𝟚𝟛',
    'a'.repeat(5000),
    0,
    -1,
    1e308,
    Number.MAX_SAFE_INTEGER + 1,
    0.1 + 0.2,
    true,
    [],
    {},
    [[[[[[]]]]]],
    { __proto__: null, constructor: { prototype: {} } },
    { $ne: null },
  ),
  fc.jsonValue(),
  fc.string({ unit: 'binary', maxLength: 200 }),
)

/** An object with one thing wrong: a key gone, added or misspelt, or a hostile value. */
export function nearly(valid: Arbitrary<unknown>): Arbitrary<unknown> {
  return fc
    .tuple(valid, fc.nat(), fc.constantFrom('drop', 'replace', 'misspell', 'add'), hostile)
    .map(([value, which, how, other]) => {
      const entries = Object.entries(value as object)
      const at = entries.length === 0 ? 0 : which % entries.length
      const rest = entries.filter((_, i) => i !== at)
      const [key, kept] = entries[at] ?? ['key', null]
      if (how === 'drop') return Object.fromEntries(rest)
      if (how === 'replace') return Object.fromEntries([...rest, [key, other]])
      if (how === 'misspell') return Object.fromEntries([...rest, [`${key}_`, kept]])
      return Object.fromEntries([...entries, ['__extra', other]])
    })
}
