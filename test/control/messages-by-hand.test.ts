import { describe, expect, test } from 'vitest'
import { pay } from '../support/builders.js'
import { startReceiver } from '../support/receiver.js'
import { canonicalText, hmac } from '../support/reference-checksum.js'
import { startSandbox } from '../support/sandbox.js'

const KEY = 'CHKbyhand'

async function shopWithReceiver() {
  const box = await startSandbox()
  const receiver = await startReceiver()
  const shop = await box.openShop({
    checksumEnabled: false,
    checksumKey: KEY,
    webhooks: { 'PAYMENT RECEIVED': `${receiver.url}/hook`, 'PAYMENT FAILED': `${receiver.url}/hook` },
  })
  const linkId = await shop.createLink({ callbackUrl: `${receiver.url}/callback` })
  await box.sandbox.applications.change(shop.id, shop.clientId, { checksumEnabled: true })
  const post = async (path: string, body?: object) => {
    const url = `/sandbox/api/v1/merchants/${shop.id}${path}`
    const reply = await box.app.inject({ method: 'POST', url, ...(body ? { payload: body } : {}) })
    return { status: reply.statusCode, body: reply.json() }
  }
  const bodies = () => receiver.received.map(({ text }) => JSON.parse(text))
  return { ...box, shop, receiver, linkId, post, bodies }
}

const holds = (body: Record<string, unknown>) => body.checksum === hmac(canonicalText(body), KEY)

describe('a message that is sent by hand', () => {
  test('about an order that nobody paid claims a success of a payment that is not there', async () => {
    const { post, bodies, sandbox, shop } = await shopWithReceiver()
    const { status, body } = await post('/orders/ORDER1001/messages')
    expect(status).toBe(202)
    expect(body).toMatchObject({ event: 'PAYMENT RECEIVED', madeUp: true, damage: null, status: 'delivered' })
    const [message] = bodies()
    expect(message).toMatchObject({
      event: 'PAYMENT RECEIVED',
      data: {
        orderReference: 'ORDER1001',
        status: 'SUCCESS',
        collectedAmount: '12500',
        collectedCurrency: 'TZS',
      },
    })
    expect(holds(message)).toBe(true)
    expect(await sandbox.engine.store.find('payments', { where: { merchantId: shop.id } })).toEqual([])
    expect((await shop.get('/payments/ORDER1001')).json()).toEqual([])
  })

  test('takes the damage of scenarios, and is sent once', async () => {
    const { post, bodies, receiver } = await shopWithReceiver()
    receiver.answerWith(400)
    const { body } = await post('/orders/ORDER1001/messages', { damage: { checksum: 'wrong-key' } })
    expect(body).toMatchObject({ status: 'given-up', damage: { checksum: 'wrong-key' } })
    expect(bodies()).toHaveLength(1)
    expect(holds(bodies()[0])).toBe(false)
  })

  test('tells of the latest payment, whose status it may lie about', async () => {
    const { post, bodies, sandbox, linkId } = await shopWithReceiver()
    const payment = await pay(sandbox, linkId, { scenario: 'stuck-processing' })
    await post('/orders/ORDER1001/messages')
    await post('/orders/ORDER1001/messages', { damage: { status: 'FAILED' } })
    expect(bodies()).toMatchObject([
      { event: 'PAYMENT RECEIVED', data: { id: payment.id, status: 'PROCESSING' } },
      { event: 'PAYMENT FAILED', data: { id: payment.id, status: 'FAILED' } },
    ])
  })

  test('goes to the callbackUrl when asked to', async () => {
    const { post, receiver } = await shopWithReceiver()
    const { body } = await post('/orders/ORDER1001/messages', {
      channel: 'callback',
      damage: { amount: '1' },
    })
    expect(body).toMatchObject({ channel: 'callback', event: null, level: 'link' })
    expect(receiver.received.map(({ path, text }) => [path, JSON.parse(text).collectedAmount])).toEqual([
      ['/callback', '1'],
    ])
  })

  test('is refused with what to do', async () => {
    const { post } = await shopWithReceiver()
    expect(await post('/orders/NONE1/messages')).toMatchObject({
      status: 404,
      body: { code: 'LINK_NOT_FOUND' },
    })
    const wrong = [
      [{ damage: { checksum: 'stale' } }, 'INVALID_INPUT', 'change something'],
      [{ damage: {} }, 'INVALID_INPUT', 'damage'],
      [{ channel: 'callback', damage: { event: 'PAYMENT FAILED' } }, 'INVALID_INPUT', 'no event'],
    ] as const
    for (const [body, code, message] of wrong) {
      expect((await post('/orders/ORDER1001/messages', body)).body).toMatchObject({
        code,
        message: expect.stringContaining(message),
      })
    }
  })

  test('needs an address', async () => {
    const { app, openShop } = await startSandbox()
    const shop = await openShop()
    await shop.createLink()
    const url = `/sandbox/api/v1/merchants/${shop.id}/orders/ORDER1001/messages`
    const reply = await app.inject({ method: 'POST', url })
    expect([reply.statusCode, reply.json()]).toMatchObject([409, { code: 'NO_ADDRESS' }])
    const callback = await app.inject({ method: 'POST', url, payload: { channel: 'callback' } })
    expect(callback.json()).toMatchObject({
      code: 'NO_ADDRESS',
      message: expect.stringContaining('callbackUrl'),
    })
  })
})

test('a delivery that is sent again can be damaged in the words of scenarios', async () => {
  const { post, bodies, sandbox, shop, linkId } = await shopWithReceiver()
  await pay(sandbox, linkId)
  await sandbox.clocks.advance(shop.id, 1000)
  const [webhook] = await sandbox.engine.store.find('deliveries', {
    where: { merchantId: shop.id, channel: 'webhook' },
  })
  const damage = { currency: 'USD', event: 'PAYMENT FAILED', checksum: 'missing' }
  const { body } = await post(`/deliveries/${webhook?.id}/redeliver`, { damage })
  expect(body).toMatchObject({
    event: 'PAYMENT FAILED',
    damage,
    spoiltCopyOf: { deliveryId: webhook?.id, damage },
  })
  expect(bodies().at(-1)).toMatchObject({ event: 'PAYMENT FAILED' })
  expect(bodies().at(-1)).not.toHaveProperty('checksum')
  const again = await post(`/deliveries/${webhook?.id}/redeliver`)
  expect(again.body).toMatchObject({ id: webhook?.id, spoiltCopyOf: null })
})
