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
