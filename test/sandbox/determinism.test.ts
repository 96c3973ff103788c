import { expect, test } from 'vitest'
import { dump } from '../support/dump.js'
import { startReceiver } from '../support/receiver.js'
import { startSandbox } from '../support/sandbox.js'
import { pay } from '../support/things.js'

/** A day in the life of a shop; answers everything that anybody saw of it. */
async function aDay(seed: string) {
  const { sandbox, openShop } = await startSandbox({ seed })
  const receiver = await startReceiver(500, 200)
  const seenByClient: unknown[] = []
  const shop = await openShop({
    clientId: 'IDSAME',
    checksumKey: 'CHKsame',
    webhooks: { 'PAYMENT RECEIVED': receiver.url, 'PAYMENT FAILED': receiver.url },
  })
  const second = await openShop({ clientId: 'IDOTHER' })
  seenByClient.push(shop.id, shop.apiKey, await shop.token(), second.id, await second.token())
  for (const [orderReference, scenario] of [
    ['A1', 'success'],
    ['A2', 'fail-then-success'],
    ['A3', 'slow-success'],
  ]) {
    const link = await shop.createLink({ orderReference })
    seenByClient.push(link, (await pay(sandbox, link, { scenario })).id)
    await sandbox.clocks.advance(shop.id, 3_000)
  }
  await sandbox.merchants.change(shop.id, { checksumEnabled: true })
  await sandbox.clocks.runUntilIdle(shop.id)
  seenByClient.push((await shop.get('/payments/all')).body)
  return {
    seenByClient,
    seenByReceiver: receiver.received.map(({ text }) => text),
    // The receiver has another port in every run, and answers take real time.
    remembered: JSON.stringify(await dump(sandbox))
      .replaceAll(receiver.url, 'http://receiver')
      .replaceAll(/"durationMs":[\d.]+/g, '')
      .replaceAll(/"date":"[^"]*"/g, ''),
  }
}

test('the same seed and the same calls give the same ids, times, tokens and bytes', async () => {
  const [first, second] = [await aDay('a seed'), await aDay('a seed')]
  expect(first.seenByReceiver.length).toBeGreaterThan(3)
  expect(second).toEqual(first)
})

test('another seed gives other ids', async () => {
  const [first, second] = [await aDay('a seed'), await aDay('another seed')]
  first.seenByClient.forEach((value, i) => {
    expect(second.seenByClient[i]).not.toEqual(value)
  })
})
