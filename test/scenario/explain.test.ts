import { describe, expect, test } from 'vitest'
import { loadScenarios, scenarioFrom } from '../../server/scenario/load.js'
import { explainScenario } from '../../server/scenario/scenario.js'

const BALANCE = 'Insufficient balance.Please top up your account and try again'

describe('the explanation', () => {
  test.each([
    ['success', 'When the customer has paid, after 1s it becomes SUCCESS.'],
    ['slow-success', 'When the customer has paid, after 45s it becomes SUCCESS.'],
    [
      'insufficient-balance',
      `When the customer has paid, after 2s it becomes FAILED with the message "${BALANCE}".`,
    ],
    [
      'push-timeout',
      'When the customer has paid, after 1m it becomes FAILED with the message "Request timed out. The customer did not enter the PIN in time".',
    ],
    [
      'fail-then-success',
      `Attempt 1: When the customer has paid, after 2s it becomes FAILED with the message "${BALANCE}".\n` +
        'Attempt 2 and later: When the customer has paid, after 1s it becomes SUCCESS.',
    ],
    ['webhook-lost', 'When the customer has paid, after 1s it becomes SUCCESS. The webhook is never sent.'],
  ])('of %s reads as English', async (name, text) => {
    const scenario = (await loadScenarios()).get(name)
    expect(scenario && explainScenario(scenario)).toBe(text)
  })

  test.each<[what: string, written: object, text: string]>([
    ['nothing', {}, 'The payment stays as it begins and never comes to an end.'],
    [
      'moves at once, one after the other, and by force',
      {
        timeline: [
          { after: '0s', status: 'FAILED', message: 'No' },
          { after: '90m', status: 'SUCCESS', force: true },
        ],
      },
      'When the customer has paid, at once it becomes FAILED with the message "No", then after 1h 30m it becomes SUCCESS (a move the gateway itself could not make).',
    ],
    [
      'notifications that are late or never sent',
      {
        timeline: [{ after: '1s', status: 'SUCCESS' }],
        webhook: { delay: '5m' },
        callback: { send: false, delay: '1s' },
      },
      'When the customer has paid, after 1s it becomes SUCCESS. The webhook is sent 5m after the outcome. The callbackUrl call is never sent.',
    ],
    [
      'a browser that comes late, or not',
      { attempts: [{ return: { delay: '10s' } }, { return: { send: false } }] },
      'Attempt 1: The payment stays as it begins and never comes to an end. The browser comes back to the shop 10s after the success.\n' +
        'Attempt 2 and later: The payment stays as it begins and never comes to an end. The browser never comes back to the shop by itself.',
    ],
    [
      'faults, counted or for good',
      {
        timeline: [{ after: '1s', status: 'SUCCESS' }],
        api: [
          { status: 503, times: 2, endpoint: 'query-payment' },
          { status: 500, times: 1 },
          { status: 429, message: 'Slow down' },
        ],
      },
      'When the customer has paid, after 1s it becomes SUCCESS.\n' +
        'The first 2 calls to query-payment are answered 503. The first call to the API is answered 500. Every call to the API is answered 429 "Slow down".',
    ],
    [
      'every way in which a call can go wrong',
      {
        timeline: [{ after: '1s', status: 'SUCCESS' }],
        tokenLifetime: '90s',
        api: [
          { delay: '5s', after: 1 },
          { status: 502, body: '<p>', contentType: 'text/html', delay: '1s', after: 2, times: 1 },
          { status: 502, body: '', after: 2, times: 3, workDone: true },
          { connection: 'hangs', times: 2, workDone: true },
          { connection: 'reset', times: 2, delay: '1m' },
          { connection: 'cut-off', endpoint: 'query-payments' },
          { refuse: 'token-expired', times: 1, delay: '2s' },
          { refuse: 'feature-missing' },
        ],
      },
      'When the customer has paid, after 1s it becomes SUCCESS.\n' +
        'After 1 call that goes through, every call to the API is answered right, but only after 5s. ' +
        'After 2 calls that go through, the next call to the API is answered 502 with 3 characters of text/html after 1s. ' +
        'After 2 calls that go through, the next 3 calls to the API are answered 502 with an empty body, though their work is done. ' +
        'The first 2 calls to the API are never answered, though their work is done. ' +
        'The first 2 calls to the API have the connection reset after 1m before the first byte of an answer. ' +
        'Every call to query-payments has the connection closed half way through the right answer. ' +
        'The first call to the API with a good token is refused as if the token had expired (401) after 2s. ' +
        'Every call to generate-checkout-url is refused as from an application without hosted checkout (400). ' +
        'Tokens live only 1m 30s.',
    ],
  ])('of %s reads as English', (_, written, text) => {
    expect(explainScenario(scenarioFrom('mine', { title: 'x', about: 'y', ...written }))).toBe(text)
  })

  test('of an attempt takes over from the top what the attempt does not say itself', () => {
    const scenario = scenarioFrom('mine', {
      title: 'x',
      about: 'y',
      timeline: [{ after: '1s', status: 'SUCCESS' }],
      webhook: { send: false },
      attempts: [{ timeline: [{ after: '2s', status: 'FAILED' }] }, { webhook: { delay: '1s' } }],
    })
    expect(explainScenario(scenario)).toBe(
      'Attempt 1: When the customer has paid, after 2s it becomes FAILED. The webhook is never sent.\n' +
        'Attempt 2 and later: When the customer has paid, after 1s it becomes SUCCESS. The webhook is sent 1s after the outcome.',
    )
  })
})
