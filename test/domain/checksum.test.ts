import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  canonicalForm,
  checksumOf,
  escapeNonAscii,
  hmacHex,
  type JsonObject,
  type JsonValue,
  legacyForm,
  sameChecksum,
} from '../../server/domain/checksum.js'

const FAKE = 'CHKfakeSandboxKey00000000000000001'

const SAMPLE_FLAT = { amount: 100, currency: 'USD', reference: 'TX123' }

const SAMPLE_NESTED = {
  reference: 'TX123',
  amount: 100,
  currency: 'USD',
  customer: { name: 'John Doe', email: 'john@example.com', phone: '+255123456789' },
  exchange: { fromCurrency: 'TZS', toCurrency: 'TZS', amount: '1000', rate: '1' },
}

const LINK_WITH_TOTAL = {
  totalPrice: '12500',
  orderReference: 'SBX0001A',
  orderCurrency: 'TZS',
  customerName: 'Asha Mushi',
  customerEmail: 'asha@shop.test',
  customerPhone: '255712000111',
  description: 'Two baskets',
  callbackUrl: 'https://shop.test/hooks/clickpesa',
  checksum: 'd42fb3a8f2bfa9711a5d695e569dac76f302501f3721f72f658c8b3d535fb92f',
}

const LINK_WITH_ITEMS = {
  orderItems: [
    { name: 'Kikoi cloth', price: '9000', quantity: 2 },
    { name: 'Café "Zanzibar"', price: '3500.50', quantity: 1 },
  ],
  orderReference: 'SBX0002B',
  orderCurrency: 'TZS',
  checksum: '739176c9346304c50cc5c107c7d48154b2e5a590ac61cf5d7c6924ff40c0bece',
}

const WEBHOOK = {
  event: 'PAYMENT RECEIVED',
  data: {
    id: 'SBX0001ALCP4F2A',
    status: 'SUCCESS',
    paymentReference: 'MP240101.1200.X00001',
    orderReference: 'SBX0001A',
    collectedAmount: '12500',
    collectedCurrency: 'TZS',
    message: 'success',
    channel: 'M-PESA',
    updatedAt: '2026-05-04T09:00:21.000Z',
    createdAt: '2026-05-04T09:00:00.000Z',
    customer: {
      customerName: 'Asha Mushi',
      customerEmail: 'asha@shop.test',
      customerPhoneNumber: '255712000111',
    },
    clientId: 'IDFAKECLIENT0000000000000000001',
  },
  checksum: 'b610eb9999f2ef409b15d8f3c1ae0dfe6a3aece75606a3f92f701eba711a328b',
  checksumMethod: 'canonical',
}

const PUSH = {
  amount: '1000',
  currency: 'TZS',
  orderReference: 'SBX0003C',
  phoneNumber: '255712000111',
  checksum: '56c6dd2c8ad783b5884e342df927153f0144cbe4938c610e7590e7a8ffcf4d42',
}

const DATA_SIGNED_INSIDE = {
  collectedAmount: '12500',
  collectedCurrency: 'TZS',
  id: 'SBX0001ALCP4F2A',
  message: 'success',
  orderReference: 'SBX0001A',
  paymentReference: 'MP240101.1200.X00001',
  status: 'SUCCESS',
  checksum: '492ba8d9eedc09ece6b4e8169c1807612e139be103efa510955e44adafe4658d',
}

const SEVENTH_TEXT = '{"amount":500,"currency":"TZS"}'
const SEVENTH_HEX = '31aa8d7a94738dba5b9e3701c7dd6fc8b1754550f2dd17cc802c0cc2427eb197'
const PUSH_LEGACY_HEX = 'bef3bc21ee1cb1899d686e6062694d2bee17b851d90514f40b24d9fe51784b33'

const VECTORS: readonly {
  title: string
  body: JsonObject
  method: 'canonical' | 'legacy'
  key: string
  text: string
  hex: string
}[] = [
  {
    title: 'V1 canonical',
    body: SAMPLE_FLAT,
    method: 'canonical',
    key: 'secret-key',
    text: '{"amount":100,"currency":"USD","reference":"TX123"}',
    hex: '17c51f37dad20682e08cd556446c7f8e99840f4040b6719712f41f7549287f33',
  },
  {
    title: 'V1 legacy',
    body: SAMPLE_FLAT,
    method: 'legacy',
    key: 'secret-key',
    text: '100USDTX123',
    hex: '85b65bf2670dcdcb8ebb8d19939e4fd59b02d5218741be2eaf9f575273b101d1',
  },
  {
    title: 'V2 canonical',
    body: SAMPLE_NESTED,
    method: 'canonical',
    key: 'secret-key',
    text: '{"amount":100,"currency":"USD","customer":{"email":"john@example.com","name":"John Doe","phone":"+255123456789"},"exchange":{"amount":"1000","fromCurrency":"TZS","rate":"1","toCurrency":"TZS"},"reference":"TX123"}',
    hex: 'd777a80827f17cf7882f9ac5efa68416ec680e2d1ab72ad415228d00e4ac4957',
  },
  {
    title: 'V2 legacy',
    body: SAMPLE_NESTED,
    method: 'legacy',
    key: 'secret-key',
    text: '100USD[object Object][object Object]TX123',
    hex: 'ec33b7050a55cc934b6762519c1545605ba0a4b8d971b2d0013058dfeeee52ee',
  },
  {
    title: 'V3 canonical',
    body: LINK_WITH_TOTAL,
    method: 'canonical',
    key: FAKE,
    text: '{"callbackUrl":"https://shop.test/hooks/clickpesa","customerEmail":"asha@shop.test","customerName":"Asha Mushi","customerPhone":"255712000111","description":"Two baskets","orderCurrency":"TZS","orderReference":"SBX0001A","totalPrice":"12500"}',
    hex: 'd42fb3a8f2bfa9711a5d695e569dac76f302501f3721f72f658c8b3d535fb92f',
  },
  {
    title: 'V3 legacy',
    body: LINK_WITH_TOTAL,
    method: 'legacy',
    key: FAKE,
    text: 'https://shop.test/hooks/clickpesaasha@shop.testAsha Mushi255712000111Two basketsTZSSBX0001A12500',
    hex: '6b69743b69ed14777e84b782a494e8add937a81d4d72fe7821872a8cdb812ece',
  },
  {
    title: 'V4 canonical',
    body: LINK_WITH_ITEMS,
    method: 'canonical',
    key: FAKE,
    text: '{"orderCurrency":"TZS","orderItems":[{"name":"Kikoi cloth","price":"9000","quantity":2},{"name":"Café \\"Zanzibar\\"","price":"3500.50","quantity":1}],"orderReference":"SBX0002B"}',
    hex: '739176c9346304c50cc5c107c7d48154b2e5a590ac61cf5d7c6924ff40c0bece',
  },
  {
    title: 'V4 legacy',
    body: LINK_WITH_ITEMS,
    method: 'legacy',
    key: FAKE,
    text: 'TZS[object Object],[object Object]SBX0002B',
    hex: '8f95656e94dae1e8367b1721df890552cf49cc1faeadea7c725e6c79dbe97ff7',
  },
  {
    title: 'V5 canonical, a whole webhook',
    body: WEBHOOK,
    method: 'canonical',
    key: FAKE,
    text: '{"data":{"channel":"M-PESA","clientId":"IDFAKECLIENT0000000000000000001","collectedAmount":"12500","collectedCurrency":"TZS","createdAt":"2026-05-04T09:00:00.000Z","customer":{"customerEmail":"asha@shop.test","customerName":"Asha Mushi","customerPhoneNumber":"255712000111"},"id":"SBX0001ALCP4F2A","message":"success","orderReference":"SBX0001A","paymentReference":"MP240101.1200.X00001","status":"SUCCESS","updatedAt":"2026-05-04T09:00:21.000Z"},"event":"PAYMENT RECEIVED"}',
    hex: 'b610eb9999f2ef409b15d8f3c1ae0dfe6a3aece75606a3f92f701eba711a328b',
  },
  {
    title: 'V6 canonical',
    body: PUSH,
    method: 'canonical',
    key: FAKE,
    text: '{"amount":"1000","currency":"TZS","orderReference":"SBX0003C","phoneNumber":"255712000111"}',
    hex: '56c6dd2c8ad783b5884e342df927153f0144cbe4938c610e7590e7a8ffcf4d42',
  },
  {
    title: 'V6b canonical, the amount a number',
    body: { ...PUSH, amount: 1000 },
    method: 'canonical',
    key: FAKE,
    text: '{"amount":1000,"currency":"TZS","orderReference":"SBX0003C","phoneNumber":"255712000111"}',
    hex: '9414488ad34279f7b872f1d6853b037796bf2958a6ef71ea2c19467b08ddb713',
  },
  {
    title: 'V6 legacy',
    body: PUSH,
    method: 'legacy',
    key: FAKE,
    text: '1000TZSSBX0003C255712000111',
    hex: PUSH_LEGACY_HEX,
  },
  {
    title: 'V6b legacy, where the type of the amount does not show',
    body: { ...PUSH, amount: 1000 },
    method: 'legacy',
    key: FAKE,
    text: '1000TZSSBX0003C255712000111',
    hex: PUSH_LEGACY_HEX,
  },
  {
    title: 'V7 canonical without checksum fields',
    body: { amount: 500, currency: 'TZS' },
    method: 'canonical',
    key: 'secret-key',
    text: SEVENTH_TEXT,
    hex: SEVENTH_HEX,
  },
  {
    title: 'V7 canonical with both checksum fields',
    body: { currency: 'TZS', checksumMethod: 'canonical', checksum: SEVENTH_HEX, amount: 500 },
    method: 'canonical',
    key: 'secret-key',
    text: SEVENTH_TEXT,
    hex: SEVENTH_HEX,
  },
  {
    title: 'V8 legacy over the data of a webhook',
    body: DATA_SIGNED_INSIDE,
    method: 'legacy',
    key: FAKE,
    text: '12500TZSSBX0001ALCP4F2AsuccessSBX0001AMP240101.1200.X00001SUCCESS',
    hex: '492ba8d9eedc09ece6b4e8169c1807612e139be103efa510955e44adafe4658d',
  },
]

const FORMS = { canonical: canonicalForm, legacy: legacyForm }

/** The definition everything else is measured against: plain JavaScript, as short as it can be said. */
function referenceCanonical({ checksum: _, checksumMethod: __, ...rest }: JsonObject): string {
  const sortDeep = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sortDeep)
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    return Object.fromEntries(entries.map(([key, inner]) => [key, sortDeep(inner)]))
  }
  return JSON.stringify(sortDeep(rest))
}

const key = fc.oneof(
  fc.string(),
  fc.constantFrom('__proto__', 'toString', 'valueOf', 'toJSON', 'constructor', 'length'),
  fc.constantFrom('checksum', 'checksumMethod', '10', '9', '09', '-1', '1.5', '4294967294', '4294967295'),
)

const { json } = fc.letrec<{ json: JsonValue }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(fc.string({ unit: 'binary' }), fc.double(), fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie('json'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('json')), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
  ),
}))

/** Bodies as a parser hands them over: no NaN, no negative zero. */
const body = fc
  .array(fc.tuple(key, json), { maxLength: 6 })
  .map((entries): JsonObject => JSON.parse(JSON.stringify(Object.fromEntries(entries))))

function reordered(value: JsonValue, seed: number): JsonValue {
  if (Array.isArray(value)) return value.map((inner) => reordered(inner, seed))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, inner]) => [name, reordered(inner, seed + 1)] as const)
  const turn = entries.length === 0 ? 0 : seed % entries.length
  return Object.fromEntries([...entries.slice(turn), ...entries.slice(0, turn)].reverse())
}

function leafPaths(value: JsonValue, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([name, inner]) => leafPaths(inner, [...path, name]))
}

function withLeaf(value: JsonValue, [head, ...tail]: readonly string[], leaf: JsonValue): JsonValue {
  if (head === undefined) return leaf
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(
    ([name, inner]) => [name, name === head ? withLeaf(inner, tail, leaf) : inner] as const,
  )
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries)
}

describe('sameChecksum', () => {
  const right = hmacHex('text', 'key')

  test.each([
    ['in upper case', right.toUpperCase()],
    ['that is cut short', right.slice(1)],
    ['with more behind it', `${right}0`],
    ['that is empty', ''],
    ['of other characters of the same length', 'é'.repeat(64)],
    ['that differs in one digit', right.replace(/^./, (digit) => (digit === '0' ? '1' : '0'))],
  ])('refuses a checksum %s', (_title, given) => {
    expect(sameChecksum(given, right)).toBe(false)
  })

  test('takes the same checksum', () => {
    expect(sameChecksum(right, hmacHex('text', 'key'))).toBe(true)
  })
})

test.each(VECTORS)('hashes the text of vector $title and gets its checksum', (vector) => {
  expect(FORMS[vector.method](vector.body)).toBe(vector.text)
  expect(hmacHex(vector.text, vector.key)).toBe(vector.hex)
  expect(checksumOf(vector.body, vector.key, vector.method)).toBe(vector.hex)
})

describe('canonicalForm', () => {
  test('leaves out the checksum fields of the body only, not of objects inside it', () => {
    expect(canonicalForm({ checksum: 'x', data: { checksum: 'y', checksumMethod: 'z' } })).toBe(
      '{"data":{"checksum":"y","checksumMethod":"z"}}',
    )
  })

  test('writes as JavaScript does: raw accents and slashes, index-like keys first, 10.0 as 10', () => {
    const parsed = JSON.parse('{"b":10.0,"10":1,"9":2,"a":"https://x/José <&>","":null,"__proto__":[{}]}')
    expect(canonicalForm(parsed)).toBe(
      '{"9":2,"10":1,"":null,"__proto__":[{}],"a":"https://x/José <&>","b":10}',
    )
  })

  test('sorts by UTF-16 code units, capitals before small letters', () => {
    expect(canonicalForm({ é: 1, b: 2, A: 3, B: 4, a: 5 })).toBe('{"A":3,"B":4,"a":5,"b":2,"é":1}')
  })

  test('hashes an empty body as an empty object', () => {
    expect(canonicalForm({})).toBe('{}')
    expect(canonicalForm({ checksum: 'x', checksumMethod: 'legacy' })).toBe('{}')
  })

  test('equals the reference definition for any body', () => {
    fc.assert(
      fc.property(body, (any) => {
        expect(canonicalForm(any)).toBe(referenceCanonical(any))
      }),
    )
  })

  test('does not depend on the order of keys, at any depth', () => {
    fc.assert(
      fc.property(body, fc.nat(100), (any, seed) => {
        const other = reordered(any, seed) as JsonObject
        expect(checksumOf(other, FAKE, 'canonical')).toBe(checksumOf(any, FAKE, 'canonical'))
      }),
    )
  })

  test('gives another checksum when any single value changes, at any depth', () => {
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null))
    fc.assert(
      fc.property(body, leaf, fc.nat(), (any, value, pick) => {
        const paths = leafPaths(any).filter(([top]) => top !== 'checksum' && top !== 'checksumMethod')
        const path = paths[pick % Math.max(paths.length, 1)]
        fc.pre(path !== undefined && path.length > 0)
        const other = withLeaf(any, path, value) as JsonObject
        fc.pre(JSON.stringify(other) !== JSON.stringify(any))
        expect(checksumOf(other, FAKE, 'canonical')).not.toBe(checksumOf(any, FAKE, 'canonical'))
      }),
    )
  })
})

describe('legacyForm', () => {
  test('never throws, whatever the keys of nested objects are called', () => {
    fc.assert(
      fc.property(body, (any) => {
        expect(typeof legacyForm(any)).toBe('string')
      }),
    )
    const hostile = JSON.parse(
      '{"a":{"toString":1,"valueOf":2},"b":[{"__proto__":null},{"toString":null}],"toString":"t"}',
    )
    expect(legacyForm(hostile)).toBe('[object Object][object Object],[object Object]t')
  })

  test('coerces as JavaScript does: null is empty, arrays are joined by commas all the way down', () => {
    expect(legacyForm({ a: null, b: [1, null, [2, [3, 'x']], true], c: false, d: 10.5, e: [] })).toBe(
      '1,,2,3,x,truefalse10.5',
    )
  })

  test('sorts index-like keys as text', () => {
    expect(legacyForm({ 9: 'nine', 10: 'ten', A: 'a' })).toBe('tenninea')
  })
})

test('escapeNonAscii writes accents and emoji as PHP and Python do', () => {
  expect(escapeNonAscii('{"n":"José 😀 a/b"}')).toBe('{"n":"Jos\\u00e9 \\ud83d\\ude00 a/b"}')
})
