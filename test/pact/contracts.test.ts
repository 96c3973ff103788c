import { rm } from 'node:fs/promises'
import { MatchersV3, Pact } from '@pact-foundation/pact'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { callbackFlat } from '../../contracts/schemas/callback.js'
import { checkoutLinkReply } from '../../contracts/schemas/checkout-link.js'
import type { WireSchema } from '../../contracts/schemas/evidence.js'
import { paymentRows } from '../../contracts/schemas/payment-row.js'
import { paymentFailed, paymentReceived } from '../../contracts/schemas/payment-webhooks.js'
import { refusal } from '../../contracts/schemas/refusal.js'
import { tokenReply } from '../../contracts/schemas/token.js'
import { ClickPesaError, canonicalChecksum, createClickPesa } from '../../examples/shop/clickpesa.js'
import { buildShop } from '../../examples/shop/shop.js'
import { DEFAULT_CREDENTIALS } from '../../server/default-credentials.js'
import { startReceiver } from '../support/receiver.js'
import { startSandbox } from '../support/sandbox.js'
import { matching } from './matchers.js'
import { type Alter, between, MUTATIONS } from './mutations.js'
import { freshFolder, keepPact, SHOP_PACT } from './pact-folder.js'
import { verifyWithPact } from './verifier.js'

/**
 * What the example shop relies on, written down as a pact while its own client and webhook handler are
 * tested; afterwards the sandbox has to keep it. One file, because the order matters.
 */

const { clientId, apiKey, checksumKey } = DEFAULT_CREDENTIALS
const ORDER = 'ORDER1001'
const TOKEN = 'Bearer eyJhbGciOiJIUzI1NiJ9.eyJpZCI6Im0xIn0.c2lnbmF0dXJl'
// biome-ignore lint/suspicious/noTemplateCurlyInString: an expression for Pact, which fills it in
const TOKEN_OF_THE_STATE = MatchersV3.fromProviderState('${token}', TOKEN)
const CHECKSUM_ON = `the checksum is switched on with the key ${checksumKey}`
const FREE = `the order reference ${ORDER} is free`
const PINNED = ['statusCode', 'message', 'status', 'orderReference', 'collectedAmount', 'collectedCurrency']
const FOLLOWED = 'a signed request for a link with items'

/** By total; nothing listens at the callback's address. */
const byTotal = {
  totalPrice: '9000',
  orderReference: ORDER,
  orderCurrency: 'TZS',
  customerName: 'Asha Mushi',
}
const byItems = {
  orderItems: [{ name: 'Kikoi cloth', price: '9000', quantity: 1 }],
  orderReference: ORDER,
  orderCurrency: 'TZS',
  customerName: 'Asha Mushi',
  customerPhone: '255712000111',
  callbackUrl: 'http://127.0.0.1:9/webhooks/clickpesa',
}

// Pact's mock server counts a request a moment after it has answered it, on a busy machine sometimes too late.
const COUNTED_LATE = { retry: 3 }

/** By test; a pact that lacks what a failed one would have written is not kept. */
const succeeded = new Map<string, boolean>()

let folder: string
let pact: Pact

beforeAll(async () => {
  folder = await freshFolder()
  pact = new Pact({ dir: folder, consumer: 'example-shop', provider: 'clickpesa', logLevel: 'error' })
})
afterEach(({ task }) => {
  succeeded.set(task.id, task.result?.state !== 'fail')
})
afterAll(() => rm(folder, { recursive: true }))

interface Call {
  readonly states: readonly string[]
  readonly what: string
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: object
  readonly status: number
  readonly answer: { readonly schema: WireSchema; readonly example: object }
}

/** One call behind the token, in the pact of the shop. */
function expects({ states, what, method, path, body, status, answer }: Call) {
  const described = pact.addInteraction()
  for (const state of states) described.given(state)
  return described
    .uponReceiving(what)
    .withRequest(method, `/third-parties${path}`, (request) => {
      request.headers({ Authorization: TOKEN_OF_THE_STATE })
      if (body) request.jsonBody(body)
    })
    .willRespondWith(status, (response) => {
      response.jsonBody(matching(answer.schema, answer.example as never, PINNED))
    })
}

/** The call that comes before all others. */
function expectsToken() {
  return pact
    .addInteraction()
    .given(`the merchant ${clientId} has the API key ${apiKey}`)
    .uponReceiving('a request for a token')
    .withRequest('POST', '/third-parties/generate-token', (request) => {
      request.headers({ 'client-id': clientId, 'api-key': apiKey })
    })
    .willRespondWith(200, (response) => {
      response.jsonBody(matching(tokenReply, { success: true, token: TOKEN }))
    })
}

/** The shop's client, talking to the pact. */
function client(url: string, key?: string) {
  const baseUrl = `${url}/third-parties`
  return createClickPesa({ baseUrl, clientId, apiKey, ...(key ? { checksumKey: key } : {}) })
}

/** What the shop adds to a request that it signs. */
function signature(body: Parameters<typeof canonicalChecksum>[0], key: string) {
  return { checksum: canonicalChecksum(body, key), checksumMethod: 'canonical' }
}

async function refusedWith(call: Promise<unknown>): Promise<[status: number, message: string]> {
  const error = await call.then(
    () => null,
    (refused: unknown) => refused,
  )
  if (!(error instanceof ClickPesaError)) throw new Error(`not refused: ${error}`)
  return [error.status, error.message]
}

describe('the shop asks for a link', COUNTED_LATE, () => {
  const reply = {
    schema: checkoutLinkReply,
    example: { checkoutLink: 'https://checkout.clickpesa.com/CHE0A1B2C3' },
  }
  const link = { method: 'POST', path: '/checkout-link/generate-checkout-url' } as const

  it('by its total', async () => {
    expectsToken()
    const what = 'a request for a link with a total'
    await expects({
      ...{ states: [FREE], what, ...link, body: byTotal, status: 200, answer: reply },
    }).executeTest(async ({ url }) => {
      expect(await client(url).createCheckoutLink(byTotal)).toBe(reply.example.checkoutLink)
    })
  })

  it('by its items, signed', async () => {
    expectsToken()
    const body = { ...byItems, ...signature(byItems, checksumKey) }
    const call = { states: [CHECKSUM_ON, FREE], what: FOLLOWED, ...link, body, status: 200, answer: reply }
    await expects(call).executeTest(async ({ url }) => {
      expect(await client(url, checksumKey).createCheckoutLink(byItems)).toBe(reply.example.checkoutLink)
    })
  })

  const badly = { ...byTotal, orderCurrency: 'EUR' }
  const malformed = { ...byTotal, orderReference: 'ORDER-1001' }
  it.each([
    {
      what: 'a request with a token that has expired',
      states: ['the token has expired'],
      order: byTotal,
      status: 401,
      answer: { statusCode: 401, message: 'Unauthorized' },
    },
    {
      what: 'a request that is signed with another key',
      states: [CHECKSUM_ON],
      order: byTotal,
      key: 'CHKANOTHERKEY',
      status: 400,
      answer: { statusCode: 400, message: ['Invalid checksum'] },
    },
    {
      what: 'a request in a currency that ClickPesa does not take',
      states: ['nothing has happened yet'],
      order: badly,
      status: 400,
      answer: {
        statusCode: 400,
        message: ['orderCurrency must be one of the following values: TZS, USD'],
      },
    },
    {
      what: 'a request with a hyphen in the order reference',
      states: ['nothing has happened yet'],
      order: malformed,
      status: 400,
      answer: {
        statusCode: 400,
        message: 'Invalid Order Reference, should only contain alphanumeric characters and cannot be blank',
      },
    },
    {
      what: 'a request for an order reference that is used',
      states: [`the order reference ${ORDER} is used`],
      order: byTotal,
      status: 409,
      answer: {
        statusCode: 409,
        message: `Order reference ${ORDER} already used: Create a different reference`,
      },
    },
  ])('and is refused: $what', async ({ what, states, order, key, status, answer }) => {
    expectsToken()
    const body = key ? { ...order, ...signature(order, key) } : order
    const call = { what, states, ...link, body, status, answer: { schema: refusal, example: answer } }
    await expects(call).executeTest(async ({ url }) => {
      const message = [answer.message].flat().join(', ')
      expect(await refusedWith(client(url, key).createCheckoutLink(order))).toEqual([status, message])
    })
  })
})

describe('the shop logs in', COUNTED_LATE, () => {
  it('and is refused with an unknown API key', async () => {
    await pact
      .addInteraction()
      .given('nothing has happened yet')
      .uponReceiving('a request for a token with an unknown API key')
      .withRequest('POST', '/third-parties/generate-token', (request) => {
        request.headers({ 'client-id': clientId, 'api-key': 'SKNOBODYHASTHIS' })
      })
      .willRespondWith(403, (response) => {
        const answer = { statusCode: 403, message: 'Invalid or Expired API-Key' }
        response.jsonBody(matching(refusal, answer, PINNED))
      })
      .executeTest(async ({ url }) => {
        const baseUrl = `${url}/third-parties`
        const shop = createClickPesa({ baseUrl, clientId, apiKey: 'SKNOBODYHASTHIS' })
        expect(await refusedWith(shop.createCheckoutLink(byTotal))).toEqual([
          403,
          'Invalid or Expired API-Key',
        ])
      })
  })
})

describe('the shop queries an order', COUNTED_LATE, () => {
  const row = (status: string) => ({
    id: 'LCPC7Q2M9K4D1X',
    status,
    orderReference: ORDER,
    collectedAmount: 9000,
    collectedCurrency: 'TZS',
  })
  const PAYMENT = `a payment of 9000 TZS for order ${ORDER}`

  it.each([
    { what: 'a query before anybody has tried to pay', state: `a link for order ${ORDER} exists`, rows: [] },
    {
      what: 'a query while the customer pays',
      state: `${PAYMENT} is being processed`,
      rows: [row('PROCESSING')],
    },
    {
      what: 'a query after the customer has paid',
      state: `${PAYMENT} has succeeded`,
      rows: [row('SUCCESS')],
    },
    {
      what: 'a query after two attempts',
      state: `${PAYMENT} has failed and then succeeded`,
      rows: [row('SUCCESS'), row('FAILED')],
    },
    { what: 'a query after the settlement', state: `${PAYMENT} was settled`, rows: [row('SETTLED')] },
  ])('$what', async ({ what, state, rows }) => {
    expectsToken()
    const path = `/payments/${ORDER}`
    const described = pact.addInteraction().given(state).uponReceiving(what)
    await described
      .withRequest('GET', `/third-parties${path}`, (request) => {
        request.headers({ Authorization: TOKEN_OF_THE_STATE })
      })
      .willRespondWith(200, (response) => {
        // Row by row: what the rows are, and that there are no more of them, depends on the state.
        response.jsonBody(rows.map((one) => matching(paymentRows.items, one, PINNED)))
      })
      .executeTest(async ({ url }) => {
        expect(await client(url).findPayments(ORDER)).toEqual(rows)
      })
  })

  it('that ClickPesa does not know', async () => {
    expectsToken()
    const answer = { statusCode: 400, message: `Invalid or missing payment: ${ORDER}` }
    await expects({
      states: [FREE],
      what: 'a query for an order that has no link',
      method: 'GET',
      path: `/payments/${ORDER}`,
      status: 400,
      answer: { schema: refusal, example: answer },
    }).executeTest(async ({ url }) => {
      expect(await client(url).findPayments(ORDER)).toEqual([])
    })
  })
})

describe('the shop is told', () => {
  const about = {
    orderReference: ORDER,
    status: 'SUCCESS',
    collectedAmount: '9000',
    collectedCurrency: 'TZS',
  }
  const PAYMENT = `a payment of 9000 TZS for order ${ORDER}`
  const received = { event: 'PAYMENT RECEIVED', data: { id: 'LCPC7Q2M9K4D1X', ...about } }
  const failed = {
    event: 'PAYMENT FAILED',
    data: { id: 'LCPC7Q2M9K4D1X', orderReference: ORDER, status: 'FAILED' },
  }

  it.each([
    {
      what: 'PAYMENT RECEIVED',
      state: `${PAYMENT} has succeeded`,
      schema: paymentReceived,
      message: received,
      leads: { status: 'paid', paidBy: 'webhook' },
    },
    {
      what: 'PAYMENT FAILED',
      state: `${PAYMENT} has failed`,
      schema: paymentFailed,
      message: failed,
      leads: { status: 'failed' },
    },
    {
      what: 'the callback of a link',
      state: `${PAYMENT} has succeeded`,
      schema: callbackFlat,
      message: about,
      leads: { status: 'paid', paidBy: 'query' },
    },
  ])('$what', async ({ what, state, schema, message, leads }) => {
    const checksum = canonicalChecksum(message, checksumKey)
    const example = { ...message, checksum, checksumMethod: 'canonical' }
    await pact
      .addAsynchronousInteraction()
      .given(CHECKSUM_ON)
      .given(state)
      .reference('clickpesa-sandbox', 'follows', FOLLOWED)
      .expectsToReceive(what, (described) => {
        described.withJSONContent(matching(schema, example, PINNED))
      })
      .executeTest(async ({ contents }) => {
        const shop = await shopWithOrder()
        const told = contents.content as unknown as Record<string, unknown>
        expect(await shop.hears(told)).toBe(200)
        await expect.poll(() => shop.order()).toMatchObject(leads)
      })
  })

  /** The shop with one order, beside a ClickPesa that says about it what the messages say. */
  async function shopWithOrder() {
    const json = (body: unknown) => ({ status: 200, body: JSON.stringify(body) })
    const clickpesa = await startReceiver(
      json({ token: TOKEN }),
      json({ checkoutLink: 'http://pay.test/CHE1' }),
    )
    const app = buildShop({ baseUrl: clickpesa.url, clientId, apiKey, checksumKey })
    const bought = await app.inject({ method: 'POST', url: '/orders', payload: { item: 'kikoi' } })
    expect(bought.statusCode).toBe(303)
    const { orderReference } = JSON.parse(clickpesa.received[1]?.text ?? '{}')
    clickpesa.answerWith(json([{ ...about, orderReference, collectedAmount: 9000 }]))
    return {
      /** Hears a message as if it were about this order. */
      async hears(message: Record<string, unknown>) {
        const text = JSON.stringify(message).replaceAll(ORDER, orderReference)
        const body = JSON.parse(text)
        body.checksum = canonicalChecksum(body, checksumKey)
        const answer = await app.inject({ method: 'POST', url: '/webhooks/clickpesa', payload: body })
        return answer.statusCode
      },
      order: async () => (await app.inject({ url: `/orders/${orderReference}` })).json(),
    }
  }
})

describe('the sandbox', () => {
  beforeAll(async () => {
    if ([...succeeded.values()].every(Boolean)) await keepPact(folder, SHOP_PACT)
  })

  async function verified(alter: Alter, description?: string) {
    const { app } = await startSandbox()
    const more = description ? ['--filter-description', description] : []
    return verifyWithPact({ port: await between(app, alter), files: [SHOP_PACT], more })
  }

  it('keeps all of it', async () => {
    const { code, out } = await verified(() => {})
    expect([code, out]).toEqual([0, expect.not.stringContaining('pact failures')])
  })

  it.each(MUTATIONS)('could not answer otherwise unnoticed: $what', async ({ noticed, at, change }) => {
    let changed = 0
    const { code, out } = await verified((url, answer) => {
      if (!at.test(url)) return
      changed++
      change(answer)
    }, noticed)
    expect(changed).toBeGreaterThan(0)
    expect([code, out]).toEqual([1, expect.stringMatching(/There were \d+ pact failures/)])
  })
})
