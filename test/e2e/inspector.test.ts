import type { BrowserContextOptions, Locator, Page, Response } from 'playwright-core'
import { afterAll, describe, expect, it } from 'vitest'
import { phoneReceiver } from '../../server/domain/payout-receiver.js'
import { findBarriers } from '../support/barriers.js'
import { INSPECTOR_PAGES, inspectorAddress } from '../support/inspector-pages.mjs'
import { openPage, openShop, type Shop, useHarness } from './harness.js'

const harness = useHarness()

/** The forms that were sent from a page, and those that were seen on one; each by what it does. */
const sent = new Set<string>()
const seen = new Set<string>()

/** A form by its address without the names of things, and by what its fields choose. */
function shapeOf(action: string, fields: Readonly<Record<string, string>>): string {
  const path = new URL(action).pathname
    .replace(/\/(merchants|orders|payouts|deliveries|scenarios)\/(?!open$)[^/]+/g, '/$1/:name')
    .replace('/merchants/:name/orders/:name/clock', '/merchants/:name/clock')
    .replace('/merchants/:name/deliveries/:name/clock', '/merchants/:name/clock')
    .replace('/merchants/:name/payouts/:name/clock', '/merchants/:name/clock')
    .replace(/\/merchants\/:name\/(settings|phones)\/clock/, '/merchants/:name/clock')
  return [path, fields.move, fields.damage].filter(Boolean).join(' ')
}

/** A window that notes which forms are sent from it. */
async function windowOn(options: BrowserContextOptions = {}): Promise<Page> {
  const page = await openPage(harness.browser, options)
  page.on('request', (request) => {
    if (request.method() !== 'POST') return
    sent.add(shapeOf(request.url(), Object.fromEntries(new URLSearchParams(request.postData() ?? ''))))
  })
  return page
}

/** Notes every form of a page, and of a form with a choice of damages each. */
async function noteForms(page: Page) {
  const forms = await page.locator('form[method="post"]').evaluateAll((found) =>
    found.map((element) => {
      const form = element as unknown as {
        action: string
        elements: { [name: string]: { value: string; options?: { value: string }[] } | undefined }
      }
      const { move, damage } = form.elements
      const damages = damage?.options ? [...damage.options].map(({ value }) => value) : ['']
      return { action: form.action, move: move?.value ?? '', damages }
    }),
  )
  for (const { action, move, damages } of forms) {
    for (const damage of damages) seen.add(shapeOf(action, { move, damage }))
  }
}

/** A shop with an order, and the inspector's addresses of both. */
async function shopWithOrder(settings: Parameters<typeof openShop>[1] = {}) {
  const shop = await openShop(harness.server, settings)
  const linkId = (await shop.link()).split('/').at(-1) ?? ''
  const link = await harness.server.sandbox.links.find(linkId)
  if (!link) throw new Error('no link')
  const home = homeOf(shop)
  const pay = () =>
    harness.server.sandbox.payments.pay(link.order, { channel: 'M-PESA', phoneNumber: '255744000111' })
  return { shop, link, home, pay, order: `${home}/orders/${link.order.orderReference}` }
}

function homeOf({ merchantId }: Shop): string {
  return `${harness.server.url}/sandbox/merchants/${merchantId}`
}

/** A payout of a shop, by a payout link. */
async function openPayout(shop: Shop) {
  const { sandbox } = harness.server
  const id = (await shop.payoutLink()).split('/').at(-1) ?? ''
  const link = await sandbox.payoutLinks.find(id)
  if (link) await sandbox.payoutLinks.claim(link, phoneReceiver('255754000222', 'M-PESA'))
  await shop.payoutLink()
}

/** A token that a merchant's server got, with a parameter that nobody knows. */
async function tokenFor(shop: Shop): Promise<string> {
  const { applications, apiKeys } = await harness.server.sandbox.merchants.details(shop.merchantId)
  const credentials = { 'client-id': applications[0]?.id ?? '', 'api-key': apiKeys[0]?.secret ?? '' }
  const reply = await fetch(`${harness.server.url}/third-parties/generate-token?x=1`, {
    method: 'POST',
    headers: credentials,
  })
  return ((await reply.json()) as { token: string }).token
}

/** Calls the API as a merchant's server that makes mistakes. */
async function callBadly(shop: Shop) {
  const authorization = await tokenFor(shop)
  await fetch(`${harness.server.url}/third-parties/payments/NONE`, { headers: { authorization } })
}

async function statusOf(page: Page): Promise<string> {
  return page.locator('#facts .status').first().innerText()
}

/** Presses a button that sends a form, and waits for the page that comes of it. */
async function press(button: Locator) {
  await Promise.all([button.page().waitForEvent('load'), button.click()])
}

const COPYING = { permissions: ['clipboard-read', 'clipboard-write'] }

/** What the buttons named so put on the clipboard, one after the other. */
async function copiedBy(page: Page, name: string | RegExp): Promise<string[]> {
  const copied: string[] = []
  await page.getByRole('button', { name }).first().waitFor()
  for (const button of await page.getByRole('button', { name }).all()) {
    await button.click()
    await page.getByText('Copied').first().waitFor()
    copied.push(await page.evaluate('navigator.clipboard.readText()'))
  }
  return copied
}

describe('what can be done', () => {
  it('on the overview: copy, create a link, search, open and remove a merchant', async () => {
    const page = await windowOn(COPYING)
    await page.goto(`${harness.server.url}/sandbox`)
    const [url, clientId, apiKey] = await copiedBy(
      page,
      /^Copy the (base URL|client id|API key|checksum key)$/,
    )
    expect([url, clientId?.slice(0, 9), apiKey?.slice(0, 9)]).toEqual([
      `${harness.server.url}/third-parties`,
      'IDSANDBOX',
      'SKSANDBOX',
    ])
    for (const language of ['JavaScript', 'Python', 'PHP']) {
      await page.getByText(language, { exact: true }).click()
    }
    const programs = await copiedBy(page, /^Copy the .* program$/)
    expect(programs.map((program) => program.includes(clientId ?? '?'))).toEqual([true, true, true, true])

    await press(page.getByTestId('new-link'))
    await page.getByRole('heading', { name: /^Order TRY/ }).waitFor()
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByRole('link', { name: 'Try a scenario' }).click()
    await page.getByRole('heading', { name: 'Scenarios' }).waitFor()
    await page.goBack()

    await page.getByText('Open another merchant').click()
    await page.getByLabel('Name', { exact: true }).fill('Mama Lishe')
    await page.getByRole('textbox', { name: 'Client id' }).fill('with spaces')
    await press(page.getByTestId('open-merchant'))
    await page.getByRole('alert').getByRole('link').click()
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('open-clientId')
    await page.getByRole('textbox', { name: 'Client id' }).fill('IDMAMALISHE')
    await page.getByLabel('With a frozen clock').check()
    await press(page.getByTestId('open-merchant'))
    await page.getByRole('heading', { name: 'Mama Lishe' }).waitFor()
    await press(page.getByTestId('new-link'))
    await page.getByRole('heading', { name: /^Order TRY/ }).waitFor()

    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByLabel('Search merchants').fill('mamalishe')
    await press(page.getByRole('button', { name: 'Show' }))
    const removal = page.getByRole('button', { name: 'Remove Mama Lishe' })
    page.once('dialog', (dialog) => dialog.dismiss())
    await removal.click()
    page.once('dialog', (dialog) => dialog.accept())
    await removal.click()
    await page.waitForURL(`${harness.server.url}/sandbox`)
    expect(await page.getByText('Mama Lishe').count()).toBe(0)
  })

  it('about an order: pay, choose what happens, move the clock and the payment, send again', async () => {
    const { order, home, shop } = await shopWithOrder()
    const page = await windowOn(COPYING)
    await page.goto(order)
    expect(await copiedBy(page, 'Copy the address of the checkout page')).toEqual([
      expect.stringMatching(/\/CHE\w{7}$/),
    ])
    await page.getByLabel('Phone number').fill('12345')
    await press(page.getByTestId('pay'))
    await page.getByRole('alert').getByRole('link').click()
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('pay-phoneNumber')
    expect(await page.getByLabel('Phone number').inputValue()).toBe('12345')

    await page.getByLabel('Whoever pays on the page gets').selectOption('insufficient-balance')
    await press(page.getByTestId('set-scenario'))
    await page.getByLabel('Method').selectOption('M-PESA')
    await page.getByLabel('Phone number').fill('255744000111')
    await press(page.getByTestId('pay'))
    expect(await statusOf(page)).toBe('PROCESSING')
    await press(page.getByTestId('clock-next'))
    expect(await statusOf(page)).toBe('FAILED')
    await page.getByLabel('Scenario', { exact: true }).selectOption('success')
    await press(page.getByTestId('pay'))
    await press(page.getByTestId('clock-next'))
    expect(await statusOf(page)).toBe('SUCCESS')
    await page.getByLabel('Move on by').fill('5m')
    await press(page.getByTestId('clock-advance'))
    await press(page.getByTestId('clock-idle'))
    await press(page.getByRole('button', { name: 'Let it run' }))
    await press(page.getByRole('button', { name: 'Freeze' }))
    await page.getByRole('button', { name: 'Let it run' }).waitFor()
    await page.getByLabel('Move to').selectOption('REFUNDED')
    await press(page.getByTestId('move'))
    expect(await statusOf(page)).toBe('REFUNDED')
    await press(page.getByTestId('redeliver').first())
    await page.getByRole('heading', { name: /^Attempt 2 \(by hand\)/ }).waitFor()

    // Marks of the timeline, by mouse and by keyboard.
    await page.goto(order)
    await page.getByRole('link', { name: /Payment: PROCESSING became SUCCESS/ }).click()
    await page.locator('tr:target', { hasText: 'PROCESSING became SUCCESS' }).waitFor()
    await page.getByRole('link', { name: /Webhook: attempt 1 of the PAYMENT RECEIVED/ }).focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(new RegExp(`${home}/deliveries/`))
    await page.goto(order)
    await page.getByTestId('checkout-page').click()
    await page.waitForURL(/\/checkout\/CHE/)
    expect(await shop.order('none')).toBeDefined()
  })

  it('about a delivery: find it, read it, copy it, send it again and tamper with it in every way', async () => {
    const { shop, home, pay } = await shopWithOrder()
    await pay()
    await shop.advance(2000)
    const page = await windowOn(COPYING)
    await page.goto(`${home}/deliveries`)
    await page.getByLabel('Search').fill('nothing like it')
    await press(page.getByRole('button', { name: 'Show' }))
    await page.getByText('No delivery matches').waitFor()
    await page.getByLabel('Search').fill('order1')
    await page.getByLabel('Status').selectOption('delivered')
    await press(page.getByRole('button', { name: 'Show' }))
    await page.locator('tbody a').first().click()
    await page.getByRole('heading', { name: 'PAYMENT RECEIVED' }).waitFor()
    const here = page.url()
    const [body] = await copiedBy(page, 'Copy the body')
    expect(JSON.parse(body ?? '').event).toBe('PAYMENT RECEIVED')
    await page.getByText('As a JSON parser reads it').click()
    await page.getByText('"event": "PAYMENT RECEIVED"').waitFor()
    await page.getByText('The answer').click()
    await page.getByLabel('Headers of answer 1').waitFor()
    await press(page.getByTestId('redeliver'))
    await page.getByRole('heading', { name: /^Attempt 2 \(by hand\)/ }).waitFor()
    await press(page.getByTestId('clock-idle'))

    const damages = [
      ['duplicate', '✓ verified'],
      ['wrong-key', '✗ is wrong'],
      ['missing', 'the message is not signed'],
      ['amount', '✓ verified'],
      ['stale', '✗ is wrong'],
      ['cut-off', '✗ is wrong'],
    ]
    for (const [damage = '', state = ''] of damages) {
      await page.goto(here)
      await page.getByLabel('Send a copy').selectOption(damage)
      await page.getByLabel('Amount it claims').fill('7')
      await press(page.getByTestId('tamper'))
      await page.getByText('Sent by hand, and tampered with on purpose').waitFor()
      expect(await page.getByTestId('checksum').innerText()).toContain(state)
    }
  })

  it('about calls: find them, download them, read them, copy one as a command', async () => {
    const { shop, home } = await shopWithOrder()
    await callBadly(shop)
    const page = await windowOn(COPYING)
    await page.goto(`${home}/requests`)
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('har').click()])
    expect(download.suggestedFilename()).toMatch(/\.har$/)
    await page.getByLabel('Answer').selectOption('findings')
    await press(page.getByRole('button', { name: 'Show' }))
    await page.locator('tbody a').first().click()
    await page.getByTestId('findings').getByText('unknown-parameter').waitFor()
    await page.goBack()
    await page.getByLabel('Answer').selectOption('refused')
    await page.getByLabel('Search').fill('none')
    await press(page.getByRole('button', { name: 'Show' }))
    await page.locator('tbody a').first().click()
    await page.getByTestId('explanation').waitFor()
    expect(await copiedBy(page, 'Copy the command')).toEqual([
      expect.stringContaining(`curl -X GET ${harness.server.url}/third-parties/payments/NONE`),
    ])
    await page.goto(home)
    await press(page.getByTestId('mark-seen'))
    await page.getByText('Nothing that nobody has seen').waitFor()
    await page.getByLabel('Move on by').fill('1h')
    await press(page.getByTestId('clock-advance'))
    await page.getByText('ahead of real time').waitFor()
    await press(page.getByTestId('clock-real'))
    expect(await page.getByText('ahead of real time').count()).toBe(0)
  })

  it('about scenarios: find one, make it the default, queue it, try it', async () => {
    const { shop } = await shopWithOrder()
    const page = await windowOn()
    await page.goto(`${harness.server.url}/sandbox/scenarios?merchant=${shop.merchantId}`)
    await page.getByLabel('Search').fill('insufficient')
    await press(page.getByRole('button', { name: 'Show' }))
    await page.getByRole('link', { name: 'insufficient-balance', exact: true }).click()
    await press(page.getByTestId('default'))
    await press(page.getByTestId('queue'))
    await page.getByText('Now the default is insufficient-balance; queued: insufficient-balance.').waitFor()
    await press(page.getByTestId('try'))
    await page.waitForURL(/\/checkout\/CHE/)
  })

  it('about control numbers: a payer pays one, and what is wrong is said beside its field', async () => {
    const shop = await openShop(harness.server, { checksumEnabled: false })
    const home = homeOf(shop)
    const bill = { billDescription: 'Two baskets', billAmount: 18000, billReference: 'BILL1' }
    const reply = await fetch(`${harness.server.url}/third-parties/billpay/create-order-control-number`, {
      method: 'POST',
      headers: { authorization: await tokenFor(shop), 'content-type': 'application/json' },
      body: JSON.stringify(bill),
    })
    const { billPayNumber } = (await reply.json()) as { billPayNumber: string }
    const page = await windowOn()
    await page.goto(`${home}/control-numbers`)
    await page.getByRole('textbox', { name: 'Control number' }).fill('12')
    await press(page.getByTestId('pay'))
    expect(await page.getByRole('textbox', { name: 'Control number' }).getAttribute('aria-invalid')).toBe(
      'true',
    )
    await page.getByRole('textbox', { name: 'Control number' }).fill(billPayNumber)
    await press(page.getByTestId('pay'))
    await page.waitForURL(`${home}/orders/BILL1`)
  })

  it('about payouts and the account: money is put in and paid out, and a payout is moved', async () => {
    const shop = await openShop(harness.server, { checksumEnabled: false, scenario: 'payout-pending' })
    const home = homeOf(shop)
    const page = await windowOn()
    await page.goto(`${home}/account`)
    await page.getByRole('textbox', { name: 'Amount' }).fill('50000')
    await press(page.getByTestId('deposit'))
    expect(await page.getByTestId('balances').textContent()).toContain('50,000')
    const payout = { amount: 20000, currency: 'TZS', orderReference: 'PAY1', phoneNumber: '255754000222' }
    const path = '/third-parties/payouts/create-mobile-money-payout'
    const reply = await fetch(harness.server.url + path, {
      method: 'POST',
      headers: { authorization: await tokenFor(shop), 'content-type': 'application/json' },
      body: JSON.stringify(payout),
    })
    expect(reply.status).toBe(200)
    await page.goto(`${home}/payouts`)
    await page.getByRole('link', { name: 'PAY1' }).click()
    await page.getByRole('combobox', { name: 'Move to' }).selectOption('SUCCESS')
    await press(page.getByTestId('move'))
    await page.getByTestId('payout-status').getByText('SUCCESS').waitFor()
  })

  it('about settings: everything is changed, and what is wrong is said beside its field', async () => {
    const { shop, home, link } = await shopWithOrder()
    const details = () => harness.server.sandbox.merchants.details(shop.merchantId)
    const page = await windowOn(COPYING)
    await page.goto(`${home}/settings`)
    const save = (name: string) => press(page.getByRole('button', { name, exact: true }))
    const clientId = link.order.clientId
    const field = (form: string, name: string) => page.locator(`[id="${form}-${name}"]`)

    await field('merchant', 'rateLimit').fill('often')
    await save('Save the merchant')
    await page.getByRole('alert').getByRole('link').click()
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('merchant-rateLimit')
    await field('merchant', 'rateLimit').fill('600')
    await field('merchant', 'name').fill('Duka la Zawadi')
    await field('merchant', 'allowedAddresses').fill('127.0.0.1')
    await field('merchant', 'frameAncestors').fill('https://duka.example')
    await field('merchant', 'scenario').selectOption('webhook-lost')
    await page.getByLabel('Strict').check()
    await save('Save the merchant')
    await field('webhooks', 'PAYMENT-FAILED').fill('https://duka.example/failed')
    await save('Save the webhooks')

    const application = `application-${clientId}`
    await field(application, 'returnUrl').fill('nowhere')
    await save('Save the application')
    await page.getByRole('alert').waitFor()
    await field(application, 'returnUrl').fill('https://duka.example/return')
    await field(application, 'name').fill('Website')
    await field(application, 'PAYOUT-INITIATED').fill('https://duka.example/payout')
    await page.getByLabel('payout-api').check()
    await page.getByLabel('Requests must carry a checksum').uncheck()
    await save('Save the application')
    await field(`add-key-${clientId}`, 'name').fill('short one')
    await field(`add-key-${clientId}`, 'lifetime').fill('1h')
    await save('Add a key')
    const [key] = await copiedBy(page, 'Copy the API key short one')
    await save('Revoke first key')
    const keys = page.getByRole('region', { name: 'API keys of Website' })
    await keys.getByText('revoked').waitFor()
    await page.getByLabel('Move on by').fill('1h')
    await press(page.getByTestId('clock-advance'))
    await keys.getByText('expired').waitFor()

    await page.getByText('linkExpirySeconds').first().click()
    await field('dialect-linkExpirySeconds', 'value').fill('90')
    await press(page.locator('details[open]').getByRole('button', { name: 'Set' }))
    const changed = await details()
    expect(changed.merchant).toMatchObject({
      name: 'Duka la Zawadi',
      rateLimit: 600,
      allowedAddresses: ['127.0.0.1'],
      frameAncestors: ['https://duka.example'],
      scenario: 'webhook-lost',
      strict: true,
      webhooks: { 'PAYMENT FAILED': 'https://duka.example/failed' },
    })
    expect(changed.merchant.dialect.linkExpirySeconds).toBe(90)
    expect(changed.applications[0]).toMatchObject({
      name: 'Website',
      returnUrl: 'https://duka.example/return',
      checksumEnabled: false,
      features: expect.arrayContaining(['payout-api']),
      webhooks: expect.objectContaining({ 'PAYOUT INITIATED': 'https://duka.example/payout' }),
    })
    expect(changed.apiKeys[1]?.secret).toBe(key)

    await page.getByLabel('Profile').selectOption('documented')
    await save('Set all switches')
    await page.getByLabel('Name of the application').fill('Till')
    await save('Add the application')
    await page.getByRole('heading', { name: 'Application Till' }).waitFor()
    expect((await details()).merchant.profile).toBe('documented')

    page.on('dialog', (dialog) => dialog.accept())
    await save('Reset the merchant')
    await page.locator('strong', { hasText: 'Duka la Asha' }).waitFor()
    await save('Remove the merchant')
    await page.waitForURL(`${harness.server.url}/sandbox`)
    await expect(details()).rejects.toThrow('no merchant')
  })
})

describe('with the script', () => {
  it('shows what happens without being loaded again, and leaves what is being typed', async () => {
    const { shop, home, pay } = await shopWithOrder()
    const page = await windowOn()
    await page.goto(`${home}/payments`)
    await page.getByLabel('Search').fill('ORD')
    const updates: Response[] = []
    page.on('response', (response) => {
      if (response.request().headers()['x-shown']) updates.push(response)
    })
    await pay()
    await page.locator('#orders-table').getByText('PROCESSING').waitFor()
    await shop.advance(2000)
    await page.locator('#orders-table').getByText('SUCCESS', { exact: true }).waitFor()
    expect(await page.getByLabel('Search').inputValue()).toBe('ORD')
    const sizes = await Promise.all(updates.map(async (update) => (await update.body()).length))
    expect(sizes.length).toBeGreaterThan(0)
    expect(Math.max(...sizes)).toBeLessThan(2000)
  })

  it('keeps rows and their focus when others come, and takes an order on that is payable again', async () => {
    const { shop, link, home, order } = await shopWithOrder({ scenario: 'insufficient-balance' })
    const page = await windowOn()
    await page.goto(`${home}/payments`)
    const row = page.getByRole('link', { name: link.order.orderReference, exact: true })
    await row.focus()
    await row.evaluate((element) => Object.assign(element, { kept: true }))
    await shop.link()
    await page.getByRole('link', { name: 'ORDER2' }).waitFor()
    expect(await page.evaluate('document.activeElement.textContent')).toBe(link.order.orderReference)
    expect(await row.evaluate((element) => 'kept' in element)).toBe(true)

    await page.goto(order)
    await page.getByTestId('pay').click()
    await page.locator('#facts').getByText('PROCESSING').waitFor()
    expect(await page.getByTestId('pay').count()).toBe(0)
    const mark = page.getByRole('link', { name: /API: checkout link/ })
    await mark.focus()
    const title = () => page.evaluate('document.activeElement.textContent')
    const before = await title()
    await shop.advance(5000)
    await page.getByTestId('pay').waitFor()
    expect([await title(), before]).toEqual([before, expect.stringContaining('checkout link')])
  })

  it('looks at the whole sandbox every three seconds', async () => {
    const page = await windowOn()
    await page.clock.install()
    await page.goto(`${harness.server.url}/sandbox`)
    await fetch(`${harness.server.url}/third-parties/payments/STRAY`, { headers: { authorization: 'none' } })
    await page.clock.runFor(3000)
    await page.getByRole('link', { name: 'GET /payments/STRAY' }).first().click()
    await page.getByTestId('explanation').waitFor()
  })

  it('goes by keyboard: search, rows, every place, and the list of keys', async () => {
    const { home, link } = await shopWithOrder()
    const page = await windowOn()
    const places = [
      ['m', home],
      ['d', `${home}/deliveries`],
      ['r', `${home}/requests`],
      ['c', `${home}/settings`],
      ['s', /\/scenarios\?/],
      ['o', `${harness.server.url}/sandbox`],
    ] as const
    await page.goto(home)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.waitForURL(`${home}#main`)
    for (const [key, address] of places) {
      await page.keyboard.press('g')
      await page.keyboard.press(key)
      await page.waitForURL(address)
    }
    await page.goto(home)
    await page.keyboard.press('g')
    await page.keyboard.press('p')
    await page.waitForURL(`${home}/payments`)
    await page.keyboard.press('/')
    await page.keyboard.type('order')
    await page.keyboard.press('Enter')
    await page.waitForURL(/q=order/)
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('k')
    await page.keyboard.press('Enter')
    await page.waitForURL(new RegExp(`/orders/${link.order.orderReference}$`))
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
    await page.getByRole('button', { name: 'Close' }).click()
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor({ state: 'hidden' })
  })

  it('finds payments by all filters, and goes to older ones', async () => {
    const { shop, home, pay } = await shopWithOrder()
    await pay()
    for (let i = 0; i < 50; i++) await shop.link()
    const page = await windowOn()
    await page.goto(`${home}/payments`)
    await page.getByRole('link', { name: 'Older' }).click()
    await page.getByRole('link', { name: 'ORDER1', exact: true }).waitFor()
    await page.goto(`${home}/payments`)
    await page.getByLabel('Status').selectOption('PROCESSING')
    await page.getByLabel('Method').selectOption('M-PESA')
    await page.getByLabel('Scenario').selectOption('success')
    await page.getByLabel('Search').fill('josé')
    await press(page.getByRole('button', { name: 'Show' }))
    expect(await page.locator('tbody tr').count()).toBe(1)
  })
})

describe('on a phone', () => {
  it('has every place of the merchant on two lines at most, within reach of a thumb', async () => {
    const { home } = await shopWithOrder()
    const page = await windowOn({ viewport: { width: 390, height: 844 }, hasTouch: true })
    await page.goto(home)
    const places = page.getByRole('navigation', { name: 'Merchant' }).getByRole('link')
    const boxes = await Promise.all((await places.all()).map((place) => place.boundingBox()))
    expect(new Set(boxes.map((box) => box?.y)).size).toBeLessThanOrEqual(2)
    expect(Math.max(...boxes.map((box) => (box?.x ?? 0) + (box?.width ?? 0)))).toBeLessThanOrEqual(390)
    expect(Math.min(...boxes.map((box) => box?.height ?? 0))).toBeGreaterThanOrEqual(24)
    await places.last().tap()
    await page.waitForURL(`${home}/settings`)
  })

  it('follows the colours of the system', async () => {
    const page = await windowOn()
    await page.goto(`${harness.server.url}/sandbox`)
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor')
    await page.emulateMedia({ colorScheme: 'light' })
    const light = await ground()
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await ground()).not.toBe(light)
  })
})

describe('no barrier is found on the page', () => {
  let shop: Shop | undefined
  let window: Page | undefined
  afterAll(() => window?.close())

  /** One merchant with something on every page. */
  async function openAll() {
    const opened = await shopWithOrder()
    await opened.pay()
    await opened.shop.advance(2000)
    await opened.shop.link()
    await callBadly(opened.shop)
    await openPayout(opened.shop)
    shop = opened.shop
  }

  /** The names of things in the routes. */
  async function things() {
    const owned = { where: { merchantId: shop?.merchantId ?? '' } }
    const { store } = harness.server.sandbox.engine
    const [[delivery], [payout], requests] = await Promise.all([
      store.find('deliveries', owned),
      store.find('payouts', owned),
      store.find('requests', owned),
    ])
    return {
      id: shop?.merchantId,
      orderReference: 'ORDER1',
      deliveryId: delivery?.id,
      payoutId: payout?.id,
      seq: requests.find(({ findings }) => findings)?.seq,
      name: 'success',
    }
  }

  const pages = [
    ...Object.entries(INSPECTOR_PAGES),
    ['order that nobody paid', INSPECTOR_PAGES.order.replace(':orderReference', 'ORDER2')],
    ['page of the guide', '/sandbox/guide/glossary'],
    ['problem', '/sandbox/nothing'],
  ] as const

  it.each(pages)('%s', async (_name, route) => {
    if (!shop) await openAll()
    window ??= await harness.browser.newPage()
    const page = window
    await page.goto(harness.server.url + inspectorAddress(route, await things()))
    await noteForms(page)
    expect(await findBarriers(page)).toEqual([])
  })

  it('and every form that is on them was sent by one of these tests', () => {
    expect(seen.size).toBeGreaterThan(25)
    expect([...seen].filter((form) => !sent.has(form))).toEqual([])
  })
})
