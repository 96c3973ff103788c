import type { LightMyRequestResponse } from 'fastify'
import { expect, test } from 'vitest'
import type { MerchantSettings } from '../../server/domain/merchant.js'
import { pay } from '../support/builders.js'
import { dump, withoutRealTime } from '../support/dump.js'
import type { FakeClock } from '../support/fake-clock.js'
import { type Receiver, startReceiver } from '../support/receiver.js'
import { signed } from '../support/reference-checksum.js'
import { startSandbox, type TestShop } from '../support/sandbox.js'

const DOWN = {
  title: 'Down',
  about: 'Two calls are refused.',
  timeline: [{ after: '1s', status: 'SUCCESS' }],
  api: [{ endpoint: 'query-payments', status: 503, times: 2 }],
}

const RETRIES = ['invented', 'none', 'standardWebhooks'] as const

/** Shops that differ in what decides bytes: checksums, ids, shapes, retries, clocks. */
const SHOPS: readonly MerchantSettings[] = RETRIES.flatMap((notificationRetry, i) => [
  { clientId: `IDSIGNED${i}`, checksumEnabled: true, checksumKey: `CHK${i}`, dialect: { notificationRetry } },
  { clientId: `IDPLAIN${i}`, profile: 'documented' as const, dialect: { notificationRetry } },
])

const ORDERS_OF_A_SHOP = 40

interface Receivers {
  readonly accepting: Receiver
  readonly refusing: Receiver
}

/** Everything that anybody saw of a shop's life, and what the sandbox remembers of it. */
interface Life {
  readonly answers: unknown[]
  readonly state: string
}

/**
 * Takes every shop through more than a month: all scenarios, faults, failing webhooks, redeliveries, moves by
 * hand and of the clock, a reset. `order` says in which order the shops take their turns.
 */
async function aMonth(
  seed: string,
  { accepting, refusing }: Receivers,
  order: (shops: TestShop[]) => TestShop[],
) {
  const { sandbox, openShop, realClock } = await startSandbox({ seed })
  const sentBefore = [accepting.received.length, refusing.received.length] as const
  await sandbox.scenarios.add('down', DOWN)
  const scenarios = sandbox.scenarios.list().map(({ name }) => name)
  const shops: TestShop[] = []
  const clock = { start: '2026-05-04T09:00:00Z', frozen: true }
  for (const [i, settings] of SHOPS.entries()) {
    const [paid, failed] = i % 2 ? [accepting, refusing] : [refusing, accepting]
    const webhooks = { 'PAYMENT RECEIVED': `${paid.url}/paid`, 'PAYMENT FAILED': `${failed.url}/failed` }
    shops.push(await openShop({ returnUrl: `${paid.url}/return`, ...settings, webhooks, clock }))
  }
  const answers = new Map<string, unknown[]>(shops.map(({ id }) => [id, []]))
  for (let turn = 0; turn < ORDERS_OF_A_SHOP; turn++) {
    for (const shop of order([...shops])) {
      const seen = answers.get(shop.id) ?? []
      const offset = shops.indexOf(shop) * ORDERS_OF_A_SHOP
      const scenario = scenarios[(offset + turn) % scenarios.length] ?? ''
      const orderReference = `ORDER${turn}`
      if (turn % 9 === 4) {
        await sandbox.scenarios.setDefault(shop.id, 'down')
        seen.push(await answerOf(realClock, shop.get('/payments/all')))
        await sandbox.scenarios.setDefault(shop.id, 'success')
      }
      const callback = turn % 2 ? { callbackUrl: `${accepting.url}/callback` } : {}
      const currency = turn % 7 === 6 ? 'USD' : 'TZS'
      const wanted = { totalPrice: '12500', orderReference, orderCurrency: currency, ...callback }
      const [application] = shop.applications
      const link = await shop.createLink(
        application?.checksumEnabled ? signed(wanted, application.checksumKey) : wanted,
      )
      const channel = currency === 'USD' ? 'CARD' : 'M-PESA'
      seen.push(link, (await pay(sandbox, link, { scenario, channel }).catch(String)) ?? null)
      if (turn % 3 === 0) seen.push(await sandbox.clocks.advance(shop.id, turn * 1000))
      if (turn % 10 === 9) seen.push(await redeliverLatest(sandbox, shop.id))
      seen.push(await answerOf(realClock, shop.get(`/payments/${orderReference}`)))
      if (turn === 20 && shop === shops[1]) await sandbox.resetMerchant(shop.id)
    }
  }
  for (const shop of order([...shops])) {
    const seen = answers.get(shop.id) ?? []
    seen.push(await sandbox.clocks.advance(shop.id, 60_000), await sandbox.clocks.runUntilIdle(shop.id))
    seen.push(await answerOf(realClock, shop.get('/payments/all')), await shop.token())
  }
  const lives: Record<string, Life> = {}
  for (const { id, clientId } of shops) {
    const state = withoutRealTime(await sandbox.snapshots.take(id))
    lives[clientId] = { answers: answers.get(id) ?? [], state }
  }
  return {
    lives,
    remembered: withoutRealTime(await dump(sandbox)),
    accepted: inNoOrder(accepting.received.slice(sentBefore[0])),
    refused: inNoOrder(refusing.received.slice(sentBefore[1])),
  }
}

async function redeliverLatest(
  sandbox: Awaited<ReturnType<typeof startSandbox>>['sandbox'],
  merchantId: string,
): Promise<string | null> {
  const deliveries = await sandbox.engine.store.find('deliveries', { where: { merchantId } })
  const latest = deliveries.findLast(({ status }) => status !== 'withheld')
  return latest ? withoutRealTime(await sandbox.deliveriesByHand.redeliver(merchantId, latest.id)) : null
}

/** What a client gets to see. Some scenarios hold answers back, or break connections: real time passes meanwhile. */
async function answerOf(realClock: FakeClock, call: Promise<LightMyRequestResponse>): Promise<string> {
  let answer: string | undefined
  const answered = call.then(
    ({ statusCode, body }) => `${statusCode} ${body}`,
    (error) => String(error),
  )
  void answered.then((text) => {
    answer = text
  })
  while (answer === undefined) await realClock.pass(60_000)
  return answer
}

/** Requests of different orders that are due together travel side by side: which arrives first is chance. */
function inNoOrder(received: Receiver['received']): string[] {
  return received.map(({ path, rawHeaders, text }) => JSON.stringify([path, rawHeaders, text])).sort()
}

async function openReceivers(): Promise<Receivers> {
  return { accepting: await startReceiver(200), refusing: await startReceiver(500) }
}

const asTheyAre = (shops: TestShop[]) => shops

test('the same seed and the same calls give the same ids, times, tokens, bytes and answers', async () => {
  const receivers = await openReceivers()
  const first = await aMonth('a seed', receivers, asTheyAre)
  const second = await aMonth('a seed', receivers, asTheyAre)
  expect(first.accepted.length + first.refused.length).toBeGreaterThan(600)
  expect(second.lives).toEqual(first.lives)
  expect(second).toEqual(first)
})

test('in which order merchants take their turns changes nothing for any of them', async () => {
  const receivers = await openReceivers()
  const first = await aMonth('a seed', receivers, asTheyAre)
  let turns = 0
  const another = await aMonth('a seed', receivers, (shops) => {
    turns += 1
    return turns % 2 ? shops.reverse() : [...shops.slice(turns % 5), ...shops.slice(0, turns % 5)]
  })
  expect(another.lives).toEqual(first.lives)
  expect(another.accepted).toEqual(first.accepted)
  expect(another.refused).toEqual(first.refused)
})

test('another seed gives other ids', async () => {
  const seen = async (seed: string) => {
    const { sandbox, openShop } = await startSandbox({ seed })
    const shop = await openShop({ clientId: 'IDSAME' })
    const link = await shop.createLink()
    return [shop.id, shop.apiKey, await shop.token(), link, (await pay(sandbox, link)).id]
  }
  const [first, second] = [await seen('a seed'), await seen('another seed')]
  first.forEach((value, i) => {
    expect(second[i]).not.toEqual(value)
  })
})
