import { describe, expect, test } from 'vitest'
import { loadScenarios, scenarioFrom } from '../../server/scenario/load.js'
import { explainScenario } from '../../server/scenario/scenario.js'

const BALANCE = 'Insufficient balance.Please top up your account and try again'

describe('the explanation', () => {
  test.each([
    [
      'success',
      'When the customer has paid, after 1s it becomes SUCCESS.\nA correct merchant fulfils the order once, which ends paid.',
    ],
    [
      'slow-success',
      'When the customer has paid, after 45s it becomes SUCCESS.\n' +
        'A correct merchant fulfils the order once, which ends paid.\n' +
        'Chosen automatically when 255744990006 pays, or the order reference begins with SLOWSUCCESS.',
    ],
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
        callback: { send: false },
      },
      'When the customer has paid, after 1s it becomes SUCCESS. The webhook is sent 5m after the outcome. The callbackUrl call is never sent.',
    ],
    [
      'a browser that comes late, or not',
      { attempts: [{ return: { delay: '10s' } }, { return: { send: false } }] },
      'Attempt 1: The payment stays as it begins and never comes to an end. The browser comes back to the shop 10s after the success.\n' +
        'Attempt 2 and later: The payment stays as it begins and never comes to an end. The browser never comes back to the shop.',
    ],
    [
      'a customer who leaves in the end',
      { attempts: [{ timeline: [{ after: '1s', status: 'FAILED', message: BALANCE }] }, { pays: false }] },
      `Attempt 1: When the customer has paid, after 1s it becomes FAILED with the message "${BALANCE}".\n` +
        'Attempt 2 and later: The customer leaves the page without paying; there is no attempt.',
    ],
    [
      'channels that wait, repeat themselves and have a rhythm of their own',
      {
        timeline: [
          { after: '1s', status: 'SUCCESS' },
          { after: '1d', status: 'SETTLED', webhook: { send: true }, callback: { copies: 2 } },
        ],
        webhook: { after: 'return', delay: '5m', copies: 3, apart: '10s', retries: ['5s', '1m'] },
        callback: { after: 'webhook', copies: 2, retry: 'none' },
      },
      'When the customer has paid, after 1s it becomes SUCCESS, then after 1d it becomes SETTLED. ' +
        'On SETTLED the webhook is sent too. ' +
        'On SETTLED: The callbackUrl call is sent 2 times, all at one time. ' +
        'The webhook is sent 5m after the browser went back to the shop. ' +
        'The webhook is sent 3 times, 10s apart. ' +
        'When the webhook fails it is sent again 5s, 1m after the first attempt. ' +
        'The callbackUrl call is sent after the webhook has been sent. ' +
        'The callbackUrl call is sent 2 times, all at one time. ' +
        'When the callbackUrl call fails it is not sent again.',
    ],
    [
      'damage of every kind',
      {
        webhook: {
          damage: {
            amount: '1',
            orderReference: 'X1',
            clientId: 'ID1',
            extraFields: { a: 1, b: 2 },
            shape: 'march2025',
            checksum: 'wrong-key',
            text: 'reordered',
          },
        },
        callback: { damage: { checksum: 'missing', text: 'cut-off' } },
      },
      'The payment stays as it begins and never comes to an end. ' +
        'The webhook is damaged: its amount is "1", its order reference is "X1", its client id is "ID1", it has the extra fields a, b, ' +
        'it has the shape march2025, its checksum was made with another key, its keys come in another order (the checksum still holds). ' +
        'The callbackUrl call is damaged: it carries no checksum, its JSON breaks off half-way.',
    ],
    [
      'a browser that claims something else, early and late',
      {
        attempts: [
          { return: { when: 'at-once', status: 'SUCCESS' } },
          { return: { after: 'webhook', delay: '2s', parameters: 'none' } },
          { return: { when: 'outcome', parameters: 'referenceOnly' } },
        ],
      },
      'Attempt 1: The payment stays as it begins and never comes to an end. The browser comes back to the shop after the customer has paid, before the outcome is known, with status=SUCCESS, whatever the truth is.\n' +
        'Attempt 2: The payment stays as it begins and never comes to an end. The browser comes back to the shop 2s after the webhook has been sent, without any parameter in the address.\n' +
        'Attempt 3 and later: The payment stays as it begins and never comes to an end. The browser comes back to the shop after the outcome, whichever it is, with nothing but the order reference in the address.',
    ],
    [
      'a query that lags, and amounts that differ',
      {
        attempts: [
          { query: { lag: '2m', lagPolls: 1, missingPolls: 2 }, collected: { difference: '-500' } },
          { query: { missing: true }, collected: { fee: '1.5%' } },
          { collected: { fee: '150' } },
          { collected: { exchange: { currency: 'USD', rate: 0.0004 } } },
          { collected: { currency: 'USD' } },
        ],
      },
      'Attempt 1: The payment stays as it begins and never comes to an end. What is collected is 500 less than the order asks for. The query leaves the payment out 2 times. The query shows every change 2m late. After a change the query shows the old state once more.\n' +
        'Attempt 2: The payment stays as it begins and never comes to an end. What is reported as collected is net of a fee of 1.5 %. The query never lists the payment.\n' +
        'Attempt 3: The payment stays as it begins and never comes to an end. What is reported as collected is net of a fee of 150.\n' +
        "Attempt 4: The payment stays as it begins and never comes to an end. The money is collected in USD, 0.0004 for one unit of the order's currency.\n" +
        'Attempt 5 and later: The payment stays as it begins and never comes to an end. What is collected is the same number, in USD.',
    ],
    [
      'what a correct merchant ends with',
      { merchant: { fulfilled: 0, ends: ['failed', 'open'], refuses: true, origin: 'ussd-push' } },
      'The payment stays as it begins and never comes to an end.\n' +
        'With orders made by ussd-push, a correct merchant does not fulfil the order, which ends failed or open, and refuses a message that is not genuine.',
    ],
    [
      'where correct merchants differ',
      {
        merchant: {
          policy: 'overpaid',
          fulfil: { fulfilled: 2, ends: 'paid' },
          review: { fulfilled: 0, ends: 'review' },
        },
      },
      'The payment stays as it begins and never comes to an end.\n' +
        'A correct merchant that chose "fulfil" for overpaid fulfils the order 2 times, which ends paid; with "review", it does not fulfil the order, which ends with a person who must look.',
    ],
    [
      'its own triggers',
      {
        match: {
          phoneNumbers: ['255744000111'],
          amounts: ['7'],
          orderReferences: ['A1', 'B*'],
          customerNames: ['Asha'],
        },
      },
      'The payment stays as it begins and never comes to an end.\n' +
        'Chosen automatically when 255744000111 pays, or the amount is exactly 7, or the order reference is A1, or the order reference begins with B, or the customer is called Asha.',
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
          { refuse: 'token-dead', times: 1 },
          { hold: true, times: 1 },
          { hold: true, times: 2, workDone: false },
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
        'The first call to the API with a good token is refused because the tokens of the application have ended, and so is every call without a new one (401). ' +
        'The first call to the API is held until somebody releases it, when only the answer is missing. ' +
        'The first 2 calls to the API are held until somebody releases them, before any work is done. ' +
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
