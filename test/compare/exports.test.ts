import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { compareTraffic } from '../../server/compare/compare.js'
import { entriesOfCollection } from '../../server/compare/postman.js'
import { readTraffic } from '../../server/compare/read-traffic.js'
import { redactedTraffic } from '../../server/compare/redact.js'

// The same four calls as each tool exports them, with its own fields, beside what else is in such a file.
const FOLDER = new URL('exports/', import.meta.url)
const FILES = readdirSync(FOLDER)
const textOf = (file: string) => readFileSync(new URL(file, FOLDER), 'utf8')

const CALLS = [
  ['POST', '/third-parties/generate-token', 200],
  ['POST', '/third-parties/checkout-link/generate-checkout-url', 200],
  ['POST', '/third-parties/checkout-link/generate-checkout-url', 409],
  ['GET', '/third-parties/payments/UNKNOWN1', 404],
]

test('there are samples of the usual tools', () => {
  expect(FILES.toSorted()).toEqual([
    'charles.har',
    'chrome-sanitized.har',
    'chrome.har',
    'firefox.har',
    'insomnia.har',
    'mitmproxy.har',
    'postman.postman_collection.json',
  ])
})

describe.each(FILES)('%s', (file) => {
  test('is read: every call with its body and answer, and what has no answer is passed over', () => {
    const { calls, passedOver } = readTraffic(file, textOf(file))
    expect(calls.map(({ method, path, status }) => [method, path, status])).toEqual(CALLS)
    expect(calls[1]?.body).toEqual({ totalPrice: '12500', orderReference: 'DUKA1001', orderCurrency: 'TZS' })
    expect(calls[2]?.answer).toMatchObject({ statusCode: 409, error: 'Conflict' })
    expect(passedOver).toBe(file.endsWith('.har') ? 1 : 0)
  })

  test('tells the same of the gateway as the others', () => {
    const { dialect, fields } = compareTraffic(file, textOf(file), 'live')
    const first = compareTraffic('chrome.har', textOf('chrome.har'), 'live')
    expect(dialect).toEqual(first.dialect)
    expect(fields.map(({ difference }) => difference)).toEqual(
      first.fields.map(({ difference }) => difference),
    )
  })

  test('can be shared without its secrets', () => {
    const shared = redactedTraffic(file, textOf(file))
    expect(shared).not.toMatch(/SKduka|c2lnbmF0dXJl|DUKA1001/)
    expect(readTraffic('shared', shared).calls).toHaveLength(CALLS.length)
  })
})

describe('a collection of Postman', () => {
  const saved = (raw: string) => ({
    info: {},
    item: [{ response: [{ originalRequest: { method: 'GET', url: { raw } }, code: 200, body: '[]' }] }],
  })

  test('whose address has a variable of an environment is taken for ClickPesa', () => {
    const [entry] = entriesOfCollection(saved('{{host}}/third-parties/payments/all'))
    expect(entry).toMatchObject({ request: { url: 'https://api.clickpesa.com/third-parties/payments/all' } })
  })

  test('whose address cannot be known is refused with what it lacks', () => {
    const text = JSON.stringify(saved('{{host}}/payments/all'))
    expect(() => readTraffic('x.json', text)).toThrow('x.json: entry 1 has no absolute URL')
  })

  test('without saved answers says what to save', () => {
    const text = JSON.stringify({ info: {}, item: [{ name: 'a', request: 'https://a.test' }] })
    expect(() => readTraffic('x.json', text)).toThrow('no answer is saved in this collection')
  })
})

test.each([
  [
    'a session of Charles',
    [{ status: 'COMPLETE', method: 'GET', scheme: 'https', host: 'api.clickpesa.com' }],
  ],
  ['an export of Insomnia', { _type: 'export', __export_format: 4, resources: [] }],
  ['an environment of Postman', { name: 'live', values: [], _postman_variable_scope: 'environment' }],
])('%s is refused once, with what to do', (_, document) => {
  const read = () => readTraffic('session.json', JSON.stringify(document, null, 2))
  expect(read).toThrow(
    'session.json: this is JSON, and neither a HAR file (it has no log) nor a collection of Postman: export it as HAR',
  )
})
