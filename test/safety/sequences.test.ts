import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isPaid } from '../../server/domain/payment.js'
import { deliveriesOf } from '../support/builders.js'
import { startReceiver } from '../support/receiver.js'
import { runs } from '../support/runs.js'
import { startSandbox } from '../support/sandbox.js'

const RUNS = runs(75, 1500)
const SEED = Number(process.env.FUZZ_SEED ?? 20_260_508)

/** Scenarios that send each notification once: of others more may arrive, which is what they are for. */
const SCENARIOS = [
  'success',
  'slow-success',
  'insufficient-balance',
  'wrong-pin',
  'push-timeout',
  'fail-then-success',
  'webhook-late',
]

const REFERENCES = ['ORDER1', 'ORDER2', 'ORDER3']

const order = fc.constantFrom(...REFERENCES)

const call = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('link' as const), order }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('form' as const),
      order,
      scenario: fc.constantFrom('', ...SCENARIOS),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('pay' as const),
      order,
      scenario: fc.constantFrom(undefined, ...SCENARIOS),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('both' as const), order }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      order,
      answer: fc.constantFrom('right-pin', 'wrong-pin', 'cancel'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('move' as const),
      order,
      status: fc.constantFrom('SUCCESS', 'FAILED', 'SETTLED', 'PENDING', 'ON-HOLD'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('advance' as const),
      by: fc.constantFrom('1ms', '900ms', '30s', '10m', '3d'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('scenario' as const), scenario: fc.constantFrom(...SCENARIOS) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('queue' as const), scenario: fc.constantFrom(...SCENARIOS) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('query' as const), order }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('redeliver' as const), which: fc.nat({ max: 5 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('receiver' as const), says: fc.constantFrom(200, 500, 404) }),
  },
)
type Call = typeof call extends fc.Arbitrary<infer T> ? T : never

test('whatever sequence of calls a merchant makes, each link is paid once, each outcome told once, and nothing is left to do', {
  timeout: 300_000 + RUNS * 2000,
}, async () => {
  const { app, sandbox, openShop } = await startSandbox()
  const seen = { paid: 0, failed: 0, refused: 0 }
  const property = fc.asyncProperty(fc.array(call, { minLength: 5, maxLength: 40 }), async (calls) => {
    const receiver = await startReceiver(200)
    const hook = `${receiver.url}/hook`
    const shop = await openShop({ webhooks: { 'PAYMENT RECEIVED': hook, 'PAYMENT FAILED': hook } })
    const home = `/sandbox/api/v1/merchants/${shop.id}`
    const links = new Map<string, string>()
    const control = async (method: 'POST' | 'PUT' | 'GET', path: string, payload: object = {}) => {
      const reply = await app.inject({ method, url: home + path, ...(method === 'GET' ? {} : { payload }) })
      expect([path, reply.statusCode >= 500]).toEqual([path, false])
      if (reply.statusCode >= 400) seen.refused += 1
      return reply
    }
    const form = async (url: string, fields: Record<string, string>) => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      const reply = await app.inject({
        method: 'POST',
        url,
        headers,
        payload: new URLSearchParams(fields).toString(),
      })
      expect([url, reply.statusCode >= 500]).toEqual([url, false])
    }
    const payForm = (reference: string, scenario: string) =>
      form(`/checkout/${links.get(reference)}/pay`, { phoneNumber: '0744000111', scenario })
    const paymentsOf = async (reference: string) =>
      (await sandbox.engine.store.find('payments', { where: { merchantId: shop.id } })).filter(
        ({ orderReference }) => orderReference === reference,
      )
    const carryOut = async (one: Call) => {
      switch (one.do) {
        case 'link': {
          const reply = await shop.post('/checkout-link/generate-checkout-url', {
            totalPrice: '12500',
            orderReference: one.order,
            orderCurrency: 'TZS',
          })
          expect([200, 409]).toContain(reply.statusCode)
          if (reply.statusCode === 200) links.set(one.order, reply.json().checkoutLink.split('/').at(-1))
          return
        }
        case 'form':
          return payForm(one.order, one.scenario)
        case 'both':
          await Promise.all([
            payForm(one.order, ''),
            payForm(one.order, ''),
            control('POST', `/orders/${one.order}/payments`),
          ])
          return
        case 'pay':
          return control(
            'POST',
            `/orders/${one.order}/payments`,
            one.scenario ? { scenario: one.scenario } : {},
          )
        case 'answer': {
          const latest = (await paymentsOf(one.order)).at(-1)
          if (latest)
            await form(`/checkout/${links.get(one.order)}/payments/${latest.id}/phone`, {
              answer: one.answer,
            })
          return
        }
        case 'move': {
          const latest = (await paymentsOf(one.order)).at(-1)
          if (latest) await control('POST', `/payments/${latest.id}/status`, { status: one.status })
          return
        }
        case 'advance':
          return control('POST', '/clock', { advance: one.by })
        case 'scenario':
          return control('PUT', '/scenario', { name: one.scenario })
        case 'queue':
          return control('POST', '/scenario-queue', { names: [one.scenario] })
        case 'query':
          expect((await shop.get(`/payments/${one.order}`)).statusCode).toBeLessThan(500)
          return
        case 'redeliver': {
          const deliveries = await deliveriesOf(sandbox, shop.id)
          const chosen = deliveries[one.which % Math.max(1, deliveries.length)]
          if (chosen) await control('POST', `/deliveries/${chosen.id}/redeliver`)
          return
        }
        case 'receiver':
          receiver.answerWith(one.says)
      }
    }
    for (const one of calls) await carryOut(one)
    receiver.answerWith(200)
    await control('POST', '/clock', { advance: '40d' })
    await control('POST', '/clock', { runUntilIdle: true })

    const agenda = await control('GET', '/agenda')
    expect(agenda.json<{ items: unknown[] }>().items).toEqual([])
    const deliveries = await deliveriesOf(sandbox, shop.id)
    for (const reference of REFERENCES) {
      const payments = await paymentsOf(reference)
      const paid = payments.filter(({ history, status }) =>
        [status, ...history.map(({ to }) => to)].some(isPaid),
      )
      expect([reference, paid.length <= 1]).toEqual([reference, true])
      for (const payment of payments) {
        const told = deliveries.filter(({ paymentId }) => paymentId === payment.id)
        const events = told.map(({ event }) => event)
        expect(events).toEqual([...new Set(events)])
        if (paid.includes(payment)) expect(events).toContain('PAYMENT RECEIVED')
        if (payment.status === 'FAILED') expect(events).toContain('PAYMENT FAILED')
        seen.paid += Number(isPaid(payment.status))
        seen.failed += Number(payment.status === 'FAILED')
      }
    }
    const attempts = deliveries.flatMap((delivery) => delivery.attempts)
    expect(attempts.length).toBe(receiver.received.length)
    expect(deliveries.filter(({ status }) => status === 'waiting')).toEqual([])
    await receiver.close()
  })
  await fc.assert(property, { numRuns: RUNS, seed: SEED })
  // Sequences in which nothing happens prove nothing.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(0)
})
