import { describe, expect, test } from 'vitest'
import { pay } from '../support/builders.js'
import { startSandbox } from '../support/sandbox.js'

const PUSH = { amount: '1000', currency: 'TZS', orderReference: 'PUSH1', phoneNumber: '255712000111' }

async function pushed(scenario = 'decide-on-phone') {
  const box = await startSandbox()
  const { app, sandbox } = box
  const shop = await box.openShop({ scenario })
  const { id } = (await shop.post('/payments/initiate-ussd-push-request', PUSH)).json()
  const answer = (payload: object = {}, orderReference = 'PUSH1') =>
    app.inject({
      method: 'POST',
      url: `/sandbox/api/v1/merchants/${shop.id}/orders/${orderReference}/payments`,
      payload,
    })
  const statusAfter = async (ms: number) => {
    await sandbox.clocks.advance(shop.id, ms)
    return (await sandbox.payments.find(id))?.status
  }
  return { ...box, shop, id, answer, statusAfter }
}

describe('paying the order of a USSD push by the control API', () => {
  test.each([
    [{}, 1000, 'SUCCESS'],
    [{ answer: 'right-pin' }, 1000, 'SUCCESS'],
    [{ answer: 'wrong-pin' }, 5000, 'FAILED'],
    [{ answer: 'cancel' }, 3000, 'FAILED'],
    [{ answer: 'ignore' }, 60_000, 'FAILED'],
  ])('answers its prompt, with %j, and makes no other payment', async (payload, ms, status) => {
    const { id, answer, statusAfter, shop } = await pushed()
    const reply = await answer(payload)
    expect([reply.statusCode, reply.json()]).toMatchObject([201, { id, status: 'PROCESSING', linkId: null }])
    expect(await statusAfter(ms)).toBe(status)
    expect((await shop.get('/payments/PUSH1')).json()).toHaveLength(1)
  })

  test('says why there is nothing to answer', async () => {
    const { answer } = await pushed()
    await answer({ answer: 'cancel' })
    expect((await answer({ answer: 'right-pin' })).json()).toMatchObject({
      code: 'LINK_NOT_OPEN',
      message: expect.stringContaining('order PUSH1: it is being paid'),
    })
  })

  test('refuses to change how a payment goes that is under way', async () => {
    const { answer } = await pushed()
    for (const payload of [{ scenario: 'success' }, { method: 'M-PESA' }]) {
      expect((await answer(payload)).json()).toMatchObject({ code: 'INVALID_INPUT' })
    }
    expect((await answer({ scenario: 'decide-on-phone', method: 'TIGO-PESA' })).statusCode).toBe(201)
  })

  test('refuses an answer that there is none of', async () => {
    const { answer } = await pushed()
    expect((await answer({ answer: 'shout' })).statusCode).toBe(400)
  })
})

describe('an answer with the payment of a checkout link', () => {
  test('is given to the prompt that the payment shows', async () => {
    const { shop, answer, sandbox } = await pushed()
    await shop.createLink({ orderReference: 'LINK1' })
    expect((await answer({ answer: 'cancel' }, 'LINK1')).json()).toMatchObject({ status: 'PROCESSING' })
    await sandbox.clocks.advance(shop.id, 3000)
    expect((await shop.get('/payments/LINK1')).json()).toMatchObject([{ status: 'FAILED' }])
  })

  test('is given to the prompt that is there already', async () => {
    const { shop, answer, sandbox } = await pushed()
    const { id } = await pay(sandbox, await shop.createLink({ orderReference: 'LINK1' }))
    expect((await answer({ answer: 'right-pin' }, 'LINK1')).json()).toMatchObject({ id })
  })

  test('is refused where no phone pays', async () => {
    const { shop, answer } = await pushed()
    await shop.createLink({ orderReference: 'LINK1' })
    expect((await answer({ answer: 'right-pin', method: 'BANK' }, 'LINK1')).json()).toMatchObject({
      code: 'NO_PROMPT',
    })
  })
})
