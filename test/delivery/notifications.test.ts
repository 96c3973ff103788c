import { describe, expect, test } from 'vitest'
import { callbackSchema } from '../../contracts/schemas/callback.js'
import { webhookSchema } from '../../contracts/schemas/webhooks.js'
import { schemaIssues } from '../../fixtures/conformance.js'
import type { Delivery } from '../../server/domain/delivery.js'
import type { MerchantSettings } from '../../server/domain/merchant.js'
import type { SandboxOptions } from '../../server/sandbox/sandbox-options.js'
import { deliveriesOf, pay } from '../support/builders.js'
import { deadAddress, type Received, type ReceiverAnswer, startReceiver } from '../support/receiver.js'
import { canonicalText, hmac } from '../support/reference-checksum.js'
import { startSandbox } from '../support/sandbox.js'

const KEY = 'CHKfakeSandboxKey00000000000000001'
const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

const CUSTOMER = {
  customerName: 'Asha Mushi',
  customerEmail: 'asha@shop.test',
  customerPhone: '255712000111',
}

/** A merchant on a clock that stands still, with receivers for its webhooks and its callbacks. */
async function shopWithReceivers(settings: MerchantSettings = {}, options: SandboxOptions = {}) {
  const box = await startSandbox(options)
  const webhook = await startReceiver()
  const callback = await startReceiver()
  const webhooks = {
    'PAYMENT RECEIVED': `${webhook.url}/received`,
    'PAYMENT FAILED': `${webhook.url}/failed`,
  }
  const shop = await box.openShop({ webhooks, checksumKey: KEY, ...settings })
  const { sandbox } = box
  return {
    ...box,
    shop,
    webhook,
    callback,
    advance: (ms: number) => sandbox.clocks.advance(shop.id, ms),
    deliveries: () => deliveriesOf(sandbox, shop.id),
    journal: async (type: string) =>
      (await sandbox.engine.store.find('journal', { where: { merchantId: shop.id } })).filter(
        (entry) => entry.type === type,
      ),
  }
}

/** Whether a receiver that knows the key would believe the request. */
function verifies({ text }: Received, key: string): boolean {
  const body = JSON.parse(text)
  return body.checksumMethod === 'canonical' && body.checksum === hmac(canonicalText(body), key)
}

describe('what a receiver is sent', () => {
  test('on success is PAYMENT RECEIVED, byte for byte, and nothing that looks like a signature header', async () => {
    const { sandbox, shop, webhook, advance } = await shopWithReceivers()
    const { id } = await pay(sandbox, await shop.createLink({ orderReference: 'SBX0001A', ...CUSTOMER }))
    await advance(SECOND)
    const receipt = (await sandbox.payments.find(id))?.paymentReference
    expect(id).toMatch(/^LCPC[0-9A-Z]{10}$/)
    expect(receipt).toMatch(/^MP260504\.0900\.[0-9A-Z]{6}$/)
    const [request, ...more] = webhook.received
    expect(more).toEqual([])
    expect(request?.text).toBe(
      `{"event":"PAYMENT RECEIVED","data":{"id":"${id}","status":"SUCCESS","paymentReference":"${receipt}",` +
        '"orderReference":"SBX0001A","collectedAmount":"12500","collectedCurrency":"TZS","message":"success",' +
        '"channel":"M-PESA","updatedAt":"2026-05-04T09:00:01.000Z","createdAt":"2026-05-04T09:00:00.000Z",' +
        '"customer":{"customerName":"Asha Mushi","customerEmail":"asha@shop.test","customerPhoneNumber":"255712000111"},' +
        `"clientId":"${shop.clientId}"}}`,
    )
    expect(request).toMatchObject({ method: 'POST', path: '/received' })
    expect(request?.headers['content-type']).toBe('application/json')
    expect(request?.headers['user-agent']).toContain('fake')
    expect(Object.keys(request?.headers ?? {}).sort()).toEqual([
      'connection',
      'content-length',
      'content-type',
      'host',
      'user-agent',
    ])
  })

  test('on failure is PAYMENT FAILED, byte for byte, and no callbackUrl call', async () => {
    const { sandbox, shop, webhook, callback, advance } = await shopWithReceivers({
      scenario: 'insufficient-balance',
    })
    const link = await shop.createLink({ orderReference: 'SBX0003C', callbackUrl: callback.url, ...CUSTOMER })
    const { id } = await pay(sandbox, link, { channel: 'AIRTEL-MONEY', phoneNumber: '255682000111' })
    await advance(HOUR)
    expect(webhook.received.map(({ path, text }) => ({ path, text }))).toEqual([
      {
        path: '/failed',
        text:
          `{"event":"PAYMENT FAILED","data":{"id":"${id}","status":"FAILED","channel":"AIRTEL-MONEY",` +
          '"orderReference":"SBX0003C","message":"Insufficient balance.Please top up your account and try again",' +
          '"updatedAt":"2026-05-04T09:00:02.000Z","createdAt":"2026-05-04T09:00:00.000Z",' +
          `"clientId":"${shop.clientId}"}}`,
      },
    ])
    expect(callback.received).toEqual([])
  })

  test('at the callbackUrl is flat, byte for byte, beside the webhook', async () => {
    const { sandbox, shop, webhook, callback, advance } = await shopWithReceivers()
    const callbackUrl = `${callback.url}/cb?order=7`
    const { id } = await pay(sandbox, await shop.createLink({ orderReference: 'SBX0001A', callbackUrl }))
    await advance(SECOND)
    const receipt = (await sandbox.payments.find(id))?.paymentReference
    expect(webhook.received).toHaveLength(1)
    expect(callback.received.map(({ path, text }) => ({ path, text }))).toEqual([
      {
        path: '/cb?order=7',
        text:
          `{"status":"SUCCESS","orderReference":"SBX0001A","paymentReference":"${receipt}",` +
          '"collectedAmount":"12500","collectedCurrency":"TZS","message":"success"}',
      },
    ])
  })

  test('is signed for an application with checksums, and obeys its schema', async () => {
    const { sandbox, shop, webhook, callback, advance } = await shopWithReceivers({ checksumEnabled: true })
    // Checksums were off when the order was made: what counts is the setting at the outcome.
    await sandbox.merchants.change(shop.id, { checksumEnabled: false })
    const link = await shop.createLink({ callbackUrl: callback.url, customerName: 'José / Ñandú 📱' })
    await sandbox.merchants.change(shop.id, { checksumEnabled: true })
    await pay(sandbox, link)
    await advance(SECOND)
    const [received] = webhook.received
    const [called] = callback.received
    if (!received || !called) throw new Error('nothing came')
    expect(verifies(received, KEY)).toBe(true)
    expect(verifies(called, KEY)).toBe(true)
    const schema = webhookSchema('PAYMENT RECEIVED', { checksumPlace: 'topLevel' })
    expect(schemaIssues(schema, JSON.parse(received.text))).toEqual([])
    expect(schemaIssues(callbackSchema('topLevel'), JSON.parse(called.text))).toEqual([])
  })

  test('goes to the webhook and to the callbackUrl even when both are one address', async () => {
    const { sandbox, shop, webhook, advance } = await shopWithReceivers()
    await pay(sandbox, await shop.createLink({ callbackUrl: `${webhook.url}/received` }))
    await advance(SECOND)
    expect(webhook.received.map(({ text }) => 'event' in JSON.parse(text))).toEqual([true, false])
  })

  test('by SETTLED later is nothing more', async () => {
    const { sandbox, shop, webhook, callback, advance } = await shopWithReceivers()
    const { id } = await pay(sandbox, await shop.createLink({ callbackUrl: callback.url }))
    await advance(SECOND)
    await sandbox.payments.moveByHand(shop.id, id, 'SETTLED')
    await sandbox.payments.moveByHand(shop.id, id, 'REVERSED')
    await advance(HOUR)
    expect([webhook.received.length, callback.received.length]).toEqual([1, 1])
  })

  test('by a failed attempt followed by a good one is both, in order, under one reference', async () => {
    const { sandbox, shop, webhook, advance } = await shopWithReceivers({ scenario: 'fail-then-success' })
    const link = await shop.createLink()
    await pay(sandbox, link)
    await advance(2 * SECOND)
    await pay(sandbox, link)
    await advance(SECOND)
    const bodies = webhook.received.map(({ text }) => JSON.parse(text))
    expect(bodies.map(({ event, data }) => [event, data.orderReference])).toEqual([
      ['PAYMENT FAILED', 'ORDER1001'],
      ['PAYMENT RECEIVED', 'ORDER1001'],
    ])
    expect(bodies[0].data.id).not.toBe(bodies[1].data.id)
  })
})

describe('the address of a webhook', () => {
  async function addresses(settings: (application: string, merchant: string) => MerchantSettings) {
    const application = await startReceiver()
    const merchant = await startReceiver()
    const box = await shopWithReceivers({ webhooks: {}, ...settings(application.url, merchant.url) })
    const { sandbox, shop, advance } = box
    await pay(sandbox, await shop.createLink({ orderReference: 'GOOD1' }))
    const bad = await shop.createLink({ orderReference: 'BAD1' })
    await pay(sandbox, bad, { scenario: 'insufficient-balance' })
    await advance(2 * SECOND)
    const events = (received: readonly Received[]) => received.map(({ text }) => JSON.parse(text).event)
    return {
      ...box,
      application: events(application.received),
      merchant: events(merchant.received),
      requests: [...application.received, ...merchant.received],
    }
  }

  test('is the merchant’s where the application has none', async () => {
    const { application, merchant } = await addresses((_, url) => ({
      merchantWebhooks: { 'PAYMENT RECEIVED': url, 'PAYMENT FAILED': url },
    }))
    expect({ application, merchant }).toEqual({
      application: [],
      merchant: ['PAYMENT RECEIVED', 'PAYMENT FAILED'],
    })
  })

  test('is the application’s instead of the merchant’s, never both, for each event by itself', async () => {
    const { application, merchant } = await addresses((own, general) => ({
      webhooks: { 'PAYMENT RECEIVED': own },
      merchantWebhooks: { 'PAYMENT RECEIVED': general, 'PAYMENT FAILED': general },
    }))
    expect({ application, merchant }).toEqual({
      application: ['PAYMENT RECEIVED'],
      merchant: ['PAYMENT FAILED'],
    })
  })

  test('missing altogether means that nothing is sent, and the journal says so', async () => {
    const { application, merchant, deliveries, journal } = await addresses((own) => ({
      webhooks: { 'PAYMENT FAILED': own },
    }))
    expect({ application, merchant }).toEqual({ application: ['PAYMENT FAILED'], merchant: [] })
    expect(await deliveries()).toHaveLength(1)
    expect((await journal('notification:not-sent')).map(({ text }) => text)).toEqual([
      'PAYMENT RECEIVED is owed, but neither the application nor the merchant has a URL for it',
    ])
  })

  test('of the merchant gets messages signed with the key of the application that was paid', async () => {
    const { app, sandbox, shop, webhook, advance } = await shopWithReceivers({
      webhooks: {},
      checksumEnabled: false,
    })
    await sandbox.merchants.change(shop.id, {
      merchantWebhooks: { 'PAYMENT RECEIVED': webhook.url },
    })
    const second = await sandbox.applications.add(shop.id, { apiKey: 'SKSECOND', checksumKey: KEY })
    const headers = { 'client-id': second.id, 'api-key': 'SKSECOND' }
    const { token } = (
      await app.inject({ method: 'POST', url: '/third-parties/generate-token', headers })
    ).json()
    const reply = await app.inject({
      method: 'POST',
      url: '/third-parties/checkout-link/generate-checkout-url',
      headers: { authorization: token },
      payload: { totalPrice: '1', orderCurrency: 'TZS', orderReference: 'SECOND1' },
    })
    await sandbox.applications.change(shop.id, second.id, { checksumEnabled: true })
    await pay(sandbox, await shop.createLink())
    await advance(SECOND)
    await pay(sandbox, reply.json().checkoutLink.split('/').at(-1))
    await advance(SECOND)
    const [first, other] = webhook.received
    expect(JSON.parse(first?.text ?? '')).not.toHaveProperty('checksum')
    expect(other && verifies(other, KEY)).toBe(true)
    expect(JSON.parse(other?.text ?? '').data.clientId).toBe(second.id)
  })
})

describe('a plain http address', () => {
  test('is taken, with a note in the journal that the live gateway may not', async () => {
    const { sandbox, shop, webhook, callback, advance, journal } = await shopWithReceivers()
    await pay(sandbox, await shop.createLink({ callbackUrl: callback.url }))
    await advance(SECOND)
    const note = '; plain http, though the live gateway is said to want https)'
    expect((await journal('notification:owed')).map(({ text }) => text)).toEqual([
      `the PAYMENT RECEIVED webhook to ${webhook.url}/received is owed (application URL${note}`,
      `the callbackUrl call to ${callback.url} is owed (link URL${note}`,
    ])
  })
})

describe('a delivery that fails', () => {
  test('is tried again with the same signed bytes until the receiver says 2xx', async () => {
    const { sandbox, shop, webhook, advance, deliveries } = await shopWithReceivers({
      checksumEnabled: false,
    })
    const link = await shop.createLink(CUSTOMER)
    await sandbox.merchants.change(shop.id, { checksumEnabled: true })
    webhook.answerWith(500, 500, 200)
    await pay(sandbox, link)
    const counts: number[] = []
    for (const ms of [SECOND, 5 * SECOND - 1, 1, 25 * SECOND - 1, 1, 24 * HOUR]) {
      await advance(ms)
      counts.push(webhook.received.length)
    }
    expect(counts).toEqual([1, 1, 2, 2, 3, 3])
    expect(webhook.received.map((request) => verifies(request, KEY))).toEqual([true, true, true])
    const [first] = webhook.received
    for (const { bytes } of webhook.received) expect(bytes.equals(first?.bytes ?? Buffer.of())).toBe(true)
    const [delivery] = await deliveries()
    expect(delivery?.status).toBe('delivered')
    expect(delivery?.attempts).toMatchObject([
      attempt(1, '2026-05-04T09:00:01.000Z', 'refused', 500),
      attempt(2, '2026-05-04T09:00:06.000Z', 'refused', 500),
      attempt(3, '2026-05-04T09:00:31.000Z', 'received', 200),
    ])
  })

  test.each<[schedule: 'invented' | 'none' | 'standardWebhooks', times: number[]]>([
    ['none', [0]],
    ['invented', [0, 5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR]],
    [
      'standardWebhooks',
      [0, 5, 305, 2105, 9305, 27_305, 63_305, 113_705, 185_705, 272_105].map((seconds) => seconds * SECOND),
    ],
  ])('is given up when the schedule %s has run out', async (notificationRetry, times) => {
    const { sandbox, shop, webhook, callback, deliveries, journal } = await shopWithReceivers({
      dialect: { notificationRetry },
    })
    webhook.answerWith(503)
    callback.answerWith(404)
    await pay(sandbox, await shop.createLink({ callbackUrl: callback.url }))
    await sandbox.clocks.runUntilIdle(shop.id)
    for (const { status, attempts } of await deliveries()) {
      expect(status).toBe('given-up')
      const [first] = attempts
      expect(attempts.map(({ startedAt }) => startedAt - (first?.startedAt ?? 0))).toEqual(times)
    }
    expect([webhook.received.length, callback.received.length]).toEqual([times.length, times.length])
    expect(await journal('delivery:given-up')).toHaveLength(2)
  })

  test.each<[answer: ReceiverAnswer | 'nobody', outcome: string]>([
    [{ status: 301, headers: { location: 'http://127.0.0.1:9/' } }, 'redirected'],
    [{ status: 307, headers: { location: '/received' } }, 'redirected'],
    [400, 'refused'],
    [{ status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>Not found</h1>' }, 'refused'],
    [410, 'refused'],
    [502, 'refused'],
    ['hang', 'timed-out'],
    ['reset', 'unreachable'],
    ['nobody', 'unreachable'],
  ])('because of %j counts as failed, whatever it is, and is tried again', async (answer, outcome) => {
    const options = { deliveryTimeoutMs: SECOND }
    const { sandbox, shop, realClock, webhook, advance, deliveries } = await shopWithReceivers({}, options)
    if (answer === 'nobody') {
      const webhooks = { 'PAYMENT RECEIVED': await deadAddress() }
      await sandbox.merchants.change(shop.id, { webhooks })
    } else webhook.answerWith(answer)
    await pay(sandbox, await shop.createLink())
    const advanced = advance(6 * SECOND)
    if (answer === 'hang') {
      for (const attempt of [1, 2]) {
        await webhook.arrived(attempt)
        await realClock.pass(SECOND)
      }
    }
    await advanced
    const [delivery] = await deliveries()
    expect(delivery?.status).toBe('waiting')
    expect(delivery?.attempts.map((made) => made.outcome)).toEqual([outcome, outcome])
    expect(webhook.received).toHaveLength(answer === 'nobody' ? 0 : 2)
    expect(await sandbox.engine.store.find('tasks', { where: { merchantId: shop.id } })).toHaveLength(1)
  })
})

describe('an answer', () => {
  test('that is an HTML page is taken, with a note that the address may be wrong', async () => {
    const { sandbox, shop, callback, advance, deliveries, journal } = await shopWithReceivers()
    const page = { status: 200, headers: { 'content-type': 'text/html' }, body: '<h1>Thank you!</h1>' }
    callback.answerWith(page)
    await pay(sandbox, await shop.createLink({ callbackUrl: `${callback.url}/thank-you` }))
    await advance(SECOND)
    const [delivery] = (await deliveries()).filter(({ channel }) => channel === 'callback')
    expect(delivery).toMatchObject({
      status: 'delivered',
      attempts: [{ note: expect.stringMatching(/HTML/) }],
    })
    const texts = (await journal('delivery:attempted')).map(({ text }) => text)
    expect(texts.join('\n')).toMatch(/callbackUrl call to .*: answered 200 \(.*HTML page/)
  })

  test('that never ends is cut off, and counts', async () => {
    const { sandbox, shop, webhook, advance, deliveries } = await shopWithReceivers()
    webhook.answerWith('endless')
    await pay(sandbox, await shop.createLink())
    await advance(SECOND)
    expect(await deliveries()).toMatchObject([
      { status: 'delivered', attempts: [{ outcome: 'received', response: { truncated: true } }] },
    ])
  })
})

describe('in real time', () => {
  const AT_ONCE = {
    title: 'At once',
    about: 'Succeeds at once.',
    timeline: [{ after: '0s', status: 'SUCCESS' }],
  }

  async function busyShop() {
    const box = await shopWithReceivers({ clock: {} })
    await box.sandbox.scenarios.add('at-once', AT_ONCE)
    await box.sandbox.scenarios.setDefault(box.shop.id, 'at-once')
    return box
  }

  test('a receiver that hangs holds up neither the same order’s callback nor another order’s webhook', async () => {
    const { sandbox, shop, webhook, callback } = await busyShop()
    webhook.answerWith('hang', 200)
    await pay(sandbox, await shop.createLink({ orderReference: 'SLOW1', callbackUrl: callback.url }))
    await callback.arrived(1)
    await webhook.arrived(1)
    await pay(sandbox, await shop.createLink({ orderReference: 'QUICK1' }))
    await webhook.arrived(2)
    const references = webhook.received.map(({ text }) => JSON.parse(text).data.orderReference)
    expect(references).toEqual(['SLOW1', 'QUICK1'])
  })

  test('an attempt is written down before it is sent', async () => {
    const { sandbox, shop, webhook, deliveries } = await busyShop()
    webhook.answerWith('hang')
    await pay(sandbox, await shop.createLink())
    await webhook.arrived(1)
    expect(await deliveries()).toMatchObject([{ status: 'waiting', attempts: [{ outcome: 'sending' }] }])
  })

  test('a failed attempt is followed by the next when its time has come, without anybody’s help', async () => {
    const { sandbox, shop, realClock, webhook, deliveries } = await busyShop()
    webhook.answerWith(500, 200)
    await pay(sandbox, await shop.createLink())
    const attempted = (times: number) =>
      untilSaved(shop.id, async () => (await deliveries())[0]?.attempts.filter(isOver).length === times)
    const untilSaved = (id: string, found: () => Promise<boolean>) =>
      sandbox.engine.waitUntil(id, HOUR, found, Boolean)
    await attempted(1)
    await realClock.pass(4999)
    expect(webhook.received).toHaveLength(1)
    await realClock.pass(1)
    await attempted(2)
    expect(await deliveries()).toMatchObject([{ status: 'delivered' }])
  })
})

describe('an attempt that takes longer than the wait for the next', () => {
  test('is followed by all that is overdue, one after the other, and then the schedule goes on', async () => {
    const { sandbox, shop, realClock, webhook, deliveries } = await shopWithReceivers({ clock: {} })
    webhook.answerWith('hang', 500)
    await pay(sandbox, await shop.createLink())
    await realClock.pass(SECOND)
    await webhook.arrived(1)
    await realClock.pass(30 * SECOND)
    const over = async () => (await deliveries()).flatMap(({ attempts }) => attempts.filter(isOver))
    const made = await sandbox.engine.waitUntil(shop.id, HOUR, over, ({ length }) => length >= 3)
    const [first] = made
    const sinceFirst = (at: number) => at - (first?.startedAt ?? 0)
    expect(made.map(({ outcome, startedAt }) => [outcome, sinceFirst(startedAt)])).toEqual([
      ['timed-out', 0],
      ['refused', 30 * SECOND],
      ['refused', 30 * SECOND],
    ])
    const planned = await sandbox.queries.agenda(shop.id)
    expect(planned.map(({ dueAt }) => sinceFirst(dueAt))).toEqual([2 * MINUTE])
  })
})

describe('a notification that the scenario withholds', () => {
  test('never goes out by itself, while the callback does', async () => {
    const { sandbox, shop, webhook, callback, deliveries, journal } = await shopWithReceivers({
      scenario: 'webhook-lost',
    })
    await pay(sandbox, await shop.createLink({ callbackUrl: callback.url }))
    await sandbox.clocks.advance(shop.id, 30 * 24 * HOUR)
    expect([webhook.received.length, callback.received.length]).toEqual([0, 1])
    expect((await deliveries()).map(({ status, attempts }) => [status, attempts.length])).toEqual([
      ['withheld', 0],
      ['delivered', 1],
    ])
    const [note] = await journal('notification:not-sent')
    expect(note?.text).toContain('is withheld by the scenario webhook-lost')
  })

  test('can be sent by hand', async () => {
    const { sandbox, shop, webhook, deliveries, advance } = await shopWithReceivers({
      scenario: 'webhook-lost',
    })
    await pay(sandbox, await shop.createLink())
    await advance(SECOND)
    const [withheld] = await deliveries()
    webhook.answerWith(500, 200)
    const refused = await sandbox.deliveriesByHand.redeliver(shop.id, withheld?.id ?? '')
    expect(refused.status).toBe('withheld')
    expect((await deliveries())[0]?.attempts).toMatchObject([{ cause: 'by-hand', outcome: 'refused' }])
    await advance(24 * HOUR)
    expect(webhook.received).toHaveLength(1)
    const taken = await sandbox.deliveriesByHand.redeliver(shop.id, withheld?.id ?? '')
    expect(taken).toMatchObject({ status: 'delivered' })
    expect(taken.attempted.count).toBe(2)
  })
})

describe('sending again by hand', () => {
  const first = (found: readonly Delivery[]) => found[0]?.id ?? ''

  test('is refused for a delivery that the merchant does not have', async () => {
    const { sandbox, shop, openShop, advance, deliveries } = await shopWithReceivers()
    await pay(sandbox, await shop.createLink())
    await advance(SECOND)
    const id = first(await deliveries())
    const other = await openShop()
    await expect(sandbox.deliveriesByHand.redeliver(other.id, id)).rejects.toMatchObject({
      code: 'DELIVERY_NOT_FOUND',
    })
    await expect(sandbox.deliveriesByHand.redeliver(shop.id, 'D0')).rejects.toMatchObject({
      code: 'DELIVERY_NOT_FOUND',
    })
  })

  test('repeats the same bytes of what was received already', async () => {
    const { sandbox, shop, webhook, advance, deliveries } = await shopWithReceivers()
    await pay(sandbox, await shop.createLink())
    await advance(SECOND)
    await advance(HOUR)
    const again = await sandbox.deliveriesByHand.redeliver(shop.id, first(await deliveries()))
    const attempts = (await deliveries()).find(({ id }) => id === again.id)?.attempts
    expect(attempts?.map(({ number, cause, outcome }) => ({ number, cause, outcome }))).toEqual([
      { number: 1, cause: 'schedule', outcome: 'received' },
      { number: 2, cause: 'by-hand', outcome: 'received' },
    ])
    const [one, two] = webhook.received
    expect(two?.bytes).toEqual(one?.bytes)
  })

  test('ends the planned retries once it is received', async () => {
    const { sandbox, shop, webhook, advance, deliveries } = await shopWithReceivers()
    webhook.answerWith(500, 200)
    await pay(sandbox, await shop.createLink())
    await advance(SECOND)
    const again = await sandbox.deliveriesByHand.redeliver(shop.id, first(await deliveries()))
    expect(again.status).toBe('delivered')
    await advance(24 * HOUR)
    expect(webhook.received).toHaveLength(2)
  })

  test('changes nothing about the planned retries when it fails', async () => {
    const { sandbox, shop, webhook, advance, deliveries } = await shopWithReceivers()
    webhook.answerWith(500, 500, 500, 200)
    await pay(sandbox, await shop.createLink())
    await advance(SECOND)
    await advance(2 * SECOND)
    await sandbox.deliveriesByHand.redeliver(shop.id, first(await deliveries()))
    await advance(24 * HOUR)
    const [delivery] = await deliveries()
    expect(
      delivery?.attempts.map(({ cause, startedAt }) => [
        cause,
        new Date(startedAt).toISOString().slice(14, 19),
      ]),
    ).toEqual([
      ['schedule', '00:01'],
      ['by-hand', '00:03'],
      ['schedule', '00:06'],
      ['schedule', '00:31'],
    ])
    expect(delivery?.status).toBe('delivered')
  })

  test('revives what was given up', async () => {
    const { sandbox, shop, webhook, deliveries } = await shopWithReceivers({
      dialect: { notificationRetry: 'none' },
    })
    webhook.answerWith(500, 500, 200)
    await pay(sandbox, await shop.createLink())
    await sandbox.clocks.runUntilIdle(shop.id)
    const id = first(await deliveries())
    expect((await sandbox.deliveriesByHand.redeliver(shop.id, id)).status).toBe('given-up')
    expect((await sandbox.deliveriesByHand.redeliver(shop.id, id)).status).toBe('delivered')
  })
})

function attempt(number: number, at: string, outcome: string, status: number) {
  return {
    number,
    cause: 'schedule',
    startedAt: Date.parse(at),
    outcome,
    durationMs: expect.any(Number),
    response: { status, headers: expect.any(Object), body: '', truncated: false },
  }
}

function isOver({ outcome }: { outcome: string }): boolean {
  return outcome !== 'sending'
}
