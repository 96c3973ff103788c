import { describe, expect, test } from 'vitest'
import { SandboxMistake } from '../../server/errors.js'
import {
  type HeldCall,
  HeldResponses,
  MAX_HELD_MS,
  MAX_HELD_RESPONSES,
  MAX_HOLDS,
} from '../../server/sandbox/held-responses.js'
import type { SandboxOptions } from '../../server/sandbox/sandbox-options.js'
import { type ListeningSandbox, send, startListening } from '../scenario/call-player.js'
import { DistantStore } from '../support/distant-store.js'
import { startSandbox } from '../support/sandbox.js'
import { until } from '../support/until.js'

const CALL: HeldCall = { endpoint: 'query-payment', orderReference: 'A1', kind: 'delayed', workDone: true }

async function openHeld(options: SandboxOptions = {}) {
  const { sandbox, realClock, openShop } = await startSandbox(options)
  const held = new HeldResponses(sandbox.engine)
  const ends: string[] = []
  const { merchant } = await openShop()
  return {
    sandbox,
    realClock,
    held,
    ends,
    merchant,
    openShop,
    hold(name: string, ms: number | null, changes: Partial<HeldCall> = {}, of = merchant) {
      const answer = held.hold(of, { ...CALL, ...changes }, ms)
      answer.over.then((inTime) => ends.push(`${name} ${inTime ? 'in time' : 'given up'}`))
      return answer
    },
  }
}

describe('held answers', () => {
  test('that are delayed end when their time comes in real time, the shortest first', async () => {
    const { hold, ends, held, realClock } = await openHeld()
    hold('long', 2000)
    hold('short', 1000)
    await realClock.pass(1000)
    expect([ends, held.size]).toEqual([['short in time'], 1])
    await realClock.pass(1000)
    expect([ends, held.size]).toEqual([['short in time', 'long in time'], 0])
  })

  test("that are delayed end when the merchant's clock shows their time, without a moment of real time", async () => {
    const { hold, ends, held, realClock, sandbox, merchant, openShop } = await openHeld()
    const other = await openShop()
    hold('long', 120_000)
    hold('short', 60_000)
    const [first] = held.of(merchant.id)
    expect(first?.until).toBe((first?.since ?? 0) + 120_000)
    await sandbox.clocks.advance(other.id, 600_000)
    await sandbox.clocks.advance(merchant.id, 59_999)
    await realClock.pass(0)
    expect(ends).toEqual([])
    await sandbox.clocks.advance(merchant.id, 1)
    await realClock.pass(0)
    expect(ends).toEqual(['short in time'])
    await sandbox.clocks.advance(merchant.id, 3_600_000)
    await realClock.pass(0)
    expect(ends).toEqual(['short in time', 'long in time'])
  })

  test('end once: what was given up is not woken, and what has ended is not given up', async () => {
    const { hold, ends, realClock } = await openHeld()
    hold('left', 1000).giveUp()
    const ended = hold('ended', 1000)
    await realClock.pass(1000)
    ended.giveUp()
    await realClock.pass(1000)
    expect(ends).toEqual(['left given up', 'ended in time'])
  })

  test('leave no timer and no listener behind when they are given up', async () => {
    const { held, merchant, realClock, sandbox } = await openHeld()
    let open = 0
    const counted = () => {
      open += 1
      return () => {
        open -= 1
      }
    }
    realClock.after = counted
    sandbox.engine.signals.listen = counted
    const { giveUp } = held.hold(merchant, CALL, 1000)
    expect(open).toBe(2)
    giveUp()
    expect(open).toBe(0)
  })

  test('still come in real time where nobody else may listen', async () => {
    const { hold, ends, realClock, sandbox } = await openHeld()
    sandbox.engine.signals.listen = () => {
      throw new SandboxMistake('TOO_MANY_LISTENERS', 'too many', 'wait')
    }
    hold('late', 1000)
    await realClock.pass(1000)
    expect(ends).toEqual(['late in time'])
  })

  test('of one merchant are given up without those of another', async () => {
    const { hold, held, ends, realClock, openShop, merchant } = await openHeld()
    const other = await openShop()
    hold('mine', 1000)
    hold('theirs', 1000, {}, other.merchant)
    held.giveUp(merchant.id)
    await realClock.pass(0)
    expect([ends, held.size]).toEqual([['mine given up'], 1])
    held.giveUp()
    await realClock.pass(0)
    expect([ends, held.size]).toEqual([['mine given up', 'theirs given up'], 0])
  })

  test('are so many at most: one more, and the one that was held longest is given up', async () => {
    const { hold, held, ends, realClock } = await openHeld()
    for (let i = 0; i <= MAX_HELD_RESPONSES; i++) hold(`answer ${i}`, 1000 - i / 10)
    await realClock.pass(0)
    expect([ends, held.size]).toEqual([['answer 0 given up'], MAX_HELD_RESPONSES])
  })

  test('cost no more looks at the clock, however many of them wait for it', async () => {
    const store = new DistantStore()
    const { hold, ends, realClock, sandbox, merchant } = await openHeld({ store })
    const questions = async (act: () => unknown) => {
      store.forget()
      await act()
      await realClock.pass(0)
      return store.asked.queries
    }
    const one = await questions(() => hold('first', 60_000))
    const many = await questions(() => Array.from({ length: 200 }, (_, i) => hold(`answer ${i}`, 60_000)))
    expect(many).toBeLessThanOrEqual(one + 2)
    await sandbox.clocks.advance(merchant.id, 59_999)
    await realClock.pass(0)
    expect(ends).toEqual([])
    await sandbox.clocks.advance(merchant.id, 1)
    await realClock.pass(0)
    expect(ends).toHaveLength(201)
  })

  test('are sent when nobody has released them for as long as any is held', async () => {
    const { hold, ends, realClock, sandbox, merchant } = await openHeld()
    hold('forgotten', null, { kind: 'held' })
    await sandbox.clocks.advance(merchant.id, 2 * MAX_HELD_MS)
    await realClock.pass(MAX_HELD_MS - 1)
    expect(ends).toEqual([])
    await realClock.pass(1)
    expect(ends).toEqual(['forgotten in time'])
  })
})

const LINK = (orderReference: string) => ({
  method: 'POST',
  path: '/checkout-link/generate-checkout-url',
  body: { totalPrice: '12500', orderReference, orderCurrency: 'TZS' },
})

/** A shop, its calls over real sockets, and the control API. */
async function shopWithHolds() {
  const box = await startListening()
  const shop = await box.openShop()
  const authorization = await shop.token()
  const control = async (method: 'GET' | 'POST', path: string, body?: object) => {
    const url = `/sandbox/api/v1/merchants/${shop.id}/held-responses${path}`
    const reply = await box.app.inject({ method, url, ...(body ? { payload: body } : {}) })
    return { status: reply.statusCode, body: reply.json() }
  }
  const call = (request: Parameters<typeof send>[1]) => send(box.port, request, { authorization })
  return { ...box, shop, control, call, orderIsMade: orderIsMade(box, shop.id) }
}

const orderIsMade =
  ({ sandbox }: ListeningSandbox, merchantId: string) =>
  async (reference: string) =>
    (await sandbox.orders.findByReference(merchantId, reference)) !== null

describe('a hold that somebody asks for', () => {
  test('keeps the answer of the next call alone, whose work is done, until it is released', async () => {
    const { control, call, orderIsMade, sandbox, shop, realClock } = await shopWithHolds()
    const asked = { endpoint: 'generate-checkout-url' }
    expect(await control('POST', '', asked)).toEqual({
      status: 201,
      body: { ...asked, orderReference: null, workDone: true },
    })
    const held = call(LINK('ORDER1001'))
    const listed = await control('GET', '?wait=60s&orderReference=ORDER1001')
    expect(listed.body.items).toEqual([
      {
        id: 'H1',
        seq: 1,
        endpoint: 'generate-checkout-url',
        orderReference: 'ORDER1001',
        kind: 'held',
        workDone: true,
        since: '2026-05-04T09:00:00.000Z',
        until: null,
      },
    ])
    expect(await orderIsMade('ORDER1001')).toBe(true)
    expect(await call(LINK('ORDER1002')).seen).toMatchObject({ ended: 200 })
    await sandbox.clocks.advance(shop.id, 86_400_000)
    await realClock.pass(0)
    expect(held.isOver()).toBe(false)
    expect((await control('POST', '/H1/release')).body.id).toBe('H1')
    expect(await held.seen).toMatchObject({ ended: 200, text: expect.stringContaining('"checkoutLink"') })
    expect((await control('GET', '')).body.items).toEqual([])
  })

  test('are listed in part: the latest, or what came after a number', async () => {
    const { control, call } = await shopWithHolds()
    for (const reference of ['ORDER1001', 'ORDER1002', 'ORDER1003']) {
      await control('POST', '', { endpoint: 'generate-checkout-url' })
      call(LINK(reference))
      await control('GET', `?wait=60s&orderReference=${reference}`)
    }
    const ids = async (query: string) =>
      (await control('GET', query)).body.items.map(({ id }: { id: string }) => id)
    expect(await ids('')).toEqual(['H1', 'H2', 'H3'])
    expect(await ids('?limit=2')).toEqual(['H2', 'H3'])
    expect(await ids('?after=1')).toEqual(['H2', 'H3'])
    expect(await ids('?after=0&limit=1')).toEqual(['H1'])
  })

  test('before the work lets nothing happen until the release, and everything then', async () => {
    const { control, call, orderIsMade } = await shopWithHolds()
    await control('POST', '', { endpoint: 'generate-checkout-url', workDone: false })
    const held = call(LINK('ORDER1001'))
    await control('GET', '?wait=60s')
    expect(await orderIsMade('ORDER1001')).toBe(false)
    expect((await control('POST', '/release')).body.items).toHaveLength(1)
    expect(await held.seen).toMatchObject({ ended: 200 })
    expect(await orderIsMade('ORDER1001')).toBe(true)
  })

  test('before the work ends with the connection when the caller leaves or the merchant is reset', async () => {
    const { control, call, orderIsMade, sandbox, shop } = await shopWithHolds()
    const hold = { endpoint: 'generate-checkout-url', workDone: false }
    await control('POST', '', hold)
    const left = call(LINK('ORDER1001'))
    await control('GET', '?wait=60s')
    left.leave()
    await until(() => sandbox.heldResponses.size === 0)
    expect(await orderIsMade('ORDER1001')).toBe(false)
    await control('POST', '', hold)
    await control('POST', '', hold)
    const broken = call(LINK('ORDER1002'))
    await control('GET', '?wait=60s')
    await sandbox.resetMerchant(shop.id)
    expect(await broken.seen).toMatchObject({ ended: 'reset' })
    expect(sandbox.heldResponses.holds(shop.id)).toEqual([])
  })

  test('may be about one order', async () => {
    const { control, call } = await shopWithHolds()
    await control('POST', '', { endpoint: 'generate-checkout-url', orderReference: 'ORDER1002' })
    expect(await call(LINK('ORDER1001')).seen).toMatchObject({ ended: 200 })
    const held = call(LINK('ORDER1002'))
    expect((await control('GET', '?wait=60s&endpoint=generate-checkout-url')).body.items).toHaveLength(1)
    expect((await control('GET', '?endpoint=query-payment')).body.items).toEqual([])
    await control('POST', '/release')
    expect(await held.seen).toMatchObject({ ended: 200 })
  })

  test('is refused with what to do: an unknown endpoint, one too many, an answer that is not held', async () => {
    const { control, sandbox, shop } = await shopWithHolds()
    expect(await control('POST', '', { endpoint: 'nonsense' })).toMatchObject({ status: 400 })
    expect(await control('POST', '/H9/release')).toMatchObject({
      status: 404,
      body: { code: 'HELD_RESPONSE_NOT_FOUND', message: expect.stringContaining('H9') },
    })
    for (let i = 0; i < MAX_HOLDS; i++) {
      await sandbox.heldResponses.arm(shop.id, { endpoint: 'query-payment', workDone: true })
    }
    expect(await control('POST', '', { endpoint: 'query-payment' })).toMatchObject({
      status: 409,
      body: { code: 'TOO_MANY_HOLDS' },
    })
    await expect(
      sandbox.heldResponses.arm('gone', { endpoint: 'query-payment', workDone: true }),
    ).rejects.toThrow('gone')
  })

  test('is not a fault in the log', async () => {
    const { control, call, sandbox, shop } = await shopWithHolds()
    await control('POST', '', { endpoint: 'generate-checkout-url' })
    const held = call(LINK('ORDER1001'))
    await control('GET', '?wait=60s')
    await control('POST', '/release')
    await held.seen
    const requests = await sandbox.engine.store.find('requests', { where: { merchantId: shop.id } })
    expect(requests.at(-1)).toMatchObject({ status: 200 })
    expect(requests.at(-1)?.fault).toBeUndefined()
  })
})

describe('a scenario that holds answers', () => {
  test('says so in the log, holds as many as it says, and the release sends the right answer', async () => {
    const { control, call, sandbox, shop } = await shopWithHolds()
    const api = [{ endpoint: 'generate-checkout-url', hold: true, times: 1 }]
    await sandbox.scenarios.add('holding', { title: 'Holding', about: 'An answer is held.', api })
    await sandbox.scenarios.setDefault(shop.id, 'holding')
    const held = call(LINK('ORDER1001'))
    await control('GET', '?wait=60s')
    expect(await call(LINK('ORDER1002')).seen).toMatchObject({ ended: 200 })
    await control('POST', '/release')
    expect(await held.seen).toMatchObject({ ended: 200 })
    const requests = await sandbox.engine.store.find('requests', { where: { merchantId: shop.id } })
    expect(requests.at(-1)?.fault).toEqual({
      scenario: 'holding',
      explanation:
        "by the scenario holding, because it is the merchant's default, this call is held until somebody releases it, when only the answer is missing",
    })
  })
})
