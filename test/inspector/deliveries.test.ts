import { describe, expect, test } from 'vitest'
import { escapedChecksumOf } from '../../server/domain/checksum.js'
import type { Delivery } from '../../server/domain/delivery.js'
import { checkSignature } from '../../server/inspector/signature.js'
import { pay } from '../support/builders.js'
import { type ReceiverAnswer, startReceiver } from '../support/receiver.js'
import { startSandbox } from '../support/sandbox.js'
import { HOSTILE, submit, textOf } from './support.js'

/** A merchant whose payment was told to a receiver. */
async function told(...answers: readonly ReceiverAnswer[]) {
  const { app, sandbox, openShop } = await startSandbox()
  const receiver = await startReceiver(...answers)
  const shop = await openShop({
    checksumKey: 'CHKtestkey1234567890',
    webhooks: { 'PAYMENT RECEIVED': receiver.url },
  })
  await pay(sandbox, await shop.createLink())
  await sandbox.applications.change(shop.id, shop.clientId, { checksumEnabled: true })
  await sandbox.clocks.advance(shop.id, 2000)
  const all = () => sandbox.engine.store.find('deliveries', { where: { merchantId: shop.id } })
  const [delivery] = await all()
  if (!delivery) throw new Error('nothing was owed')
  return {
    app,
    sandbox,
    receiver,
    shop,
    all,
    delivery,
    here: `/sandbox/merchants/${shop.id}/deliveries/${delivery.id}`,
  }
}

describe('the page of a delivery', () => {
  test('says that there is no such delivery, also when it is of somebody else', async () => {
    const { app, shop, here, sandbox } = await told()
    const other = await sandbox.merchants.open({ clientId: 'IDOTHER' }, 'a test')
    for (const url of [
      `/sandbox/merchants/${shop.id}/deliveries/none`,
      here.replace(shop.id, other.merchant.id),
    ]) {
      expect((await app.inject({ url })).statusCode).toBe(404)
    }
  })

  test('shows the bytes, the headers, the answer, and that the checksum holds', async () => {
    const { app, here, receiver } = await told({ status: 200, body: 'thank you' })
    const text = textOf((await app.inject({ url: here })).body)
    for (const words of [
      receiver.received[0]?.text ?? '?',
      'content-type: application/json',
      'thank you',
      '✓ verified with key CHKtes…7890',
    ]) {
      expect(text).toContain(words)
    }
  })

  test('shows what is planned after a failure', async () => {
    const { app, here } = await told(500)
    expect(textOf((await app.inject({ url: here })).body)).toContain(
      'attempt 2 of the PAYMENT RECEIVED webhook',
    )
  })

  test('shows an answer harmlessly, whatever is in it', async () => {
    const answers = [
      [HOSTILE, '&lt;script>'],
      ['\u0000\u0001PNG', '00 01 50 4e 47'],
      ['x'.repeat(3_000_000), 'only its beginning is kept'],
    ] as const
    for (const [body, shown] of answers) {
      const { app, here } = await told({ status: 200, body })
      const page = await app.inject({ url: here })
      expect(page.body).toContain(shown)
      expect(page.body).not.toContain(HOSTILE)
      expect(page.body.length).toBeLessThan(60_000)
    }
  })
})

describe('the list of deliveries', () => {
  test('finds them by order, address and status', async () => {
    const { app, shop, delivery } = await told()
    const shows = async (query: string) =>
      (await app.inject({ url: `/sandbox/merchants/${shop.id}/deliveries?${query}` })).body.includes(
        `/deliveries/${delivery.id}"`,
      )
    expect(await shows('q=ORDER1001')).toBe(true)
    expect(await shows('q=received')).toBe(true)
    expect(await shows('q=ORDER2')).toBe(false)
    expect(await shows('status=delivered')).toBe(true)
    expect(await shows('status=given-up')).toBe(false)
    expect(await shows('before=1')).toBe(false)
  })
})

describe('sending again', () => {
  test('sends the same bytes', async () => {
    const { app, here, receiver } = await told()
    const reply = await submit(app, `${here}/redeliver`)
    expect([reply.statusCode, reply.headers.location]).toEqual([303, here])
    expect(receiver.received.map(({ text }) => text)).toEqual([
      receiver.received[0]?.text,
      receiver.received[0]?.text,
    ])
  })

  test('refuses what cannot be wrong with a copy, beside the field', async () => {
    const { app, here } = await told()
    const unknown = await submit(app, `${here}/tamper`, { damage: 'everything' })
    expect([unknown.statusCode, unknown.body]).toEqual([422, expect.stringContaining('tamper-damage-error')])
    const amount = await submit(app, `${here}/tamper`, { damage: 'amount', amount: 'lots' })
    expect([amount.statusCode, amount.body]).toEqual([422, expect.stringContaining('tamper-amount-error')])
    expect(amount.body).toContain('value="lots"')
  })

  test.each([
    ['duplicate', 'verified', 'a second copy'],
    ['wrong-key', 'wrong', 'its checksum was made with another key'],
    ['missing', 'unsigned', 'it carries no checksum'],
    ['amount', 'verified', 'its amount is "77"'],
    ['stale', 'wrong', 'its amount is "77", its checksum is that of the message before it was changed'],
    ['cut-off', 'wrong', 'its JSON breaks off half-way'],
  ])('tampered with by %s, a copy of its own arrives that is %s', async (damage, state, words) => {
    const { app, shop, here, receiver, all, delivery } = await told()
    const reply = await submit(app, `${here}/tamper`, { damage, amount: '77' })
    const [first, copy] = await all()
    if (!copy) throw new Error('no copy')
    expect(reply.headers.location).toBe(here.replace(delivery.id, copy.id))
    expect(first).toEqual(delivery)
    expect(receiver.received.map(({ text }) => text)).toEqual([delivery.body, copy.body])
    expect(copy.tamperedCopyOf?.deliveryId).toBe(delivery.id)
    const listed = await app.inject({ url: `/sandbox/api/v1/merchants/${shop.id}/deliveries` })
    expect(listed.json().items).toMatchObject([
      { spoiltCopyOf: null },
      { spoiltCopyOf: { deliveryId: delivery.id, damage: copy.tamperedCopyOf?.damage } },
    ])
    expect(checkSignature(copy, 'CHKtestkey1234567890').kind).toBe(state)
    if (damage === 'amount' || damage === 'stale')
      expect(JSON.parse(copy.body).data.collectedAmount).toBe('77')
    if (damage === 'duplicate') expect(copy.body).toBe(delivery.body)
    const page = textOf((await app.inject({ url: reply.headers.location ?? '' })).body)
    expect(page).toContain(`tampered with on purpose: ${words}`)
  })

  test('a checksum over escaped accents holds as well, and one over another text does not', () => {
    const content = { event: 'PAYMENT RECEIVED', data: { customer: { name: 'José' } } }
    const kindOf = (checksum: string) => {
      const body = JSON.stringify({ ...content, checksum })
      return checkSignature({ body, headers: {}, signed: true } as unknown as Delivery, 'CHK1').kind
    }
    expect(kindOf(escapedChecksumOf(content, 'CHK1'))).toBe('verified')
    expect(kindOf(escapedChecksumOf({ ...content, event: 'PAYMENT FAILED' }, 'CHK1'))).toBe('wrong')
  })

  test('a tampered copy is sent once, and tells of the payment as it was', async () => {
    const { app, sandbox, here, receiver, shop, all, delivery } = await told()
    await sandbox.payments.moveByHand(shop.id, delivery.paymentId, 'REFUNDED')
    receiver.answerWith(500)
    await submit(app, `${here}/tamper`, { damage: 'amount' })
    const copy = (await all()).at(-1)
    expect([copy?.status, copy?.attempted.count]).toEqual(['given-up', 1])
    expect(JSON.parse(copy?.body ?? '').data.status).toBe('SUCCESS')
  })
})

test('the password in the address of a receiver is sent, and shown nowhere', async () => {
  const { app, sandbox, openShop } = await startSandbox()
  const receiver = await startReceiver()
  const address = receiver.url.replace('//', '//hook:s3cret-word@')
  const shop = await openShop({
    webhooks: { 'PAYMENT RECEIVED': address },
    merchantWebhooks: { 'PAYMENT FAILED': address },
  })
  await pay(sandbox, await shop.createLink({ callbackUrl: address }))
  await sandbox.clocks.advance(shop.id, 2000)
  const basic = `Basic ${Buffer.from('hook:s3cret-word').toString('base64')}`
  expect(receiver.received.map(({ headers }) => headers.authorization)).toEqual([basic, basic])

  const home = `/sandbox/merchants/${shop.id}`
  const requests = await sandbox.engine.store.find('requests', { where: { merchantId: shop.id } })
  const deliveries = await sandbox.engine.store.find('deliveries', { where: { merchantId: shop.id } })
  const pages = [
    home,
    `${home}/settings`,
    `${home}/deliveries`,
    `${home}/orders/ORDER1001`,
    `${home}/requests.har`,
    ...requests.map(({ seq }) => `${home}/requests/${seq}`),
    ...deliveries.map(({ id }) => `${home}/deliveries/${id}`),
    ...['journal', 'requests', 'deliveries'].map((list) => `/sandbox/api/v1/merchants/${shop.id}/${list}`),
  ]
  for (const url of pages) {
    const { body, statusCode } = await app.inject({ url })
    expect([url, statusCode, body.includes('s3cret-word'), body.includes(basic)]).toEqual([
      url,
      200,
      false,
      false,
    ])
  }
  expect(textOf((await app.inject({ url: pages.at(-4) ?? '' })).body)).toContain('authorization: Basic ***')

  // The form of the settings shows a mask, which does not become the password when it is sent back.
  const shown = address.replace('s3cret-word', '***')
  await submit(app, `${home}/settings/webhooks`, { 'PAYMENT FAILED': shown, 'PAYMENT RECEIVED': shown })
  const { merchant } = await sandbox.merchants.details(shop.id)
  expect(merchant.webhooks).toEqual({ 'PAYMENT FAILED': address, 'PAYMENT RECEIVED': shown })
})
