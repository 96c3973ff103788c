import { describe, expect, test } from 'vitest'
import { checkoutLinkReply } from '../../contracts/schemas/checkout-link.js'
import { refusal } from '../../contracts/schemas/refusal.js'
import { schemaIssues } from '../../fixtures/conformance.js'
import type { MerchantSettings } from '../../server/domain/merchant.js'
import { refused, type SeenAnswer, seen } from '../support/answers.js'
import { hmac, legacyText, signed } from '../support/reference-checksum.js'
import { PUBLIC_URL, startSandbox, type TestSandbox, type TestShop } from '../support/sandbox.js'

const PATH = '/checkout-link/generate-checkout-url'
const CHECKSUM_KEY = 'CHKfakeSandboxKey00000000000000001'

const ORDER = { totalPrice: '12500', orderReference: 'SBX0001A', orderCurrency: 'TZS' }

/** The published sample bodies with their checksums (vectors V3 and V4). */
const SIGNED_TOTAL = {
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
const SIGNED_ITEMS = {
  orderItems: [
    { name: 'Kikoi cloth', price: '9000', quantity: 2 },
    { name: 'Café "Zanzibar"', price: '3500.50', quantity: 1 },
  ],
  orderReference: 'SBX0002B',
  orderCurrency: 'TZS',
  checksum: '739176c9346304c50cc5c107c7d48154b2e5a590ac61cf5d7c6924ff40c0bece',
}

const { checksum: _, ...TOTAL } = SIGNED_TOTAL
const { checksum: __, ...ITEMS } = SIGNED_ITEMS
const ITEM = { name: 'Kikoi cloth', price: '9000', quantity: 1 }

const MALFORMED_REFERENCE =
  'Invalid Order Reference, should only contain alphanumeric characters and cannot be blank'
const CURRENCY = 'orderCurrency must be one of the following values: TZS, USD'

async function shopOf(settings: MerchantSettings = {}) {
  const box = await startSandbox()
  const shop = await box.openShop(settings)
  return { ...box, shop }
}

async function linksOf({ sandbox }: TestSandbox, { id }: TestShop) {
  return sandbox.engine.store.find('orders', { where: { merchantId: id } })
}

describe('a refused link request', () => {
  test.each<[what: string, order: object, message: string | string[]]>([
    ['no currency', { orderCurrency: undefined }, [CURRENCY]],
    ['another currency', { orderCurrency: 'KES' }, [CURRENCY]],
    ['a currency in small letters', { orderCurrency: 'tzs' }, [CURRENCY]],
    ['an empty currency', { orderCurrency: '' }, [CURRENCY]],
    ['null for a currency', { orderCurrency: null }, [CURRENCY]],
    ['a number for a currency', { orderCurrency: 834 }, [CURRENCY]],
    ['a total in words', { totalPrice: 'twelve' }, ['totalPrice must be a number string']],
    ['a total with a thousands separator', { totalPrice: '12,500' }, ['totalPrice must be a number string']],
    ['a total with three decimals', { totalPrice: '1.005' }, ['totalPrice must be a number string']],
    [
      'a total with three decimals as a number',
      { totalPrice: 1.005 },
      ['totalPrice must be a number string'],
    ],
    ['a total in scientific notation', { totalPrice: 1e21 }, ['totalPrice must be a number string']],
    ['a boolean total', { totalPrice: true }, ['totalPrice must be a number string']],
    ['a total of nothing', { totalPrice: '0' }, ['totalPrice must be a positive number']],
    ['a total of nothing as a number', { totalPrice: 0 }, ['totalPrice must be a positive number']],
    ['a negative total', { totalPrice: '-12500' }, ['totalPrice must be a positive number']],
    ['a negative total as a number', { totalPrice: -1 }, ['totalPrice must be a positive number']],
    ['a relative callbackUrl', { callbackUrl: '/hooks' }, ['callbackUrl must be a URL address']],
    ['a callbackUrl without a host', { callbackUrl: 'https://' }, ['callbackUrl must be a URL address']],
    ['a callbackUrl of another kind', { callbackUrl: 'ftp://a.test' }, ['callbackUrl must be a URL address']],
    ['a callbackUrl that is a list', { callbackUrl: ['https://a.test'] }, ['callbackUrl must be a string']],
    ['a customerName that is a number', { customerName: 7 }, ['customerName must be a string']],
    ['a customerEmail that is an object', { customerEmail: {} }, ['customerEmail must be a string']],
    ['a customerPhone that is a number', { customerPhone: 255712000111 }, ['customerPhone must be a string']],
    ['a description that is a boolean', { description: false }, ['description must be a string']],
    ['an orderReference that is a number', { orderReference: 1001 }, ['orderReference must be a string']],
    [
      'a wooCommerceCallbackURL that is a list',
      { wooCommerceCallbackURL: [] },
      ['wooCommerceCallbackURL must be a string'],
    ],
    ['items that are not a list', { orderItems: {} }, ['orderItems must be an array']],
    ['items in a text', { orderItems: '[]' }, ['orderItems must be an array']],
    [
      'an item that is a text',
      { orderItems: ['cloth'] },
      ['each value in nested property orderItems must be either object or array'],
    ],
    [
      'a quantity in a text',
      { orderItems: [{ ...ITEM, quantity: '2' }] },
      ['orderItems.0.quantity must be an integer number'],
    ],
    [
      'half a quantity',
      { orderItems: [{ ...ITEM, quantity: 1.5 }] },
      ['orderItems.0.quantity must be an integer number'],
    ],
    [
      'no quantity at all',
      { orderItems: [{ ...ITEM, quantity: 0 }] },
      ['orderItems.0.quantity must not be less than 1'],
    ],
    [
      'a free item',
      { orderItems: [ITEM, { ...ITEM, price: '0' }] },
      ['orderItems.1.price must be a positive number'],
    ],
    [
      'an item price in words',
      { orderItems: [{ ...ITEM, price: 'nine' }] },
      ['orderItems.0.price must be a number string'],
    ],
    [
      'several wrong fields, all told at once',
      { totalPrice: 'x', orderCurrency: 'KES', customerName: 1, callbackUrl: 'x' },
      [
        'totalPrice must be a number string',
        CURRENCY,
        'customerName must be a string',
        'callbackUrl must be a URL address',
      ],
    ],
    ['no reference', { orderReference: undefined }, 'Order reference is required'],
    ['null for a reference', { orderReference: null }, 'Order reference is required'],
    ['an empty reference', { orderReference: '' }, MALFORMED_REFERENCE],
    ['a blank reference', { orderReference: ' ' }, MALFORMED_REFERENCE],
    ['a hyphen in the reference', { orderReference: 'SBX-0001' }, MALFORMED_REFERENCE],
    ['an underscore in the reference', { orderReference: 'SBX_0001' }, MALFORMED_REFERENCE],
    ['an accent in the reference', { orderReference: 'CAFÉ1' }, MALFORMED_REFERENCE],
    ['a line end after the reference', { orderReference: 'SBX0001A\n' }, MALFORMED_REFERENCE],
    [
      'an item without a name',
      { orderItems: [ITEM, { ...ITEM, name: undefined }] },
      'All items must have a name',
    ],
    ['an item with an empty name', { orderItems: [{ ...ITEM, name: '' }] }, 'All items must have a name'],
    ['an item without a price', { orderItems: [{ ...ITEM, price: null }] }, 'All items must have a price'],
    ['an item with an empty price', { orderItems: [{ ...ITEM, price: '' }] }, 'All items must have a price'],
    [
      'an item without a quantity',
      { orderItems: [{ name: 'a', price: '1' }] },
      'All items must have a quantity',
    ],
    [
      'items without a name first, whatever else they lack',
      { orderItems: [{ name: 'a', price: '1' }, {}] },
      'All items must have a name',
    ],
    ['neither total nor items', { totalPrice: undefined }, 'Total Price is required'],
    ['an empty total and empty items', { totalPrice: '', orderItems: [] }, 'Total Price is required'],
    ['null for total and items', { totalPrice: null, orderItems: null }, 'Total Price is required'],
  ])('answers 400 for %s', async (_, order, message) => {
    const box = await shopOf()
    const reply = await box.shop.post(PATH, { ...ORDER, ...order })
    expect(seen(reply)).toEqual(refused(400, message))
    expect(schemaIssues(refusal, reply.json())).toEqual([])
    expect(await linksOf(box, box.shop)).toEqual([])
  })

  test.each<[what: string, settings: MerchantSettings, status: number, message: string]>([
    [
      'the API feature alone',
      { features: ['payment-api'] },
      400,
      'Application has no access to checkout link feature.',
    ],
    ['no feature at all', { features: [] }, 400, 'Application has no access to checkout link feature.'],
    ['no shop behind it', { shop: false }, 404, 'Merchant shop does not exists'],
  ])('tells an application with %s what is missing', async (_, settings, status, message) => {
    const box = await shopOf(settings)
    const reply = await box.shop.post(PATH, ORDER)
    expect(seen(reply)).toEqual(refused(status, message))
    expect(await linksOf(box, box.shop)).toEqual([])
  })

  test('tells an application that was disabled after it got its token', async () => {
    const { sandbox, app, shop } = await shopOf()
    const authorization = await shop.token()
    await sandbox.applications.change(shop.id, shop.clientId, { enabled: false })
    const url = `/third-parties${PATH}`
    const reply = await app.inject({ method: 'POST', url, headers: { authorization }, payload: ORDER })
    expect(seen(reply)).toEqual(refused(400, 'Valid Client ID is required'))
  })

  test.each<[what: string, payload: string]>([
    ['half of an object', '{"totalPrice":'],
    ['a word', 'hello'],
    ['a text', '"hello"'],
    ['a number', '12500'],
    ['null', 'null'],
    ['a list with something in it', '[{"totalPrice":"1"}]'],
    ['a trailing comma', '{"a":1,}'],
    ['two objects', '{}{}'],
  ])('answers a body of %s with 400', async (_, payload) => {
    const { shop } = await shopOf()
    const reply = await shop.post(PATH, payload, { 'content-type': 'application/json' })
    expect(seen(reply)).toEqual(refused(400, 'Malformed JSON'))
  })

  test('treats an empty list, and nothing at all, as an empty order', async () => {
    const { shop } = await shopOf()
    const headers = { 'content-type': 'application/json' }
    for (const payload of ['[]', '{}', '']) {
      expect(seen(await shop.post(PATH, payload, headers))).toEqual(refused(400, [CURRENCY]))
    }
  })

  test('explains itself in the journal, and not to the caller', async () => {
    const { sandbox, shop } = await shopOf()
    await shop.post(PATH, { ...ORDER, orderReference: 'c0ffee-1' })
    const [entry] = (await sandbox.engine.store.find('journal', { where: { merchantId: shop.id } })).filter(
      ({ type }) => type === 'request:refused',
    )
    expect(entry).toMatchObject({ data: { code: 'REFERENCE_MALFORMED', status: 400 } })
    expect(entry?.text).toContain('has "-" in it, and may have letters and digits alone')
  })
})

interface InvalidRequest {
  readonly what: string
  readonly answer: SeenAnswer
  /** Settings of the merchant while the request is made. */
  readonly settings?: MerchantSettings
  readonly path?: string
  readonly authorization?: (token: string) => string
  readonly order?: object
  readonly checksum?: string
  readonly payload?: string
}

/** What can be wrong with a request, in the order in which it is looked at. */
const INVALID_REQUESTS: readonly InvalidRequest[] = [
  { what: 'the path is wrong', answer: refused(404, `Cannot POST /third-parties${PATH}s`), path: `${PATH}s` },
  {
    what: 'the rate limit is reached',
    answer: refused(429, 'Too Many Requests'),
    settings: { rateLimit: 1 },
  },
  {
    what: 'the address is blocked',
    answer: refused(403, 'Forbidden'),
    settings: { allowedAddresses: ['10.9.8.7'] },
  },
  { what: 'the body is not JSON', answer: refused(400, 'Malformed JSON'), payload: '{"orderReference"' },
  {
    what: 'the token is wrong',
    answer: refused(401, 'Unauthorized'),
    authorization: (token) => `${token.slice(0, -3)}xyz`,
  },
  { what: 'the checksum is wrong', answer: refused(400, ['Invalid checksum']), checksum: 'f'.repeat(64) },
  { what: 'the currency is wrong', answer: refused(400, [CURRENCY]), order: { orderCurrency: 'KES' } },
  {
    what: 'the total is missing',
    answer: refused(400, 'Total Price is required'),
    order: { totalPrice: undefined },
  },
  {
    what: 'the feature is missing',
    answer: refused(400, 'Application has no access to checkout link feature.'),
    settings: { features: [] },
  },
  {
    what: 'the shop is missing',
    answer: refused(404, 'Merchant shop does not exists'),
    settings: { shop: false },
  },
  {
    what: 'the reference was used before',
    answer: refused(409, 'Order reference USED1 already used: Create a different reference'),
    order: { orderReference: 'USED1' },
  },
]

const PAIRS = INVALID_REQUESTS.flatMap((earlier, i) =>
  INVALID_REQUESTS.slice(i).map((later) => ({ earlier, later })),
)

describe('the order of the checks', () => {
  test.each(PAIRS)(
    'tells that $earlier.what before it tells that $later.what',
    async ({ earlier, later }) => {
      const box = await shopOf({ checksumEnabled: true, checksumKey: CHECKSUM_KEY })
      const { app, sandbox, shop } = box
      await shop.post(PATH, signed({ ...ORDER, orderReference: 'USED1' }, CHECKSUM_KEY))
      const before = await linksOf(box, shop)
      const authorization = await shop.token()
      await sandbox.merchants.change(shop.id, { ...later.settings, ...earlier.settings })
      const call = (path: string, headers: Record<string, string>, payload: string | object) =>
        app.inject({ method: 'POST', url: `/third-parties${path}`, headers, payload })
      // One call that uses up a rate limit of one.
      await call(PATH, { authorization }, {})

      const invalid = { ...later, ...earlier }
      const order = signed({ ...ORDER, ...later.order, ...earlier.order }, CHECKSUM_KEY)
      const reply = await call(
        invalid.path ?? PATH,
        {
          authorization: invalid.authorization?.(authorization) ?? authorization,
          'content-type': 'application/json',
        },
        invalid.payload ?? { ...order, ...(invalid.checksum ? { checksum: invalid.checksum } : {}) },
      )

      expect(seen(reply)).toEqual(earlier.answer)
      expect(schemaIssues(refusal, reply.json())).toEqual([])
      expect(await linksOf(box, shop)).toEqual(before)
    },
  )

  test('tells when the minute of a rate limit is over', async () => {
    const { app, sandbox, shop } = await shopOf()
    const headers = { authorization: await shop.token() }
    await sandbox.merchants.change(shop.id, { rateLimit: 2 })
    const url = '/third-parties/payments/all'
    await app.inject({ url, headers })
    await sandbox.clocks.advance(shop.id, 20_000)
    await app.inject({ url, headers })
    const reply = await app.inject({ url, headers })
    expect(seen(reply)).toEqual(refused(429, 'Too Many Requests'))
    expect(reply.headers['retry-after']).toBe('40')
    await sandbox.clocks.advance(shop.id, 40_000)
    expect((await app.inject({ url, headers })).statusCode).toBe(200)
  })
})

describe('a link request', () => {
  test('with a total is answered with a link and the client id', async () => {
    const box = await shopOf()
    const reply = await box.shop.post(PATH, TOTAL)
    const [link] = await linksOf(box, box.shop)
    expect(reply.statusCode).toBe(200)
    expect(reply.body).toBe(
      JSON.stringify({ checkoutLink: `${PUBLIC_URL}/${link?.linkId}`, clientId: box.shop.clientId }),
    )
    expect(schemaIssues(checkoutLinkReply, reply.json())).toEqual([])
    expect(link).toMatchObject({
      linkId: expect.stringMatching(/^CHE[0-9A-F]{7}$/),
      orderReference: 'SBX0001A',
      total: { minor: 1_250_000, currency: 'TZS' },
      customer: { name: 'Asha Mushi', email: 'asha@shop.test', phone: '255712000111' },
      description: 'Two baskets',
      callbackUrl: 'https://shop.test/hooks/clickpesa',
    })
  })

  test('with items is charged price times quantity, added up exactly', async () => {
    const box = await shopOf()
    const reply = await box.shop.post(PATH, ITEMS)
    const [link] = await linksOf(box, box.shop)
    expect(schemaIssues(checkoutLinkReply, reply.json())).toEqual([])
    expect(link?.total).toEqual({ minor: 2_150_050, currency: 'TZS' })
    expect(link?.items).toEqual([
      { name: 'Kikoi cloth', price: 900_000, quantity: 2 },
      { name: 'Café "Zanzibar"', price: 350_050, quantity: 1 },
    ])
  })

  test.each<[what: string, order: object, minor: number]>([
    ['"1000"', { totalPrice: '1000' }, 100_000],
    ['"1000.00"', { totalPrice: '1000.00' }, 100_000],
    ['1000 as a number', { totalPrice: 1000 }, 100_000],
    ['10.5 as a number', { totalPrice: 10.5 }, 1050],
    ['an item price as a number', { totalPrice: null, orderItems: [{ ...ITEM, price: 9000 }] }, 900_000],
    ['a total beside items, which wins', { totalPrice: '500', orderItems: [ITEM] }, 50_000],
    ['items beside an empty total', { totalPrice: '', orderItems: [ITEM, ITEM] }, 1_800_000],
    [
      'ten times ten cents, which binary fractions get wrong',
      { totalPrice: null, orderItems: [{ ...ITEM, price: '0.1', quantity: 3 }] },
      30,
    ],
  ])('may say what it costs as %s', async (_, order, minor) => {
    const box = await shopOf()
    const reply = await box.shop.post(PATH, { ...ORDER, ...order })
    expect(reply.statusCode).toBe(200)
    expect((await linksOf(box, box.shop))[0]?.total.minor).toBe(minor)
  })

  test.each<[what: string, order: object]>([
    [
      'empty texts in optional fields',
      {
        customerName: '',
        customerEmail: '',
        customerPhone: '',
        description: '',
        callbackUrl: '',
        wooCommerceCallbackURL: '',
        checksum: '',
        checksumMethod: '',
      },
    ],
    [
      'null in optional fields',
      {
        customerName: null,
        customerEmail: null,
        customerPhone: null,
        description: null,
        callbackUrl: null,
        wooCommerceCallbackURL: null,
        checksum: null,
        checksumMethod: null,
        orderItems: null,
      },
    ],
    [
      'an email and a phone that are none',
      { customerEmail: 'not an address', customerPhone: '+255 (0) 712' },
    ],
    [
      'a plain http callbackUrl on localhost with a port',
      { callbackUrl: 'http://localhost:3000/hooks?shop=1' },
    ],
    [
      'fields that nobody knows',
      { redirectUrl: 'https://a.test', successUrl: 1, metadata: { a: [1] }, merchantId: null },
    ],
    ['extra keys in items', { orderItems: [{ ...ITEM, sku: 'A1', tax: 0 }] }],
    ['a description of ten thousand characters', { description: 'ä'.repeat(10_000) }],
    ['a checksum that nobody asked for', { checksum: 'nonsense', checksumMethod: 'HMAC-SHA256' }],
    ['dollars', { orderCurrency: 'USD' }],
  ])('goes through with %s', async (_, order) => {
    const box = await shopOf()
    expect((await box.shop.post(PATH, { ...ORDER, ...order })).statusCode).toBe(200)
    expect(await linksOf(box, box.shop)).toHaveLength(1)
  })

  test.each<[what: string, payload: string]>([
    [
      'spaces and line ends',
      '{\n  "orderCurrency" : "TZS",\n\t"totalPrice":"12500" , "orderReference": "SBX0001A" }',
    ],
    [
      'escaped slashes',
      '{"orderCurrency":"TZS","totalPrice":"12500","orderReference":"SBX0001A","callbackUrl":"https:\\/\\/a.test\\/b"}',
    ],
    [
      'escaped accents',
      '{"orderCurrency":"TZS","totalPrice":"12500","orderReference":"SBX0001A","customerName":"Jos\\u00e9"}',
    ],
    ['a byte order mark', '\ufeff{"orderCurrency":"TZS","totalPrice":"12500","orderReference":"SBX0001A"}'],
    [
      'a key twice, of which the last counts',
      '{"orderCurrency":"KES","totalPrice":"12500","orderReference":"SBX0001A","orderCurrency":"TZS"}',
    ],
  ])('may be written with %s', async (_, payload) => {
    const { shop } = await shopOf()
    expect((await shop.post(PATH, payload, { 'content-type': 'application/json' })).statusCode).toBe(200)
  })

  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'APPLICATION/JSON;charset=UTF-8',
    'application/vnd.api+json',
  ])('may come as %s', async (type) => {
    const { shop } = await shopOf()
    expect((await shop.post(PATH, JSON.stringify(ORDER), { 'content-type': type })).statusCode).toBe(200)
  })

  test('leaves out what is empty when it is stored', async () => {
    const box = await shopOf()
    await box.shop.post(PATH, {
      ...ORDER,
      customerName: '',
      customerEmail: null,
      description: '',
      callbackUrl: '',
    })
    const [link] = await linksOf(box, box.shop)
    expect(link?.customer).toEqual({})
    expect(link).not.toHaveProperty('description')
    expect(link).not.toHaveProperty('callbackUrl')
  })

  test('may have a slash at the end of its path', async () => {
    const { shop } = await shopOf()
    expect((await shop.post(`${PATH}/`, ORDER)).statusCode).toBe(200)
  })

  test('refuses items that add up to more than can be counted exactly', async () => {
    const { shop } = await shopOf()
    const orderItems = [{ name: 'a', price: '9999999999999', quantity: 1_000_000 }]
    const reply = await shop.post(PATH, { ...ORDER, totalPrice: undefined, orderItems })
    expect(seen(reply)).toEqual(refused(400, ['totalPrice must be a number string']))
  })

  test('can name the scenario of its payments in a header, if there is one of that name', async () => {
    const box = await shopOf()
    const reply = await box.shop.post(PATH, ORDER, { 'x-sandbox-scenario': 'slow-succes' })
    expect(reply.statusCode).toBe(400)
    expect(schemaIssues(refusal, reply.json())).toEqual([])
    expect(reply.body).toContain('did you mean')
    await box.shop.post(PATH, ORDER, { 'X-Sandbox-Scenario': 'slow-success' })
    expect((await linksOf(box, box.shop))[0]?.scenario).toBe('slow-success')
  })
})

describe('an order reference', () => {
  const used = (reference: string) =>
    refused(409, `Order reference ${reference} already used: Create a different reference`)

  test('is refused the second time, and the first link stays', async () => {
    const box = await shopOf()
    await box.shop.post(PATH, ORDER)
    const before = await linksOf(box, box.shop)
    expect(seen(await box.shop.post(PATH, { ...ORDER, totalPrice: '1' }))).toEqual(used('SBX0001A'))
    expect(await linksOf(box, box.shop)).toEqual(before)
  })

  test('is used up by creating the link, whether or not anybody pays', async () => {
    const { sandbox, shop } = await shopOf()
    await shop.createLink()
    await sandbox.clocks.advance(shop.id, 365 * 86_400_000)
    expect(seen(await shop.post(PATH, { ...ORDER, orderReference: 'ORDER1001' }))).toEqual(used('ORDER1001'))
  })

  test('stays used up after a failed attempt', async () => {
    const { sandbox, shop } = await shopOf({ scenario: 'insufficient-balance' })
    const link = await sandbox.links.find(await shop.createLink())
    if (!link) throw new Error('no link')
    await sandbox.payments.pay(link.order, { channel: 'M-PESA', phoneNumber: '255744000111' })
    await sandbox.clocks.runUntilIdle(shop.id)
    expect((await shop.post(PATH, { ...ORDER, orderReference: 'ORDER1001' })).statusCode).toBe(409)
  })

  test('is not used up by a refused request', async () => {
    const { shop } = await shopOf()
    await shop.post(PATH, { ...ORDER, orderCurrency: 'KES' })
    await shop.post(PATH, { ...ORDER, totalPrice: undefined })
    expect((await shop.post(PATH, ORDER)).statusCode).toBe(200)
  })

  test('tells capitals from small letters', async () => {
    const { shop } = await shopOf()
    await shop.post(PATH, ORDER)
    expect((await shop.post(PATH, { ...ORDER, orderReference: 'sbx0001a' })).statusCode).toBe(200)
  })

  test.each([1, 20, 21, 32, 50, 600])('may have %i characters, and can be queried then', async (length) => {
    const { shop } = await shopOf()
    const orderReference = 'R'.repeat(length)
    expect((await shop.post(PATH, { ...ORDER, orderReference })).statusCode).toBe(200)
    expect((await shop.get(`/payments/${orderReference}`)).body).toBe('[]')
  })

  test('belongs to one merchant: another one may use it too', async () => {
    const { shop, openShop } = await shopOf()
    const other = await openShop()
    await shop.post(PATH, ORDER)
    expect((await other.post(PATH, ORDER)).statusCode).toBe(200)
  })

  test('is shared by all applications of a merchant', async () => {
    const { app, sandbox, shop } = await shopOf()
    await shop.post(PATH, ORDER)
    const second = await sandbox.applications.add(shop.id, { apiKey: 'SKSECOND' })
    const headers = { 'client-id': second.id, 'api-key': 'SKSECOND' }
    const token = await app.inject({ method: 'POST', url: '/third-parties/generate-token', headers })
    const reply = await app.inject({
      method: 'POST',
      url: `/third-parties${PATH}`,
      headers: { authorization: token.json().token },
      payload: ORDER,
    })
    expect(seen(reply)).toEqual(used('SBX0001A'))
  })

  test('goes to exactly one of many requests that come at once', async () => {
    const box = await shopOf()
    const replies = await Promise.all(Array.from({ length: 20 }, () => box.shop.post(PATH, ORDER)))
    expect(replies.map(({ statusCode }) => statusCode).sort()).toEqual([200, ...Array(19).fill(409)])
    expect(await linksOf(box, box.shop)).toHaveLength(1)
  })
})

describe('a link request of an application with checksums', () => {
  const withChecksum = () => shopOf({ checksumEnabled: true, checksumKey: CHECKSUM_KEY })
  const legacy = hmac(legacyText(TOTAL), CHECKSUM_KEY)

  test.each<[what: string, body: object, message: string]>([
    ['missing', TOTAL, 'checksum is required'],
    ['null', { ...TOTAL, checksum: null }, 'checksum is required'],
    ['empty', { ...TOTAL, checksum: '' }, 'checksum is required'],
    ['missing beside a wrong method', { ...TOTAL, checksumMethod: 'md5' }, 'checksum is required'],
    ['in capitals', { ...TOTAL, checksum: SIGNED_TOTAL.checksum.toUpperCase() }, 'Invalid checksum'],
    ['too short', { ...TOTAL, checksum: SIGNED_TOTAL.checksum.slice(1) }, 'Invalid checksum'],
    ['too long', { ...TOTAL, checksum: `${SIGNED_TOTAL.checksum}0` }, 'Invalid checksum'],
    ['a number', { ...TOTAL, checksum: 1 }, 'Invalid checksum'],
    ['a list', { ...TOTAL, checksum: [SIGNED_TOTAL.checksum] }, 'Invalid checksum'],
    ['of another order', { ...SIGNED_TOTAL, totalPrice: '12501' }, 'Invalid checksum'],
    ['of the same amount as a number', { ...SIGNED_TOTAL, totalPrice: 12500 }, 'Invalid checksum'],
    [
      'of the order without a field that is empty',
      { ...SIGNED_TOTAL, wooCommerceCallbackURL: '' },
      'Invalid checksum',
    ],
    ['of the order without a field that nobody knows', { ...SIGNED_TOTAL, metadata: {} }, 'Invalid checksum'],
    ['made with another key', signed(TOTAL, 'CHKother'), 'Invalid checksum'],
    ['made the old way without saying so', { ...TOTAL, checksum: legacy }, 'Invalid checksum'],
    ['made the new way but called legacy', { ...SIGNED_TOTAL, checksumMethod: 'legacy' }, 'Invalid checksum'],
    [
      'of an unknown method',
      { ...SIGNED_TOTAL, checksumMethod: 'HMAC-SHA256' },
      'checksumMethod must be one of the following values: canonical, legacy',
    ],
    [
      'of a method that is not text',
      { ...SIGNED_TOTAL, checksumMethod: 1 },
      'checksumMethod must be one of the following values: canonical, legacy',
    ],
  ])('is refused when the checksum is %s', async (_, body, message) => {
    const box = await withChecksum()
    const reply = await box.shop.post(PATH, body)
    expect(seen(reply)).toEqual(refused(400, [message]))
    expect(await linksOf(box, box.shop)).toEqual([])
  })

  test.each<[what: string, body: object]>([
    ['V3, with a total', SIGNED_TOTAL],
    ['V4, with items and an accent', SIGNED_ITEMS],
    ['V3 with its method named', { ...SIGNED_TOTAL, checksumMethod: 'canonical' }],
    ['V3 with an empty method', { ...SIGNED_TOTAL, checksumMethod: '' }],
    ['V3 with null for a method', { ...SIGNED_TOTAL, checksumMethod: null }],
    [
      'V3 the old way, saying so',
      {
        ...TOTAL,
        checksum: '6b69743b69ed14777e84b782a494e8add937a81d4d72fe7821872a8cdb812ece',
        checksumMethod: 'legacy',
      },
    ],
    [
      'V4 the old way, saying so',
      {
        ...ITEMS,
        checksum: '8f95656e94dae1e8367b1721df890552cf49cc1faeadea7c725e6c79dbe97ff7',
        checksumMethod: 'legacy',
      },
    ],
    [
      'an order with empty, unknown and nested fields',
      signed(
        {
          ...TOTAL,
          customerEmail: '',
          fetchSenderDetails: true,
          meta: { b: [1, { d: null, c: '/' }], a: {} },
        },
        CHECKSUM_KEY,
      ),
    ],
    ['keys that look like numbers', signed({ ...TOTAL, '10': 'a', '9': 'b' }, CHECKSUM_KEY)],
    ['an emoji and a line separator', signed({ ...TOTAL, description: '📱\u2028<b>&' }, CHECKSUM_KEY)],
  ])('goes through when signed right: %s', async (_, body) => {
    const { shop } = await withChecksum()
    const reply = await shop.post(PATH, body)
    expect(reply.statusCode, reply.body).toBe(200)
    expect(schemaIssues(checkoutLinkReply, reply.json())).toEqual([])
  })

  test('is judged by what was parsed: spaces, key order and escapes do not matter', async () => {
    const { shop } = await withChecksum()
    const backwards = Object.fromEntries(Object.entries(SIGNED_ITEMS).reverse())
    const payload = JSON.stringify(backwards, null, 4).replace('é', '\\u00e9').replaceAll('/', '\\/')
    const reply = await shop.post(PATH, payload, { 'content-type': 'application/json' })
    expect(reply.statusCode, reply.body).toBe(200)
  })

  test('is answered with the checksum before anything about its fields', async () => {
    const { shop } = await withChecksum()
    const reply = await shop.post(PATH, {
      amount: '12500',
      reference: 'SBX0001A',
      currency: 'TZS',
      checksum: 'x',
    })
    expect(seen(reply)).toEqual(refused(400, ['Invalid checksum']))
  })

  test('is not asked for a checksum by a GET or for a token', async () => {
    const { shop } = await withChecksum()
    expect((await shop.get('/payments/all')).statusCode).toBe(200)
  })

  /** What the journal says of a body that is refused. */
  async function explanationOf(body: object) {
    const { sandbox, shop } = await withChecksum()
    await shop.post(PATH, body)
    const refusals = await sandbox.engine.store.find('journal', {
      where: { merchantId: shop.id, type: 'request:refused' },
    })
    return refusals[0]?.text
  }

  test.each([
    ['of another type', { ...SIGNED_TOTAL, totalPrice: 12500 }, '`totalPrice` was hashed as a string'],
    ['made the old way without saying so', { ...TOTAL, checksum: legacy }, 'is the legacy method.'],
    [
      'made the new way but called legacy',
      { ...SIGNED_TOTAL, checksumMethod: 'legacy' },
      'is the canonical method, where the legacy method is in force.',
    ],
  ])('tells in the journal which known mistake was made: %s', async (_, body, says) => {
    const text = await explanationOf(body)
    expect(text).toContain('INVALID_CHECKSUM')
    expect(text).toContain(says)
    expect(text).not.toContain('checksum/explain')
  })

  test('tells in the journal which other secret of the merchant it was keyed with', async () => {
    const { sandbox, shop } = await withChecksum()
    const other = await sandbox.applications.add(shop.id, { name: 'other' })
    await shop.post(PATH, signed(TOTAL, shop.apiKey))
    await shop.post(PATH, signed(TOTAL, other.checksumKey))
    const refusals = await sandbox.engine.store.find('journal', {
      where: { merchantId: shop.id, type: 'request:refused' },
    })
    expect(refusals.map(({ text }) => text)).toEqual([
      expect.stringContaining('It was keyed with the API key "'),
      expect.stringContaining(`It was keyed with the checksum key of the application ${other.id}.`),
    ])
  })

  test('tells in the journal where to look further when no likely mistake was made', async () => {
    expect(await explanationOf(signed(TOTAL, 'CHKother'))).toMatch(
      /No likely mistake.* POST \/sandbox\/api\/v1\/checksum\/explain and `clickpesa-sandbox checksum` find more mistakes/,
    )
  })
})
