import { describe, expect, it } from 'vitest'
import type { MerchantSettings } from '../../server/domain/merchant.js'
import { startReceiver } from '../support/receiver.js'
import { startSandbox } from '../support/sandbox.js'
import { Page } from './support.js'

const PHONE = { method: 'PHONE', phoneNumber: '0754 000 222' }
const BANK = { method: 'BANK', bic: 'CORUTZTZ', accountNumber: '0150 0000 01', accountName: 'Juma Ally' }
const HOSTILE = `<script>alert(1)</script>"'>`
const HOUR = 3_600_000

/** A merchant with a million shillings, an open payout link, and somebody without JavaScript at its page. */
async function openLink(
  settings: MerchantSettings = {},
  { amount = 20_000, scenario = 'payout-success' } = {},
) {
  const box = await startSandbox()
  const receiver = await startReceiver()
  const { url } = receiver
  const webhooks = { 'PAYOUT INITIATED': url, 'PAYOUT REFUNDED': url, 'PAYOUT REVERSED': url }
  const shop = await box.openShop({ name: 'Duka la Asha', webhooks, ...settings })
  await box.sandbox.account.deposit(shop.id, { money: { minor: 100_000_000, currency: 'TZS' } })
  const asked = { amount, orderReference: 'ZAWADI01' }
  const headers = { 'x-sandbox-scenario': scenario }
  const { payoutLink } = (await shop.post('/payout-link/generate-payout-url', asked, headers)).json()
  const { pathname } = new URL(payoutLink)
  return {
    ...box,
    shop,
    pathname,
    told: () => receiver.received.map(({ text }) => JSON.parse(text)),
    balance: async () => (await box.sandbox.account.balances(shop.id))[0]?.amount,
    advance: (ms: number) => box.sandbox.clocks.advance(shop.id, ms),
    open: async (query = '') => new Page(await box.app.inject(pathname + query)),
    send: async (fields: Record<string, string>, query = '', more: Record<string, string> = {}) =>
      new Page(
        await box.app.inject({
          method: 'POST',
          url: `${pathname}/claim${query}`,
          headers: { 'content-type': 'application/x-www-form-urlencoded', ...more },
          payload: new URLSearchParams(fields).toString(),
        }),
      ),
  }
}

describe('the page of a payout link', () => {
  it('shows what is to be had, from whom, and where it can go', async () => {
    const { open } = await openLink()
    const page = await open()
    expect(page.status).toBe(200)
    expect(page.text('title')).toBe('Money from Duka la Asha')
    expect(page.text('amount')).toBe('TZS 20,000')
    expect(page.text('order-reference')).toBe('ZAWADI01')
    expect(page.tag('method-PHONE')).toContain('checked')
    expect(page.html).toContain('CRDB Bank')
    expect(page.html).toContain('Questions about this money?')
  })

  it('pays out to the phone that is typed, and follows the payout until it arrives', async () => {
    const { send, open, shop, advance, balance, told, pathname } = await openLink()
    const sent = await send(PHONE)
    expect([sent.status, sent.location]).toEqual([303, `/checkout${pathname}`])
    expect(await balance()).toBe(97_882_000)
    const waiting = await open()
    expect(waiting.text('title')).toBe('Your money is on its way')
    expect(waiting.html).toContain('255754000222 (M-PESA)')
    expect(waiting.html).toContain('http-equiv="refresh"')
    await advance(3000)
    const arrived = await open()
    expect(arrived.text('title')).toBe('Your money has arrived')
    expect(arrived.html).not.toContain('http-equiv="refresh"')
    expect((await shop.get('/payouts/ZAWADI01')).json()).toMatchObject([
      { status: 'SUCCESS', channel: 'MOBILE MONEY', beneficiary: { accountNumber: '255754000222' } },
    ])
    expect(told()).toMatchObject([{ event: 'PAYOUT INITIATED', data: { orderReference: 'ZAWADI01' } }])
  })

  it('pays out to a bank account', async () => {
    const { send, shop } = await openLink()
    expect((await send(BANK)).status).toBe(303)
    expect((await shop.get('/payouts/ZAWADI01')).json()).toMatchObject([
      {
        channel: 'BANK TRANSFER',
        channelProvider: 'CRDB Bank',
        fee: '2360.00',
        beneficiary: { accountNumber: '0150000001', accountName: 'Juma Ally' },
      },
    ])
  })

  it('takes numbers that were pasted with invisible marks', async () => {
    const phone = await openLink()
    const phoneNumber = '\u202a+255754000222\u202c'
    expect((await phone.send({ ...PHONE, phoneNumber })).status).toBe(303)
    const bank = await openLink()
    const accountNumber = '\u20660150\u2011000001\u2069'
    expect((await bank.send({ ...BANK, accountNumber })).status).toBe(303)
    expect((await bank.shop.get('/payouts/ZAWADI01')).json()).toMatchObject([
      { beneficiary: { accountNumber: '0150000001' } },
    ])
  })

  it('pays once, whoever sends the form again or at the same time', async () => {
    const { send, balance, told, advance } = await openLink()
    const all = await Promise.all([send(PHONE), send(BANK), send(PHONE)])
    expect(all.map(({ status }) => status)).toEqual([303, 303, 303])
    await send(PHONE)
    await advance(HOUR)
    // Whichever came first: the fee for a phone is 1,180 and for a bank 2,360.
    expect([97_882_000, 97_764_000]).toContain(await balance())
    expect(told()).toHaveLength(1)
  })

  it.each([
    [{ method: 'PHONE' }, { phoneNumber: 'Enter your phone number.' }],
    [
      { method: 'PHONE', phoneNumber: '12345' },
      { phoneNumber: 'Enter a phone number of Tanzania, such as 0744 000 111 or 255744000111.' },
    ],
    [
      { method: 'PHONE', phoneNumber: '0732000111' },
      {
        phoneNumber:
          'No mobile-money operator here has numbers that begin with 073. Use another number, or a bank account.',
      },
    ],
    [
      { method: 'BANK' },
      {
        bic: 'Choose your bank.',
        accountNumber: 'Enter the number of your account: 4 to 34 letters and digits.',
        accountName: 'Enter the name of the account holder.',
      },
    ],
    [{ ...BANK, bic: 'ABCDTZTZ' }, { bic: 'Choose your bank.' }],
  ])('says what is wrong beside the field, and keeps what was typed: %o', async (fields, errors) => {
    const { send, balance } = await openLink()
    const page = await send(fields)
    expect([page.status, page.errors]).toEqual([422, errors])
    if ('phoneNumber' in fields) expect(page.tag('phone-number')).toContain(fields.phoneNumber)
    expect(await balance()).toBe(100_000_000)
  })

  it('sends what is too much for a phone to a bank alone, and in one transfer', async () => {
    const { sandbox, shop, open, send } = await openLink({}, { amount: 25_000_000 })
    await sandbox.account.deposit(shop.id, { money: { minor: 10_000_000_000, currency: 'TZS' } })
    const page = await open()
    expect(page.tag('method-PHONE')).toContain('disabled')
    expect(page.tag('method-BANK')).toContain('checked')
    expect((await send(PHONE)).errors).toEqual({
      method: 'This is more than a phone can receive. Choose a bank account.',
    })
    await send(BANK)
    expect((await shop.get('/payouts/ZAWADI01')).json()).toMatchObject([{ fee: '11800.00' }])
  })

  it('says that it is not the visitor who is at fault where the account holds too little, and works later', async () => {
    const { sandbox, shop, send } = await openLink({}, { amount: 2_000_000 })
    const page = await send(PHONE)
    expect(page.status).toBe(409)
    expect(page.text('refused')).toContain('Duka la Asha cannot pay out now')
    await sandbox.account.deposit(shop.id, { money: { minor: 200_000_000, currency: 'TZS' } })
    expect((await send(PHONE)).status).toBe(303)
  })

  it.each([
    ['payout-failed-refunded', 'Your money did not arrive'],
    ['payout-reversed', 'Your money did not arrive'],
    ['payout-pending', 'Your money is on its way'],
  ])('says how a payout ended that follows %s', async (scenario, title) => {
    const { send, open, advance } = await openLink({}, { scenario })
    await send(PHONE)
    await advance(24 * HOUR)
    expect((await open()).text('title')).toBe(title)
  })

  it('expires where links do, unless it was used', async () => {
    const settings = { dialect: { linkExpirySeconds: 900 } } as const
    const { open, send, advance, balance } = await openLink(settings)
    await advance(900_000)
    expect((await open()).text('title')).toBe('This payout link has expired')
    expect((await send(PHONE)).status).toBe(303)
    expect(await balance()).toBe(100_000_000)
    const used = await openLink(settings)
    await used.send(PHONE)
    await used.advance(HOUR)
    expect((await used.open()).text('title')).toBe('Your money has arrived')
  })

  it('leads back to where the merchant says, and nowhere harmful', async () => {
    const { open, send } = await openLink()
    const back = `?returnUrl=${encodeURIComponent('https://duka.test/asante?a=1&b=2')}`
    const { location } = await send(PHONE, back)
    const [, query = ''] = location.split('?')
    expect(new URLSearchParams(query).get('returnUrl')).toBe('https://duka.test/asante?a=1&b=2')
    expect((await open(`?${query}`)).tag('back-to-shop')).toContain('https://duka.test/asante?a=1&amp;b=2')
    for (const harmful of ['javascript:alert(1)', 'data:text/html,x', '//evil.test', ''])
      expect((await open(`?returnUrl=${encodeURIComponent(harmful)}`)).tag('back-to-shop')).toBe('')
  })

  it('is in Swahili for who reads it', async () => {
    const { open, send, advance } = await openLink()
    const page = await open('?lang=sw')
    expect(page.text('title')).toBe('Pesa kutoka Duka la Asha')
    expect(page.html).toContain('Nitumie TSh 20,000')
    await send(PHONE)
    await advance(3000)
    expect((await open('?lang=sw')).text('title')).toBe('Pesa zako zimefika')
  })

  it('shows hostile texts as texts', async () => {
    const { send } = await openLink({ name: HOSTILE })
    const page = await send({ method: 'BANK', accountNumber: HOSTILE, accountName: HOSTILE, bic: HOSTILE })
    expect(page.status).toBe(422)
    expect(page.html).not.toContain('<script>alert')
  })

  it('takes no form from another site', async () => {
    const { send, balance } = await openLink()
    const page = await send(PHONE, '', { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' })
    expect(page.status).toBe(403)
    expect(await balance()).toBe(100_000_000)
  })

  it('tells a script when something has changed', async () => {
    const { app, pathname, send, advance } = await openLink()
    expect((await app.inject(`${pathname}/status`)).statusCode).toBe(404)
    await send(PHONE)
    const ask = async () => (await app.inject(`${pathname}/status?seen=AUTHORIZED`)).json()
    expect(await ask()).toEqual({ status: 'AUTHORIZED', decided: false, returnOpen: false })
    await advance(3000)
    expect(await ask()).toEqual({ status: 'SUCCESS', decided: true, returnOpen: false })
  })

  it('is there after a restore, and goes with a reset', async () => {
    const { sandbox, shop, open, send } = await openLink()
    await send(PHONE)
    const kept = JSON.parse(JSON.stringify(await sandbox.snapshots.take(shop.id)))
    await sandbox.restoreMerchant(shop.id, kept)
    expect((await open()).text('title')).toBe('Your money is on its way')
    await sandbox.resetMerchant(shop.id)
    expect((await open()).status).toBe(404)
  })
})

describe('the sandbox bar of a payout link', () => {
  it('leads to the payouts in the inspector, and to this one once there is one', async () => {
    const { app, open, send } = await openLink()
    const inspected = async () => {
      const [, href = ''] = (await open()).tag('bar-inspector').match(/href="([^"]*)"/) ?? []
      const { statusCode, body } = await app.inject(href)
      return [statusCode, /<h1>([^<]*)/.exec(body)?.[1]]
    }
    expect(await inspected()).toEqual([200, 'Payouts'])
    await send(PHONE)
    expect(await inspected()).toEqual([200, 'Payout ZAWADI01'])
  })

  it('chooses how the payout goes, before what the link was asked for with', async () => {
    const { app, send, open, advance, shop } = await openLink()
    const bar = await open()
    expect(bar.html).toContain('What happens to this payout')
    expect(bar.html.indexOf('<option value="payout-reversed"')).toBeLessThan(
      bar.html.indexOf('<option value="abandoned-after-pay"'),
    )
    expect(bar.tag('scenario-decide')).toBe('')
    const [, explains = ''] = bar.tag('scenario').match(/data-explain="([^"]*)"/) ?? []
    const explained = async (name: string) =>
      (await app.inject(`${explains}?name=${name}`)).json().explanation
    expect(await explained('payout-reversed')).toMatch(/^When a payout was asked for, .*it becomes REVERSED/)
    expect(await explained('webhook-lost')).toBe(
      'The payout arrives, as payouts do without a scenario. The webhook is never sent.',
    )
    expect((await send({ ...PHONE, scenario: 'payout-failed-refunded' })).status).toBe(303)
    expect((await open()).text('bar-scenario')).toBe('This payout follows payout-failed-refunded.')
    await advance(HOUR)
    expect((await shop.get('/payouts/ZAWADI01')).json()).toMatchObject([{ status: 'REFUNDED' }])
  })

  it('says which scenario may have been meant, and pays nothing out', async () => {
    const { send, balance } = await openLink()
    const page = await send({ ...PHONE, scenario: 'payout-reversd' })
    expect([page.status, page.errors]).toEqual([
      422,
      { scenario: 'There is no scenario called payout-reversd. Did you mean payout-reversed?' },
    ])
    expect(page.tag('phone-number')).toContain('0754 000 222')
    expect(await balance()).toBe(100_000_000)
  })

  it('moves the clock, and comes back to the page with its way back', async () => {
    const { app, open, send, sandbox, shop, pathname } = await openLink()
    await send(PHONE)
    const back = `?returnUrl=${encodeURIComponent('https://duka.test/asante')}`
    const action = /action="([^"]*\/clock[^"]*)"/.exec((await open(back)).html)?.[1] ?? ''
    const { now } = await sandbox.clocks.read(shop.id)
    const moved = await app.inject({
      method: 'POST',
      url: action.replaceAll('&amp;', '&'),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: `move=1m&back=${encodeURIComponent(`/checkout${pathname}`)}`,
    })
    expect([moved.statusCode, moved.headers.location]).toEqual([303, `/checkout${pathname}${back}`])
    expect((await sandbox.clocks.read(shop.id)).now - now).toBe(60_000)
    expect((await open()).text('title')).toBe('Your money has arrived')
  })

  it('lists what happened to this payout, and to no order of the same reference', async () => {
    const { app, open, send, shop, pathname } = await openLink()
    await shop.createLink({ orderReference: 'ZAWADI01' })
    const page = await open()
    expect(page.text('happenings')).toMatch(/payout link \S+ for TZS 20,?000/i)
    expect(page.text('happenings')).not.toContain('checkout link')
    const [, after] = page.tag('happenings').match(/data-after="(\d+)"/) ?? []
    const waiting = app.inject(`/checkout${pathname}/happenings?after=${after}&wait=20s`)
    await send(PHONE)
    const { items } = (await waiting).json<{ items: { text: string }[] }>()
    expect(items.map(({ text }) => text)).toEqual(
      expect.arrayContaining([expect.stringContaining('the payout follows payout-success')]),
    )
    expect((await open('?lang=sw')).text('happenings')).toContain('Pesa zimetumwa')
  })

  it('lists it also where far more happened to an order of the same reference', async () => {
    const { app, open, sandbox, send, shop, pathname } = await openLink()
    await shop.createLink({ orderReference: 'ZAWADI01' })
    const happenToOrder = (times: number) =>
      sandbox.engine.transact(shop.id, async (tx) => {
        for (let time = 0; time < times; time += 1)
          tx.note('link:opened', 'the payment page was opened', { orderReference: 'ZAWADI01' })
      })
    await happenToOrder(40)
    const page = await open()
    expect(page.text('happenings')).toMatch(/payout link \S+ for TZS 20,?000/i)
    const [, after] = page.tag('happenings').match(/data-after="(\d+)"/) ?? []
    await happenToOrder(1100)
    await send(PHONE)
    const { items } = (await app.inject(`/checkout${pathname}/happenings?after=${after}`)).json()
    expect(items.map(({ text }: { text: string }) => text)).toEqual(
      expect.arrayContaining([expect.stringContaining('the payout follows payout-success')]),
    )
  })

  it('is hidden where the address says so, on every page of the link', async () => {
    const { open, send, advance } = await openLink({ dialect: { linkExpirySeconds: 900 } })
    const hasBar = async () => [(await open()).tag('bar') !== '', (await open('?bar=0')).tag('bar') !== '']
    expect(await hasBar()).toEqual([true, false])
    await advance(900_000)
    expect(await hasBar()).toEqual([true, false])
    const other = await openLink()
    await other.send(PHONE)
    expect([(await other.open()).tag('bar') !== '', (await other.open('?bar=0')).tag('bar') !== '']).toEqual([
      true,
      false,
    ])
    expect((await send(PHONE)).status).toBe(303)
  })
})
