import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { DEFAULT_CREDENTIALS } from '../../server/default-credentials.js'
import { connectSandbox, type MerchantClient } from '../../server/testing/index.js'
import { launchSandbox } from '../cli/launch.js'
import { aPostgresDatabase } from '../support/postgres.js'
import { untilReal } from '../support/until-real.js'

/** Longer than a lease on an agenda, in real time. */
const LONGER_THAN_A_LEASE_MS = 12_000

interface Replica {
  readonly merchant: MerchantClient
  readonly apiUrl: string
  readonly signal: (signal: NodeJS.Signals) => void
  readonly exited: Promise<unknown>
}

async function aReplica(place: string): Promise<Replica> {
  const { ready, process: child, exited } = await launchSandbox(['--data', place, '--seed', 'shared'])
  const sandbox = await connectSandbox(ready.url ?? '')
  return {
    merchant: await sandbox.merchant(DEFAULT_CREDENTIALS.clientId),
    apiUrl: ready.apiUrl ?? '',
    signal: (signal) => child.kill(signal),
    exited,
  }
}

/** A merchant's server that notes what it is told, and how often. It leaves the first message of some orders unanswered. */
async function aShop({ unanswered }: { readonly unanswered?: string } = {}) {
  const told = new Map<string, string[]>()
  const server = createServer(async (request, response) => {
    const body = await text(request)
    const { event, data } = JSON.parse(body)
    const key = `${data.orderReference} ${event}`
    const before = told.get(key) ?? []
    told.set(key, [...before, body])
    if (before.length > 0 || data.orderReference !== unanswered) response.writeHead(200).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, told }
}

/** What the event stream of a process has told so far. */
async function listenTo({ apiUrl }: Replica) {
  const url = new URL(`/sandbox/api/v1/merchants/${DEFAULT_CREDENTIALS.clientId}/events`, apiUrl)
  const stopping = new AbortController()
  onTestFinished(() => stopping.abort())
  const { body } = await fetch(url, { signal: stopping.signal })
  const heard = { text: '' }
  const decoder = new TextDecoder()
  const read = async () => {
    for await (const chunk of body ?? []) heard.text += decoder.decode(chunk, { stream: true })
  }
  read().catch(() => {})
  return heard
}

async function order({ apiUrl }: Replica, orderReference: string) {
  const { clientId, apiKey } = DEFAULT_CREDENTIALS
  const token = await fetch(`${apiUrl}/generate-token`, {
    method: 'POST',
    headers: { 'client-id': clientId, 'api-key': apiKey },
  })
  const { token: authorization } = await token.json()
  const link = await fetch(`${apiUrl}/checkout-link/generate-checkout-url`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ totalPrice: '1000', orderCurrency: 'TZS', orderReference }),
  })
  if (!link.ok) throw new Error(`${orderReference}: ${link.status} ${await link.text()}`)
}

describe('processes that share a database', () => {
  test('are one sandbox: what one does the others see, wait for, pay and move in time', async () => {
    const place = await aPostgresDatabase()
    const shop = await aShop()
    const [one, two, three] = await Promise.all([aReplica(place), aReplica(place), aReplica(place)])
    await one.merchant.change({ webhooks: { 'PAYMENT RECEIVED': shop.url } })
    await order(one, 'SHARED1')
    const heard = await listenTo(three)
    // Somebody waits at one process for what happens at another.
    const waited = three.merchant.waitForDelivery({ event: 'PAYMENT RECEIVED', orderReference: 'SHARED1' })
    await two.merchant.pay('SHARED1')
    expect((await waited).status).toBe('delivered')
    // Who listens at one hears of it too.
    await untilReal('the stream of the third process tells of it', () =>
      /payment:moved.*SHARED1/.test(heard.text),
    )
    // A clock that stands still is moved by whichever process is asked, and each task runs once.
    await one.merchant.clock.freeze()
    await order(two, 'SHARED2')
    await three.merchant.pay('SHARED2')
    await Promise.all([one, two, three].map(({ merchant }) => merchant.clock.advance('1m')))
    expect(await two.merchant.payments({ orderReference: 'SHARED2' })).toMatchObject([{ status: 'SUCCESS' }])
    expect(shop.told.get('SHARED2 PAYMENT RECEIVED')).toHaveLength(1)
    // The same reference is taken, whoever is asked.
    await expect(order(three, 'SHARED2')).rejects.toThrow('409')
    await expect(order(one, 'SHARED2')).rejects.toThrow('409')
    for (const { signal, exited } of [one, two, three]) {
      signal('SIGTERM')
      expect(await exited).toMatchObject({ code: 0, err: '' })
    }
  })

  test('lose nothing when one is killed and one is paused past its lease and set going again', async () => {
    const place = await aPostgresDatabase()
    const shop = await aShop()
    const [one, two, three] = await Promise.all([aReplica(place), aReplica(place), aReplica(place)])
    await one.merchant.change({
      webhooks: { 'PAYMENT RECEIVED': shop.url },
      scenario: 'success',
    })
    const paid: string[] = []
    const buy = async (at: Replica, name: string, count: number) => {
      for (let n = 0; n < count; n++) {
        const reference = `${name}${n}`
        await order(at, reference)
        await at.merchant.pay(reference)
        paid.push(reference)
      }
    }
    await Promise.all([buy(one, 'ONE', 5), buy(two, 'TWO', 5), buy(three, 'THREE', 5)])
    // In the middle of it: whoever runs the agenda now is one of these two, or neither.
    one.signal('SIGKILL')
    two.signal('SIGSTOP')
    await buy(three, 'LATER', 5)
    await new Promise((resolve) => setTimeout(resolve, LONGER_THAN_A_LEASE_MS))
    two.signal('SIGCONT')
    await buy(two, 'AGAIN', 3)
    const isTold = (reference: string) => shop.told.has(`${reference} PAYMENT RECEIVED`)
    await untilReal('all orders are told', () => paid.every(isTold))
    for (const reference of paid) {
      expect(await three.merchant.payments({ orderReference: reference })).toMatchObject([
        { status: 'SUCCESS' },
      ])
      const bodies = shop.told.get(`${reference} PAYMENT RECEIVED`) ?? []
      expect([reference, new Set(bodies).size]).toEqual([reference, 1])
    }
    const journal = await three.merchant.journal({ limit: 500 })
    expect(journal.filter(({ type }) => type === 'task:failed')).toEqual([])
    // Each payment was moved once, however many processes saw that it was due.
    const moves = journal.filter(({ type, text }) => type === 'payment:moved' && text.includes('SUCCESS'))
    expect(moves.map(({ orderReference }) => orderReference).toSorted()).toEqual(paid.toSorted())
    for (const { signal, exited } of [two, three]) {
      signal('SIGTERM')
      await exited
    }
  })

  test.each(['SIGKILL', 'SIGSTOP'] as const)(
    'take over what one of them has in hand when it gets a %s, once its lease is over',
    async (signal) => {
      const place = await aPostgresDatabase()
      const shop = await aShop({ unanswered: 'INHAND' })
      const [one, two] = await Promise.all([aReplica(place), aReplica(place)])
      await one.merchant.change({ webhooks: { 'PAYMENT RECEIVED': shop.url }, scenario: 'success' })
      await order(one, 'INHAND')
      await one.merchant.pay('INHAND')
      const timesTold = (orderReference: string) =>
        shop.told.get(`${orderReference} PAYMENT RECEIVED`)?.length ?? 0
      // Whoever runs the agenda sends it now, and has the lease for as long as no answer comes.
      await untilReal('the shop is told of INHAND', () => timesTold('INHAND') === 1)
      for (const replica of [one, two]) replica.signal(signal)
      const three = await aReplica(place)
      await order(three, 'LATER')
      await three.merchant.pay('LATER')
      await untilReal('LATER is told by a process that is alive', () => timesTold('LATER') > 0)
      await untilReal('INHAND is told again', () => timesTold('INHAND') > 1)
      expect(new Set(shop.told.get('INHAND PAYMENT RECEIVED')).size).toBe(1)
      for (const replica of [one, two]) replica.signal('SIGKILL')
      three.signal('SIGTERM')
      await three.exited
    },
    300_000,
  )
})
