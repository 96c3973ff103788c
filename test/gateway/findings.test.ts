import { describe, expect, test } from 'vitest'
import { GRADES } from '../../server/domain/dialect.js'
import type { RequestFinding } from '../../server/domain/journal.js'
import type { MerchantSettings } from '../../server/domain/merchant.js'
import { FINDINGS } from '../../server/gateway/findings/catalogue.js'
import { refused, seen } from '../support/answers.js'
import { startSandbox, type TestSandbox, type TestShop } from '../support/sandbox.js'

const LINK = '/checkout-link/generate-checkout-url'
const ORDER = { totalPrice: '12500', orderReference: 'ORDER1001', orderCurrency: 'TZS' }
const ITEM = { name: 'Kikoi', price: '9000', quantity: 2 }
const ITEMS = { orderItems: [ITEM], orderReference: 'ORDER1001', orderCurrency: 'TZS' }

interface Call {
  readonly method?: 'GET' | 'POST'
  readonly path?: string
  readonly headers?: Record<string, string>
  readonly body?: unknown
  readonly settings?: MerchantSettings
}

/** Every finding, by the shortest call that has no other. */
const CALLS: readonly (Call & { readonly name: string; readonly finds: readonly string[] })[] = [
  {
    name: 'a total that is a number',
    body: { ...ORDER, totalPrice: 12500 },
    finds: ['number-for-text=totalPrice'],
  },
  {
    name: 'prices of items that are numbers',
    body: { ...ITEMS, orderItems: [ITEM, { ...ITEM, price: 5 }] },
    finds: ['number-for-text=orderItems.1.price'],
  },
  {
    name: 'empty and null fields',
    body: { ...ORDER, customerName: '', customerEmail: null, orderItems: [] },
    finds: [
      'empty-field=orderItems;warning',
      'empty-field=customerName;warning',
      'empty-field=customerEmail;warning',
    ],
  },
  {
    name: 'what is odd about some of many control numbers',
    path: '/billpay/bulk-create-customer-control-numbers',
    body: {
      controlNumbers: [
        { customerName: 'Asha', customerPhone: '255712000111', billReference: 'B1' },
        { customerName: 'Juma', customerPhone: '255712000112', amount: 5000, billReference: 'all' },
      ],
    },
    finds: ['reference-all=controlNumbers.1.billReference', 'unknown-field=controlNumbers.1.amount'],
  },
  {
    name: 'what is empty in some of many control numbers',
    path: '/billpay/bulk-create-order-control-numbers',
    body: { controlNumbers: [{ billAmount: 5000 }, { billAmount: 5000, billDescription: '' }] },
    finds: ['empty-field=controlNumbers.1.billDescription;warning'],
  },
  {
    name: 'a control number that could not be queried',
    path: '/billpay/create-order-control-number',
    body: { billAmount: 5000, billReference: 'all' },
    finds: ['reference-all=billReference'],
  },
  { name: 'total and items', body: { ...ITEMS, totalPrice: '18000' }, finds: ['total-and-items=totalPrice'] },
  {
    name: 'a phone with a plus',
    body: { ...ORDER, customerPhone: '+255712000111' },
    finds: ['phone-form=customerPhone'],
  },
  {
    name: 'a phone with a zero',
    body: { ...ORDER, customerPhone: '0712000111' },
    finds: ['phone-form=customerPhone'],
  },
  {
    name: 'a phone with spaces',
    body: { ...ORDER, customerPhone: '255 712 000 111' },
    finds: ['phone-form=customerPhone'],
  },
  {
    name: 'a reference that a push could not have',
    body: { ...ORDER, orderReference: 'A'.repeat(21) },
    finds: ['long-reference=orderReference;warning'],
  },
  {
    name: 'a reference that cannot be queried',
    body: { ...ORDER, orderReference: 'all' },
    finds: ['reference-all=orderReference'],
  },
  {
    name: 'a callback without https',
    body: { ...ORDER, callbackUrl: 'http://duka.test/hooks/clickpesa' },
    finds: ['callback-not-https=callbackUrl'],
  },
  {
    name: 'a callback to the site root',
    body: { ...ORDER, callbackUrl: 'https://duka.test' },
    finds: ['callback-is-page=callbackUrl;warning'],
  },
  {
    name: 'a callback to a page of thanks',
    body: { ...ORDER, callbackUrl: 'https://duka.test/thank-you/?order=1' },
    finds: ['callback-is-page=callbackUrl;warning'],
  },
  {
    name: 'a callback to a file of HTML',
    body: { ...ORDER, callbackUrl: 'https://duka.test/paid.html' },
    finds: ['callback-is-page=callbackUrl;warning'],
  },
  {
    name: 'a checksum that nobody asked for',
    body: { ...ORDER, checksum: 'a'.repeat(64), checksumMethod: 'legacy' },
    finds: ['checksum-while-off=checksum', 'checksum-while-off=checksumMethod'],
  },
  {
    name: 'fields that do not exist',
    body: { ...ITEMS, redirectUrl: 'https://duka.test', orderItems: [{ ...ITEM, sku: 'K1' }] },
    finds: ['unknown-field=redirectUrl', 'unknown-field=orderItems.0.sku'],
  },
  {
    name: 'another type of JSON',
    headers: { 'content-type': 'application/vnd.api+json' },
    body: JSON.stringify(ORDER),
    finds: ['content-type=Content-Type'],
  },
  {
    name: 'another charset',
    headers: { 'content-type': 'application/json; charset=iso-8859-1' },
    body: JSON.stringify(ORDER),
    finds: ['content-type=Content-Type'],
  },
  { name: 'a slash at the end', path: `${LINK}/`, body: ORDER, finds: ['trailing-slash=path'] },
  {
    name: 'parameters of a link request',
    path: `${LINK}?debug=1`,
    body: ORDER,
    finds: ['unknown-parameter=debug'],
  },
  {
    name: 'unknown and older parameters of the list',
    method: 'GET',
    path: '/payments/all?page=2&currency=TZS&status=SUCCESS',
    finds: ['unknown-parameter=page', 'unknown-parameter=currency'],
  },
  {
    name: 'a body on a GET',
    method: 'GET',
    path: '/payments/all',
    body: { status: 'SUCCESS' },
    finds: ['body-on-get=body'],
  },
  {
    name: 'an empty object on a GET',
    method: 'GET',
    path: '/payments/all',
    body: {},
    finds: ['empty-body-on-get=body;warning'],
  },
  {
    name: 'a token request with a body',
    path: '/generate-token',
    body: { clientId: 'x' },
    finds: ['body-on-token=body'],
  },
  {
    name: 'a token request with a list',
    path: '/generate-token',
    body: [],
    finds: ['list-for-object=body;warning'],
  },
  {
    name: 'a token request as an empty form',
    path: '/generate-token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    finds: ['content-type=Content-Type'],
  },
]

describe('what the docs would object to', () => {
  test.each(CALLS)('$name', async (call) => {
    const { sandbox, app, openShop } = await startSandbox()
    const shop = await openShop(call.settings)
    const reply = await make(app, shop, call)
    expect(reply.statusCode).toBe(200)
    expect(reply.headers['x-sandbox-findings']).toBe(call.finds.join(', '))
    const found = await findingsOf(sandbox, shop)
    expect(
      found.map(({ code, field, severity }) => `${code}=${field}${severity === 'warning' ? ';warning' : ''}`),
    ).toEqual(call.finds)
    for (const { text, source, grade } of found) {
      expect(text).not.toMatch(/[{}]/)
      expect(source).toBeTruthy()
      expect(GRADES).toContain(grade)
    }
  })

  test.each([
    ['Bearer Bearer X', 'doubledBearer', /twice/],
    ['X', 'bareToken', /Bearer is missing/],
    ['bearer X', null, /is written Bearer/],
    ['Bearer  X', null, /exactly one space/],
  ] as const)('an Authorization written %j', async (form, dialectSwitch, slip) => {
    const { sandbox, app, openShop } = await startSandbox()
    const shop = await openShop(dialectSwitch ? { dialect: { [dialectSwitch]: 'accept' } } : {})
    const authorization = form.replace('X', (await shop.token()).slice('Bearer '.length))
    const reply = await make(app, shop, { method: 'GET', path: '/payments/all', headers: { authorization } })
    expect([reply.statusCode, reply.headers['x-sandbox-findings']]).toEqual([
      200,
      'authorization-altered=Authorization',
    ])
    expect((await findingsOf(sandbox, shop))[0]?.text).toMatch(slip)
  })

  test('a checksum by the legacy method', async () => {
    const { app, openShop } = await startSandbox()
    const shop = await openShop({ checksumEnabled: true })
    const body = { ...ORDER, checksum: 'a'.repeat(64), checksumMethod: 'legacy' }
    const reply = await make(app, shop, { body })
    expect([reply.statusCode, reply.headers['x-sandbox-findings']]).toEqual([
      400,
      'legacy-checksum=checksumMethod',
    ])
  })

  test('covers every finding that there is', () => {
    const shown = new Set(CALLS.flatMap(({ finds }) => finds.map((found) => found.split('=')[0])))
    const elsewhere = ['authorization-altered', 'legacy-checksum']
    expect([...shown, ...elsewhere].sort()).toEqual(Object.keys(FINDINGS).sort())
  })
})

describe('no finding', () => {
  test.each<[string, Call]>([
    ['is made of an order by the book', { body: ORDER }],
    [
      'is made of items by the book',
      { body: { ...ITEMS, customerPhone: '255712000111', customerName: 'José' } },
    ],
    [
      'is made of a callback by https',
      { body: { ...ORDER, callbackUrl: 'https://duka.test/hooks/clickpesa' } },
    ],
    [
      'is made of a callback on this machine',
      { body: { ...ORDER, callbackUrl: 'http://127.0.0.1:3000/hooks' } },
    ],
    [
      'is made of a callback on IPv6 loopback',
      { body: { ...ORDER, callbackUrl: 'http://[::1]:3000/hooks' } },
    ],
    [
      'is made of a callback in the next container',
      { body: { ...ORDER, callbackUrl: 'http://shop:3000/hooks' } },
    ],
    [
      'is made of JSON with its charset',
      { headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(ORDER) },
    ],
    [
      'is made of a GET that claims to be JSON',
      { method: 'GET', path: '/payments/all', headers: { 'content-type': 'application/json' } },
    ],
    ['is made of known parameters', { method: 'GET', path: '/payments/all?status=SUCCESS&limit=5' }],
    [
      'is made of older parameters where they are honoured',
      {
        method: 'GET',
        path: '/payments/all?id=LCPC1',
        settings: { dialect: { paymentsAllOlderFilters: 'honoured' } },
      },
    ],
    ['is made of a token request with an empty object', { path: '/generate-token', body: {} }],
    [
      'is made of a long reference where there is no limit',
      {
        body: { ...ORDER, orderReference: 'A'.repeat(21) },
        settings: { dialect: { referenceLengthLimit: 'none' } },
      },
    ],
  ])('%s', async (_, call) => {
    const { sandbox, app, openShop } = await startSandbox()
    const shop = await openShop(call.settings)
    const reply = await make(app, shop, call)
    expect([reply.statusCode, reply.headers['x-sandbox-findings']]).toEqual([200, undefined])
    expect(await findingsOf(sandbox, shop)).toEqual([])
  })

  test.each<[string, Partial<MerchantSettings['dialect']>, object]>([
    ['totalPriceType', { totalPriceType: 'stringOnly' }, { totalPrice: 5 }],
    ['unknownBodyFields', { unknownBodyFields: 'refuse' }, { redirectUrl: 'x' }],
    ['checksumWhileDisabled', { checksumWhileDisabled: 'refuse' }, { checksum: 'a' }],
  ])('repeats what the dialect refuses: %s', async (_, dialect, changes) => {
    const { app, openShop } = await startSandbox()
    const shop = await openShop({ dialect: dialect ?? {} })
    const reply = await make(app, shop, { body: { ...ORDER, ...changes } })
    expect([reply.statusCode, reply.headers['x-sandbox-findings']]).toEqual([400, undefined])
  })
})

describe('a finding', () => {
  test('is written in the journal with its order, its page and its grade', async () => {
    const { sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    await shop.post(LINK, { ...ORDER, merchantId: 'M1' })
    const entries = await sandbox.engine.store.find('journal', { where: { merchantId: shop.id } })
    expect(entries.filter(({ type }) => type === 'request:finding')).toMatchObject([
      {
        orderReference: 'ORDER1001',
        text: `POST /third-parties${LINK}: merchantId is not a field of this call and is ignored: the token says who calls (error, documented: docs.clickpesa.com/checkout/hosted-checkout/checkout-link-api)`,
        data: { code: 'unknown-field', severity: 'error', field: 'merchantId', grade: 'documented' },
      },
    ])
  })

  test('says what was probably meant by a misspelt field', async () => {
    const { sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    await shop.post(LINK, { ...ORDER, custmerName: 'Asha', constructor: 'x' })
    const texts = (await findingsOf(sandbox, shop)).map(({ text }) => text)
    expect(texts[0]).toMatch(/did you mean customerName\?$/)
    expect(texts[1]).toMatch(/is ignored/)
  })

  test('never shows a value that was sent, and fits into a header whatever was sent', async () => {
    const { sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    const odd = { 'a, b=ü\r\nx: y': 's3cret', [`${'k'.repeat(300)}`]: 's3cret', apiKey: 's3cret' }
    const many = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`field${i}`, 's3cret']))
    const reply = await shop.post(LINK, { ...ORDER, ...odd, ...many })
    const header = String(reply.headers['x-sandbox-findings'])
    expect(reply.statusCode).toBe(200)
    expect(header).toMatch(/^[!-~ ]{100,1020}, and more$/)
    expect(header).toContain('unknown-field=a??b????x:?y, ')
    const found = await findingsOf(sandbox, shop)
    expect(found).toHaveLength(50)
    expect(JSON.stringify(found)).not.toContain('s3cret')
    await shop.get('/payments/all?page=s3cret')
    const entries = await sandbox.engine.store.find('journal', { where: { merchantId: shop.id } })
    expect(entries.filter(({ type }) => type === 'request:finding')).toHaveLength(51)
    expect(JSON.stringify(entries)).not.toContain('s3cret')
    expect(Math.max(...found.map(({ field }) => field.length))).toBe(80)
  })

  test('stands beside the refusal of a request that is wrong as well', async () => {
    const { app, openShop } = await startSandbox()
    const shop = await openShop()
    const reply = await make(app, shop, { body: { ...ORDER, orderCurrency: 'KES', returnUrl: 'x' } })
    expect([reply.statusCode, reply.headers['x-sandbox-findings']]).toEqual([400, 'unknown-field=returnUrl'])
  })

  test('changes nothing of the answer but the one header', async () => {
    const answers = await Promise.all(
      [ORDER, { ...ORDER, redirectUrl: 'https://duka.test', customerPhone: '0712000111' }].map(
        async (body) => {
          const { app, openShop } = await startSandbox()
          const reply = await make(app, await openShop({ clientId: 'IDSAME' }), { body })
          const { date: _, 'x-sandbox-findings': found, ...headers } = reply.headers
          return {
            found,
            answer: { status: reply.statusCode, headers, bytes: reply.rawPayload.toString('hex') },
          }
        },
      ),
    )
    expect(answers.map(({ found }) => found !== undefined)).toEqual([false, true])
    expect(answers[1]?.answer).toEqual(answers[0]?.answer)
  })
})

const isWarning = (found: string) => found.endsWith(';warning')

describe('a strict merchant', () => {
  test.each(CALLS.filter(({ finds }) => !finds.every(isWarning)))('refuses $name', async (call) => {
    const { sandbox, app, openShop } = await startSandbox()
    const shop = await openShop({ ...call.settings, strict: true })
    const reply = await make(app, shop, call)
    expect(reply.statusCode).toBe(400)
    const { message, error } = reply.json<{ message: string[]; error: string }>()
    expect([message.length, error]).toEqual([call.finds.length, 'Bad Request'])
    expect(await sandbox.engine.store.find('orders', {})).toEqual([])
  })

  test.each(CALLS.filter(({ finds }) => finds.every(isWarning)))(
    'takes $name, with a warning',
    async (call) => {
      const { app, openShop } = await startSandbox()
      const reply = await make(app, await openShop({ ...call.settings, strict: true }), call)
      expect([reply.statusCode, reply.headers['x-sandbox-findings']]).toEqual([200, call.finds.join(', ')])
    },
  )

  test('names only the errors, where there are warnings as well', async () => {
    const { openShop } = await startSandbox()
    const shop = await openShop({ strict: true })
    const reply = await shop.post(LINK, { ...ORDER, customerName: '', redirectUrl: 'x' })
    expect(seen(reply)).toEqual(refused(400, ['property redirectUrl should not exist']))
    expect(reply.headers['x-sandbox-findings']).toBe(
      'empty-field=customerName;warning, unknown-field=redirectUrl',
    )
  })

  test('words its validation messages as the gateway words those about types', async () => {
    const { openShop } = await startSandbox()
    const shop = await openShop({ strict: true })
    const reply = await shop.post(LINK, { ...ORDER, totalPrice: 12500, redirectUrl: 'x' })
    expect(seen(reply)).toEqual(
      refused(400, ['totalPrice must be a string', 'property redirectUrl should not exist']),
    )
  })

  test('explains itself in the journal', async () => {
    const { sandbox, openShop } = await startSandbox()
    const shop = await openShop({ strict: true })
    await shop.post(LINK, { ...ORDER, redirectUrl: 'x' })
    const entries = await sandbox.engine.store.find('journal', { where: { merchantId: shop.id } })
    const refusal = entries.find(({ type }) => type === 'request:refused')
    expect(refusal?.text).toMatch(/\(STRICT\): strict is on.*redirectUrl is not a field.*Return URL/)
  })

  test('says what is wrong by the normal checks first, and uses up nothing', async () => {
    const { openShop } = await startSandbox()
    const shop = await openShop({ strict: true })
    const odd = { ...ORDER, redirectUrl: 'x' }
    const messages = []
    for (const body of [{ ...odd, orderCurrency: 'KES' }, odd, ORDER, odd]) {
      messages.push((await shop.post(LINK, body)).json<{ message?: string | string[] }>().message)
    }
    expect(messages).toEqual([
      ['orderCurrency must be one of the following values: TZS, USD'],
      ['property redirectUrl should not exist'],
      undefined,
      'Order reference ORDER1001 already used: Create a different reference',
    ])
  })

  test('refuses an odd query of an order, though not before it has looked for the order', async () => {
    const { openShop } = await startSandbox()
    const shop = await openShop({ strict: true })
    const query = async () =>
      (await shop.get('/payments/ORDER1001?full=1')).json<{ message?: unknown }>().message
    expect(await query()).toBe('Invalid or missing payment: ORDER1001')
    await shop.createLink()
    expect(await query()).toEqual(['property full should not exist'])
  })

  test('can be the rule of a whole sandbox, with exceptions, and can be changed', async () => {
    const { app, openShop, sandbox } = await startSandbox({ strict: true })
    let others = 0
    const [strict, lenient] = [await openShop(), await openShop({ strict: false })]
    const odd = { ...ORDER, redirectUrl: 'x' }
    const statuses = async () => {
      others += 1
      return [
        (await make(app, strict, { body: odd })).statusCode,
        (await make(app, lenient, { body: { ...odd, orderReference: `OTHER${others}` } })).statusCode,
      ]
    }
    expect(await statuses()).toEqual([400, 200])
    await sandbox.merchants.change(strict.id, { strict: false })
    expect(await statuses()).toEqual([200, 200])
    await sandbox.resetMerchant(strict.id)
    const reset = await sandbox.merchants.details(strict.id)
    expect(reset.merchant.strict).toBe(true)
  })
})

async function make(app: TestSandbox['app'], shop: TestShop, call: Call) {
  const { method = 'POST', path = LINK, headers = {}, body } = call
  const credentials: Record<string, string> =
    path === '/generate-token'
      ? { 'client-id': shop.clientId, 'api-key': shop.apiKey }
      : { authorization: await shop.token() }
  return app.inject({
    method,
    url: `/third-parties${path}`,
    headers: { ...credentials, ...headers },
    ...(body === undefined ? {} : { payload: body as object }),
  })
}

async function findingsOf(
  sandbox: TestSandbox['sandbox'],
  shop: TestShop,
): Promise<readonly RequestFinding[]> {
  const requests = await sandbox.engine.store.find('requests', { where: { merchantId: shop.id } })
  return requests.flatMap(({ findings = [] }) => findings)
}
