import { describe, expect, test } from 'vitest'
import { pay } from '../support/builders.js'
import { startSandbox } from '../support/sandbox.js'
import { submit, textOf } from './support.js'

const PUSH = { amount: '1000', currency: 'TZS', orderReference: 'PUSH1', phoneNumber: '255712000111' }

async function openPhones() {
  const box = await startSandbox()
  const { app, sandbox } = box
  const shop = await box.openShop({ scenario: 'decide-on-phone' })
  const home = `/sandbox/merchants/${shop.id}`
  return {
    ...box,
    shop,
    home,
    push: async (changes: object = {}): Promise<string> =>
      (await shop.post('/payments/initiate-ussd-push-request', { ...PUSH, ...changes })).json().id,
    page: async (path = '/phones') => (await app.inject(`${home}${path}`)).body,
    answer: (id: string, answer: string) => submit(app, `${home}/payments/${id}/phone`, { answer }),
    pass: (ms: number) => sandbox.clocks.advance(shop.id, ms),
    status: async (id: string) => (await sandbox.payments.find(id))?.status,
  }
}

describe('the page of phones', () => {
  test('says that no customer is asked to pay', async () => {
    const { page } = await openPhones()
    expect(await page()).toContain('No customer is asked to pay now')
  })

  test('has a phone for each push by API and from the hosted page, the newest first', async () => {
    const { sandbox, shop, page, push } = await openPhones()
    await push()
    await pay(sandbox, await shop.createLink({ orderReference: 'LINK1' }), {
      channel: 'HALOPESA',
      phoneNumber: '255622000111',
    })
    const body = await page()
    const phones = body.match(/aria-label="The phone [^"]*"/g)
    expect(phones).toEqual([
      'aria-label="The phone 255622000111, order LINK1"',
      'aria-label="The phone 255712000111, order PUSH1"',
    ])
    expect(textOf(body)).toContain('Mixx by Yas · 255712000111 Pay Sandbox Shop TZS 1,000 for PUSH1 ?')
  })

  test.each([
    ['right-pin', 1000, 'SUCCESS'],
    ['wrong-pin', 5000, 'FAILED'],
    ['cancel', 3000, 'FAILED'],
    ['ignore', 60_000, 'FAILED'],
  ])('answers with %s, and the payment moves on', async (answer, ms, status) => {
    const { push, answer: give, pass, status: statusOf, page } = await openPhones()
    const id = await push()
    const reply = await give(id, answer)
    expect([reply.statusCode, reply.headers.location]).toEqual([303, expect.stringMatching(/\/phones$/)])
    expect(await page()).toContain('the operator is at work')
    expect(await page()).not.toContain('data-testid="phone-right-pin"')
    await pass(ms)
    expect(await statusOf(id)).toBe(status)
    expect(await page()).toContain('No customer is asked to pay now')
  })

  test('refuses a second answer, and one that does not exist', async () => {
    const { push, answer } = await openPhones()
    const id = await push()
    expect((await answer(id, 'cancel')).statusCode).toBe(303)
    const again = await answer(id, 'right-pin')
    expect([again.statusCode, textOf(again.body)]).toEqual([
      422,
      expect.stringContaining('has no prompt on a phone any more'),
    ])
    expect(textOf((await answer(await push({ orderReference: 'PUSH2' }), 'shout')).body)).toContain(
      'There is no answer shout',
    )
  })

  test('does not answer the phone of another merchant', async () => {
    const { push, openShop, app, status } = await openPhones()
    const id = await push()
    const other = await openShop()
    const reply = await submit(app, `/sandbox/merchants/${other.id}/payments/${id}/phone`, {
      answer: 'right-pin',
    })
    expect(reply.statusCode).toBe(422)
    expect(await status(id)).toBe('PROCESSING')
  })

  test('moves the clock', async () => {
    const { app, home, push, answer, status } = await openPhones()
    const id = await push()
    await answer(id, 'right-pin')
    expect((await submit(app, `${home}/phones/clock`, { duration: '5s' })).statusCode).toBe(303)
    expect(await status(id)).toBe('SUCCESS')
  })
})

test('the page of an order that was pushed has its phone while it waits, and the answer on the timeline', async () => {
  const { push, page, answer, pass } = await openPhones()
  const id = await push()
  expect(await page('/orders/PUSH1')).toContain('data-testid="phone-right-pin"')
  await answer(id, 'right-pin')
  await pass(5000)
  const body = textOf(await page('/orders/PUSH1'))
  expect(body).not.toContain('Enter the PIN and pay')
  expect(body).toMatch(/Phone the customer typed the right PIN on the phone/)
  expect(body).toMatch(/Your app POST \/third-parties\/payments\/initiate-ussd-push-request: answered 200/)
})
