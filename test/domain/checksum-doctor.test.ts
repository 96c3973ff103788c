import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalForm, hmacHex, type JsonObject, legacyForm } from '../../server/domain/checksum.js'
import { diagnoseChecksum } from '../../server/domain/checksum-doctor.js'

const KEY = 'CHKfakeSandboxKey00000000000000001'
const API_KEY = 'SKfakeSandboxKey'
const CLIENT_ID = 'IDFAKECLIENT0000000000000000001'
const OTHER_KEYS = [
  { name: 'the API key', value: API_KEY },
  { name: 'the client id', value: CLIENT_ID },
]

const PUSH = { amount: '1000', currency: 'TZS', orderReference: 'SBX0003C', phoneNumber: '255712000111' }

const LINK = {
  orderReference: 'SBX0002B',
  orderCurrency: 'TZS',
  customerName: 'José <& Sons>',
  callbackUrl: 'https://shop.test/hooks',
  metadata: {},
  orderItems: [
    { quantity: 2, price: 9000, name: 'Kikoi cloth' },
    { quantity: 1, price: 3500.5, name: 'Café' },
  ],
}

const WEBHOOK = {
  event: 'PAYMENT RECEIVED',
  data: { id: 'SBX0001ALCP4F2A', status: 'SUCCESS', collectedAmount: '12500', orderReference: 'SBX0001A' },
  checksum: 'b610eb9999f2ef409b15d8f3c1ae0dfe6a3aece75606a3f92f701eba711a328b',
  checksumMethod: 'canonical',
}

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex')
const base64 = (text: string, encoding: 'base64' | 'base64url') =>
  createHmac('sha256', KEY).update(text, 'utf8').digest(encoding)
const sign = (text: string, key = KEY) => hmacHex(text, key)
const slashes = (json: string) => json.replaceAll('/', '\\/')
const unicode = (json: string) => json.replaceAll('é', '\\u00e9')
const spaced = (json: string) => json.replace(/(?<=["\]}\d]),(?=["[{])/g, ', ').replace(/":/g, '": ')

interface Case {
  readonly mistake: string
  readonly checksum: string
  readonly payload?: JsonObject
  readonly rawText?: string
  readonly method?: 'canonical' | 'legacy'
  readonly says?: string
}

const CANONICAL = canonicalForm(LINK)

const CASES: readonly Case[] = [
  { mistake: 'upper-case-hex', checksum: sign(CANONICAL).toUpperCase(), says: 'lower-case' },
  { mistake: 'base64-digest', checksum: base64(CANONICAL, 'base64') },
  { mistake: 'base64-digest', checksum: base64(CANONICAL, 'base64url') },
  { mistake: 'other-key', checksum: sign(CANONICAL, API_KEY), says: 'the API key' },
  { mistake: 'other-key', checksum: sign(CANONICAL, CLIENT_ID), says: 'the client id' },
  { mistake: 'other-key-and-upper-case-hex', checksum: sign(CANONICAL, API_KEY).toUpperCase() },
  { mistake: 'plain-sha256', checksum: sha256(CANONICAL) },
  { mistake: 'plain-sha256-key-appended', checksum: sha256(CANONICAL + KEY) },
  { mistake: 'plain-sha256-key-prepended', checksum: sha256(KEY + CANONICAL) },
  { mistake: 'key-and-text-swapped', checksum: sign(KEY, CANONICAL) },
  { mistake: 'legacy-method', checksum: sign(legacyForm(LINK)), says: 'sorted at every depth' },
  { mistake: 'other-key-and-legacy-method', checksum: sign(legacyForm(LINK), API_KEY) },
  { mistake: 'canonical-method', checksum: sign(CANONICAL), method: 'legacy' },
  {
    mistake: 'canonical-method',
    checksum: sign(CANONICAL),
    payload: { ...LINK, checksumMethod: 'legacy' },
  },
  { mistake: 'legacy-method-and-keys-not-sorted', checksum: sign(Object.values(LINK).join('')) },
  {
    mistake: 'python-words',
    method: 'legacy',
    payload: { a: true, b: null, c: 1 },
    checksum: sign('TrueNone1'),
  },
  {
    mistake: 'php-words',
    method: 'legacy',
    payload: { a: true, b: false, c: 1 },
    checksum: sign('11'),
  },
  {
    mistake: 'nested-values-as-json',
    method: 'legacy',
    payload: { a: [1, 2], b: { c: 3 } },
    checksum: sign('[1,2]{"c":3}'),
  },
  { mistake: 'keys-not-sorted', checksum: sign(JSON.stringify(LINK)) },
  {
    mistake: 'nested-keys-not-sorted',
    checksum: sign(
      `{"callbackUrl":"https://shop.test/hooks","customerName":"José <& Sons>","metadata":{},"orderCurrency":"TZS","orderItems":${JSON.stringify(LINK.orderItems)},"orderReference":"SBX0002B"}`,
    ),
    says: 'top-level',
  },
  {
    mistake: 'number-keys-sorted-as-text',
    payload: { 9: 'nine', 10: 'ten' },
    checksum: sign('{"10":"ten","9":"nine"}'),
  },
  { mistake: 'slashes-escaped', checksum: sign(slashes(CANONICAL)), says: 'JSON_UNESCAPED_SLASHES' },
  { mistake: 'non-ascii-escaped', checksum: sign(unicode(CANONICAL)), says: 'ensure_ascii=False' },
  { mistake: 'slashes-and-non-ascii-escaped', checksum: sign(slashes(unicode(CANONICAL))) },
  {
    mistake: 'html-characters-escaped',
    checksum: sign(CANONICAL.replace('<', '\\u003c').replace('>', '\\u003e').replace('&', '\\u0026')),
    says: 'SetEscapeHTML',
  },
  { mistake: 'spaces-after-separators', checksum: sign(spaced(CANONICAL)), says: 'separators=' },
  { mistake: 'non-ascii-escaped-and-spaces-after-separators', checksum: sign(unicode(spaced(CANONICAL))) },
  {
    mistake: 'keys-not-sorted-and-non-ascii-escaped-and-spaces-after-separators',
    checksum: sign(unicode(spaced(JSON.stringify(LINK)))),
  },
  { mistake: 'line-break-at-the-end', checksum: sign(`${CANONICAL}\n`) },
  { mistake: 'empty-object-as-array', checksum: sign(CANONICAL.replace('{}', '[]')), says: 'stdClass' },
  {
    mistake: 'slashes-and-non-ascii-escaped-and-empty-object-as-array',
    checksum: sign(slashes(unicode(CANONICAL)).replace('{}', '[]')),
  },
  {
    mistake: 'string-hashed-number-sent',
    payload: { ...PUSH, amount: 1000 },
    checksum: sign(canonicalForm(PUSH)),
    says: '`amount` was hashed as a string',
  },
  {
    mistake: 'number-hashed-string-sent',
    payload: PUSH,
    checksum: sign(canonicalForm({ ...PUSH, amount: 1000 })),
    says: '`amount` was hashed as a number',
  },
  {
    mistake: 'number-hashed-string-sent',
    payload: PUSH,
    checksum: sign(canonicalForm({ ...PUSH, phoneNumber: 255712000111 })),
    says: '`phoneNumber` was hashed as a number',
  },
  {
    mistake: 'number-hashed-string-sent',
    payload: PUSH,
    checksum: sign(canonicalForm({ ...PUSH, amount: 1000, phoneNumber: 255712000111 })),
    says: '`amount` and `phoneNumber` were hashed as a number',
  },
  {
    mistake: 'string-hashed-number-sent',
    checksum: sign(CANONICAL.replace('9000', '"9000"').replace('3500.5', '"3500.5"')),
    says: '`orderItems[0].price` and `orderItems[1].price`',
  },
  {
    mistake: 'string-hashed-number-sent',
    checksum: sign(CANONICAL.replace('9000', '"9000"')),
    says: '`orderItems[0].price` was',
  },
  {
    mistake: 'whole-number-with-decimal',
    checksum: sign(CANONICAL.replace('9000', '9000.0')),
    says: '10.0 is 10',
  },
  {
    mistake: 'empty-fields-left-out',
    payload: { ...PUSH, customerEmail: '', customerPhone: null },
    checksum: sign(canonicalForm(PUSH)),
  },
  {
    mistake: 'checksum-method-left-in',
    payload: { ...PUSH, checksumMethod: 'canonical' },
    checksum: sign(
      '{"amount":"1000","checksumMethod":"canonical","currency":"TZS","orderReference":"SBX0003C","phoneNumber":"255712000111"}',
    ),
  },
  {
    mistake: 'checksum-left-in',
    payload: PUSH,
    checksum: sign(
      '{"amount":"1000","checksum":"","currency":"TZS","orderReference":"SBX0003C","phoneNumber":"255712000111"}',
    ),
    says: 'empty string',
  },
  {
    mistake: 'checksum-fields-left-in',
    payload: { ...PUSH, checksumMethod: 'canonical' },
    checksum: sign(
      '{"amount":"1000","checksum":null,"checksumMethod":"canonical","currency":"TZS","orderReference":"SBX0003C","phoneNumber":"255712000111"}',
    ),
    says: 'as null',
  },
  {
    mistake: 'checksum-fields-left-in',
    payload: WEBHOOK,
    checksum: sign(
      `{"checksum":"${WEBHOOK.checksum}","checksumMethod":"canonical",${canonicalForm(WEBHOOK).slice(1)}`,
    ),
  },
  { mistake: 'data-only', payload: WEBHOOK, checksum: sign(canonicalForm(WEBHOOK.data)), says: '`event`' },
  { mistake: 'data-only-and-legacy-method', payload: WEBHOOK, checksum: sign(legacyForm(WEBHOOK.data)) },
  {
    mistake: 'raw-body',
    payload: WEBHOOK,
    rawText: JSON.stringify(WEBHOOK, null, 4),
    checksum: sign(JSON.stringify(WEBHOOK, null, 4)),
    says: 'Parse the body',
  },
]

describe('a wrong checksum', () => {
  test.each(CASES)('is recognised as $mistake', ({ mistake, payload = LINK, says = '', ...rest }) => {
    const diagnosis = diagnoseChecksum({ payload, checksumKey: KEY, otherKeys: OTHER_KEYS, ...rest })
    expect(diagnosis).toMatchObject({ matches: false, mistake })
    expect(diagnosis.explanation).toContain(says)
    expect(diagnosis.explanation).toMatch(/^[A-Z`].*\.$/)
    for (const secret of [KEY, API_KEY, CLIENT_ID]) expect(diagnosis.explanation).not.toContain(secret)
  })

  test('comes with the right checksum and the text that gives it, by the method in force', () => {
    const byDefault = diagnoseChecksum({ payload: PUSH, checksumKey: KEY, checksum: sign('x') })
    expect(byDefault.hashed).toBe(canonicalForm(PUSH))
    expect(byDefault.expected).toBe('56c6dd2c8ad783b5884e342df927153f0144cbe4938c610e7590e7a8ffcf4d42')

    const legacy = diagnoseChecksum({
      payload: PUSH,
      checksumKey: KEY,
      checksum: sign('x'),
      method: 'legacy',
    })
    expect(legacy.hashed).toBe(legacyForm(PUSH))
    expect(legacy.expected).toBe('bef3bc21ee1cb1899d686e6062694d2bee17b851d90514f40b24d9fe51784b33')
  })

  test('that no known mistake explains says what to hash and where to look', () => {
    const { mistake, explanation } = diagnoseChecksum({
      payload: LINK,
      checksumKey: KEY,
      checksum: sign('x'),
    })
    expect(mistake).toBe('unrecognised')
    expect(explanation).toContain('compact JSON with the keys of every object sorted')
    expect(explanation).toContain('character by character')
  })

  test.each(['', 'abc', 'é'.repeat(64), 'f'.repeat(128)])('of another form, %j, is told so', (checksum) => {
    const { mistake, explanation } = diagnoseChecksum({ payload: PUSH, checksumKey: KEY, checksum })
    expect(mistake).toBe('unrecognised')
    expect(explanation).toContain(`this has ${[...checksum].length} characters`)
  })

  test('is never taken for a right one, and never makes the doctor throw', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), (any, checksum) => {
        const payload = JSON.parse(JSON.stringify(any)) as JsonObject
        expect(diagnoseChecksum({ payload, checksumKey: KEY, checksum }).matches).toBe(false)
        expect(diagnoseChecksum({ payload, checksumKey: KEY, checksum: sign('x') }).matches).toBe(false)
      }),
      { numRuns: 20 },
    )
  })

  test('is not puzzled over for long when the body is large', () => {
    class CountedArray extends Array<JsonObject> {
      static override get [Symbol.species]() {
        return Array
      }
      override map<T>(write: (item: JsonObject, index: number, all: JsonObject[]) => T): T[] {
        timesWritten++
        return super.map(write)
      }
    }
    let timesWritten = 0
    const orderItems = CountedArray.from({ length: 2_000 }, (_, index) => ({
      name: 'x'.repeat(100),
      quantity: index,
    }))
    const payload = { ...LINK, orderItems }
    expect(diagnoseChecksum({ payload, checksumKey: KEY, checksum: sign('x') }).mistake).toBe('unrecognised')
    expect(timesWritten).toBeGreaterThan(5)
    expect(timesWritten).toBeLessThan(100)
  })
})

describe('a right checksum', () => {
  test.each([
    ['canonical', sign(canonicalForm(LINK))],
    ['legacy', sign(legacyForm(LINK))],
  ] as const)('matches by the %s method, whether the body carries it or not', (method, checksum) => {
    for (const payload of [LINK, { ...LINK, checksum, checksumMethod: method }]) {
      expect(diagnoseChecksum({ payload, checksumKey: KEY, checksum, method })).toEqual({
        matches: true,
        mistake: null,
        explanation: 'The checksum is right.',
        expected: checksum,
        hashed: method === 'legacy' ? legacyForm(LINK) : canonicalForm(LINK),
      })
    }
  })

  test('is judged by the method the body names when none is given', () => {
    const payload = { ...PUSH, checksumMethod: 'legacy' }
    expect(diagnoseChecksum({ payload, checksumKey: KEY, checksum: sign(legacyForm(PUSH)) }).matches).toBe(
      true,
    )
  })
})
