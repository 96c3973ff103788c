import { describe, expect, test } from 'vitest'
import { compareTraffic } from '../../server/compare/compare.js'
import { redactedTraffic } from '../../server/compare/redact.js'
import { comparisonText, profileFile } from '../../server/compare/report.js'
import type { Dialect } from '../../server/domain/dialect.js'
import { asHar, asLines, type Recorded, type RecordedCall, record } from './recording.js'

/** Positions other than those of `live` that leave a trace in traffic. */
const TRACES: readonly Partial<Dialect>[] = [
  { badCredentialsStatus: 401 },
  { doubledBearer: 'accept' },
  { bareToken: 'accept' },
  { olderTokens: 'revoked' },
  { errorEnvelope: 'messageOnly' },
  { missingChecksumMessage: 'invalidChecksum' },
  { checksumWhileDisabled: 'refuse' },
  { totalPriceType: 'stringOnly' },
  { unknownBodyFields: 'refuse' },
  { referenceLengthLimit: 'everywhere20' },
  { clientIdInReplies: 'absent' },
  { redirectParams: 'referenceOnly' },
  { redirectParams: 'none' },
  { redirectOnFailure: 'redirect' },
  { redirectStatusCode: 303 },
  { paymentIdStyle: 'referencePrefixed' },
  { pushPhoneError: 'unsupportedText' },
  { pushPreviewFee: 'chargeOnly' },
  { webhookChecksum: 'topLevelNoMethod' },
  { webhookChecksum: 'insideDataLegacy' },
  { webhookChecksum: 'none' },
  { webhookSignatureHeader: 'xClickpesaChecksum' },
  { webhookAmountFormat: 'twoDecimals' },
  { webhookEventKey: 'eventTypeOnFailure' },
  { paymentReceivedShape: 'middle2025' },
  { paymentReceivedShape: 'march2025' },
  { settledRedelivery: 'on' },
  { notificationRetry: 'standardWebhooks' },
  { callbackBody: 'wrapped' },
  { callbackChecksum: 'never' },
  { queryUnknownReference: 'notFound404' },
  { queryUnknownReference: 'emptyArray200' },
  { queryLinkWithoutAttempt: 'sameAsUnknown' },
  { queryAmountFormat: 'string' },
  { queryAmountFormat: 'string2dp' },
  { queryExtraAmount: 'on' },
  { queryAttemptOrder: 'oldestFirst' },
  { paymentsAllOlderFilters: 'honoured' },
]

const MANY: Partial<Dialect> = {
  errorEnvelope: 'messageOnly',
  badCredentialsStatus: 401,
  webhookChecksum: 'insideDataLegacy',
  paymentReceivedShape: 'march2025',
  queryUnknownReference: 'notFound404',
  queryLinkWithoutAttempt: 'sameAsUnknown',
  clientIdInReplies: 'absent',
  redirectOnFailure: 'redirect',
}

describe('traffic of a gateway that speaks', () => {
  test.each([{}, ...TRACES, MANY])('%j says exactly that', async (dialect) => {
    const comparison = compareTraffic('a.ndjson', asLines(await record(dialect)), 'live')
    expect(comparison.dialect, comparisonText(comparison)).toEqual(dialect)
    expect(comparison.contradictory).toEqual([])
    expect(comparison.fields).toEqual([])
  })

  test('another profile agrees with that profile', async () => {
    const recording = asLines(await record(MANY))
    expect(compareTraffic('a.ndjson', recording, 'legacy2025').dialect).not.toEqual(MANY)
    expect(compareTraffic('a.ndjson', recording, 'live').agreeing).toContain('doubledBearer')
  })
})

describe('a recording', () => {
  test('says the same as HAR and as lines of JSON', async () => {
    const recorded = await record(MANY)
    const [har, lines] = [asHar(withReturns(recorded)), asLines(recorded)].map((text) =>
      compareTraffic('a', text, 'live'),
    )
    expect(har?.dialect).toEqual(lines?.dialect)
    expect(har).toMatchObject({ calls: lines?.calls, messages: lines?.messages, fields: [] })
  })

  test('shows what no switch explains, by field', async () => {
    const recorded = await record({})
    const text = comparisonText(compareTraffic('a', asLines(recorded.map(spoiled)), 'live'))
    expect(text).toContain('\nNo switch explains:\n  the answer of generate-token, message: ')
    expect(text).toMatch(
      /the answer of generate-checkout-url, expiresAt: the sandbox never sends this field \(line 7, line 8, line 9, \.\.\.\)/,
    )
    expect(text).toMatch(
      /the answer of the query, channel: is missing; the sandbox always sends it \(line \d+(, line \d+)*\)/,
    )
    expect(text).toMatch(/the answer of the query, createdAt: is not of the type string/)
    expect(text).toMatch(
      /the answer of generate-token, message: the sandbox never says 403 "Go away" \(line 1\)/,
    )
  })

  test('that contradicts itself says so instead of choosing', async () => {
    const [first, second] = await Promise.all([record({}), record({ queryAmountFormat: 'string' })])
    const comparison = compareTraffic('a', asLines([...first, ...second]), 'live')
    expect(comparison.dialect).toEqual({})
    expect(comparison.contradictory.map(({ switch: name }) => name)).toEqual(['queryAmountFormat'])
    expect(comparisonText(comparison)).toContain('Your traffic contradicts itself:\n  queryAmountFormat\n')
  })

  test.each([
    ['nothing', '', 'a.har: there is no call to /third-parties, no webhook and no return in it'],
    ['no entries', '{"log":{}}', 'a.har: log.entries is missing or empty'],
    [
      'no bodies',
      JSON.stringify({
        log: {
          entries: [
            {
              request: { method: 'GET', url: 'https://api.clickpesa.test/third-parties/payments/A1' },
              response: { status: 200, content: { size: 7 } },
            },
            { request: { method: 'GET', url: 'nowhere' }, response: {} },
          ],
        },
      }),
      'a.har: entry 1 (GET /third-parties/payments/A1) has no response body: record with bodies (in a browser: "Save all as HAR with content")\n' +
        'a.har: entry 2 has no absolute URL',
    ],
    [
      'lines that are none',
      'not json\n{"a":1}\n{"webhook":{"url":"https://shop.test","body":"x"}}\n',
      'a.har: line 1 is not a JSON object\na.har: line 2 has none of "request", "webhook" and "return"\na.har: line 3 is a webhook without a JSON object as its body',
    ],
  ])('with %s is refused with what is needed', (_, text, message) => {
    expect(() => compareTraffic('a.har', text, 'live')).toThrow(message)
  })
})

describe('what comes out', () => {
  test('repeats nothing that leads to a person or can be used again', async () => {
    const recorded = await record(MANY)
    const comparison = compareTraffic('a', asLines(recorded), 'live')
    const said = `${comparisonText(comparison)}${JSON.stringify(comparison)}`
    for (const secret of ['José', 'Mushi', '255754000333', 'CHKrecorded', 'TWICE1', 'Bearer ey']) {
      expect(said).not.toContain(secret)
    }
  })

  test('as a configuration makes the sandbox speak like the traffic', async () => {
    const comparison = compareTraffic('a', asLines(await record({ redirectStatusCode: 303 })), 'live')
    expect(profileFile(comparison)).toBe(
      '# Made by `clickpesa-sandbox compare`; start the sandbox with --config and this file.\n' +
        'profile: live\ndialect:\n  redirectStatusCode: 303\n',
    )
  })

  test.each([
    ['lines', asLines],
    ['a HAR', asHar],
  ])('redacted as %s can be shared, and still says the same', async (_, write) => {
    const text = write(withReturns(await record(MANY)))
    const shared = redactedTraffic('a', text)
    for (const secret of ['José', '255754000333', 'SKwrong', 'CHKrecorded', 'Bearer ey']) {
      expect(shared).not.toContain(secret)
    }
    expect(compareTraffic('a', shared, 'live').dialect).toEqual(compareTraffic('a', text, 'live').dialect)
    expect(compareTraffic('a', shared, 'live').fields).toEqual(compareTraffic('a', text, 'live').fields)
  })
})

/** In a HAR, a return without any parameter cannot be told from a link to somewhere else. */
function withReturns(recorded: readonly Recorded[]): Recorded[] {
  return recorded.filter((one) => !('return' in one) || one.return.includes('orderReference='))
}

/** An answer as no sandbox gives it. */
function spoiled(one: Recorded): Recorded {
  if (!('request' in one)) return one
  const { request, response } = one
  const answer = JSON.parse(response.body)
  const says = (value: unknown): RecordedCall => ({
    ...one,
    response: { ...response, body: JSON.stringify(value) },
  })
  if (request.headers['api-key'] === 'SKwrong') return says({ ...answer, message: 'Go away' })
  if ('checkoutLink' in answer) return says({ ...answer, expiresAt: '2026-05-04T10:00:00.000Z' })
  if (!Array.isArray(answer) || answer.length === 0) return one
  const { channel: _, ...row } = answer[0]
  return says([{ ...row, createdAt: 1 }, ...answer.slice(1)])
}
