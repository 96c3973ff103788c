import { describe, expect, onTestFinished, test } from 'vitest'
import { createSandbox } from '../../server/testing/index.js'
import { runHere } from '../cli/fake-io.js'

/** A merchant with an old order that was paid and told of, one that something is planned for, and a new one. */
async function threeOrders() {
  const sandbox = await createSandbox({ port: 0 })
  onTestFinished(() => sandbox.close())
  const merchant = await sandbox.createMerchant({ clock: { frozen: true }, webhooks: {} })
  const place = async (orderReference: string) => {
    const headers = { 'client-id': merchant.clientId, 'api-key': merchant.apiKey }
    const reply = await fetch(`${merchant.apiUrl}/generate-token`, { method: 'POST', headers })
    const { token } = await reply.json()
    const link = await fetch(`${merchant.apiUrl}/checkout-link/generate-checkout-url`, {
      method: 'POST',
      headers: { authorization: token, 'content-type': 'application/json' },
      body: JSON.stringify({ totalPrice: '1000', orderCurrency: 'TZS', orderReference }),
    })
    expect(link.status).toBe(200)
  }
  await place('OLD1')
  await merchant.pay('OLD1')
  await place('PLANNED1')
  await merchant.clock.advance('1h')
  await merchant.pay('PLANNED1', { scenario: 'stuck-processing' })
  await merchant.clock.advance('40d')
  await place('NEW1')
  const references = async () =>
    (await merchant.links()).map(({ orderReference }) => orderReference).toSorted()
  return { sandbox, merchant, place, references }
}

describe('pruning', () => {
  test('removes the orders to which nothing has happened for that long, and all that belongs to them', async () => {
    const { sandbox, merchant, place, references } = await threeOrders()
    expect(await references()).toEqual(['NEW1', 'OLD1', 'PLANNED1'])
    const removed = await sandbox.prune('30d')
    expect(removed.merchants).toBe(0)
    expect(await references()).not.toContain('OLD1')
    expect(await references()).toContain('NEW1')
    expect(await merchant.payments({ orderReference: 'OLD1' })).toEqual([])
    expect(await merchant.deliveries({ orderReference: 'OLD1' })).toEqual([])
    // Nothing is left that would stand in the way of the same reference.
    await place('OLD1')
    expect(await sandbox.prune('30d')).toEqual({ orders: 0, merchants: 0 })
    expect((await merchant.journal()).map(({ type }) => type)).toContain('merchant:pruned')
  })

  test('goes through any number of orders', async () => {
    const { sandbox, merchant, place, references } = await threeOrders()
    for (let n = 0; n < 120; n++) await place(`MANY${n}`)
    await merchant.clock.advance('40d')
    expect((await sandbox.prune('30d')).orders).toBeGreaterThanOrEqual(120)
    expect((await references()).filter((one) => one.startsWith('MANY'))).toEqual([])
  })

  test('is a command, which says how much it removed', async () => {
    const { sandbox } = await threeOrders()
    const { code, out } = await runHere(['prune', '--older-than', '30d', '--url', sandbox.url])
    expect(code).toBe(0)
    expect(out).toMatch(/^Removed \d+ orders, and 0 merchants that had opened themselves\.\n$/)
    const wrong = await runHere(['prune', '--older-than', 'long ago', '--url', sandbox.url])
    expect(wrong.code).toBe(1)
    expect(wrong.err).toContain('olderThan')
  })
})
