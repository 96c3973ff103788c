// Pictures of every page of the inspector, for people to look at: docs/screenshots/inspector-*.webp.
// Needs a build, and a Chromium at CHROMIUM_PATH. Looks (desktop-dark) as arguments take only those.
import { createHmac } from 'node:crypto'
import { copyFile, mkdtemp, rm, utimes } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApp } from '../build/server/app.js'
import { bankReceiver, phoneReceiver } from '../build/server/domain/payout-receiver.js'
import { Sandbox } from '../build/server/sandbox/sandbox.js'
import { INSPECTOR_PAGES, inspectorAddress } from '../test/support/inspector-pages.mjs'
import { LOOKS, openBrowser, takePicture } from './pictures.mjs'

const answers = [500, 200]
const receiver = createServer((_request, response) =>
  response.writeHead(answers.shift() ?? 200).end('{"ok":true}'),
)
// Both ports stand in the pictures, which are to be the same each time.
await new Promise((resolve) => receiver.listen(3000, '127.0.0.1', resolve))
const webhook = 'http://127.0.0.1:3000/webhooks/clickpesa'
const sandbox = await Sandbox.open({
  seed: 'pictures',
  merchant: {
    name: 'Duka la Asha',
    checksumEnabled: true,
    returnUrl: 'https://duka.example/return',
    webhooks: {
      'PAYMENT RECEIVED': webhook,
      'PAYMENT FAILED': webhook,
      'PAYOUT INITIATED': webhook,
      'PAYOUT REFUNDED': webhook,
    },
    clock: { start: '2026-05-04T09:00:00.000Z', frozen: true },
  },
})
const folder = await mkdtemp(join(tmpdir(), 'pictures-'))
const checkReport = join(folder, 'report.json')
await copyFile(new URL('../test/support/check-report.json', import.meta.url), checkReport)
// It says when it was written, which is to be the same each time.
await utimes(checkReport, new Date('2026-05-04T09:00:00Z'), new Date('2026-05-04T09:00:00Z'))
const app = await buildApp(sandbox, { checkReport })
const url = await app.listen({ port: 4255, host: '127.0.0.1' })
const [{ merchant, applications, apiKeys }] = await sandbox.merchants.list()

const reply = await fetch(`${url}/third-parties/generate-token`, {
  method: 'POST',
  headers: { 'client-id': applications[0].id, 'api-key': apiKeys[0].secret },
})
const { token } = await reply.json()
const call = (order) =>
  fetch(`${url}/third-parties/checkout-link/generate-checkout-url`, {
    method: 'POST',
    headers: { authorization: token, 'content-type': 'application/json' },
    body: JSON.stringify(order),
  })
const unsigned = { totalPrice: '12500', orderReference: 'ORDER0', orderCurrency: 'TZS' }
await call({ ...unsigned, checksum: 'f'.repeat(64) })
const odd = {
  orderCurrency: 'TZS',
  orderReference: 'ORDER999',
  redirectUrl: 'https://duka.example/thanks',
  totalPrice: 12500,
}
await call({
  ...odd,
  checksum: createHmac('sha256', applications[0].checksumKey).update(JSON.stringify(odd)).digest('hex'),
})
for (const [i, scenario] of ['insufficient-balance', 'success', 'webhook-lost', 'success'].entries()) {
  const link = await sandbox.links.open(
    { merchant, application: applications[0] },
    {
      orderReference: `ORDER100${i}`,
      total: { minor: 12_500_00, currency: 'TZS' },
      items: [],
      customer: { name: 'Neema Mushi', phone: '255744000111' },
    },
  )
  await sandbox.payments.pay(link.order, { channel: 'M-PESA', phoneNumber: '255744000111', scenario })
  await sandbox.clocks.advance(merchant.id, 2000)
}
answers.push(503, 503)
const last = await sandbox.links.open(
  { merchant, application: applications[0] },
  {
    orderReference: 'ORDER1004',
    total: { minor: 48_000_00, currency: 'TZS' },
    items: [],
    customer: { name: 'José Kimaro', phone: '255744000222' },
  },
)
await sandbox.payments.pay(last.order, {
  channel: 'M-PESA',
  phoneNumber: '255744000222',
  scenario: 'success',
})
await sandbox.clocks.advance(merchant.id, 6500)
const caller = { merchant, application: applications[0] }
const pushed = {
  amount: 7_500_00,
  phoneNumber: '255712000111',
  channel: 'TIGO-PESA',
  scenario: 'decide-on-phone',
}
await sandbox.pushes.initiate(caller, { ...pushed, orderReference: 'PUSH1001' })
const second = { ...pushed, phoneNumber: '255784000222', channel: 'AIRTEL-MONEY' }
const { id: answered } = await sandbox.pushes.initiate(caller, { ...second, orderReference: 'PUSH1002' })
await sandbox.payments.answerPhone(merchant.id, answered, 'ignore')
await sandbox.account.deposit(merchant.id, { money: { minor: 1_000_000_00, currency: 'TZS' } })
const bill = {
  kind: 'order',
  mode: 'EXACT',
  amount: 18_000_00,
  most: null,
  description: 'Two baskets',
  customer: {},
}
await sandbox.bills.create(caller, { ...bill, orderReference: 'BILL1001' })
const toPhone = (orderReference, minor, phoneNumber, operator, scenario) =>
  sandbox.payouts.create(caller, {
    orderReference,
    order: { minor, currency: 'TZS' },
    receiver: phoneReceiver(phoneNumber, operator),
    accountCurrency: 'TZS',
    scenario,
  })
await toPhone('MSHAHARA01', 250_000_00, '255754000222', 'M-PESA', 'payout-success')
await toPhone('MSHAHARA02', 180_000_00, '255784000333', 'AIRTEL-MONEY', 'payout-failed-refunded')
await sandbox.payouts.create(caller, {
  orderReference: 'KODI0001',
  order: { minor: 150_000_00, currency: 'TZS' },
  receiver: bankReceiver({
    provider: 'CRDB Bank',
    transferType: 'ACH',
    accountNumber: '0150123456700',
    accountName: 'Neema Kimaro',
    swiftNumber: 'CORUTZTZ',
  }),
  accountCurrency: 'TZS',
  scenario: 'payout-bank-next-day',
})
await sandbox.clocks.advance(merchant.id, 5000)
const gift = { orderReference: 'ZAWADI01', amount: { minor: 20_000_00, currency: 'TZS' } }
await sandbox.payoutLinks.open(caller, gift)
const [, , payout] = await sandbox.engine.store.find('payouts', { where: { merchantId: merchant.id } })
await sandbox.merchants.open(
  { name: 'Mama Lishe', clock: { start: '2026-05-04T09:00:00.000Z', frozen: true } },
  'a picture',
)
const deliveries = await sandbox.engine.store.find('deliveries', { where: { merchantId: merchant.id } })
const failing = deliveries.find(({ status }) => status === 'waiting')
const requests = await sandbox.engine.store.find('requests', { where: { merchantId: merchant.id } })
const refused = requests.find(({ refusal }) => refusal)
const withFindings = requests.find(({ findings }) => findings)
const shown = {
  id: merchant.id,
  orderReference: 'ORDER1000',
  deliveryId: failing.id,
  payoutId: payout.id,
  seq: refused.seq,
  name: 'insufficient-balance',
}
const addressOf = (page, values = {}) => inspectorAddress(page, { ...shown, ...values })
const { order, request } = INSPECTOR_PAGES
const pages = {
  ...Object.fromEntries(Object.entries(INSPECTOR_PAGES).map(([name, page]) => [name, addressOf(page)])),
  'order-pushed': addressOf(order, { orderReference: 'PUSH1001' }),
  'order-planned': addressOf(order, { orderReference: 'ORDER1004' }),
  'request-findings': addressOf(request, { seq: withFindings.seq }),
  problem: addressOf(order, { orderReference: 'NONE' }),
}

const wanted = process.argv.slice(2)
const browser = await openBrowser()
for (const [look, options] of Object.entries(LOOKS)) {
  if (wanted.length > 0 && !wanted.includes(look)) continue
  const context = await browser.newContext(options)
  const page = await context.newPage()
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(`${url}${path}`)
    await takePicture(page, `inspector-${name}-${look}`, { whole: true })
  }
  await context.close()
}
await browser.close()
await app.close()
await sandbox.close()
receiver.close()
await rm(folder, { recursive: true })
