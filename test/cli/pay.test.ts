import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { linkIdIn, planText } from '../../server/cli/pay.js'
import { startSandbox } from '../support/sandbox.js'
import { until } from '../support/until.js'
import { runHere } from './fake-io.js'

describe('pay', () => {
  it('pays an order, and tells what will happen next', async () => {
    const { url, shop } = await listening()
    await shop.createLink({ orderReference: 'ORDER1' })
    const args = ['--merchant', shop.clientId, '--phone', '255744000111', '--scenario', 'push-timeout']
    const { code, out, err } = await runHere(['pay', 'ORDER1', '--url', url, ...args])
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(
      /^Payment \w+ for ORDER1 is PROCESSING: 12500 TZS by M-PESA, following push-timeout\.$/m,
    )
    expect(out).toMatch(/^Next, once the clock is moved \(it is frozen\):\n {2}in 1m: .*FAILED/m)
  })

  it('says of an order that it does not find that it may be of another merchant', async () => {
    const { url, shop } = await listening()
    await shop.createLink({ orderReference: 'ORDER1' })
    const { code, err } = await runHere(['pay', 'ORDER1', '--url', url])
    expect([code, err]).toEqual([1, expect.stringContaining('the merchant has no order ORDER1')])
    expect(err).toContain('`pay --merchant ID`')
  })

  it('says of a link that it does not find when another sandbox was asked than the one that made it', async () => {
    const { url } = await listening()
    for (const args of [['pay'], ['claim']]) {
      const { code, err } = await runHere([...args, 'http://127.0.0.1:5000/CHE0A1B2C3', '--url', url])
      expect([code, err]).toEqual([
        1,
        expect.stringContaining(
          `the link is of http://127.0.0.1:5000, and ${url} was asked: name the sandbox that made it with --url`,
        ),
      ])
    }
    const { err } = await runHere(['pay', `${url}/CHE0A1B2C3`, '--url', url])
    expect(err).not.toContain('was asked')
  })

  it.each(['id', 'address'])('pays a link by its %s, whoever it belongs to', async (kind) => {
    const { url, shop } = await listening()
    const id = await shop.createLink({ orderReference: 'ORDER2' })
    const link = kind === 'id' ? id : `https://elsewhere.test/checkout/${id}?x=1`
    const { code, out } = await runHere(['pay', link, '--method', 'HALOPESA'], {
      env: { CLICKPESA_SANDBOX_URL: url },
    })
    expect(code).toBe(0)
    expect(out).toMatch(/^Payment \w+ for ORDER2 is PROCESSING: 12500 TZS by HALOPESA, following success\.$/m)
  })

  it.each([
    [[], true],
    [['--no-wait'], false],
  ])('waits for the outcome, unless it is told not to: %j', async (flags, waits) => {
    const { url, sandbox, realClock } = await listening()
    const { merchant, applications } = await sandbox.merchants.open({}, 'a test')
    const [application] = applications
    if (!application) throw new TypeError('a merchant has an application')
    const order = {
      orderReference: 'ORDER3',
      total: { minor: 1000_00, currency: 'TZS' as const },
      items: [],
      customer: {},
    }
    await sandbox.links.open({ merchant, application }, order)
    const paying = runHere([
      'pay',
      'ORDER3',
      '--url',
      url,
      '--merchant',
      application.id,
      '--scenario',
      'wrong-pin',
      ...flags,
    ])
    if (waits) {
      const isPaying = async () => (await sandbox.queries.agenda(merchant.id)).length > 0
      await until(isPaying)
      await realClock.pass(60_000)
    }
    const { code, out } = await paying
    expect(code).toBe(0)
    expect(out).toMatch(/^Payment \w+ for ORDER3 is PROCESSING/)
    expect(/^It is FAILED now: .+\.$/m.test(out)).toBe(waits)
  })

  it('answers the prompt of a USSD push', async () => {
    const { url, shop } = await listening()
    const push = { amount: '1000', currency: 'TZS', orderReference: 'PUSH1', phoneNumber: '255712000111' }
    await shop.post('/payments/initiate-ussd-push-request', push, { 'x-sandbox-scenario': 'decide-on-phone' })
    const args = ['--merchant', shop.clientId, '--answer', 'wrong-pin']
    const { code, out, err } = await runHere(['pay', 'PUSH1', '--url', url, ...args])
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(
      /^Payment \w+ for PUSH1 is PROCESSING: 1000 TZS by TIGO-PESA, following decide-on-phone\.$/m,
    )
    expect(out).toMatch(/FAILED/)
  })

  it('pays a control number, with another amount', async () => {
    const { url, shop } = await listening()
    const bill = await shop.post('/billpay/create-order-control-number', { billAmount: 18000 })
    const number = bill.json().billPayNumber
    const args = ['--merchant', shop.clientId, '--amount', '5000', '--phone', '255744000111']
    const { code, out, err } = await runHere(['pay', number, '--url', url, ...args])
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/^Payment \w+ for BILL\w+ is PENDING: 5000 TZS by M-PESA, following success\.$/m)
  })

  it('pays as the first merchant when none is named', async () => {
    const { url } = await listening()
    const { code, err } = await runHere(['pay', 'NOSUCHORDER', '--url', url])
    expect(code).toBe(1)
    expect(err.split('\n')).toEqual([
      expect.stringContaining('no order NOSUCHORDER'),
      expect.stringContaining('generate-checkout-url'),
      '',
    ])
  })

  it('shows a refusal of the sandbox with its hint', async () => {
    const { url, shop } = await listening()
    const link = await shop.createLink()
    const { code, err } = await runHere(['pay', link, '--url', url, '--scenario', 'sucess'])
    expect(code).toBe(1)
    expect(err).toMatch(/^there is no scenario "sucess"; did you mean "success"\?\n.+\n$/)
  })

  it('says that no sandbox is there', async () => {
    const url = await closedUrl()
    const { code, err } = await runHere(['pay', 'ORDER1', '--url', url])
    expect(code).toBe(1)
    expect(err).toBe(
      `no sandbox answers at ${url}: nothing listens there\nstart one with \`clickpesa-sandbox start\`, or say with --url where it is\n`,
    )
  })

  it('says that something else is there', async () => {
    const server = createServer((_request, response) => response.end('<h1>Hello</h1>'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const { code, err } = await runHere(['pay', 'ORDER1', '--url', url])
    expect([code, err]).toEqual([1, expect.stringContaining(`no sandbox answers at ${url}: it answered 200`)])
  })
})

describe('linkIdIn', () => {
  it.each([
    ['CHE0A1B2C3', 'CHE0A1B2C3'],
    ['http://127.0.0.1:4255/CHE0A1B2C3', 'CHE0A1B2C3'],
    ['http://127.0.0.1:4255/checkout/CHE0A1B2C3', 'CHE0A1B2C3'],
    ['http://127.0.0.1:4255/checkout/CHE0A1B2C3/?a=b#c', 'CHE0A1B2C3'],
    ['ORDER1001', null],
    ['CHECK1', null],
  ])('finds in %s the id %s', (what, id) => {
    expect(linkIdIn(what)).toBe(id)
  })
})

describe('planText', () => {
  const clock = { now: '2026-05-04T09:00:00.000Z', frozen: false }
  const task = (orderReference: string, dueAt: string) => ({ orderReference, dueAt, why: 'it goes on' })

  it('shows the steps of this order alone, with the time until then', () => {
    const items = [task('A', '2026-05-04T09:00:01.500Z'), task('B', '2026-05-04T09:00:02.000Z')]
    expect(planText({ items }, clock, 'A')).toBe('Next:\n  in 1s 500ms: it goes on\n')
  })

  it('says that nothing more happens', () => {
    expect(planText({ items: [] }, clock, 'A')).toBe('Nothing more will happen by itself.\n')
  })

  it('cuts a long plan short', () => {
    const items = Array.from({ length: 30 }, () => task('A', clock.now))
    expect(planText({ items }, clock, 'A')).toMatch(/\n {2}and 18 more\n$/)
  })
})

/** An address where nobody listens any more. */
async function closedUrl(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}`
}

async function listening() {
  const { app, openShop, sandbox, realClock } = await startSandbox()
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return { url, shop: await openShop(), sandbox, realClock }
}
