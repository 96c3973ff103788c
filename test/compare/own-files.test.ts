import { expect, test } from 'vitest'
import { compareTraffic } from '../../server/compare/compare.js'
import { readTraffic } from '../../server/compare/read-traffic.js'
import { redactedTraffic } from '../../server/compare/redact.js'
import { comparisonText } from '../../server/compare/report.js'
import { pay } from '../support/builders.js'
import { startSandbox } from '../support/sandbox.js'
import { asHar, asLines, record } from './recording.js'

/** The log of a merchant as the inspector gives it out: calls that went well, were refused, and were broken off. */
async function exported() {
  const { app, sandbox, openShop } = await startSandbox()
  const shop = await openShop()
  await pay(sandbox, await shop.createLink({ callbackUrl: 'http://127.0.0.1:9/x' }))
  await sandbox.clocks.advance(shop.id, 2000)
  await shop.get('/payments/ORDER1001')
  await shop.get('/payments/UNKNOWN')
  await shop.post('/payouts/create', { amount: 1 })
  await app.inject({
    method: 'OPTIONS',
    url: '/third-parties/payments/X',
    headers: { authorization: await shop.token() },
  })
  await sandbox.merchants.change(shop.id, { scenario: 'connection-reset' })
  await shop.get('/payments/ORDER1001').catch(() => null)
  await shop.createLink({ orderReference: 'GONE' }).catch(() => null)
  return (await app.inject({ url: `/sandbox/merchants/${shop.id}/requests.har` })).body
}

test('the HAR of the inspector is compared, and nothing in it differs', async () => {
  const har = await exported()
  const comparison = compareTraffic('own.har', har, 'live')
  expect(comparison.differing).toEqual([])
  expect(comparison.contradictory).toEqual([])
  expect(comparison.fields).toEqual([])
})

test('the redacted file of a recording says the same as the recording', async () => {
  for (const text of [await exported(), asLines(await record({}))]) {
    const before = compareTraffic('x', text, 'live')
    const redacted = redactedTraffic('x', text)
    const after = compareTraffic('x', redacted, 'live')
    expect(after.dialect).toEqual(before.dialect)
    expect(after.fields.map(({ difference }) => difference)).toEqual(
      before.fields.map(({ difference }) => difference),
    )
    expect(redactedTraffic('x', redacted).split('\n')).toHaveLength(redacted.split('\n').length)
    expect(readTraffic('x', redacted).calls).toHaveLength(readTraffic('x', text).calls.length)
  }
})

const url = 'https://api.clickpesa.com/third-parties/payments/A1'

test.each([
  [
    'a preflight',
    { request: { method: 'OPTIONS', url, headers: [] }, response: { status: 204, content: {} } },
  ],
  [
    'a failed request',
    { request: { method: 'GET', url, headers: [] }, response: { status: 0, content: { text: '' } } },
  ],
  [
    'an answer from the cache',
    { request: { method: 'GET', url, headers: [] }, response: { status: 304, content: { size: 0 } } },
  ],
  [
    'an answer that was cut off',
    {
      request: { method: 'GET', url, headers: [] },
      response: { status: 200, content: { mimeType: 'application/json', text: '[{"id":' } },
    },
  ],
  ['an entry without an address', { request: { method: 'GET', url: '' }, response: { status: 0 } }],
  ['an entry without a request', { response: { status: 200, content: { text: '[]' } } }],
  ['an entry that is null', null],
  ['a request without an answer', { request: { method: 'GET', url, headers: [] } }],
])('%s has no body, is passed over and counted', async (_, entry) => {
  const good = asHar(await record({}))
  const har = JSON.parse(good)
  har.log.entries.splice(1, 0, entry)
  const comparison = compareTraffic('a.har', JSON.stringify(har), 'live')
  const without = compareTraffic('a.har', good, 'live')
  expect(comparison).toMatchObject({ calls: without.calls, messages: without.messages, passedOver: 1 })
  expect(comparison.fields).toEqual([])
  expect(comparisonText(comparison)).toContain('Passed over 1 call without an answer or its body')
  expect(comparisonText(without)).not.toContain('Passed over')
})
