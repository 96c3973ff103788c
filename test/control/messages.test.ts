import { describe, expect, it } from 'vitest'
import { callbackSchema } from '../../contracts/schemas/callback.js'
import { webhookSchema } from '../../contracts/schemas/webhooks.js'
import { canonicalChecksum } from '../../examples/shop/clickpesa.js'
import { schemaIssues } from '../../fixtures/conformance.js'
import { DEFAULT_CREDENTIALS } from '../../server/default-credentials.js'
import { startReceiver } from '../support/receiver.js'
import { startSandbox } from '../support/sandbox.js'

const { clientId, checksumKey } = DEFAULT_CREDENTIALS
const API = '/sandbox/api/v1'

async function messages() {
  const { app, sandbox } = await startSandbox({ merchant: { checksumEnabled: true } })
  return {
    app,
    sandbox,
    show: (event: string, query: Record<string, string> = {}) =>
      app.inject({ url: `${API}/messages/${encodeURIComponent(event)}`, query }),
    given: (state: string, params = {}) =>
      app.inject({ method: 'POST', url: `${API}/provider-states`, payload: { state, params } }),
    told: (description: string, ...states: (readonly [string, object?])[]) =>
      app.inject({
        method: 'POST',
        url: `${API}/messages`,
        payload: { description, providerStates: states.map(([name, params]) => ({ name, params })) },
      }),
  }
}

function metadataOf(reply: { headers: Record<string, unknown> }): unknown {
  return JSON.parse(Buffer.from(String(reply.headers['pact-message-metadata']), 'base64').toString('utf8'))
}

describe('a message that is asked for by its event', () => {
  it.each([
    ['PAYMENT RECEIVED', webhookSchema('PAYMENT RECEIVED', { checksumPlace: 'topLevel' })],
    ['payment-failed', webhookSchema('PAYMENT FAILED', { checksumPlace: 'topLevel' })],
    ['callback', callbackSchema('topLevel')],
  ])('%s has its form and a right checksum', async (event, schema) => {
    const { show } = await messages()
    const reply = await show(event, { orderReference: 'A1', amount: '250.50', currency: 'USD' })
    expect([reply.statusCode, reply.headers['content-type']]).toEqual([200, 'application/json'])
    const body = reply.json()
    expect(schemaIssues(schema, body)).toEqual([])
    expect(body.checksum).toBe(canonicalChecksum(body, checksumKey))
    expect((body.data ?? body).orderReference).toBe('A1')
  })

  it.each(['PAYOUT INITIATED', 'payout_refunded', 'PAYOUT REVERSED', 'deposit-received'])(
    '%s, which nothing here causes, is the documented sample with the values in it, signed',
    async (event) => {
      const { show } = await messages()
      const reply = await show(event, { orderReference: 'PO1', amount: '250.50', currency: 'USD' })
      const body = reply.json()
      expect(schemaIssues(webhookSchema(body.event, { checksumPlace: 'topLevel' }), body)).toEqual([])
      expect(body.checksum).toBe(canonicalChecksum(body, checksumKey))
      expect([
        body.data.amount ?? body.data.depositAmount,
        body.data.currency ?? body.data.depositCurrency,
      ]).toEqual(['250.50', 'USD'])
      expect(metadataOf(reply)).toMatchObject({ source: 'sample' })
    },
  )

  it('is the same for the same values, is no trace anywhere, and takes every value', async () => {
    const { show, sandbox } = await messages()
    const query = {
      ...{ orderReference: 'A1', amount: '100', method: 'HALOPESA', customerName: 'Juma Ally', clientId },
      ...{ customerEmail: 'juma@shop.example', customerPhone: '255712000222' },
    }
    const first = await show('PAYMENT RECEIVED', query)
    expect(first.json().data).toMatchObject({
      collectedAmount: '100',
      channel: 'HALOPESA',
      customer: {
        customerName: 'Juma Ally',
        customerEmail: 'juma@shop.example',
        customerPhoneNumber: '255712000222',
      },
    })
    expect((await show('PAYMENT RECEIVED', query)).json().data.id).toBe(first.json().data.id)
    expect(metadataOf(first)).toMatchObject({ event: 'PAYMENT RECEIVED', source: 'parameters' })
    expect(await sandbox.engine.store.find('payments', {})).toEqual([])
  })

  it.each([
    ['payment', {}, 400, '"payment" names no message'],
    ['callback', { amount: 'much' }, 400, 'the message callback was given the amount "much"'],
    ['callback', { colour: 'red' }, 400, 'colour: unknown key "colour". Allowed: clientId, orderReference'],
    ['callback', { clientId: 'IDNOBODY' }, 404, 'IDNOBODY'],
  ])('%s %j is refused with %i', async (event, query, status, words) => {
    const { show } = await messages()
    const reply = await show(event, query)
    expect([reply.statusCode, reply.json().message]).toEqual([status, expect.stringContaining(words)])
  })
})

describe('a message that a verifier asks for', () => {
  it('about a payout is the documented sample', async () => {
    const { told } = await messages()
    const reply = await told('a PAYOUT REVERSED webhook')
    expect(reply.json()).toMatchObject({ event: 'PAYOUT REVERSED', data: { status: 'REVERSED' } })
  })

  it('is the one that was delivered, to the byte', async () => {
    const { given, told } = await messages()
    const receiver = await startReceiver()
    await given(`webhooks go to ${receiver.url}/hook`)
    await given('a payment for order A1 has succeeded')
    const reply = await told('a PAYMENT RECEIVED webhook', [
      'a payment has succeeded',
      { orderReference: 'A1' },
    ])
    expect(receiver.received.map(({ text }) => text)).toEqual([reply.body])
    expect(metadataOf(reply)).toMatchObject({ contentType: 'application/json', source: 'delivery' })
  })

  it('is the one that is on its way, where nobody listens', async () => {
    const { given, told, sandbox } = await messages()
    const state = 'a payment for order A1 has succeeded'
    await given(state, { callbackUrl: 'http://127.0.0.1:9/callback' })
    const reply = await told('the callback', [state])
    const [delivery] = await sandbox.engine.store.find('deliveries', {})
    expect([delivery?.status, delivery?.body]).toEqual(['waiting', reply.body])
  })

  it('is what the payment would cause, where there is no address', async () => {
    const { given, told } = await messages()
    const state = 'a payment for order A1 has failed and then succeeded'
    await given(state, { message: 'No money' })
    const seen = await Promise.all(
      ['PAYMENT FAILED', 'payment_received', 'callback'].map((one) => told(one, [state])),
    )
    expect(seen.map(metadataOf)).toEqual(Array(3).fill(expect.objectContaining({ source: 'payment' })))
    expect(seen.map((reply) => reply.json())).toMatchObject([
      { event: 'PAYMENT FAILED', data: { message: 'No money' } },
      { event: 'PAYMENT RECEIVED', data: { status: 'SUCCESS' } },
      { status: 'SUCCESS', orderReference: 'A1' },
    ])
  })

  it('is not made up where a linked pair is about one that was sent', async () => {
    const { given, told } = await messages()
    await given('a payment has succeeded')
    const reply = await told('PAYMENT RECEIVED', ['a payment has succeeded', { continue: true }])
    expect([reply.statusCode, reply.json()]).toEqual([
      409,
      expect.objectContaining({
        code: 'MESSAGE_NOT_OWED',
        message: expect.stringContaining('no PAYMENT RECEIVED of order ORDER1001 was sent'),
      }),
    ])
  })

  it.each([
    [
      'PAYMENT FAILED',
      'a payment has succeeded',
      'no payment of order ORDER1001 has a status for which PAYMENT FAILED is sent',
    ],
    [
      'PAYMENT RECEIVED',
      'a link exists',
      'no payment of order ORDER1001 has a status for which PAYMENT RECEIVED is sent',
    ],
    ['some message', 'a payment has succeeded', '"some message" names no message'],
    ['PAYMENT RECEIVED', 'a payment has vanished', 'there is no provider state "a payment has vanished"'],
  ])('is refused where nothing owes it: %s, %s', async (description, state, words) => {
    const { given, told } = await messages()
    await given(state)
    const { message } = (await told(description, [state])).json()
    expect(message).toContain(words)
  })

  it('ends the interaction, so that the next state begins anew', async () => {
    const { given, told, sandbox } = await messages()
    await given('a payment for order A1 has succeeded')
    await told('PAYMENT RECEIVED', ['a payment for order A1 has succeeded'])
    await given('a link for order A2 exists')
    const links = await sandbox.engine.store.find('orders', {})
    expect(links.map(({ orderReference }) => orderReference)).toEqual(['A2'])
  })

  it('needs no state to be refused', async () => {
    const { app } = await messages()
    const reply = await app.inject({
      method: 'POST',
      url: `${API}/messages`,
      payload: { description: 'callback' },
    })
    expect(reply.statusCode).toBe(409)
  })
})
