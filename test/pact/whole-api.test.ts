import { rm } from 'node:fs/promises'
import { MatchersV3, Pact } from '@pact-foundation/pact'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type EndpointId, endpointOf } from '../../contracts/endpoints.js'
import { refusal } from '../../contracts/schemas/refusal.js'
import { ClickPesa, canonical, Refused } from '../../examples/client/clickpesa.js'
import { DEFAULT_CREDENTIALS } from '../../server/default-credentials.js'
import { startSandbox } from '../support/sandbox.js'
import { type Json, matching } from './matchers.js'
import { type Alter, between } from './mutations.js'
import { CLIENT_PACT, freshFolder, keepPact } from './pact-folder.js'
import { verifyWithPact } from './verifier.js'

/**
 * What the example client relies on: an interaction for every operation of the API, with the requests and answers
 * that the documents show. The compiler asks for the interaction of an operation that is new.
 */

const { clientId, apiKey } = DEFAULT_CREDENTIALS
const TOKEN = 'Bearer eyJhbGciOiJIUzI1NiJ9.eyJpZCI6Im0xIn0.c2lnbmF0dXJl'
// biome-ignore-start lint/suspicious/noTemplateCurlyInString: expressions for Pact, which fills them in
const TOKEN_OF_THE_STATE = MatchersV3.fromProviderState('${token}', TOKEN)
const NUMBER = '55220123456789'
const BILL_PATH = MatchersV3.fromProviderState(
  '/third-parties/billpay/${billPayNumber}',
  `/third-parties/billpay/${NUMBER}`,
)
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: see above
const PINNED = ['statusCode', 'message', 'status', 'orderReference', 'collectedCurrency']
const FREE = 'nothing has happened yet'
const MONEY = 'the account holds 500000 TZS'
const BILL = 'a control number of 18000 TZS for order DUKA1007 exists'

type Path = string | typeof BILL_PATH

interface Interaction {
  readonly state: string
  readonly calls: (client: ClickPesa) => Promise<unknown>
  /** Where it is not that of the operation as it stands. */
  readonly path?: Path
  readonly query?: Readonly<Record<string, string>>
  /** What the client relies on in the answer; the example of the documents, when left out. */
  readonly answer?: Json
}

/** The example of the documents for what an operation is sent. */
const shown = (id: EndpointId) => endpointOf(id).request.body?.examples[0] as object
const listed = (id: EndpointId) => (shown(id) as { controlNumbers: readonly object[] }).controlNumbers

const paid = {
  status: 'SUCCESS',
  orderReference: 'DUKA1001',
  collectedAmount: 18000,
  collectedCurrency: 'TZS',
}
const toBank = {
  channel: 'BANK TRANSFER',
  status: 'AUTHORIZED',
  orderReference: 'KODI0001',
  amount: '152360.00',
}
const toShop = { status: 'AUTHORIZED', orderReference: 'STOKI0001', amount: '15885.00', fee: '885.00' }

const INTERACTIONS = {
  'generate-checkout-url': {
    state: FREE,
    calls: (client) => client.checkoutLink(shown('generate-checkout-url')),
  },
  'preview-ussd-push': {
    state: FREE,
    calls: (client) => client.previewPush(shown('preview-ussd-push')),
    answer: { activeMethods: [{ name: 'M-PESA', status: 'AVAILABLE', fee: 18150 }] },
  },
  'initiate-ussd-push': {
    state: FREE,
    calls: (client) => client.push(shown('initiate-ussd-push')),
    answer: { id: 'CLPLCPCA0B1C2', status: 'PROCESSING', channel: 'M-PESA', orderReference: 'DUKA1003' },
  },
  'preview-card-payment': {
    state: FREE,
    calls: (client) => client.previewCard(shown('preview-card-payment')),
  },
  'initiate-card-payment': {
    state: FREE,
    calls: (client) => client.card(shown('initiate-card-payment')),
  },
  'create-order-control-number': {
    state: FREE,
    calls: (client) => client.orderControlNumber(shown('create-order-control-number')),
  },
  'create-customer-control-number': {
    state: FREE,
    calls: (client) => client.customerControlNumber(shown('create-customer-control-number')),
    answer: { billPayNumber: NUMBER, billCustomerName: 'Asha Mushi' },
  },
  'create-order-control-numbers': {
    state: 'a control number for order DUKA1008 exists',
    calls: (client) => client.orderControlNumbers(listed('create-order-control-numbers')),
    answer: {
      billPayNumbers: [{ billPayNumber: NUMBER }],
      created: 1,
      failed: 1,
      errors: [{ index: 0, message: 'Order reference DUKA1008 already used: Create a different reference' }],
    },
  },
  'create-customer-control-numbers': {
    state: FREE,
    calls: (client) => client.customerControlNumbers(listed('create-customer-control-numbers')),
    answer: {
      billPayNumbers: [{ billPayNumber: NUMBER, billCustomerName: 'Asha Mushi' }],
      created: 2,
      failed: 0,
    },
  },
  'query-control-number': {
    state: BILL,
    path: BILL_PATH,
    calls: (client) => client.controlNumber(NUMBER),
  },
  'change-control-number': {
    state: BILL,
    path: BILL_PATH,
    calls: (client) => client.changeControlNumber(NUMBER, shown('change-control-number')),
    answer: { billPayNumber: NUMBER, billStatus: 'INACTIVE' },
  },
  'query-payment': {
    state: 'a payment of 18000 TZS for order DUKA1001 has succeeded',
    path: '/third-parties/payments/DUKA1001',
    calls: (client) => client.payments('DUKA1001'),
    answer: [paid],
  },
  'query-payments': {
    state: 'a payment of 18000 TZS for order DUKA1001 has succeeded',
    calls: (client) => client.allPayments({ status: 'SUCCESS', limit: '50' }),
    query: { status: 'SUCCESS', limit: '50' },
    answer: { data: [paid], totalCount: 1 },
  },
  'preview-mobile-money-payout': {
    state: MONEY,
    calls: (client) => client.previewPhonePayout(shown('preview-mobile-money-payout')),
  },
  'create-mobile-money-payout': {
    state: MONEY,
    calls: (client) => client.payOutToPhone(shown('create-mobile-money-payout')),
    answer: {
      id: 'LCP0A1B2C3D',
      status: 'AUTHORIZED',
      orderReference: 'MSHAHARA01',
      amount: '21180.00',
      fee: '1180.00',
      beneficiary: { accountNumber: '255754000222', accountName: 'JUMA MWINYI', amount: '20000.00' },
    },
  },
  'preview-bank-payout': {
    state: MONEY,
    calls: (client) => client.previewBankPayout(shown('preview-bank-payout')),
    answer: { amount: 152360, fee: 2360, channelProvider: 'CRDB Bank', payoutFeeBearer: 'merchant' },
  },
  'create-bank-payout': {
    state: MONEY,
    calls: (client) => client.payOutToBank(shown('create-bank-payout')),
    answer: toBank,
  },
  'preview-lipa-namba-payout': {
    state: MONEY,
    calls: (client) => client.previewLipaNambaPayout(shown('preview-lipa-namba-payout')),
    answer: { amount: 15885, fee: 885, receiver: { accountNumber: '5512345', amount: 15000 } },
  },
  'create-lipa-namba-payout': {
    state: MONEY,
    calls: (client) => client.payOutByLipaNamba(shown('create-lipa-namba-payout')),
    answer: toShop,
  },
  'lipa-namba-providers': {
    state: FREE,
    calls: (client) => client.lipaNambaProviders(),
    answer: [{ name: 'M-PESA', providerCode: 'mpesa_tanzania' }],
  },
  'generate-payout-url': {
    state: FREE,
    calls: (client) => client.payoutLink(shown('generate-payout-url')),
  },
  'query-payout': {
    state: 'a payout of 20000 TZS for order MSHAHARA01 has succeeded',
    path: '/third-parties/payouts/MSHAHARA01',
    calls: (client) => client.payouts('MSHAHARA01'),
    answer: [{ status: 'SUCCESS', orderReference: 'MSHAHARA01', amount: '21180.00', fee: '1180.00' }],
  },
  'query-payouts': {
    state: 'a payout of 20000 TZS for order MSHAHARA01 was refunded',
    calls: (client) => client.allPayouts({ orderReference: 'MSHAHARA01' }),
    query: { orderReference: 'MSHAHARA01' },
    answer: { data: [{ status: 'REFUNDED', orderReference: 'MSHAHARA01' }], totalCount: 1 },
  },
  'account-balance': { state: MONEY, calls: (client) => client.balance() },
  'account-statement': {
    state: MONEY,
    calls: (client) => client.statement({ currency: 'TZS' }),
    query: { currency: 'TZS' },
    answer: {
      accountDetails: {
        currency: 'TZS',
        openingBalance: 0,
        closingBalance: 500000,
        totalCredits: 500000,
        totalDebits: 0,
      },
      transactions: [{ entry: 'Credit', amount: 500000, balance: 500000 }],
    },
  },
  'exchange-rates': {
    state: FREE,
    calls: (client) => client.exchangeRates({ source: 'USD', target: 'TZS' }),
    query: { source: 'USD', target: 'TZS' },
  },
  'list-banks': { state: FREE, calls: (client) => client.banks() },
} as const satisfies Record<Exclude<EndpointId, 'generate-token'>, Interaction>

interface Refusal {
  readonly what: string
  readonly states: readonly string[]
  /** What the states are told beside their sentences. */
  readonly params?: Readonly<Record<string, string>>
  readonly of: EndpointId
  readonly path?: Path
  readonly calls: (client: ClickPesa) => Promise<unknown>
  readonly refused: readonly [status: number, message: string]
}

/** What the client has to tell apart from success, where money is at stake. */
const REFUSALS: readonly Refusal[] = [
  {
    what: 'a payout of more than there is',
    states: ['the account holds 500 TZS'],
    of: 'create-mobile-money-payout',
    calls: (client) => client.payOutToPhone(shown('create-mobile-money-payout')),
    refused: [400, 'Insufficient balance: available balance is 500 TZS'],
  },
  {
    what: 'a payout with a reference that was used',
    states: [MONEY, 'a payout for order MSHAHARA01 has succeeded'],
    of: 'create-mobile-money-payout',
    calls: (client) => client.payOutToPhone(shown('create-mobile-money-payout')),
    refused: [409, 'Order reference MSHAHARA01 already used: Create a different reference'],
  },
  {
    what: 'the same payout again within a minute',
    states: ['a payout of 20000 TZS for order MSHAHARA00 is on its way'],
    params: { phoneNumber: '255754000222' },
    of: 'create-mobile-money-payout',
    calls: (client) => client.payOutToPhone(shown('create-mobile-money-payout')),
    refused: [400, 'Payout request is already in progress, please retry after 60 seconds'],
  },
  {
    what: 'a payout without the feature',
    states: ['the application has no access to payouts'],
    of: 'create-bank-payout',
    calls: (client) => client.payOutToBank(shown('create-bank-payout')),
    refused: [400, 'Application has no access to DISBURSEMENT API feature. Enable it on your application.'],
  },
  {
    what: 'a query for a payout that nobody made',
    states: [FREE],
    of: 'query-payout',
    path: '/third-parties/payouts/NOBODY1',
    calls: (client) => client.payouts('NOBODY1'),
    refused: [404, 'Invalid or missing payout: NOBODY1'],
  },
  {
    what: 'a control number that nobody has',
    states: [FREE],
    of: 'query-control-number',
    path: '/third-parties/billpay/10000000000000',
    calls: (client) => client.controlNumber('10000000000000'),
    refused: [404, 'Invalid or missing bill pay number: 10000000000000'],
  },
  {
    what: 'a card of an account that takes none',
    states: ['the account collects no money by API'],
    of: 'initiate-card-payment',
    calls: (client) => client.card(shown('initiate-card-payment')),
    refused: [404, 'Account has no payment collection methods'],
  },
  {
    what: 'the balance of an account that nothing ever moved',
    states: [FREE],
    of: 'account-balance',
    calls: (client) => client.balance(),
    refused: [404, 'No balance account is linked to this merchant yet.'],
  },
]

// Pact's mock server counts a request a moment after it has answered it, on a busy machine sometimes too late.
const COUNTED_LATE = { retry: 3 }

/** By test; a pact that lacks what a failed one would have written is not kept. */
const succeeded = new Map<string, boolean>()

let folder: string
let pact: Pact

beforeAll(async () => {
  folder = await freshFolder()
  pact = new Pact({ dir: folder, consumer: 'example-client', provider: 'clickpesa', logLevel: 'error' })
})
afterEach(({ task }) => {
  succeeded.set(task.id, task.result?.state !== 'fail')
})
afterAll(() => rm(folder, { recursive: true }))

/** The request of a client behind its token, in the pact. */
function expects(
  states: readonly string[],
  what: string,
  id: EndpointId,
  interaction: Pick<Interaction, 'path' | 'query'> & Pick<Refusal, 'params'>,
) {
  const { method, path, request } = endpointOf(id)
  pact
    .addInteraction()
    .given(`the merchant ${clientId} has the API key ${apiKey}`)
    .uponReceiving('a request for a token')
    .withRequest('POST', '/third-parties/generate-token', (described) => {
      described.headers({ 'client-id': clientId, 'api-key': apiKey })
    })
    .willRespondWith(200, (response) => {
      response.jsonBody(matching(endpointOf('generate-token').reply, { token: TOKEN }))
    })
  const described = pact.addInteraction()
  for (const state of states) described.given(state, interaction.params ?? {})
  return described
    .uponReceiving(what)
    .withRequest(method, interaction.path ?? `/third-parties${path}`, (request_) => {
      request_.headers({ Authorization: TOKEN_OF_THE_STATE })
      if (interaction.query) request_.query(interaction.query)
      if (request.body) request_.jsonBody(request.body.examples[0])
    })
}

/** The client, talking to the pact. */
function client(url: string) {
  return new ClickPesa({ baseUrl: `${url}/third-parties`, clientId, apiKey })
}

/** Without what is null: the client relies on nothing there. */
function filled(example: Json): Json {
  return JSON.parse(JSON.stringify(example), (_, value) => (value === null ? undefined : value))
}

describe('the client relies on', COUNTED_LATE, () => {
  it.each(Object.entries(INTERACTIONS))('%s', async (name, interaction: Interaction) => {
    const id = name as EndpointId
    const { reply, summary } = endpointOf(id)
    const answer = interaction.answer ?? filled(reply.examples[0] as Json)
    await expects([interaction.state], `${id}: ${summary}`, id, interaction)
      .willRespondWith(200, (response) => {
        response.jsonBody(matching(reply, answer, PINNED))
      })
      .executeTest(async ({ url }) => {
        expect(await interaction.calls(client(url))).toEqual(answer)
      })
  })

  it.each(REFUSALS)('the refusal of $what', async ({ what, states, of, calls, refused, ...at }) => {
    const [statusCode, message] = refused
    await expects(states, `${of}: ${what}`, of, at)
      .willRespondWith(statusCode, (response) => {
        response.jsonBody(matching(refusal, { statusCode, message }, PINNED))
      })
      .executeTest(async ({ url }) => {
        const error = await calls(client(url)).catch((caught: unknown) => caught)
        expect(error).toBeInstanceOf(Refused)
        expect(error).toMatchObject({ status: statusCode, message })
      })
  })
})

it('the client signs lists of objects as ClickPesa hashes them', () => {
  expect(canonical({ controlNumbers: [{ b: 1, a: 'é' }], amount: null })).toBe(
    '{"amount":null,"controlNumbers":[{"a":"é","b":1}]}',
  )
})

describe('the sandbox', () => {
  beforeAll(async () => {
    if ([...succeeded.values()].every(Boolean)) await keepPact(folder, CLIENT_PACT)
  })

  async function verified(alter: Alter, description?: string) {
    const { app } = await startSandbox()
    const more = description ? ['--filter-description', description] : []
    return verifyWithPact({ port: await between(app, alter), files: [CLIENT_PACT], more })
  }

  it('keeps all of it', async () => {
    const { code, out } = await verified(() => {})
    expect([code, out]).toEqual([0, expect.not.stringContaining('pact failures')])
  })

  it('could not leave out what is in an answer unnoticed', async () => {
    const { code, out } = await verified((url, answer) => {
      if (!url.endsWith('/account/balance')) return
      for (const row of [answer.body].flat() as Record<string, unknown>[]) delete row.balance
    }, 'account-balance')
    expect([code, out]).toEqual([1, expect.stringMatching(/There were \d+ pact failures/)])
  })
})
