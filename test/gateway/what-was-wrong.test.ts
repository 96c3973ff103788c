import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { ANONYMOUS } from '../../server/domain/merchant.js'
import { startSandbox, type TestSandbox, type TestShop } from '../support/sandbox.js'

const LINK = '/checkout-link/generate-checkout-url'
const ORDER = { totalPrice: '12500', orderCurrency: 'TZS', orderReference: 'ORDER1001' }

/** What the log says of the latest call. */
async function explanation({ sandbox }: TestSandbox, merchantId: string): Promise<string> {
  const { items } = await sandbox.queries.requests(merchantId, {}, { limit: 1 })
  return items.at(-1)?.refusal?.explanation ?? ''
}

async function explained(order: Record<string, unknown>): Promise<string> {
  const box = await startSandbox()
  const shop = await box.openShop()
  const reply = await shop.post(LINK, { ...ORDER, ...order })
  expect(reply.statusCode).toBe(400)
  return explanation(box, shop.id)
}

describe('a body', () => {
  test.each([
    ['', 'the body came with a Content-Type that is none ("")'],
    ['json', 'the body came with a Content-Type that is none ("json")'],
  ])('with a content type that is none says so: %j', async (type, says) => {
    const box = await startSandbox()
    const shop = await box.openShop()
    const reply = await shop.post(LINK, ORDER, { 'content-type': type })
    expect(reply.json()).toEqual({ statusCode: 400, message: 'Malformed JSON', error: 'Bad Request' })
    expect(await explanation(box, shop.id)).toContain(says)
    expect(await explanation(box, shop.id)).toContain('send Content-Type: application/json')
  })

  test('that was encoded twice says so', async () => {
    const box = await startSandbox()
    const shop = await box.openShop()
    const headers = { 'content-type': 'application/json' }
    const twice = JSON.stringify(JSON.stringify(ORDER))
    expect((await shop.post(LINK, twice as never, headers)).statusCode).toBe(400)
    expect(await explanation(box, shop.id)).toBe(
      'the body is a text that holds JSON: it was encoded twice; send the object itself',
    )
  })
})

describe('an amount', () => {
  test.each(['12500.0000', '12500.000000', '19.9900', '0.10000'])(
    'with decimals that change nothing is taken: %s',
    async (totalPrice) => {
      const { openShop } = await startSandbox()
      expect((await (await openShop()).post(LINK, { ...ORDER, totalPrice })).statusCode).toBe(200)
    },
  )

  test.each<[amount: unknown, says: string]>([
    [' 1000', 'totalPrice is " 1000": it has a space or a line break around it'],
    ['1000\n', 'line break'],
    ['1,000.00', 'a comma between thousands; send 1000.00'],
    ['12,50', 'a comma as decimal sign; send 12.50'],
    ['1 000', 'spaces or signs between its digits'],
    ["1'000.00", 'spaces or signs between its digits'],
    ['+1000', 'a plus sign'],
    ['-5', 'less than nothing'],
    ['0.00', 'it is nothing'],
    [
      '0.0099999999999998',
      'more than two decimals that count; round it to hundredths before you send it, as 0.01',
    ],
    [7.7225, 'more than two decimals'],
    [0.30000000000000004, 'as 0.3'],
    ['TZS 1000', 'a currency'],
    ['1000/=', 'a currency'],
    ['$10', 'a currency'],
    ['1e3', 'an exponent'],
    ['NaN', 'does not have'],
    ['undefined', 'does not have'],
    ['١٢٣', 'not ASCII'],
    ['1000.', 'one side of the point'],
    ['.5', 'one side of the point'],
    ['1.000.000', 'more than one point'],
    ['99999999999999', 'more than 13 digits'],
    ['a lot', 'send a decimal number such as 12500'],
    [true, 'totalPrice is true: it is a boolean'],
    [[1], 'a list'],
    [{ amount: 1 }, 'an object'],
  ])('that is refused says what is wrong with it: %j', async (totalPrice, says) => {
    expect(await explained({ totalPrice })).toContain(says)
  })
})

describe('any other value that is refused', () => {
  test.each<[order: Record<string, unknown>, says: string]>([
    [{ orderCurrency: 'tzs' }, 'orderCurrency is "tzs": letters count as they are; send TZS'],
    [{ orderCurrency: ' TZS' }, 'there is a space around TZS'],
    [{ orderCurrency: 'TSZ' }, 'did you mean TZS?'],
    [{ orderCurrency: undefined }, 'orderCurrency is missing'],
    [{ orderReference: 1001 }, 'orderReference is 1001: it is a number; send it as text'],
    [{ orderReference: 'A-1_2' }, 'has "-" and "_" in it'],
    [{ orderReference: 'A 1' }, 'has white space in it'],
    [{ callbackUrl: 'shop.test/hook' }, 'it has no scheme; send https://shop.test/hook'],
    [{ callbackUrl: 'localhost:3000/hook' }, 'it has no scheme; send https://localhost:3000/hook'],
    [{ callbackUrl: '/hook' }, 'it is a path'],
    [{ callbackUrl: 'ftp://shop.test' }, 'the scheme ftp is neither http nor https'],
    [{ customerEmail: 7 }, 'customerEmail is 7: it is a number'],
    [{ orderItems: {} }, 'orderItems is {}: it is an object; send a list'],
    [
      { orderItems: [{ name: 'A', price: '1', quantity: '2' }] },
      'it is text; send 2 without quotation marks',
    ],
    [{ orderItems: [{ name: 'A', price: '1', quantity: 1.5 }] }, 'it is not a whole number'],
    [
      { orderItems: [{ name: 'A', price: '1,5', quantity: 1 }] },
      'orderItems.0.price is "1,5": it has a comma',
    ],
  ])('says what is wrong with it: %j', async (order, says) => {
    expect(await explained(order)).toContain(says)
  })
})

describe('a compressed body', () => {
  async function send(bytes: Buffer, encoding: string) {
    const box = await startSandbox()
    const shop = await box.openShop()
    const reply = await box.app.inject({
      method: 'POST',
      url: `/third-parties${LINK}`,
      headers: {
        authorization: await shop.token(),
        'content-type': 'application/json',
        'content-encoding': encoding,
      },
      payload: bytes,
    })
    return { reply, says: await explanation(box, shop.id), box, shop }
  }
  const body = Buffer.from(JSON.stringify(ORDER))

  test.each([
    ['gzip', gzipSync(body)],
    ['GZIP', gzipSync(body)],
    ['deflate', deflateSync(body)],
    ['br', brotliCompressSync(body)],
    ['identity', body],
  ])('is inflated: %s', async (encoding, bytes) => {
    const { reply, box, shop } = await send(bytes, encoding)
    expect(reply.statusCode).toBe(200)
    const { items } = await box.sandbox.queries.requests(shop.id, {}, { limit: 1 })
    expect(items.at(-1)?.body).toBe(body.toString())
  })

  test('that is none says so, and so does one that nobody can inflate', async () => {
    expect((await send(body, 'gzip')).says).toContain('Content-Encoding: gzip, but the body is not gzip')
    expect((await send(body, 'zstd')).says).toContain('Content-Encoding: zstd; send it as it is, or as gzip')
  })

  test('is bounded by what it becomes', async () => {
    const { reply, says } = await send(gzipSync(Buffer.alloc(5_000_000, ' ')), 'gzip')
    expect(reply.statusCode).toBe(413)
    expect(says).toContain('once it is inflated')
  })
})

describe('a body in another form of Unicode', () => {
  async function send(bytes: Buffer, contentType: string) {
    const box = await startSandbox()
    const shop = await box.openShop()
    const headers = { authorization: await shop.token(), 'content-type': contentType }
    const url = `/third-parties${LINK}`
    const reply = await box.app.inject({ method: 'POST', url, headers, payload: bytes })
    const { items } = await box.sandbox.queries.requests(shop.id, {}, { limit: 1 })
    return { status: reply.statusCode, kept: items.at(-1)?.body, says: await explanation(box, shop.id) }
  }
  const text = JSON.stringify({ ...ORDER, customerName: 'José' })
  const utf16 = Buffer.from(text, 'utf16le')
  const bigEndian = Buffer.from(`\ufeff${text}`, 'utf16le').swap16()

  test.each([
    ['utf-16', utf16],
    ['UTF-16LE', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['"utf-16be"', bigEndian],
    ['utf-16', bigEndian],
    ['utf-8', Buffer.from(`\ufeff${text}`)],
    ['utf8', Buffer.from(text)],
  ])('is read where its content type says charset=%s', async (charset, bytes) => {
    const { status, kept } = await send(bytes, `application/json; charset=${charset}`)
    expect(status).toBe(200)
    expect(kept?.replace(/^\ufeff/, '')).toBe(text)
  })

  test.each([
    ['application/json', utf16, 'it is UTF-16'],
    ['application/json', bigEndian, 'it is UTF-16'],
    ['application/json; charset=iso-8859-1', Buffer.from(text, 'latin1'), 'charset=iso-8859-1; send UTF-8'],
    ['application/json', Buffer.from(text, 'latin1'), 'send its text as UTF-8'],
  ])('that is not announced, or is none, is named: %s', async (contentType, bytes, says) => {
    const { status, says: said } = await send(bytes, contentType)
    expect(status).toBe(400)
    expect(said).toContain(says)
  })
})

describe('a phone number of an API call', () => {
  test.each([
    ['\u202a255712000111\u202c', 'U+202A, as numbers have that were copied; send 255712000111'],
    ['255\u200b712000111', 'U+200B'],
    ['\ufeff255712000111', 'U+FEFF'],
    ['255712000111 ', 'a space or a line break around it; send 255712000111'],
    ['255\u00a0712\u00a0000111', 'spaces or signs between its digits; send 255712000111'],
    ['255 712-000-111', 'spaces or signs between its digits; send 255712000111'],
    ['255\u2011712000111', 'spaces or signs'],
    ['٢٥٥٧١٢٠٠٠١١١', 'digits that are not ASCII'],
    ['\uff12\uff15\uff15712000111', 'digits that are not ASCII; send 255712000111'],
    ['+255712000111', 'a plus sign or 0: send 12 digits that begin with 255; send 255712000111'],
    ['0712000111', 'send 255712000111'],
    ['712000111', 'no country code: send 255712000111'],
    ['254712000111', 'not one of Tanzania'],
    ['25571200011', 'has 11 digits'],
    ['255731000111', 'no operator here has numbers that begin with 25573'],
    ['tel:255712000111', 'something other than digits'],
    ['', 'is empty'],
  ])('that is refused says what is wrong with it: %j', async (phoneNumber, says) => {
    const box = await startSandbox()
    const shop = await box.openShop()
    const push = { amount: '1000', currency: 'TZS', orderReference: 'PUSH1', phoneNumber }
    const reply = await shop.post('/payments/initiate-ussd-push-request', push)
    expect(reply.statusCode).toBe(400)
    expect(await explanation(box, shop.id)).toContain(says)
  })
})

describe('what stands in place of a token', () => {
  test.each<[shown: string, header: (token: string, shop: TestShop) => string, says: string]>([
    ['in quotation marks', (token) => `"${token}"`, 'quotation marks'],
    ['in quotation marks behind Bearer', (token) => `Bearer "${token.slice(7)}"`, 'quotation marks'],
    ['in < and >', (token) => `Bearer <${token.slice(7)}>`, 'in < and >'],
    ['behind a colon', (token) => `Bearer: ${token.slice(7)}`, 'a colon behind the word Bearer'],
    ['as Python writes bytes', (token) => `Bearer b'${token.slice(7)}'`, 'as Python writes bytes'],
    ['the whole answer', (token) => `Bearer {"success":true,"token":"${token}"}`, 'its field `token`'],
    ['another word', (token) => `Token ${token.slice(7)}`, 'its word is Token'],
    ['undefined', () => 'Bearer undefined', 'a placeholder'],
    ['a variable', () => 'Bearer $TOKEN', 'a placeholder'],
    ['[object Object]', () => 'Bearer [object Object]', 'a placeholder'],
    ['nothing', () => 'Bearer', 'nothing behind the word Bearer'],
    ['the API key', (_, { apiKey }) => `Bearer ${apiKey}`, 'it is an API key'],
    ['the client id', (_, { clientId }) => clientId, 'it is a client id'],
    ['the checksum key', () => 'Bearer CHKSHOP0000000001', 'it is a checksum key'],
    ['Basic', () => `Basic ${Buffer.from('a:b').toString('base64')}`, 'Basic authentication'],
    ['twice Bearer', (token) => `Bearer ${token}`, 'says Bearer twice'],
    ['no Bearer', (token) => token.slice(7), 'lacks the word Bearer'],
    ['a text', () => 'Bearer of good news', 'not a token that the sandbox made'],
  ])('is named: %s', async (_, header, says) => {
    const box = await startSandbox()
    const shop = await box.openShop({ checksumKey: 'CHKSHOP0000000001' })
    const authorization = header(await shop.token(), shop)
    const headers = { authorization, 'client-id': shop.clientId }
    const reply = await box.app.inject({ url: '/third-parties/payments/A1', headers })
    expect(reply.statusCode).toBe(401)
    expect(await explanation(box, shop.id)).toContain(says)
  })
})

/** A text as a header that was sent in UTF-8 reaches a server. */
const asBytes = (text: string) => Buffer.from(text).toString('latin1')

describe('a credential that comes near to a right one', () => {
  async function askWith(box: TestSandbox, clientId: string, apiKey: string, logOf: string) {
    const headers = { 'client-id': clientId, 'api-key': apiKey }
    const reply = await box.app.inject({ method: 'POST', url: '/third-parties/generate-token', headers })
    expect(reply.statusCode).toBe(403)
    return explanation(box, logOf)
  }
  const shopWithKeys = (box: TestSandbox): Promise<TestShop> =>
    box.openShop({ clientId: 'IDSHOP00000001', apiKey: 'SKSHOP0000000001', checksumKey: 'CHKSHOP0000000001' })

  test.each([
    ['"IDSHOP00000001"', 'quotation marks'],
    ["'IDSHOP00000001'", 'quotation marks'],
    [asBytes('“IDSHOP00000001”'), 'quotation marks'],
    [asBytes('\u2018IDSHOP00000001\u2019'), 'quotation marks'],
    [asBytes('IDSHOP\u200b00000001'), 'an invisible character'],
    [asBytes('IDSHOP00000001\u00a0'), 'a space around it'],
    ['<IDSHOP00000001>', 'in < and >'],
    ['Bearer IDSHOP00000001', 'a word of an Authorization header'],
    ['client-id: IDSHOP00000001', 'its own name in front'],
    ['IDSHOP00000001;', 'a sign behind it'],
    ['idshop00000001', 'capital and small letters'],
    ['IDSHOP000000', 'it was cut off: it has 12 characters, and the right one 14'],
    ['IDSHOP00000001\\n', 'before or behind it'],
    ['SKSHOP0000000001', 'it is an API key: the two headers were swapped'],
    ['CHKSHOP0000000001', 'it is a checksum key'],
    ['undefined', 'a placeholder'],
    ['$CLICKPESA_CLIENT_ID', 'a placeholder'],
    ['YOUR_CLIENT_ID', 'a placeholder'],
  ])('is named as a client id: %s', async (clientId, says) => {
    const box = await startSandbox()
    const { apiKey } = await shopWithKeys(box)
    expect(await askWith(box, clientId, apiKey, ANONYMOUS)).toContain(says)
  })

  test.each([
    ['"SKSHOP0000000001"', 'quotation marks'],
    [asBytes('“SKSHOP0000000001”'), 'quotation marks'],
    [asBytes('\u202aSKSHOP0000000001\u202c'), 'an invisible character'],
    ['IDSHOP00000001', 'it is a client id'],
    ['CHKSHOP0000000001', 'it is a checksum key, which signs bodies and is never sent'],
    ['Bearer "SKSHOP0000000001"', 'and then it stands in quotation marks'],
    ['SKSHOP000000', 'it was cut off'],
    ['null', 'a placeholder'],
  ])('is named as an API key: %s', async (apiKey, says) => {
    const box = await startSandbox()
    const { clientId, id } = await shopWithKeys(box)
    expect(await askWith(box, clientId, apiKey, id)).toContain(says)
  })

  test('is not confused with one that is like none', async () => {
    const box = await startSandbox()
    const { clientId, id } = await shopWithKeys(box)
    expect(await askWith(box, clientId, 'SKSOMETHINGELSE', id)).toBe('no application has this API key')
  })
})
