import { describe, expect, test } from 'vitest'
import { loadScenarios } from '../../server/scenario/load.js'
import { startReceiver } from '../support/receiver.js'
import { startSandbox } from '../support/sandbox.js'
import { pay } from '../support/things.js'

const HOUR = 3_600_000
const BALANCE = 'Insufficient balance.Please top up your account and try again'

/** What somebody saw of a payment: how long after it was made, and what. */
type Sight = readonly [afterMs: number, what: string]

interface Play {
  /** How many times the customer pays, as soon as the link lets them. */
  readonly attempts?: number
  readonly webhook: readonly Sight[]
  readonly callback: readonly Sight[]
  /** Status and message of each row of the query in the end, newest first. */
  readonly query: readonly string[]
  /** Whether the browser may go back to the shop in the end. */
  readonly returns: boolean
}

const PLAYS: Readonly<Record<string, Play>> = {
  success: {
    webhook: [[1000, 'PAYMENT RECEIVED SUCCESS success']],
    callback: [[1000, 'SUCCESS success']],
    query: ['SUCCESS success'],
    returns: true,
  },
  'slow-success': {
    webhook: [[45_000, 'PAYMENT RECEIVED SUCCESS success']],
    callback: [[45_000, 'SUCCESS success']],
    query: ['SUCCESS success'],
    returns: true,
  },
  'insufficient-balance': {
    webhook: [[2000, `PAYMENT FAILED FAILED ${BALANCE}`]],
    callback: [],
    query: [`FAILED ${BALANCE}`],
    returns: false,
  },
  'push-timeout': {
    webhook: [
      [60_000, 'PAYMENT FAILED FAILED Request timed out. The customer did not enter the PIN in time'],
    ],
    callback: [],
    query: ['FAILED Request timed out. The customer did not enter the PIN in time'],
    returns: false,
  },
  'fail-then-success': {
    attempts: 2,
    webhook: [
      [2000, `PAYMENT FAILED FAILED ${BALANCE}`],
      [3000, 'PAYMENT RECEIVED SUCCESS success'],
    ],
    callback: [[3000, 'SUCCESS success']],
    query: ['SUCCESS success', `FAILED ${BALANCE}`],
    returns: true,
  },
  'webhook-lost': {
    webhook: [],
    callback: [[1000, 'SUCCESS success']],
    query: ['SUCCESS success'],
    returns: true,
  },
}

test('every built-in scenario is played here, or proves itself by the calls that it expects', async () => {
  const scenarios = [...(await loadScenarios()).values()]
  const others = scenarios.filter(({ written }) => !written.expect?.calls)
  expect(Object.keys(PLAYS).sort()).toEqual(others.map(({ name }) => name).sort())
})

describe.each(Object.entries(PLAYS))(
  '%s',
  (scenario, { attempts = 1, webhook, callback, query, returns }) => {
    test('goes as its file says, for whoever watches', async () => {
      const { sandbox, openShop } = await startSandbox()
      const hooks = await startReceiver()
      const calls = await startReceiver()
      const webhooks = { 'PAYMENT RECEIVED': hooks.url, 'PAYMENT FAILED': hooks.url }
      const shop = await openShop({ scenario, webhooks })
      const link = await shop.createLink({ callbackUrl: calls.url })
      const begin = (await sandbox.clocks.read(shop.id)).now
      const seenWebhooks: Sight[] = []
      const seenCallbacks: Sight[] = []
      for (let attempt = 1; attempt <= attempts; attempt++) {
        await pay(sandbox, link)
        expect((await shop.get('/payments/ORDER1001')).json()[0]).toMatchObject({
          status: 'PROCESSING',
          message: '',
        })
        await settle()
      }
      await sandbox.clocks.advance(shop.id, 24 * HOUR)

      expect(seenWebhooks).toEqual(webhook)
      expect(seenCallbacks).toEqual(callback)
      expect([hooks.received.length, calls.received.length]).toEqual([webhook.length, callback.length])
      const rows: { status: string; message: string }[] = (await shop.get('/payments/ORDER1001')).json()
      expect(rows.map(({ status, message }) => `${status} ${message}`)).toEqual(query)
      expect((await sandbox.payments.ofLink(link)).at(-1)?.returnOpen).toBe(returns)

      /** Moves the clock from task to task until the payment is decided, noting when something arrived. */
      async function settle() {
        for (;;) {
          const [next] = await sandbox.agendaOf(shop.id)
          if (!next) return
          const { now } = await sandbox.clocks.to(shop.id, next.dueAt)
          for (const { text } of hooks.received.slice(seenWebhooks.length)) {
            const { event, data } = JSON.parse(text)
            seenWebhooks.push([now - begin, `${event} ${data.status} ${data.message}`])
          }
          for (const { text } of calls.received.slice(seenCallbacks.length)) {
            const { status, message } = JSON.parse(text)
            seenCallbacks.push([now - begin, `${status} ${message}`])
          }
        }
      }
    })
  },
)
