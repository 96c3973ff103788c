import { describe, expect, test } from 'vitest'
import { ENDPOINT_IDS, type EndpointId } from '../../contracts/endpoints.js'
import { compareTraffic } from '../../server/compare/compare.js'
import { readTraffic } from '../../server/compare/read-traffic.js'
import { redactedTraffic } from '../../server/compare/redact.js'
import { comparisonText } from '../../server/compare/report.js'
import type { Dialect } from '../../server/domain/dialect.js'
import { asHar, asLines, record } from './recording.js'
import { recordMoney } from './recording-money.js'

/** Positions other than those of `live` that leave a trace in traffic about money. */
const TRACES: readonly Partial<Dialect>[] = [
  { bulkBillPayBody: 'objectOrArray' },
  { payoutFeeBearer: 'both' },
  { payoutFeeBearer: 'customer' },
  { payoutCooldown: 'everyPayout' },
  { payoutAccountName: 'lookedUp' },
  { payoutUnknownBank: 'accept' },
  { payoutTransferKey: 'settlementType' },
  { payoutInitiatedOn: 'created' },
  { balanceShape: 'object' },
  { balanceCreditedOn: 'success' },
  { referenceLengthLimit: 'everywhere20' },
  { clientIdInReplies: 'absent' },
]

const MANY: Partial<Dialect> = Object.assign({}, ...TRACES)

describe('traffic about money, of a gateway that speaks', () => {
  test.each([{}, ...TRACES, MANY])('%j says exactly that', async (dialect) => {
    const comparison = compareTraffic('a.ndjson', asLines(await recordMoney(dialect)), 'live')
    expect(comparison.dialect, comparisonText(comparison)).toEqual(dialect)
    expect([comparison.contradictory, comparison.fields]).toEqual([[], []])
  })
})

test.each([
  ['lines', asLines],
  ['a HAR', asHar],
])('redacted as %s it can be shared, and still says the same', async (_, write) => {
  const text = write(await recordMoney(MANY))
  const shared = redactedTraffic('a', text)
  for (const secret of ['José', '255754000333', '0150123456700', 'LONGBILL', 'Bearer ey']) {
    expect(shared).not.toContain(secret)
  }
  const [before, after] = [text, shared].map((one) => compareTraffic('a', one, 'live'))
  expect([after?.dialect, after?.fields]).toEqual([before?.dialect, before?.fields])
})

test('what the gateway sends of money and the sandbox never does is shown by field', async () => {
  const recorded = await recordMoney({})
  const spoiled = asLines(recorded)
    .replaceAll('\\"cardPaymentLink\\":', '\\"link\\":')
    .replaceAll('\\"totalDebits\\":', '\\"debits\\":')
    .replaceAll('\\"billStatus\\":\\"ACTIVE\\"', '\\"billStatus\\":\\"OPEN\\"')
  const text = comparisonText(compareTraffic('a', spoiled, 'live'))
  expect(text).toMatch(/cardPaymentLink: is missing; the sandbox always sends it/)
  expect(text).toMatch(/accountDetails\.debits: the sandbox never sends this field/)
  expect(text).toMatch(/billStatus: must be equal to one of the allowed values, as the sandbox sends it/)
})

test('the recordings of these tests have every operation that the sandbox plays', async () => {
  const recorded = [...(await record({})), ...(await recordMoney({}))]
  const { calls } = readTraffic('a', asLines(recorded))
  const seen = new Set(calls.map(({ endpoint }) => endpoint))
  const without = ENDPOINT_IDS.filter((id: EndpointId) => !seen.has(id))
  expect(without).toEqual([])
})
