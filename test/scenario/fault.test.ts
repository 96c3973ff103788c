import { describe, expect, test } from 'vitest'
import type { EndpointId } from '../../contracts/endpoints.js'
import { type FaultCounts, nextFault } from '../../server/scenario/fault.js'
import { scenarioFrom } from '../../server/scenario/load.js'

/** What each of some calls meets, by the status of the fault; `-` for a call that goes through. */
function meets(api: object[], ...calls: readonly EndpointId[]): string {
  const { faults } = scenarioFrom('mine', { title: 'x', about: 'y', api })
  let counts: FaultCounts = []
  return calls
    .map((endpoint) => {
      const next = nextFault(faults, endpoint, false, counts)
      counts = next.counts
      return next.fault?.answer.kind === 'error' ? String(next.fault.answer.status) : '-'
    })
    .join(' ')
}

const QUERIES = Array<EndpointId>(6).fill('query-payment')

describe('calls in a row', () => {
  test.each<[what: string, api: object[], calls: string]>([
    ['all meet a fault without bounds', [{ status: 503 }], '503 503 503 503 503 503'],
    ['meet it so many times', [{ status: 503, times: 2 }], '503 503 - - - -'],
    ['meet it after so many', [{ status: 503, after: 4 }], '- - - - 503 503'],
    ['meet it after so many, so many times', [{ status: 503, after: 1, times: 2 }], '- 503 503 - - -'],
    [
      'meet one fault after the other',
      [
        { status: 500, times: 1 },
        { status: 503, times: 2 },
      ],
      '500 503 503 - - -',
    ],
    [
      'count for the lower fault only where the upper one lets them through',
      [
        { status: 500, after: 1, times: 1 },
        { status: 503, after: 2, times: 1 },
      ],
      '- 500 - 503 - -',
    ],
    ['meet no fault of another endpoint', [{ status: 503, endpoint: 'generate-token' }], '- - - - - -'],
  ])('%s', (_, api, calls) => {
    expect(meets(api, ...QUERIES)).toBe(calls)
  })

  test('to several endpoints are counted together where the fault is on all of them', () => {
    const api = [
      { status: 500, times: 2 },
      { status: 503, endpoint: 'query-payment', times: 1 },
    ]
    expect(meets(api, 'generate-token', 'query-payment', 'query-payments', 'query-payment')).toBe(
      '500 500 - 503',
    )
  })
})
