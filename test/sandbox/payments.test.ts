import { describe, expect, test } from 'vitest'
import type { CheckoutLink } from '../../server/domain/checkout-link.js'
import type { MerchantSettings } from '../../server/domain/merchant.js'
import { NEXT_STATUSES, PAYMENT_STATUSES, type PaymentStatus } from '../../server/domain/payment.js'
import { pay } from '../support/builders.js'
import { startSandbox } from '../support/sandbox.js'

const HOW = { channel: 'M-PESA', phoneNumber: '255754000333' } as const

async function shopWithLink(settings: MerchantSettings = {}) {
  const box = await startSandbox()
  const shop = await box.openShop(settings)
  const link = (await box.sandbox.links.find(await shop.createLink())) as CheckoutLink
  const { sandbox } = box
  return {
    ...box,
    shop,
    link,
    advance: (ms: number) => sandbox.clocks.advance(shop.id, ms),
  }
}

describe('a customer', () => {
  test('cannot pay a link that is being paid', async () => {
    const { sandbox, link } = await shopWithLink()
    const first = await pay(sandbox, link.id)
    expect(await sandbox.payments.pay(link.order, HOW)).toEqual({
      made: false,
      state: 'paying',
      latest: first,
    })
  })

  test('cannot pay a link that is paid', async () => {
    const { sandbox, link, advance } = await shopWithLink()
    await pay(sandbox, link.id)
    await advance(1000)
    expect(await sandbox.payments.pay(link.order, HOW)).toMatchObject({ made: false, state: 'paid' })
    expect(await sandbox.payments.ofOrder(link.order)).toHaveLength(1)
  })

  test('cannot pay a link that has expired', async () => {
    const { sandbox, link, advance } = await shopWithLink({ dialect: { linkExpirySeconds: 60 } })
    await advance(60_000)
    expect(await sandbox.payments.pay(link.order, HOW)).toEqual({
      made: false,
      state: 'expired',
      latest: undefined,
    })
  })

  test('who clicks twice pays once', async () => {
    const { sandbox, link } = await shopWithLink()
    const results = await Promise.all(
      [1, 2, 3].map(() => sandbox.payments.pay(link.order, { ...HOW, attempt: 1 })),
    )
    expect(results.filter(({ made }) => made)).toHaveLength(1)
    expect(await sandbox.payments.ofOrder(link.order)).toHaveLength(1)
  })

  test('in a second tab cannot repeat an attempt that has failed meanwhile', async () => {
    const { sandbox, link, advance } = await shopWithLink({ scenario: 'insufficient-balance' })
    await pay(sandbox, link.id, { attempt: 1 })
    await advance(2000)
    expect(await sandbox.payments.pay(link.order, { ...HOW, attempt: 1 })).toMatchObject({
      made: false,
      state: 'open',
      latest: { attempt: 1, status: 'FAILED' },
    })
    expect((await pay(sandbox, link.id, { attempt: 2 })).attempt).toBe(2)
  })

  test('who pays with mobile money is in PROCESSING; card and bank begin as PENDING', async () => {
    const { sandbox, shop } = await shopWithLink()
    const statusOf = async (channel: 'HALOPESA' | 'CARD' | 'BANK') =>
      (
        await pay(sandbox, await shop.createLink({ orderReference: channel }), {
          channel,
          phoneNumber: undefined,
        })
      ).status
    expect([await statusOf('HALOPESA'), await statusOf('CARD'), await statusOf('BANK')]).toEqual([
      'PROCESSING',
      'PENDING',
      'PENDING',
    ])
  })

  test('finds everything that happens at once done, on a clock that stands still', async () => {
    const { sandbox, link } = await shopWithLink()
    await sandbox.scenarios.add('at-once', {
      title: 'At once',
      about: 'Settles at once.',
      timeline: [
        { after: '0s', status: 'SUCCESS' },
        { after: '0s', status: 'SETTLED' },
      ],
    })
    expect(await pay(sandbox, link.id, { scenario: 'at-once' })).toMatchObject({
      status: 'SETTLED',
      returnOpen: true,
    })
  })
})

describe('a payment', () => {
  test('follows its timeline, step by step, with the operator’s words', async () => {
    const { sandbox, link, advance } = await shopWithLink()
    await sandbox.scenarios.add('long', {
      title: 'Long',
      about: 'Goes all the way.',
      timeline: [
        { after: '1s', status: 'ON-HOLD', message: 'Please call us' },
        { after: '2s', status: 'SUCCESS' },
        { after: '1d', status: 'SETTLED' },
        { after: '1d', status: 'REVERSED', message: 'Taken back' },
      ],
    })
    const { id } = await pay(sandbox, link.id, { scenario: 'long' })
    const path: unknown[] = []
    for (const ms of [999, 1, 1999, 1, 86_399_999, 1, 86_400_000]) {
      await advance(ms)
      const { status, message } = (await sandbox.payments.find(id)) ?? {}
      path.push([status, message])
    }
    expect(path).toEqual([
      ['PROCESSING', ''],
      ['ON-HOLD', 'Please call us'],
      ['ON-HOLD', 'Please call us'],
      ['SUCCESS', 'success'],
      ['SUCCESS', 'success'],
      ['SETTLED', 'success'],
      ['REVERSED', 'Taken back'],
    ])
    const payment = await sandbox.payments.find(id)
    expect(payment?.history.map(({ from, to, cause }) => `${from} ${to} (${cause})`)).toEqual([
      'PROCESSING ON-HOLD (scenario long)',
      'ON-HOLD SUCCESS (scenario long)',
      'SUCCESS SETTLED (scenario long)',
      'SETTLED REVERSED (scenario long)',
    ])
  })

  test('can be forced where the gateway could never go, and the merchant hears of it', async () => {
    const { sandbox, link, shop, advance } = await shopWithLink()
    await sandbox.scenarios.add('failed-but-charged', {
      title: 'Failed but charged',
      about: 'Fails, and is paid after all.',
      timeline: [
        { after: '1s', status: 'FAILED', message: 'Timed out' },
        { after: '1h', status: 'SUCCESS', force: true },
      ],
    })
    const { id } = await pay(sandbox, link.id, { scenario: 'failed-but-charged' })
    await advance(3_601_000)
    expect(await sandbox.payments.find(id)).toMatchObject({ status: 'SUCCESS', message: 'success' })
    const notSent = await sandbox.engine.store.find('journal', {
      where: { merchantId: shop.id, type: 'notification:not-sent' },
    })
    expect(notSent.map(({ text }) => text.slice(0, 16))).toEqual(['PAYMENT FAILED i', 'PAYMENT RECEIVED'])
  })

  test('lets the browser go back after the success, or later, or never', async () => {
    const { sandbox, shop, advance } = await shopWithLink()
    const timeline = [{ after: '1s', status: 'SUCCESS' }]
    await sandbox.scenarios.add('late', { title: 'Late', about: 'Late.', timeline, return: { delay: '5s' } })
    await sandbox.scenarios.add('never', {
      title: 'Never',
      about: 'Never.',
      timeline,
      return: { send: false },
    })
    const open = async (scenario: string) => {
      const link = await shop.createLink({ orderReference: scenario.toUpperCase() })
      const { id } = await pay(sandbox, link, { scenario })
      const seen = [(await sandbox.payments.find(id))?.returnOpen]
      for (const ms of [1000, 4999, 1, 86_400_000]) {
        await advance(ms)
        seen.push((await sandbox.payments.find(id))?.returnOpen)
      }
      return seen
    }
    expect(await open('success')).toEqual([false, true, true, true, true])
    expect(await open('late')).toEqual([false, false, false, true, true])
    expect(await open('never')).toEqual([false, false, false, false, false])
  })
})

describe('moving a payment by hand', () => {
  test.each(
    PAYMENT_STATUSES.flatMap((to) =>
      (NEXT_STATUSES.PROCESSING as readonly string[]).includes(to) ? [] : [to],
    ),
  )('is refused from PROCESSING to %s, and changes nothing', async (to) => {
    const { sandbox, shop, link } = await shopWithLink()
    const payment = await pay(sandbox, link.id)
    const planned = await sandbox.queries.agenda(shop.id)
    await expect(sandbox.payments.moveByHand(shop.id, payment.id, to)).rejects.toMatchObject({
      code: 'ILLEGAL_MOVE',
      message: `payment ${payment.id} is PROCESSING, which can become SUCCESS, FAILED, ON-HOLD; not ${to}`,
    })
    expect(await sandbox.payments.find(payment.id)).toEqual(payment)
    expect(await sandbox.queries.agenda(shop.id)).toEqual(planned)
  })

  test('is refused for a payment of another merchant', async () => {
    const { sandbox, openShop, link } = await shopWithLink()
    const { id } = await pay(sandbox, link.id)
    const other = await openShop()
    for (const paymentId of [id, 'LCPC0']) {
      await expect(sandbox.payments.moveByHand(other.id, paymentId, 'SUCCESS')).rejects.toMatchObject({
        code: 'PAYMENT_NOT_FOUND',
      })
    }
  })

  test('calls off what the scenario had planned for it, and nothing else', async () => {
    const { sandbox, shop, link, advance } = await shopWithLink()
    const other = await pay(sandbox, await shop.createLink({ orderReference: 'OTHER1' }))
    const { id } = await pay(sandbox, link.id)
    expect(await sandbox.payments.moveByHand(shop.id, id, 'FAILED', 'Cancelled')).toMatchObject({
      status: 'FAILED',
      message: 'Cancelled',
    })
    await advance(60_000)
    expect((await sandbox.payments.find(id))?.status).toBe('FAILED')
    expect((await sandbox.payments.find(other.id))?.status).toBe('SUCCESS')
  })

  test('calls off nothing of another attempt on the same link', async () => {
    const { sandbox, shop, link, advance } = await shopWithLink()
    await sandbox.scenarios.add('held', {
      title: 'Held',
      about: 'Is held for an hour.',
      timeline: [
        { after: '1s', status: 'ON-HOLD' },
        { after: '1h', status: 'SUCCESS' },
      ],
    })
    const held = await pay(sandbox, link.id, { scenario: 'held' })
    await advance(1000)
    const second = await pay(sandbox, link.id)
    await sandbox.payments.moveByHand(shop.id, held.id, 'FAILED')
    await advance(7_200_000)
    expect((await sandbox.payments.find(held.id))?.status).toBe('FAILED')
    expect((await sandbox.payments.find(second.id))?.status).toBe('SUCCESS')
  })

  test.each<[path: PaymentStatus[], message: string]>([
    [['SUCCESS'], 'success'],
    [['FAILED'], ''],
    [['ON-HOLD', 'SUCCESS', 'REFUNDED'], 'success'],
  ])('through %j keeps the words that fit: %j', async (path, message) => {
    const { sandbox, shop, link } = await shopWithLink()
    const { id } = await pay(sandbox, link.id)
    for (const status of path) await sandbox.payments.moveByHand(shop.id, id, status)
    expect((await sandbox.payments.find(id))?.message).toBe(message)
  })

  test('gives a paid payment one receipt number for good', async () => {
    const { sandbox, shop, link } = await shopWithLink()
    const { id } = await pay(sandbox, link.id)
    const receipt = (await sandbox.payments.moveByHand(shop.id, id, 'SUCCESS')).paymentReference
    expect(receipt).toMatch(/^MP260504\.0900\.[0-9A-Z]{6}$/)
    await sandbox.payments.moveByHand(shop.id, id, 'ON-HOLD')
    expect((await sandbox.payments.moveByHand(shop.id, id, 'SETTLED')).paymentReference).toBe(receipt)
  })
})
