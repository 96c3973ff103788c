import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { redactedTraffic } from '../../server/compare/redact.js'

/** Each stands where it could be forgotten. None is of a form that a list of secrets would know. */
const SECRETS = [
  'c29tZWJvZHk',
  'sid-hemligt',
  'query-hemligt',
  'header-hemligt',
  'form-hemligt',
  'Asha Mwinyi',
  'Mtaa wa Lumumba',
  '0754000333',
  '754000333',
  'nida-hemligt',
  'asha@duka.example',
  'duka.example',
  'hidden-in-a-key',
  'message-hemligt',
  'other-hemligt',
  'ORDER77',
]

const har = {
  log: {
    comment: 'other-hemligt',
    pages: [{ title: 'https://duka.example/?other-hemligt' }],
    entries: [
      {
        startedDateTime: '2026-05-04T09:00:00.000Z',
        request: {
          method: 'POST',
          url: 'https://asha:other-hemligt@duka.example/third-parties/checkout-link/generate-checkout-url?key=query-hemligt&query-hemligt=1',
          cookies: [{ name: 'sid', value: 'sid-hemligt' }],
          headers: [
            { name: 'Cookie', value: 'sid=sid-hemligt' },
            { name: 'X-Secret', value: 'header-hemligt' },
            { name: 'Authorization', value: 'Basic c29tZWJvZHk=' },
            { name: 'Content-Type', value: 'application/json; boundary=header-hemligt' },
          ],
          queryString: [{ name: 'key', value: 'query-hemligt' }],
          postData: {
            params: [{ name: 'pin', value: 'form-hemligt' }],
            text: JSON.stringify({
              orderReference: 'ORDER77',
              totalPrice: '1000',
              customerName: 'Asha Mwinyi',
              street: 'Mtaa wa Lumumba',
              phone: '0754000333',
              phoneAsNumber: 255_754_000_333,
              nested: [{ nida: 'nida-hemligt' }, ['asha@duka.example']],
              'hidden-in-a-key 1': 'x',
              callbackUrl: 'https://duka.example/hook?token=query-hemligt',
            }),
          },
        },
        response: {
          status: 400,
          cookies: [{ name: 'sid', value: 'sid-hemligt' }],
          headers: [{ name: 'Set-Cookie', value: 'sid=sid-hemligt' }],
          content: {
            encoding: 'base64',
            text: Buffer.from(
              JSON.stringify({
                statusCode: 400,
                token: 'Bearer c29tZWJvZHk',
                message: 'Order reference ORDER77 of Asha Mwinyi is message-hemligt',
              }),
            ).toString('base64'),
          },
        },
      },
      {
        request: {
          method: 'POST',
          url: 'https://duka.example/third-parties/form-hemligt',
          headers: [{ name: 'Content-Type', value: 'application/x-www-form-urlencoded' }],
          postData: { text: 'pin=form-hemligt&phone=0754000333' },
        },
        response: { status: 404, content: { text: 'Not found: form-hemligt' } },
      },
      {
        request: { method: 'GET', url: 'https://duka.example/private?q=other-hemligt', headers: [] },
        response: { status: 200, content: { text: 'other-hemligt' } },
      },
    ],
  },
}

test('redacted traffic has nothing of what somebody wrote, wherever it stood', () => {
  const shared = redactedTraffic('a.har', JSON.stringify(har))
  expect(SECRETS.filter((secret) => shared.includes(secret))).toEqual([])
  expect(shared).not.toContain('255754000333')
})

test('redacted traffic keeps what the gateway says, and what belongs together', () => {
  const [first = ''] = redactedTraffic('a.har', JSON.stringify(har)).split('\n')
  const { request, response } = JSON.parse(first)
  const sent = JSON.parse(request.body)
  const answer = JSON.parse(response.body)
  expect([sent.totalPrice, answer.statusCode, response.status]).toEqual(['1000', 400, 400])
  expect(answer.message).toBe(`Order reference ${sent.orderReference} of … … is …`)
})

test('redacted webhooks and returns have nothing of what somebody wrote either', () => {
  const address = 'https://duka.example/query-hemligt?orderReference=ORDER77&token=query-hemligt'
  const webhook = {
    url: address,
    headers: { cookie: 'sid-hemligt', 'x-secret': 'header-hemligt', 'content-type': 'application/json' },
    body: JSON.stringify({
      event: 'PAYMENT RECEIVED',
      data: {
        orderReference: 'ORDER77',
        customer: { name: 'Asha Mwinyi', phone: '0754000333' },
        note: 'other-hemligt',
      },
    }),
  }
  const lines = [
    { webhook, response: { status: 200 } },
    { return: address, status: 302 },
  ]
  const shared = redactedTraffic('a', lines.map((line) => JSON.stringify(line)).join('\n'))
  expect(shared.split('\n').filter(Boolean)).toHaveLength(2)
  expect(SECRETS.filter((secret) => shared.includes(secret))).toEqual([])
})

test('a stand-in cannot be turned back by trying all phone numbers', () => {
  const line = JSON.stringify({
    request: {
      method: 'GET',
      url: 'https://x.example/third-parties/payments/A1?phone=255754000333',
      headers: {},
    },
    response: { status: 200, body: '[]' },
  })
  const [one, other] = [redactedTraffic('a', line), redactedTraffic('a', line)]
  expect(one).not.toBe(other)
  for (const hash of ['sha256', 'sha1', 'md5']) {
    expect(one).not.toContain(createHash(hash).update('255754000333').digest('hex').slice(0, 8))
  }
})
