import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Receivers } from '../../server/delivery/receivers.js'
import { Sender } from '../../server/delivery/sender.js'
import { FakeClock } from '../support/fake-clock.js'
import { startSandbox } from '../support/sandbox.js'

const LONE = '\ud800'

async function control() {
  const { app, openShop, ...rest } = await startSandbox()
  const shop = await openShop()
  const call = (method: 'GET' | 'POST' | 'PATCH' | 'PUT', path: string, payload?: object) =>
    app.inject({ method, url: `/sandbox/api/v1${path}`, ...(payload ? { payload } : {}) })
  return { app, shop, call, ...rest }
}

describe('half of a surrogate pair', () => {
  test.each(['name', 'email'] as const)('in the %s of a merchant does no harm to others', async (field) => {
    const { call, app } = await control()
    const opened = await call('POST', '/merchants', { [field]: `a${LONE}@b.example` })
    expect(opened.statusCode).toBeLessThan(500)
    expect((await call('GET', '/merchants')).statusCode).toBe(200)
    expect((await app.inject('/sandbox')).statusCode).toBe(200)
  })

  test('in what a customer or a merchant writes never ends in a 500', async () => {
    const { shop, app } = await control()
    const body = { totalPrice: '12500', orderReference: 'ORDER1', orderCurrency: 'TZS' }
    const made = await shop.post('/checkout-link/generate-checkout-url', {
      ...body,
      customerName: `Asha ${LONE}`,
      description: LONE,
    })
    expect(made.statusCode).toBeLessThan(500)
    for (const path of [`/sandbox/merchants/${shop.id}`, `/sandbox/merchants/${shop.id}/requests`]) {
      expect((await app.inject(path)).statusCode).toBe(200)
    }
  })
})

describe('a clock', () => {
  test.each([
    ['the last instant there is', { to: '+275760-09-13T00:00:00.000Z' }],
    ['a year of five digits', { to: '+012026-01-01T00:00:00.000Z' }],
    ['an instant before the first', { to: '-271821-04-20T00:00:00.000Z' }],
    ['the last day of the year 9999', { to: '9999-12-31T23:59:59.999Z' }],
  ])('that is moved to %s goes on working, or says that it cannot go there', async (_, move) => {
    const { call, shop, app } = await control()
    const moved = await call('POST', `/merchants/${shop.id}/clock`, move)
    expect(moved.statusCode).toBeLessThan(500)
    await call('POST', `/merchants/${shop.id}/clock`, { advance: '3650d' })
    expect((await call('GET', `/merchants/${shop.id}/clock`)).statusCode).toBe(200)
    expect((await call('GET', '/merchants')).statusCode).toBe(200)
    expect((await app.inject(`/sandbox/merchants/${shop.id}`)).statusCode).toBe(200)
    expect(
      (
        await app.inject({
          method: 'POST',
          url: '/third-parties/generate-token',
          headers: { 'client-id': shop.clientId, 'api-key': shop.apiKey },
        })
      ).statusCode,
    ).toBe(200)
  })

  test('that is advanced again and again stops where no date is left', async () => {
    const { call, shop } = await control()
    await call('POST', `/merchants/${shop.id}/clock`, { to: '9990-01-01T00:00:00.000Z' })
    const statuses = []
    for (let i = 0; i < 5; i++) {
      statuses.push((await call('POST', `/merchants/${shop.id}/clock`, { advance: '3650d' })).statusCode)
    }
    expect(Math.max(...statuses)).toBeLessThan(500)
    expect((await call('GET', `/merchants/${shop.id}/clock`)).statusCode).toBe(200)
  })

  test('that starts where no date is, is refused with its merchant', async () => {
    const { call } = await control()
    const opened = await call('POST', '/merchants', { clock: { start: '+275760-09-13T00:00:00.001Z' } })
    expect(opened.statusCode).toBe(400)
  })
})

test.each([
  'HTTP/1.1 000 Nothing',
  'HTTP/1.1 999 Odd',
  'HTTP/1.1 099 Odd',
  'HTTP/1.1 1000 Long',
  'HTTP/9.9 200 OK',
])('a receiver that says %s has given an answer or none, in words of the sandbox', async (line) => {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => socket.end(`${line}\r\ncontent-length: 0\r\n\r\n`))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const sender = new Sender(new FakeClock(), 1000, new Receivers({ isShared: false, allowed: [] }))
  onTestFinished(() => sender.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const { outcome, note } = await sender.post({ merchantId: 'm1', url, body: '{}', headers: {} })
  expect(['unreachable', 'refused']).toContain(outcome)
  expect(note ?? '').not.toMatch(/UND_ERR|HPE_|undici|Parse Error|assert/i)
})
