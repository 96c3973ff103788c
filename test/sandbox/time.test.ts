import { describe, expect, test } from 'vitest'
import { MAX_TASKS_UNTIL_IDLE } from '../../server/sandbox/clocks.js'
import { deliveriesOf, pay } from '../support/builders.js'
import { startReceiver } from '../support/receiver.js'
import { startSandbox } from '../support/sandbox.js'

const START = '2031-07-09T10:00:00.000Z'
const AT = Date.parse(START)
const SECOND = 1000
const HOUR = 3_600_000

describe('everything that has a time', () => {
  test('has it from the merchant’s clock', async () => {
    const { sandbox, app, openShop } = await startSandbox()
    const receiver = await startReceiver(500, 200)
    const webhooks = { 'PAYMENT RECEIVED': receiver.url }
    const shop = await openShop({ webhooks, clock: { start: START, frozen: true } })
    const authorization = await shop.token()
    const [, claims = ''] = authorization.split('.')
    const { iat, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString())
    expect([iat * SECOND, exp * SECOND]).toEqual([AT, AT + HOUR])

    await pay(sandbox, await shop.createLink(), { scenario: 'success-then-settled' })
    const { ran, now } = await sandbox.clocks.runUntilIdle(shop.id)
    expect(now).toBeGreaterThan(AT)
    expect(ran.map(({ dueAt }) => dueAt)).toEqual(ran.map(({ dueAt }) => dueAt).toSorted((a, b) => a - b))

    const { merchant, orders, payments, attempts, journal, requests } = await sandbox.snapshots.take(shop.id)
    const [payment] = payments
    expect(merchant.createdAt).toBe(AT)
    expect(orders[0]?.createdAt).toBe(AT)
    expect(payment?.history.map(({ to, at }) => [to, at])).toEqual([
      ['SUCCESS', AT + SECOND],
      ['SETTLED', now],
    ])
    expect(payment?.paymentReference).toMatch(/^MP310709\.1000\./)
    expect(attempts.map(({ startedAt }) => startedAt)).toEqual([AT + SECOND, AT + 6 * SECOND])
    const told = JSON.parse(receiver.received[0]?.text ?? '').data
    expect([told.createdAt, told.updatedAt]).toEqual([START, new Date(AT + SECOND).toISOString()])
    for (const { at } of [...journal, ...requests]) {
      expect(at).toBeGreaterThanOrEqual(AT)
      expect(at).toBeLessThanOrEqual(now)
    }
    const reply = await app.inject({ url: '/third-parties/payments/all', headers: { authorization } })
    expect(reply.statusCode).toBe(401)
  })
})

describe('a clock that is moved over the control API', () => {
  async function moved(body: object) {
    const { sandbox, app, openShop } = await startSandbox()
    const shop = await openShop({ clock: { start: START, frozen: true } })
    const url = `/sandbox/api/v1/merchants/${shop.id}/clock`
    return { sandbox, shop, reply: await app.inject({ method: 'POST', url, payload: body }) }
  }

  test('cannot go back, and says from where to where it was asked to go', async () => {
    const { reply, shop, sandbox } = await moved({ to: '2031-07-09T09:59:59Z' })
    expect([reply.statusCode, reply.json()]).toMatchObject([
      400,
      {
        code: 'CLOCK_CANNOT_GO_BACK',
        message: `the clock shows ${START} and cannot go back to 2031-07-09T09:59:59.000Z`,
      },
    ])
    expect(await sandbox.clocks.read(shop.id)).toEqual({ now: AT, frozen: true })
  })

  test('does not run an endless agenda for ever, and names what keeps coming', async () => {
    const { app, sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    await sandbox.engine.transact(shop.id, async (work) => {
      const action = { kind: 'open-return', paymentId: 'LCPCGONE' } as const
      for (let i = 0; i <= MAX_TASKS_UNTIL_IDLE; i++) {
        work.plan({ dueAt: work.now + HOUR, orderReference: 'LOOP1', why: `round ${i}`, action })
      }
    })
    const url = `/sandbox/api/v1/merchants/${shop.id}/clock`
    const reply = await app.inject({ method: 'POST', url, payload: { runUntilIdle: true } })
    expect([reply.statusCode, reply.json()]).toMatchObject([
      409,
      { code: 'ENDLESS_AGENDA', hint: 'advance by a stated time instead' },
    ])
    const { message } = reply.json<{ message: string }>()
    expect(message).toContain(`the agenda was not empty after ${MAX_TASKS_UNTIL_IDLE} tasks`)
    expect(message).toContain('1000 were open-return of order LOOP1; the last: round 100000')
  })
})

describe('75 hours of retries', () => {
  /** Seconds after the first attempt. */
  const SCHEDULE = [0, 5, 305, 2105, 9305, 27_305, 63_305, 113_705, 185_705, 272_105]
  const PAYMENTS = 200

  test('are ten attempts for each payment, made one due time after the other', async () => {
    const { sandbox, openShop } = await startSandbox()
    const receiver = await startReceiver(500)
    const shop = await openShop({
      webhooks: { 'PAYMENT RECEIVED': receiver.url },
      dialect: { notificationRetry: 'standardWebhooks' },
      clock: { start: START, frozen: true },
    })
    for (let i = 0; i < PAYMENTS; i++) {
      await pay(sandbox, await shop.createLink({ orderReference: `ORDER${i}` }))
    }
    const { ran, ranCount, now } = await sandbox.clocks.advance(shop.id, 76 * HOUR)
    expect(now).toBe(AT + 76 * HOUR)
    expect(ranCount).toBe(PAYMENTS * (1 + SCHEDULE.length))
    expect(ran.map(({ dueAt }) => dueAt)).toEqual(ran.map(({ dueAt }) => dueAt).toSorted((a, b) => a - b))
    expect(receiver.received).toHaveLength(PAYMENTS * SCHEDULE.length)

    const { journal } = await sandbox.snapshots.take(shop.id)
    const deliveries = await deliveriesOf(sandbox, shop.id)
    expect(deliveries).toHaveLength(PAYMENTS)
    for (const { status, attempts } of deliveries) {
      expect(status).toBe('given-up')
      expect(attempts.map(({ number }) => number)).toEqual(SCHEDULE.map((_, i) => i + 1))
      expect(attempts.map(({ startedAt }) => (startedAt - AT) / SECOND - 1)).toEqual(SCHEDULE)
      expect(new Set(attempts.map(({ outcome }) => outcome))).toEqual(new Set(['refused']))
    }
    // Written down in the order of the orders each time, whichever answer came first.
    const noted = journal.filter(({ type }) => type === 'delivery:attempted')
    const orders = Array.from({ length: PAYMENTS }, (_, i) => `ORDER${i}`)
    expect(noted.map(({ orderReference }) => orderReference)).toEqual(SCHEDULE.flatMap(() => orders))
    expect(noted.map(({ at }) => at)).toEqual(noted.map(({ at }) => at).toSorted((a, b) => a - b))
    const texts = new Map(deliveries.map(({ orderReference, body }) => [orderReference, body]))
    for (const { text } of receiver.received) {
      expect(text).toBe(texts.get(JSON.parse(text).data.orderReference))
    }
  })
})
