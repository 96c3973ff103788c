import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { diagnoseChecksum } from '../../server/checksum-diagnosis/diagnose.js'
import { scopeSlips } from '../../server/checksum-diagnosis/scope.js'
import { search } from '../../server/checksum-diagnosis/search.js'
import { type Signature, signaturesOf } from '../../server/checksum-diagnosis/signing.js'
import { typingSlips } from '../../server/checksum-diagnosis/typing.js'
import { writingSlips } from '../../server/checksum-diagnosis/writing.js'
import { canonicalForm, hmacHex, type JsonObject, legacyForm } from '../../server/domain/checksum.js'
import { runs } from '../support/runs.js'

const EFFORTS = ['quick', 'thorough'] as const

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
const html = (json: string) => json.replace('<', '\\u003c').replace('>', '\\u003e').replace('&', '\\u0026')
const spaced = (json: string) => json.replace(/(?<=["\]}\d]),(?=["[{])/g, ', ').replace(/":/g, '": ')

/** As System.Text.Json writes, worked out by hand for the signs in these samples. */
const dotnet = (json: string) =>
  json
    .replaceAll("'", '\\u0027')
    .replaceAll('+', '\\u002B')
    .replaceAll('&', '\\u0026')
    .replaceAll('<', '\\u003C')
    .replaceAll('>', '\\u003E')
    .replaceAll('é', '\\u00E9')
    .replaceAll('\\"', '\\u0022')
const gson = (json: string) =>
  json
    .replaceAll("'", '\\u0027')
    .replaceAll('=', '\\u003d')
    .replaceAll('&', '\\u0026')
    .replaceAll('<', '\\u003c')
    .replaceAll('>', '\\u003e')

interface Case {
  readonly mistake: string
  readonly checksum: string
  readonly payload?: JsonObject
  readonly rawText?: string
  readonly method?: 'canonical' | 'legacy'
  readonly says?: string
}

const CANONICAL = canonicalForm(LINK)
const SORTED_AT_TOP = `{"callbackUrl":"https://shop.test/hooks","customerName":"José <& Sons>","metadata":{},"orderCurrency":"TZS","orderItems":${JSON.stringify(LINK.orderItems)},"orderReference":"SBX0002B"}`
const PHONED = { totalPrice: '12500', customerPhone: '+255712000111' }
const QUOTED = {
  totalPrice: '12500',
  customerName: 'Ng\'ombe "Café" & <Sons>',
  callbackUrl: 'https://a.test/?b=c&d=e',
}
const sortedDeep = (payload: JsonObject) => JSON.parse(canonicalForm(payload)) as JsonObject
const laidOut = (payload: JsonObject, indent: string | number) => JSON.stringify(payload, null, indent)
const PUSH_UNSORTED = Object.fromEntries(Object.entries(PUSH).reverse())

const CASES: readonly Case[] = [
  { mistake: 'upper-case-hex', checksum: sign(CANONICAL).toUpperCase(), says: 'lower-case' },
  { mistake: 'base64-digest', checksum: base64(CANONICAL, 'base64') },
  { mistake: 'base64-digest', checksum: base64(CANONICAL, 'base64url') },
  ...[
    ` ${sign(CANONICAL)}\n`,
    `"${sign(CANONICAL)}"`,
    `sha256=${sign(CANONICAL)}`,
    `0x${sign(CANONICAL)}`,
    sign(CANONICAL).replace(/..(?=.)/g, '$&-'),
    sign(CANONICAL).replace(/..(?=.)/g, '$&:'),
  ].map((checksum) => ({ mistake: 'checksum-decorated', checksum, says: '64 lower-case hex' })),
  {
    mistake: 'upper-case-hex-and-checksum-decorated',
    checksum: sign(CANONICAL)
      .toUpperCase()
      .replace(/..(?=.)/g, '$&-'),
  },
  { mistake: 'base64-digest', checksum: Buffer.from(sign(CANONICAL)).toString('base64') },
  ...(['md5', 'sha1', 'sha384', 'sha512'] as const).map((hash) => ({
    mistake: 'other-hash',
    checksum: createHmac(hash, KEY).update(CANONICAL).digest('hex'),
    says: `The hash was ${hash.toUpperCase().replace('SHA', 'SHA-')}. Use SHA-256.`,
  })),
  {
    mistake: 'plain-md5-and-other-hash',
    checksum: createHash('md5').update(CANONICAL).digest('hex'),
    says: 'plain MD5',
  },
  ...[`"${KEY}"`, `'${KEY}'`].map((key) => ({
    mistake: 'key-in-quotation-marks',
    checksum: sign(CANONICAL, key),
    says: '--env-file',
  })),
  ...[`${KEY}\n`, `${KEY}\r\n`, ` ${KEY}`, `${KEY} `].map((key) => ({
    mistake: 'space-around-key',
    checksum: sign(CANONICAL, key),
  })),
  { mistake: 'key-in-base64', checksum: sign(CANONICAL, Buffer.from(KEY).toString('base64')) },
  {
    mistake: 'key-decoded-from-base64',
    checksum: createHmac('sha256', Buffer.from(KEY, 'base64')).update(CANONICAL).digest('hex'),
  },
  ...(
    [
      ['text-in-latin-1', Buffer.from(CANONICAL, 'latin1')],
      ['text-in-utf-16', Buffer.from(CANONICAL, 'utf16le')],
      ['byte-order-mark', Buffer.from(`\ufeff${CANONICAL}`)],
    ] as const
  ).map(([mistake, bytes]) => ({
    mistake,
    checksum: createHmac('sha256', KEY).update(bytes).digest('hex'),
  })),
  { mistake: 'other-key', checksum: sign(CANONICAL, API_KEY), says: 'the API key' },
  { mistake: 'other-key', checksum: sign(CANONICAL, CLIENT_ID), says: 'the client id' },
  { mistake: 'other-key-and-upper-case-hex', checksum: sign(CANONICAL, API_KEY).toUpperCase() },
  { mistake: 'plain-sha256', checksum: sha256(CANONICAL) },
  { mistake: 'plain-sha256-key-appended', checksum: sha256(CANONICAL + KEY) },
  { mistake: 'plain-sha256-key-prepended', checksum: sha256(KEY + CANONICAL) },
  { mistake: 'key-and-text-swapped', checksum: sign(KEY, CANONICAL) },
  { mistake: 'legacy-method', checksum: sign(legacyForm(LINK)), says: 'sorted at every depth' },
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
    checksum: sign(SORTED_AT_TOP),
    says: 'top-level',
  },
  {
    mistake: 'number-keys-sorted-as-text',
    payload: { 9: 'nine', 10: 'ten' },
    checksum: sign('{"10":"ten","9":"nine"}'),
  },
  { mistake: 'slashes-escaped', checksum: sign(slashes(CANONICAL)), says: 'JSON_UNESCAPED_SLASHES' },
  { mistake: 'non-ascii-escaped', checksum: sign(unicode(CANONICAL)), says: 'ensure_ascii=False' },
  {
    mistake: 'non-ascii-escaped',
    checksum: sign(unicode(CANONICAL)),
    says: 'is assumed; with the switch canonicalNonAscii at `either`',
  },
  { mistake: 'slashes-and-non-ascii-escaped', checksum: sign(slashes(unicode(CANONICAL))) },
  {
    mistake: 'html-characters-escaped',
    checksum: sign(html(CANONICAL)),
    says: 'SetEscapeHTML',
  },
  { mistake: 'spaces-after-separators', checksum: sign(spaced(CANONICAL)), says: 'separators=' },
  { mistake: 'non-ascii-escaped-and-spaces-after-separators', checksum: sign(unicode(spaced(CANONICAL))) },
  {
    mistake: 'keys-not-sorted-and-non-ascii-escaped-and-spaces-after-separators',
    checksum: sign(unicode(spaced(JSON.stringify(LINK)))),
  },
  {
    mistake: 'keys-not-sorted-and-spaces-after-separators',
    payload: PUSH_UNSORTED,
    checksum: sign(spaced(JSON.stringify(PUSH_UNSORTED))),
  },
  { mistake: 'keys-not-sorted-and-non-ascii-escaped', checksum: sign(unicode(JSON.stringify(LINK))) },
  { mistake: 'keys-not-sorted-and-slashes-escaped', checksum: sign(slashes(JSON.stringify(LINK))) },
  {
    mistake: 'keys-not-sorted-and-slashes-and-non-ascii-escaped',
    checksum: sign(slashes(unicode(JSON.stringify(LINK)))),
  },
  { mistake: 'keys-not-sorted-and-html-characters-escaped', checksum: sign(html(JSON.stringify(LINK))) },
  { mistake: 'nested-keys-not-sorted-and-slashes-escaped', checksum: sign(slashes(SORTED_AT_TOP)) },
  { mistake: 'nested-keys-not-sorted-and-non-ascii-escaped', checksum: sign(unicode(SORTED_AT_TOP)) },
  {
    mistake: 'nested-keys-not-sorted-and-slashes-and-non-ascii-escaped',
    checksum: sign(slashes(unicode(SORTED_AT_TOP))),
  },
  {
    mistake: 'escaped-like-powershell',
    payload: QUOTED,
    checksum: sign(
      canonicalForm(QUOTED)
        .replaceAll("'", '\\u0027')
        .replaceAll('&', '\\u0026')
        .replaceAll('<', '\\u003c')
        .replaceAll('>', '\\u003e'),
    ),
  },
  {
    mistake: 'html-entities',
    payload: { customerName: `A & "B" <C> 'd'` },
    checksum: sign('{"customerName":"A &amp; &quot;B&quot; &lt;C&gt; &#039;d&#039;"}'),
    says: 'htmlspecialchars',
  },
  { mistake: 'accents-taken-apart', checksum: sign(CANONICAL.normalize('NFD')) },
  { mistake: 'json-within-json', checksum: sign(JSON.stringify(CANONICAL)) },
  { mistake: 'spaces-after-colons', checksum: sign(CANONICAL.replace(/":/g, '": ')) },
  {
    mistake: 'indented-like-swift',
    payload: { b: [1, 2], a: 'x' },
    checksum: sign('{\n  "a" : "x",\n  "b" : [\n    1,\n    2\n  ]\n}'),
  },
  {
    mistake: 'indented-like-perl',
    payload: { b: [1, 2], a: 'x' },
    checksum: sign('{\n   "a" : "x",\n   "b" : [\n      1,\n      2\n   ]\n}\n'),
  },
  { mistake: 'line-break-at-the-end', checksum: sign(`${CANONICAL}\n`) },
  {
    mistake: 'non-ascii-escaped-in-upper-case',
    checksum: sign(CANONICAL.replaceAll('é', '\\u00E9')),
    says: 'capital letters',
  },
  {
    mistake: 'escaped-like-dotnet',
    payload: PHONED,
    checksum: sign('{"customerPhone":"\\u002B255712000111","totalPrice":"12500"}'),
    says: 'UnsafeRelaxedJsonEscaping',
  },
  { mistake: 'escaped-like-dotnet', payload: QUOTED, checksum: sign(dotnet(canonicalForm(QUOTED))) },
  {
    mistake: 'keys-not-sorted-and-escaped-like-dotnet',
    payload: PHONED,
    checksum: sign('{"totalPrice":"12500","customerPhone":"\\u002B255712000111"}'),
  },
  {
    mistake: 'escaped-like-gson',
    payload: QUOTED,
    checksum: sign(gson(canonicalForm(QUOTED))),
    says: 'disableHtmlEscaping',
  },
  {
    mistake: 'keys-not-sorted-and-escaped-like-gson',
    payload: QUOTED,
    checksum: sign(gson(JSON.stringify(QUOTED))),
  },
  {
    mistake: 'escaped-like-php-hex',
    payload: { customerName: "A & 'B' é/" },
    checksum: sign('{"customerName":"A \\u0026 \\u0027B\\u0027 \\u00e9\\/"}'),
    says: 'JSON_HEX',
  },
  { mistake: 'indented-by-two-spaces', checksum: sign(laidOut(sortedDeep(LINK), 2)), says: 'compact' },
  { mistake: 'indented-by-four-spaces', checksum: sign(laidOut(sortedDeep(LINK), 4)) },
  { mistake: 'indented-by-tabs', checksum: sign(laidOut(sortedDeep(LINK), '\t')) },
  {
    mistake: 'indented-by-two-spaces-on-windows',
    checksum: sign(laidOut(sortedDeep(LINK), 2).replaceAll('\n', '\r\n')),
  },
  {
    mistake: 'indented-like-jackson',
    payload: { b: [{ c: 1 }, { c: 2 }], a: {}, d: [] },
    checksum: sign('{\n  "a" : { },\n  "b" : [ {\n    "c" : 1\n  }, {\n    "c" : 2\n  } ],\n  "d" : [ ]\n}'),
  },
  { mistake: 'keys-not-sorted-and-indented-by-two-spaces', checksum: sign(laidOut(LINK, 2)) },
  { mistake: 'keys-not-sorted-and-indented-by-four-spaces', checksum: sign(laidOut(LINK, 4)) },
  { mistake: 'keys-not-sorted-and-indented-by-tabs', checksum: sign(laidOut(LINK, '\t')) },
  {
    mistake: 'slashes-and-non-ascii-escaped-and-indented-by-four-spaces',
    checksum: sign(slashes(unicode(laidOut(sortedDeep(LINK), 4)))),
  },
  {
    mistake: 'escaped-like-dotnet-and-indented-by-two-spaces',
    payload: PHONED,
    checksum: sign('{\n  "customerPhone": "\\u002B255712000111",\n  "totalPrice": "12500"\n}'),
  },
  { mistake: 'empty-object-as-array', checksum: sign(CANONICAL.replace('{}', '[]')), says: 'stdClass' },
  {
    mistake: 'slashes-escaped-and-empty-object-as-array',
    checksum: sign(slashes(CANONICAL).replace('{}', '[]')),
  },
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
  {
    mistake: 'raw-body',
    payload: WEBHOOK,
    rawText: JSON.stringify(WEBHOOK, null, 4),
    checksum: sign(JSON.stringify(WEBHOOK, null, 4)),
    says: 'Parse the body',
  },
]

/** Slips that seldom come together, and are looked for only by a thorough diagnosis. */
const FAR_FETCHED: readonly Case[] = [
  { mistake: 'other-key-and-legacy-method', checksum: sign(legacyForm(LINK), API_KEY) },
  { mistake: 'data-only-and-legacy-method', payload: WEBHOOK, checksum: sign(legacyForm(WEBHOOK.data)) },
  {
    mistake: 'nested-keys-not-sorted-and-line-break-at-the-end',
    checksum: sign(`${SORTED_AT_TOP}\n`),
  },
]

/** A small body in which every known mistake can be made. */
function caseFor(method: 'canonical' | 'legacy') {
  const body = { amount: 1, b: '1', data: { e: {} }, items: [{ amount: 2 }] }
  const payload = { ...body, checksum: 'other' }
  return {
    payload,
    body,
    rawText: '',
    checksum: '',
    checksumKey: KEY,
    otherKeys: OTHER_KEYS,
    method,
    hashed: '',
  }
}

function knownMistakes(): string[] {
  const known = (['canonical', 'legacy'] as const)
    .map(caseFor)
    .flatMap((question) => [
      ...scopeSlips(question),
      ...writingSlips(question.method).flat(),
      ...typingSlips(question.body),
      ...signaturesOf(question).wrong.flatMap(({ mistake }) => mistake ?? []),
    ])
  return [...new Set(known.map(({ code }) => code))]
}

describe('a wrong checksum', () => {
  describe.each(EFFORTS)('looked at in a %s way', (effort) => {
    test.each(CASES)('is recognised as $mistake', ({ mistake, payload = LINK, says = '', ...rest }) => {
      const question = { payload, checksumKey: KEY, otherKeys: OTHER_KEYS, ...rest }
      const diagnosis = diagnoseChecksum(question, { effort })
      expect(diagnosis).toMatchObject({ matches: false, mistake })
      expect(diagnosis.explanation).toContain(says)
      expect(diagnosis.explanation).toMatch(/^[A-Z`].*\.$/)
      for (const secret of [KEY, API_KEY, CLIENT_ID]) expect(diagnosis.explanation).not.toContain(secret)
    })
  })

  test.each(FAR_FETCHED)(
    'is recognised as $mistake when looked at thoroughly, as it is by default',
    ({ mistake, payload = LINK, checksum }) => {
      const question = { payload, checksum, checksumKey: KEY, otherKeys: OTHER_KEYS }
      expect(diagnoseChecksum(question).mistake).toBe(mistake)
      expect(diagnoseChecksum(question, { effort: 'quick' }).mistake).toBe('unrecognised')
    },
  )

  test.each(knownMistakes())('may come of %s alone, and is then recognised in a test above', (code) => {
    expect(CASES.map(({ mistake }) => mistake)).toContain(code)
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
    const question = { payload: LINK, checksumKey: KEY, checksum: sign('x') }
    const { mistake, explanation } = diagnoseChecksum(question)
    expect(mistake).toBe('unrecognised')
    expect(explanation).toContain('No known mistake')
    expect(explanation).toContain('compact JSON with the keys of every object sorted')
    expect(explanation).toContain('character by character')

    const quick = diagnoseChecksum(question, { effort: 'quick' })
    expect(quick.mistake).toBe('unrecognised')
    expect(quick.explanation).toContain('No likely mistake')
    expect(quick.explanation).toContain('compact JSON with the keys of every object sorted')
    expect(quick.explanation).not.toContain('shown here')
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
      { numRuns: runs(20, 1000) },
    )
  })

  test.each<[effort: (typeof EFFORTS)[number], most: number]>([
    ['quick', 160],
    ['thorough', 5_000],
  ])('costs a %s diagnosis fewer than %d hashes', (effort, most) => {
    const otherKeys = Array.from({ length: 50 }, (_, index) => ({ name: 'a key', value: `key ${index}` }))
    for (const method of ['canonical', 'legacy'] as const) {
      const question = { ...caseFor(method), otherKeys }
      const { right, wrong } = signaturesOf(question)
      let hashes = 0
      const counted = ({ hex }: Signature): Signature => ({
        hex: (text) => {
          hashes++
          return hex(text)
        },
      })
      const signatures = { right: right.map(counted), wrong: wrong.map(counted) }
      expect(search(sign('x'), question, effort, signatures)).toBeNull()
      expect(hashes).toBeGreaterThan(20)
      expect(hashes).toBeLessThan(most)
    }
  })

  test.each<[effort: (typeof EFFORTS)[number], items: number, least: number, most: number]>([
    ['quick', 100, 1, 6],
    ['quick', 2_000, 0, 0],
    ['thorough', 2_000, 6, 99],
  ])(
    'is not puzzled over for long by a %s diagnosis when the body has %d items',
    (effort, length, least, most) => {
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
      const orderItems = CountedArray.from({ length }, (_, index) => ({
        name: 'x'.repeat(100),
        quantity: index,
      }))
      const question = { payload: { ...LINK, orderItems }, checksumKey: KEY, checksum: sign('x') }
      expect(diagnoseChecksum(question, { effort }).mistake).toBe('unrecognised')
      expect(timesWritten).toBeGreaterThanOrEqual(least)
      expect(timesWritten).toBeLessThanOrEqual(most)
    },
  )

  test('of a body with very many fields is tried with few of them alone', () => {
    const body = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`field${index}`, index]))
    expect(typingSlips(body).length).toBeLessThanOrEqual(30)
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
