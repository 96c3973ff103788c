import { describe, expect, it } from 'vitest'
import { fakeIo, runHere } from './fake-io.js'

const FAKE = 'CHKfakeSandboxKey00000000000000001'

const CUSTOMER_ORDER = {
  amount: 100,
  currency: 'USD',
  reference: 'TX123',
  exchange: { fromCurrency: 'TZS', toCurrency: 'TZS', amount: '1000', rate: '1' },
  customer: { name: 'John Doe', email: 'john@example.com', phone: '+255123456789' },
}
const FULL_ORDER = {
  totalPrice: '12500',
  orderReference: 'SBX0001A',
  orderCurrency: 'TZS',
  customerName: 'Asha Mushi',
  customerEmail: 'asha@shop.test',
  customerPhone: '255712000111',
  description: 'Two baskets',
  callbackUrl: 'https://shop.test/hooks/clickpesa',
}
const ITEM_ORDER = {
  orderReference: 'SBX0002B',
  orderItems: [
    { name: 'Kikoi cloth', price: '9000', quantity: 2 },
    { name: 'Café "Zanzibar"', price: '3500.50', quantity: 1 },
  ],
  orderCurrency: 'TZS',
}
const SMALL_ORDER = { amount: 100, currency: 'USD', reference: 'TX123' }

const VECTORS = [
  [
    'V1 canonical',
    'secret-key',
    SMALL_ORDER,
    'canonical',
    '17c51f37dad20682e08cd556446c7f8e99840f4040b6719712f41f7549287f33',
    '{"amount":100,"currency":"USD","reference":"TX123"}',
  ],
  [
    'V1 legacy',
    'secret-key',
    SMALL_ORDER,
    'legacy',
    '85b65bf2670dcdcb8ebb8d19939e4fd59b02d5218741be2eaf9f575273b101d1',
    '100USDTX123',
  ],
  [
    'V2 canonical',
    'secret-key',
    CUSTOMER_ORDER,
    'canonical',
    'd777a80827f17cf7882f9ac5efa68416ec680e2d1ab72ad415228d00e4ac4957',
    '{"amount":100,"currency":"USD","customer":{"email":"john@example.com","name":"John Doe","phone":"+255123456789"},"exchange":{"amount":"1000","fromCurrency":"TZS","rate":"1","toCurrency":"TZS"},"reference":"TX123"}',
  ],
  [
    'V2 legacy',
    'secret-key',
    CUSTOMER_ORDER,
    'legacy',
    'ec33b7050a55cc934b6762519c1545605ba0a4b8d971b2d0013058dfeeee52ee',
    '100USD[object Object][object Object]TX123',
  ],
  [
    'V3 canonical',
    FAKE,
    FULL_ORDER,
    'canonical',
    'd42fb3a8f2bfa9711a5d695e569dac76f302501f3721f72f658c8b3d535fb92f',
    '{"callbackUrl":"https://shop.test/hooks/clickpesa","customerEmail":"asha@shop.test","customerName":"Asha Mushi","customerPhone":"255712000111","description":"Two baskets","orderCurrency":"TZS","orderReference":"SBX0001A","totalPrice":"12500"}',
  ],
  [
    'V3 legacy',
    FAKE,
    FULL_ORDER,
    'legacy',
    '6b69743b69ed14777e84b782a494e8add937a81d4d72fe7821872a8cdb812ece',
    'https://shop.test/hooks/clickpesaasha@shop.testAsha Mushi255712000111Two basketsTZSSBX0001A12500',
  ],
  [
    'V4 canonical',
    FAKE,
    ITEM_ORDER,
    'canonical',
    '739176c9346304c50cc5c107c7d48154b2e5a590ac61cf5d7c6924ff40c0bece',
    '{"orderCurrency":"TZS","orderItems":[{"name":"Kikoi cloth","price":"9000","quantity":2},{"name":"Café \\"Zanzibar\\"","price":"3500.50","quantity":1}],"orderReference":"SBX0002B"}',
  ],
  [
    'V4 legacy',
    FAKE,
    ITEM_ORDER,
    'legacy',
    '8f95656e94dae1e8367b1721df890552cf49cc1faeadea7c725e6c79dbe97ff7',
    'TZS[object Object],[object Object]SBX0002B',
  ],
] as const

const RIGHT = VECTORS[0][4]

describe('checksum', () => {
  it.each(VECTORS)('computes vector %s', async (_name, key, payload, method, hex, hashed) => {
    const input = JSON.stringify(payload)
    const ran = await runHere(['checksum', '--key', key, '--method', method], { input })
    expect(ran).toEqual({ code: 0, out: `${hex}\n${hashed}\n`, err: '' })
  })

  it('takes the key from the environment, and the method from the object', async () => {
    const input = JSON.stringify({ ...SMALL_ORDER, checksumMethod: 'legacy' })
    const { out } = await runHere(['checksum'], { input, env: { CLICKPESA_CHECKSUM_KEY: 'secret-key' } })
    expect(out).toBe(`${VECTORS[1][4]}\n100USDTX123\n`)
  })

  it('takes an object that begins with a byte order mark', async () => {
    const input = `\ufeff${JSON.stringify(SMALL_ORDER)}`
    expect((await judge(input, ['--checksum', RIGHT])).code).toBe(0)
  })

  it('says that a checksum matches', async () => {
    expect(await judge(JSON.stringify(SMALL_ORDER), ['--checksum', RIGHT])).toEqual({
      code: 0,
      out: 'The checksum matches.\n',
      err: '',
    })
  })

  it('says which mistake was made, what is expected, and what is hashed', async () => {
    const { code, out } = await judge(JSON.stringify(SMALL_ORDER), ['--checksum', VECTORS[1][4]])
    expect(code).toBe(1)
    expect(out).toMatch(/^The checksum does not match\. .*legacy method/)
    expect(out).toContain(`expected  ${RIGHT}\nhashed    {"amount":100,`)
  })

  it('recognises the body hashed byte for byte', async () => {
    const { createHmac } = await import('node:crypto')
    const raw = '{ "reference": "TX123", "amount": 100 }'
    const hex = createHmac('sha256', 'secret-key').update(raw).digest('hex')
    expect((await judge(`${raw}\n`, ['--checksum', hex])).out).toContain('byte for byte')
  })

  it('recognises the API key taken for the checksum key', async () => {
    const { createHmac } = await import('node:crypto')
    const hex = createHmac('sha256', 'SKMINE').update(VECTORS[0][5]).digest('hex')
    const env = { CLICKPESA_API_KEY: 'SKMINE' }
    const input = JSON.stringify(SMALL_ORDER)
    const { out } = await runHere(['checksum', '--key', 'secret-key', '--checksum', hex], { input, env })
    expect(out).toContain('It was keyed with the API key.')
  })

  it('judges the checksum inside the object when asked to explain', async () => {
    const explain = (checksum: string) => judge(JSON.stringify({ ...SMALL_ORDER, checksum }), ['--explain'])
    expect((await explain(RIGHT)).code).toBe(0)
    expect((await explain(RIGHT.toUpperCase())).out).toContain('upper-case')
  })

  it('leaves the checksum inside the object alone when not asked', async () => {
    const input = JSON.stringify({ ...SMALL_ORDER, checksum: 'whatever' })
    expect((await judge(input, [])).out).toContain(RIGHT)
  })

  it.each([
    ['nothing', '', [], /nothing on stdin/],
    ['no JSON', '{"a":', [], /not JSON: /],
    ['no object', '[1]', [], /no object/],
    ['nothing to explain', '{"a":1}', ['--explain'], /nothing to explain/],
    ['an unknown method', '{"a":1}', ['--method', 'md5'], /no method "md5"/],
    ['an unknown option', '{"a":1}', ['--methd', 'legacy'], /did you mean --method/i],
  ])('answers 2 and a sentence for %s', async (_what, input, args, sentence) => {
    const { code, out, err } = await judge(input, args)
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(sentence)
  })

  it('answers 2 without a key', async () => {
    const { code, err } = await runHere(['checksum'], { input: '{}' })
    expect([code, err]).toEqual([2, 'Give the checksum key with --key, or as CLICKPESA_CHECKSUM_KEY.\n'])
  })

  it('tells a person at the keyboard what it waits for', async () => {
    const { io, said } = fakeIo({ input: '{}' })
    const { checksum } = await import('../../server/cli/checksum.js')
    expect(await checksum({ key: 'k' }, { ...io, typed: true })).toBe(0)
    expect(said.err).toContain('Ctrl-D')
  })
})

function judge(input: string, args: readonly string[]) {
  return runHere(['checksum', '--key', 'secret-key', ...args], { input })
}
