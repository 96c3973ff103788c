import { describe, expect, it } from 'vitest'
import { DEFAULT_CREDENTIALS } from '../../server/default-credentials.js'
import { STATES } from '../../server/sandbox/provider-states/states.js'
import { startReceiver } from '../support/receiver.js'
import { startSandbox } from '../support/sandbox.js'

const { clientId, apiKey, checksumKey } = DEFAULT_CREDENTIALS

type Params = Readonly<Record<string, unknown>>

/** The calls of a verifier, and those of a merchant's server with the token that a set-up has answered. */
async function verifier(...options: Parameters<typeof startSandbox>) {
  const { app, sandbox } = await startSandbox(...options)
  const change =
    (action: string) =>
    async (state: string, params: Params = {}) =>
      app.inject({
        method: 'POST',
        url: '/sandbox/api/v1/provider-states',
        payload: { state, params, action },
      })
  const setup = change('setup')
  const call = async (token: string, path: string, payload?: object) => {
    const reply = await app.inject({
      method: payload ? 'POST' : 'GET',
      url: `/third-parties${path}`,
      headers: { authorization: token },
      ...(payload ? { payload } : {}),
    })
    return { status: reply.statusCode, body: reply.json() }
  }
  return {
    app,
    sandbox,
    setup,
    teardown: change('teardown'),
    call,
    /** The token of a state that could be set up. */
    given: async (state: string, params?: Params) => {
      const reply = await setup(state, params)
      expect([reply.statusCode, reply.body]).toEqual([200, expect.any(String)])
      return reply.json<Record<string, string>>()
    },
    order: async (token: string, order: object = {}) =>
      call(token, '/checkout-link/generate-checkout-url', {
        totalPrice: '12500',
        orderReference: 'ORDER1001',
        orderCurrency: 'TZS',
        ...order,
      }),
    login: async (headers: Record<string, string>) => {
      const reply = await app.inject({ method: 'POST', url: '/third-parties/generate-token', headers })
      return { status: reply.statusCode, body: reply.json<Record<string, string>>() }
    },
  }
}

describe('the states of a USSD push', () => {
  it.each([
    ['is on the phone', 'PROCESSING', ''],
    ['has succeeded', 'SUCCESS', 'success'],
    ['has failed', 'FAILED', 'Insufficient balance'],
  ])('come true: a push %s', async (outcome, status, message) => {
    const { given, call } = await verifier()
    const {
      token = '',
      orderReference,
      paymentId,
    } = await given(`a push of 7500 TZS for order P1 ${outcome}`)
    expect(orderReference).toBe('P1')
    const { body } = await call(token, '/payments/P1')
    expect(body).toMatchObject([{ id: paymentId, status, message, collectedAmount: 7500, channel: 'M-PESA' }])
    expect(paymentId).toMatch(/^CLPLCPC/)
  })

  it('follow one another', async () => {
    const { given, call } = await verifier()
    await given('a push is on the phone')
    const { token = '' } = await given('a push has failed', { message: 'Wrong PIN', continue: true })
    expect((await call(token, '/payments/ORDER1001')).body).toMatchObject([
      { status: 'FAILED', message: 'Wrong PIN' },
    ])
  })

  it('contradict a link of the same reference, and an application that may not push', async () => {
    const { given, setup } = await verifier()
    await given('a link for order P1 exists')
    expect((await setup('a push for order P1 has failed', { continue: true })).json()).toMatchObject({
      message: 'order P1 is there already, and came by checkout-link',
    })
    await given('the application has no access to the collection API')
    expect((await setup('a push is on the phone')).json()).toMatchObject({
      message: expect.stringContaining('order ORDER1001 cannot be pushed'),
    })
  })
})

describe('the states of a payout', () => {
  it.each([
    ['is on its way', 'AUTHORIZED'],
    ['has succeeded', 'SUCCESS'],
    ['has failed', 'FAILED'],
    ['was refunded', 'REFUNDED'],
  ])('come true: a payout %s', async (outcome, status) => {
    const { given, call } = await verifier()
    const { token = '', orderReference } = await given(`a payout of 7500 TZS for order P1 ${outcome}`)
    expect(orderReference).toBe('P1')
    expect((await call(token, '/payouts/P1')).body).toMatchObject([
      { status, order: { amount: '7500.00', currency: 'TZS' }, channelProvider: 'M-PESA' },
    ])
  })

  it('follow one another, and leave money for another payout', async () => {
    const { given, call } = await verifier()
    await given('a payout is on its way')
    const { token = '' } = await given('a payout has succeeded', { continue: true })
    expect((await call(token, '/payouts/ORDER1001')).body).toMatchObject([{ status: 'SUCCESS' }])
    const other = { amount: 12500, currency: 'TZS', orderReference: 'P2', phoneNumber: '255754000999' }
    expect((await call(token, '/payouts/create-mobile-money-payout', other)).status).toBe(200)
  })

  it('have money to be made from', async () => {
    const { given, call } = await verifier()
    const { token = '' } = await given('the account holds 90000 TZS')
    expect((await call(token, '/account/balance')).body).toEqual([{ currency: 'TZS', balance: 90000 }])
  })
})

describe('the states of a card payment', () => {
  it.each([
    ['is asked for', []],
    [
      'has succeeded',
      [{ status: 'SUCCESS', collectedAmount: 25, collectedCurrency: 'USD', channel: 'CARD' }],
    ],
    ['has failed', [{ status: 'FAILED' }]],
  ])('come true: a card payment %s', async (outcome, rows) => {
    const { given, call } = await verifier()
    const { token = '', ...values } = await given(`a card payment of 25 USD for order C1 ${outcome}`)
    expect(values).toMatchObject({ orderReference: 'C1', linkId: expect.stringMatching(/^CHE/) })
    const { body } = await call(token, '/payments/C1')
    expect(body).toHaveLength(rows.length)
    expect(body).toMatchObject(rows)
  })

  it('follow one another on one page', async () => {
    const { given, call } = await verifier()
    const { linkId } = await given('a card payment has failed')
    const after = await given('a card payment has failed', { continue: true })
    expect(after.linkId).toBe(linkId)
    expect((await call(after.token ?? '', '/payments/ORDER1001')).body).toHaveLength(1)
  })

  it('do not make a card payment of another order', async () => {
    const { given, setup } = await verifier()
    await given('a link of 25 USD exists')
    const reply = await setup('a card payment has succeeded')
    expect([reply.statusCode, reply.json().message]).toEqual([
      409,
      'order ORDER1001 is there already, and came by checkout-link',
    ])
  })
})

describe('the states of a control number', () => {
  it.each([
    ['a control number of 18000 TZS for order B1 exists', 'ACTIVE'],
    ["a customer's control number of 18000 TZS for order B1 exists", 'ACTIVE'],
    ['a control number of 18000 TZS for order B1 was paid', 'ACTIVE'],
    ['a control number of 18000 TZS for order B1 was closed', 'INACTIVE'],
  ])('come true: %s', async (state, billStatus) => {
    const { given, call } = await verifier()
    const { token = '', billPayNumber } = await given(state)
    const { body } = await call(token, `/billpay/${billPayNumber}`)
    expect(body).toMatchObject({ billPayNumber, billAmount: 18000, billStatus })
  })

  it('pay all that is asked', async () => {
    const { given, call } = await verifier()
    const { token = '' } = await given('a control number of 18000 TZS for order B1 was paid')
    expect((await call(token, '/payments/B1')).body).toMatchObject([
      { status: 'SUCCESS', collectedAmount: 18000, collectedCurrency: 'TZS' },
    ])
  })

  it('keep to the one kind of number', async () => {
    const { given, setup } = await verifier()
    await given('a control number exists')
    const reply = await setup("a customer's control number exists")
    expect([reply.statusCode, reply.json().message]).toEqual([
      409,
      expect.stringMatching(/^control number \d{14} is that of the order, not of the customer$/),
    ])
  })
})

describe('the states of an account', () => {
  const push = { amount: '5000', currency: 'TZS', orderReference: 'ORDER1001', phoneNumber: '255744000111' }
  const payout = { ...push, amount: 5000 }

  it('have a payout link, once', async () => {
    const { given, call } = await verifier()
    await given('a payout link of 5000 TZS for order L1 exists')
    const { token = '' } = await given('a payout link of 5000 TZS for order L1 exists', { continue: true })
    const again = { amount: '5000', orderReference: 'L1' }
    expect((await call(token, '/payout-link/generate-payout-url', again)).status).toBe(409)
  })

  it.each([
    [
      'the application has no access to payouts',
      '/payouts/create-mobile-money-payout',
      payout,
      [400, 'Application has no access to DISBURSEMENT API feature. Enable it on your application.'],
    ],
    [
      'the application has no access to payouts',
      '/payout-link/generate-payout-url',
      { amount: '5000', orderReference: 'L1' },
      [400, 'Application has no access to hosted payout feature'],
    ],
    [
      'the account collects no money by API',
      '/payments/initiate-ussd-push-request',
      push,
      [404, 'Account has no payment collection methods'],
    ],
  ])('refuse: %s', async (state, path, body, refused) => {
    const { given, call } = await verifier()
    const { token = '' } = await given(state)
    const reply = await call(token, path, body)
    expect([reply.status, reply.body.message]).toEqual(refused)
  })
})

describe('a provider state that nobody knows', () => {
  it.each([
    ['a payment has suceeded', 'did you mean "a payment has succeeded"?'],
    [
      'a paymant of 100 TZS for order A1 has failed',
      'did you mean "a payment of {amount} {currency} for order {orderReference} has failed"?',
    ],
    ['pigs can fly', 'there is no provider state "pigs can fly"'],
  ])('is refused with the nearest one: %s', async (state, words) => {
    const { setup } = await verifier()
    const reply = await setup(state)
    expect(reply.statusCode).toBe(400)
    expect(reply.json()).toEqual({
      code: 'UNKNOWN_STATE',
      message: expect.stringContaining(words),
      hint: expect.stringContaining('/sandbox/guide/provider-states has them all'),
    })
  })

  it.each([
    ['a payment has succeeded', { ammount: '100' }, 'takes no parameter "ammount"; did you mean "amount"?'],
    ['a payment has succeeded', { amount: '-5' }, 'was given the amount "-5"'],
    ['a payment has succeeded', { amount: { minor: 5 } }, 'was given the amount {"minor":5}'],
    ['a payment for order A-1 has succeeded', {}, 'was given the orderReference "A-1"'],
    ['webhooks go to {url}', {}, 'lacks url'],
    ['the scenario is sucess', {}, 'there is no scenario "sucess"; did you mean "success"?'],
  ])('so is one with a parameter that does not fit: %s %j', async (state, params, words) => {
    const { setup } = await verifier()
    const { message } = (await setup(state, params)).json<{ message: string }>()
    expect(message).toContain(words)
  })

  it('so is one about a merchant that is not there', async () => {
    const { setup } = await verifier()
    const reply = await setup('a payment has succeeded', { clientId: 'IDNOBODY' })
    expect([reply.statusCode, reply.json()]).toEqual([
      404,
      expect.objectContaining({ message: 'no merchant has the client id IDNOBODY' }),
    ])
  })

  it('so is one that contradicts another of the same interaction', async () => {
    const { setup, given } = await verifier()
    await given('a link of 100 TZS for order A1 exists')
    const reply = await setup('a payment of 200 TZS for order A1 has succeeded')
    expect([reply.statusCode, reply.json()]).toEqual([
      409,
      expect.objectContaining({
        code: 'STATE_CONTRADICTED',
        message: 'order A1 is there already, and asks for 100 TZS, not for 200 TZS',
      }),
    ])
  })

  it.each([
    ['the application has no access to checkout links', 'no link can be made for order ORDER1001'],
    ['the scenario is abandoned-before-pay', 'has the customer leave order ORDER1001 without paying'],
  ])('so is a payment after: %s', async (first, words) => {
    const { setup, given } = await verifier()
    await given(first)
    const reply = await setup('a payment has succeeded')
    expect([reply.statusCode, reply.json()]).toEqual([
      409,
      expect.objectContaining({ message: expect.stringContaining(words) }),
    ])
  })

  it.each([
    ['a link exists', 'the order reference is free', 'order ORDER1001 has the link CHE'],
    ['a payment has failed', 'a link exists', 'somebody has tried to pay order ORDER1001 already'],
    ['a payment has succeeded', 'a payment has failed', 'is SUCCESS, which can become'],
  ])('so is what cannot be true after "%s": "%s"', async (first, second, words) => {
    const { setup, given } = await verifier()
    await given(first)
    const reply = await setup(second)
    expect([reply.statusCode, reply.json().message]).toEqual([409, expect.stringContaining(words)])
  })

  it('so is a way to pay that the currency does not have, and a further payment of a paid order', async () => {
    const { setup } = await verifier()
    expect(
      (await setup('a payment has succeeded', { currency: 'USD', method: 'M-PESA' })).json(),
    ).toMatchObject({
      message: 'an order in USD cannot be paid with M-PESA',
    })
    await setup('a payment has succeeded')
    expect((await setup('a payment is being processed')).json()).toMatchObject({
      message: 'nothing more can be paid on order ORDER1001: its link is paid',
    })
  })
})

describe('a provider state', () => {
  it.each([
    ['nothing has happened yet', 400, null],
    ['', 400, null],
    ['the order reference ORDER1001 is free', 400, null],
    ['the order reference is used', 200, []],
    ['a link exists', 200, []],
    ['a payment is being processed', 200, ['PROCESSING']],
    ['a payment has succeeded', 200, ['SUCCESS']],
    ['a payment has failed', 200, ['FAILED']],
    ['a payment has failed and then succeeded', 200, ['SUCCESS', 'FAILED']],
    ['a payment was settled', 200, ['SETTLED']],
  ])('"%s" is what the query shows', async (state, status, statuses) => {
    const { given, call } = await verifier()
    const { token } = await given(state)
    const answer = await call(token ?? '', '/payments/ORDER1001')
    expect(answer.status).toBe(status)
    if (statuses) expect(answer.body.map((row: { status: string }) => row.status)).toEqual(statuses)
  })

  it('is told in its sentence or beside it', async () => {
    const { given, call } = await verifier()
    const told = [
      await given('a payment of 250.50 USD for order A1 has failed', { message: 'No money' }),
      await given('a payment has failed', {
        ...{ orderReference: 'A2', amount: 250.5, currency: 'USD', message: 'No money', method: 'CARD' },
      }),
    ]
    for (const { orderReference, token = '' } of told) {
      const { body } = await call(token, `/payments/${orderReference}`)
      expect(body).toMatchObject([
        {
          collectedAmount: 250.5,
          collectedCurrency: 'USD',
          status: 'FAILED',
          message: 'No money',
          channel: 'CARD',
        },
      ])
    }
  })

  it('answers what generators can inject', async () => {
    const { given, app } = await verifier()
    const values = await given('a payment for order A1 has succeeded')
    expect(values).toEqual({
      ...{ clientId, apiKey, checksumKey, orderReference: 'A1' },
      token: expect.stringMatching(/^Bearer \S+\.\S+\.\S+$/),
      linkId: expect.stringMatching(/^CHE/),
      paymentId: expect.stringMatching(/^LCPC/),
    })
    expect((await app.inject(`/checkout/${values.linkId}`)).statusCode).toBe(200)
  })

  it('has the same times and ids whenever it is set up', async () => {
    const { given, call } = await verifier()
    const seen = []
    for (let i = 0; i < 2; i++) {
      const { token = '' } = await given('a payment has succeeded')
      seen.push(await call(token, '/payments/ORDER1001'))
    }
    expect(seen[0]?.body[0]).toMatchObject({
      createdAt: '2026-05-04T09:00:00.000Z',
      updatedAt: '2026-05-04T09:00:01.000Z',
    })
    expect(seen[1]).toEqual(seen[0])
  })

  it('decides about credentials', async () => {
    const { given, login } = await verifier()
    await given('the merchant IDOTHER has the API key SKOTHER')
    expect(await login({ 'client-id': 'IDOTHER', 'api-key': 'SKOTHER' })).toMatchObject({ status: 200 })
    await given('the merchant IDOTHER has the API key SKSECOND')
    expect(await login({ 'client-id': 'IDOTHER', 'api-key': 'SKSECOND' })).toMatchObject({ status: 200 })
    await given('the API key SKSECOND has expired', { clientId: 'IDOTHER' })
    expect(await login({ 'client-id': 'IDOTHER', 'api-key': 'SKSECOND' })).toMatchObject({
      status: 403,
      body: { message: 'Invalid or Expired API-Key' },
    })
  })

  it('answers no token where none can be had', async () => {
    const { given } = await verifier()
    await given(`the API key ${apiKey} has expired`)
    const values = await given('nothing has happened yet')
    expect([values.apiKey, values.token]).toEqual([apiKey, undefined])
  })

  it('decides what is refused', async () => {
    const { given, order } = await verifier()
    const refusal = async (state: string) => {
      const { token = '' } = await given(state)
      const { status, body } = await order(token)
      return [status, body.message]
    }
    expect(await refusal('the token has expired')).toEqual([401, 'Unauthorized'])
    expect(await refusal('the account is not approved')).toEqual([401, 'Unauthorized'])
    expect(await refusal('the checksum is switched on')).toEqual([400, ['checksum is required']])
    expect(await refusal('the application has no access to checkout links')).toEqual([
      400,
      'Application has no access to checkout link feature.',
    ])
    expect(await refusal('the order reference is used')).toEqual([409, expect.stringContaining('ORDER1001')])
    // None of it lasts.
    const { token = '' } = await given('the order reference is free')
    expect(await order(token)).toMatchObject({ status: 200 })
  })

  it('leaves a token dead that an earlier state of the interaction has ended', async () => {
    const { given, order } = await verifier()
    const values = {
      ...(await given('the token has expired')),
      ...(await given('the order reference is free')),
    }
    expect(await order(values.token ?? '')).toMatchObject({ status: 401 })
    const { token = '' } = await given('the order reference is free')
    expect(await order(token)).toMatchObject({ status: 200 })
  })

  it('decides which scenario is followed', async () => {
    const { given, call } = await verifier()
    await given('the scenario is settled-directly')
    const { token = '' } = await given('a payment has succeeded', { orderReference: 'A1' })
    expect((await call(token, '/payments/A1')).body).toMatchObject([{ status: 'SETTLED' }])
  })

  it('that is true already is left as it is', async () => {
    const { given } = await verifier()
    const states = ['a payment is being processed', 'a payment has succeeded', 'a payment was settled']
    const ids = []
    for (const state of [...states, 'a payment was settled']) ids.push((await given(state)).paymentId)
    expect(new Set(ids).size).toBe(1)
  })
})

describe('the merchant of a provider state', () => {
  it('is begun anew after a call, and after a set-up that failed', async () => {
    const { given, setup, login, sandbox } = await verifier()
    const checksumIsOn = async () =>
      (await sandbox.merchants.details(clientId)).applications[0]?.checksumEnabled
    await given('the checksum is switched on')
    await given('a link exists')
    expect(await checksumIsOn()).toBe(true)
    await login({ 'client-id': 'IDNOBODY', 'api-key': 'SKNOBODY' })
    await given('a link exists')
    expect(await checksumIsOn()).toBe(false)
    await given('the checksum is switched on')
    await setup('pigs can fly')
    await given('a link exists')
    expect(await checksumIsOn()).toBe(false)
    await given('the checksum is switched on')
    await setup('the scenario is nowhere')
    await given('a link exists')
    expect(await checksumIsOn()).toBe(false)
  })

  it('is as it was opened after a teardown', async () => {
    const { given, teardown, sandbox } = await verifier()
    await given('the account is not approved')
    expect((await teardown('the account is not approved')).json()).toEqual({})
    const { merchant } = await sandbox.merchants.details(clientId)
    expect([merchant.approved, merchant.clock.kind]).toEqual([true, 'running'])
  })

  it('keeps the tokens that it had before, whatever is set up', async () => {
    const { given, login, call } = await verifier()
    const { body } = await login({ 'client-id': clientId, 'api-key': apiKey })
    for (const { sentence } of STATES) {
      if (!/checksum|payment|settled|free|used|link/.test(sentence) || /no access/.test(sentence)) continue
      await given(sentence.replace(/[[\]]/g, '').replaceAll(/\{(\w+)\}/g, '{$1}'))
      expect([sentence, (await call(body.token ?? '', '/payments/all')).status]).toEqual([sentence, 200])
    }
  })

  it('goes on from a call where it is told to, and only where the call has made a link', async () => {
    const { given, setup, order, sandbox } = await verifier()
    const goesOn = { continue: true }
    const { token = '' } = await given('the order reference is free')
    expect((await setup('a payment has succeeded', goesOn)).json()).toMatchObject({
      message: 'order ORDER1001 has no link: the call before this state has made none',
    })
    await order(token, { customerName: 'Juma Ally' })
    const { linkId = '' } = await given('a payment has succeeded', goesOn)
    expect((await sandbox.links.find(linkId))?.order.customer).toEqual({ name: 'Juma Ally' })
  })

  it('is sent what it is owed', async () => {
    const { given } = await verifier()
    const receiver = await startReceiver()
    await given(`webhooks go to ${receiver.url}/hook`)
    await given('a payment has failed and then succeeded')
    expect(receiver.received.map(({ text }) => JSON.parse(text).event)).toEqual([
      'PAYMENT FAILED',
      'PAYMENT RECEIVED',
    ])
  })
})

it('a set-up needs the control token where there is one', async () => {
  const { app } = await verifier({}, 'secret')
  const setup = (url: string) => app.inject({ method: 'POST', url, payload: { state: '' } })
  expect((await setup('/sandbox/api/v1/provider-states')).statusCode).toBe(401)
  expect((await setup('/sandbox/api/v1/provider-states?token=secret')).statusCode).toBe(200)
})
