import type { InjectOptions } from 'fastify'
import { expect, test } from 'vitest'
import { pay } from '../support/builders.js'
import { startSandbox } from '../support/sandbox.js'

/** Texts that mean something to somebody: to SQL, to a shell, to a spreadsheet, to HTML, to a terminal, to a file system, to JavaScript. */
const ODD: readonly string[] = [
  "' OR '1'='1",
  "'; DROP TABLE orders; --",
  '" OR ""="',
  '%',
  '_',
  '\\',
  '*',
  '=1+1',
  "=cmd|'/c calc'!A1",
  '@SUM(1)',
  '+1',
  '-1',
  '\t',
  '\n',
  '\0',
  '\u001b[2J',
  '\u202e\u2066',
  '\ufeff\u200b',
  '\ud800',
  'e\u0301\u{1f600}\u{1f468}\u200d\u{1f469}\u200d\u{1f467}',
  'ﷺ'.repeat(200),
  '<script>alert(1)</script>"\'>',
  '{{7*7}}<%= 7*7 %>#{7*7}$' + '{7*7}',
  '$(id)`id`;id|id&id',
  '../../../etc/passwd',
  '%2e%2e%2f%00%0d%0a',
  '__proto__',
  'constructor',
  'NaN',
  '9'.repeat(400),
  'a'.repeat(5000),
]

/** What no answer may have: how the sandbox is made, and what another program made of a text. */
const MADE_OF_IT = /SQLITE|SqliteError|syntax error|node_modules|at Object\.|root:x:|uid=\d/

test('texts that mean something to somebody are texts, in every field, filter, cursor, address and page', {
  timeout: 300_000,
}, async () => {
  const { app, sandbox, openShop } = await startSandbox()
  const shop = await openShop({ rateLimit: null })
  const other = await openShop({ name: 'untouched' })
  const linkId = await shop.createLink()
  await pay(sandbox, linkId)
  const authorization = await shop.token()
  const [control, home] = [`/sandbox/api/v1/merchants/${shop.id}`, `/sandbox/merchants/${shop.id}`]
  const post = (url: string, payload: object): InjectOptions => ({ method: 'POST', url, payload })
  const order = { totalPrice: '1000', orderReference: 'ODD', orderCurrency: 'TZS' }
  const link = '/third-parties/checkout-link/generate-checkout-url'
  const push = '/third-parties/payments/initiate-ussd-push-request'

  const callsWith = (odd: string): readonly InjectOptions[] => {
    const text = encodeURIComponent(odd.toWellFormed())
    return [
      // Fields.
      ...['orderReference', 'totalPrice', 'orderCurrency', 'customerName', 'customerEmail', 'customerPhone']
        .concat(['description', 'callbackUrl', odd])
        .map((field) => ({ ...post(link, { ...order, [field]: odd }), headers: { authorization } })),
      ...['amount', 'currency', 'orderReference', 'phoneNumber'].map((field) => ({
        ...post(push, { amount: '1000', currency: 'TZS', orderReference: 'PUSH', [field]: odd }),
        headers: { authorization },
      })),
      ...['name', 'email', 'clientId', 'apiKey', 'returnUrl', 'scenario'].map((field) =>
        post('/sandbox/api/v1/merchants', { [field]: odd }),
      ),
      post(`${control}/orders/ORDER1001/payments`, { method: odd, phoneNumber: odd }),
      post(`${control}/clock`, { advance: odd }),
      // Filters and cursors.
      ...['payments', 'deliveries', 'requests', 'journal'].flatMap((list) =>
        ['orderReference', 'search', 'status', 'type', 'after', 'before', 'limit'].map((name) => ({
          url: `${control}/${list}?${name}=${text}`,
        })),
      ),
      ...['startDate', 'status', 'channel', 'orderReference', 'sortBy', 'skip', 'limit', 'search'].map(
        (name) => ({ url: `/third-parties/payments/all?${name}=${text}`, headers: { authorization } }),
      ),
      // Addresses.
      { url: `/third-parties/payments/${text}`, headers: { authorization } },
      { url: `/sandbox/api/v1/merchants/${text}` },
      { url: `${control}/orders/${text}/proof` },
      { url: `/sandbox/api/v1/scenarios/${text}` },
      { url: `/checkout/${text}` },
      { url: `/checkout/${linkId}/payments/${text}` },
      // Pages.
      ...['payments', 'deliveries', 'requests', 'payouts'].flatMap((page) =>
        ['search', 'status', 'before'].map((name) => ({ url: `${home}/${page}?${name}=${text}` })),
      ),
      { url: `${home}/orders/${text}` },
      { url: `/sandbox/scenarios/${text}` },
      { url: `/sandbox/guide/search?q=${text}` },
      { url: `/sandbox/guide/${text}` },
    ]
  }

  for (const odd of ODD) {
    for (const call of callsWith(odd)) {
      const { statusCode, headers, body } = await app.inject(call)
      const asked = [odd.slice(0, 40), call.method ?? 'GET', call.url]
      expect([...asked, statusCode < 500]).toEqual([...asked, true])
      expect([...asked, MADE_OF_IT.exec(body)?.[0]]).toEqual([...asked, undefined])
      if (String(headers['content-type']).startsWith('text/html'))
        expect([...asked, body.includes('<script>alert(1)')]).toEqual([...asked, false])
    }
  }

  // What was kept of them is shown, and belongs to nobody else.
  for (const page of ['', '/payments', '/requests', '/deliveries', '/settings']) {
    const { statusCode, body } = await app.inject(`${home}${page}`)
    expect([page, statusCode, body.includes('<script>alert(1)')]).toEqual([page, 200, false])
  }
  const of = { where: { merchantId: other.id } }
  expect(await sandbox.engine.store.find('orders', of)).toEqual([])
  expect((await sandbox.merchants.details(other.id)).merchant.name).toBe('untouched')
})
