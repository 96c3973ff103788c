// Pictures of every page of the inspector, for people to look at: docs/screenshots/inspector-*.png.
// Needs a build, and a Chromium at CHROMIUM_PATH.
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import { chromium } from 'playwright-core'
import { buildApp } from '../dist/server/app.js'
import { Sandbox } from '../dist/server/sandbox/sandbox.js'

const FOLDER = new URL('../docs/screenshots/', import.meta.url).pathname
const LOOKS = [
  ['phone-light', { viewport: { width: 390, height: 844 }, colorScheme: 'light' }],
  ['phone-dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
  ['desktop-light', { viewport: { width: 1280, height: 900 }, colorScheme: 'light' }],
  ['desktop-dark', { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' }],
]

const answers = [500, 200]
const receiver = createServer((_request, response) =>
  response.writeHead(answers.shift() ?? 200).end('{"ok":true}'),
)
await new Promise((resolve) => receiver.listen(0, '127.0.0.1', resolve))
const webhook = `http://127.0.0.1:${receiver.address().port}/webhooks/clickpesa`
const sandbox = await Sandbox.open({
  seed: 'pictures',
  merchant: {
    name: 'Duka la Asha',
    checksumEnabled: true,
    returnUrl: 'https://duka.example/return',
    webhooks: { 'PAYMENT RECEIVED': webhook, 'PAYMENT FAILED': webhook },
    clock: { start: '2026-05-04T09:00:00.000Z', frozen: true },
  },
})
let url = ''
const app = await buildApp(sandbox, { publicUrl: () => url })
url = await app.listen({ port: 0, host: '127.0.0.1' })
const [{ merchant, applications, apiKeys }] = await sandbox.merchants.list()

const reply = await fetch(`${url}/third-parties/generate-token`, {
  method: 'POST',
  headers: { 'client-id': applications[0].id, 'api-key': apiKeys[0].secret },
})
const { token } = await reply.json()
await fetch(`${url}/third-parties/checkout-link/generate-checkout-url`, {
  method: 'POST',
  headers: { authorization: token, 'content-type': 'application/json' },
  body: JSON.stringify({
    totalPrice: '100',
    orderReference: 'ORDER0',
    orderCurrency: 'TZS',
    checksum: 'f'.repeat(64),
  }),
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
  await sandbox.payments.pay(link, { channel: 'M-PESA', phoneNumber: '255744000111', scenario })
  await sandbox.clocks.advance(merchant.id, 2000)
}
const home = `/sandbox/merchants/${merchant.id}`
const [delivery] = await sandbox.core.store.find('deliveries', { where: { merchantId: merchant.id } })
const requests = await sandbox.core.store.entries('requests', merchant.id)
const refused = requests.find(({ refusal }) => refusal)
const pages = {
  overview: '/sandbox',
  merchant: home,
  payments: `${home}/payments`,
  order: `${home}/orders/ORDER1000`,
  deliveries: `${home}/deliveries`,
  delivery: `${home}/deliveries/${delivery.id}`,
  requests: `${home}/requests`,
  request: `${home}/requests/${refused.seq}`,
  scenarios: '/sandbox/scenarios',
  scenario: '/sandbox/scenarios/insufficient-balance',
  settings: `${home}/settings`,
}

await mkdir(FOLDER, { recursive: true })
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH, args: ['--no-sandbox'] })
for (const [look, options] of LOOKS) {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(`${url}${path}`)
    await page.screenshot({ path: `${FOLDER}inspector-${name}-${look}.png` })
  }
  await context.close()
}
await browser.close()
await app.close()
await sandbox.close()
receiver.close()
