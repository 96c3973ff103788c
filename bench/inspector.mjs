// The inspector's pages with ten thousand orders of one merchant, and its overview with fifty busy merchants:
// how long the server takes over a page, how many bytes it sends, and what a page that is open costs when
// something happens.
import { createServer } from 'node:http'
import { buildApp } from '../build/server/app.js'
import { Sandbox } from '../build/server/sandbox/sandbox.js'
import { median } from './server-process.mjs'

const ORDERS = Number(process.argv[2] ?? 10_000)
const MERCHANTS = 50
const REQUESTS = 1000
const ROUNDS = 15

const receiver = createServer((request, response) => request.resume().on('end', () => response.end('ok')))
await new Promise((resolve) => receiver.listen(0, '127.0.0.1', resolve))
const hook = `http://127.0.0.1:${receiver.address().port}/`

const { sandbox, app } = await opened()
const busy = await sandbox.merchants.open(
  { name: 'Busy', webhooks: { 'PAYMENT RECEIVED': hook }, clock: { frozen: true } },
  'a benchmark',
)
const { id } = busy.merchant
for (let i = 0; i < ORDERS; i++) await pay(await open(`MANY${i}`))
await sandbox.clocks.advance(id, 5000)
for (let i = 0; i < REQUESTS; i++) await sandbox.requests.write(request(i), id, true)

const home = `/sandbox/merchants/${id}`
await tell(`${ORDERS} orders, payments and deliveries of one merchant, ${REQUESTS} requests`, {
  'orders, newest': `${home}/payments`,
  'orders, last page': `${home}/payments?before=2000`,
  'orders, search that finds few': `${home}/payments?q=MANY999`,
  'orders, search that finds none': `${home}/payments?q=nobody`,
  'orders, by status': `${home}/payments?status=SUCCESS`,
  'deliveries, newest': `${home}/deliveries`,
  'deliveries, search that finds few': `${home}/deliveries?q=MANY999`,
  'deliveries, by status': `${home}/deliveries?status=given-up`,
  'requests, newest': `${home}/requests`,
  'requests, search that finds none': `${home}/requests?q=nobody`,
  merchant: home,
  order: `${home}/orders/MANY5`,
})
await tellUpdates(
  { orders: `${home}/payments`, deliveries: `${home}/deliveries`, merchant: home },
  async (name, i) => {
    await pay(await open(`MORE-${name}-${i}`))
    await sandbox.clocks.advance(id, 5000)
  },
)
await app.close()
await sandbox.close()

const manyMerchants = await opened()
for (let i = 0; i < MERCHANTS; i++) {
  const { merchant } = await manyMerchants.sandbox.merchants.open({ name: `Merchant ${i}` }, 'a benchmark')
  for (let j = 0; j < REQUESTS; j++) await manyMerchants.sandbox.requests.write(request(j), merchant.id, true)
}
await tell(
  `overview, ${MERCHANTS} merchants with ${REQUESTS} requests each`,
  { overview: '/sandbox' },
  manyMerchants.app,
)
const [, one] = await manyMerchants.sandbox.merchants.list()
await tellUpdates(
  { overview: '/sandbox' },
  () => manyMerchants.sandbox.requests.write(request(1), one.merchant.id, true),
  manyMerchants.app,
)
await manyMerchants.app.close()
await manyMerchants.sandbox.close()
receiver.close()

async function opened() {
  const sandbox = await Sandbox.open({ seed: 'inspector' })
  return { sandbox, app: await buildApp(sandbox) }
}

function open(orderReference) {
  return sandbox.links.open(
    { merchant: busy.merchant, application: busy.applications[0] },
    {
      orderReference,
      total: { minor: 12_500_00, currency: 'TZS' },
      items: [],
      customer: { name: 'Neema Mushi', phone: '255744000111' },
    },
  )
}

function pay(link) {
  return sandbox.payments.pay(link, { channel: 'M-PESA', phoneNumber: '255744000111' })
}

function request(i) {
  const refusal = {
    code: 'INVALID_CHECKSUM',
    explanation: 'The body was changed after its checksum was made.',
  }
  return {
    method: 'POST',
    path: '/third-parties/checkout-link/generate-checkout-url',
    headers: { 'content-type': 'application/json' },
    body: `{"orderReference":"ORDER${i}","totalPrice":"12500"}`,
    status: i % 10 === 0 ? 400 : 200,
    response: '{"checkoutLink":"http://sandbox.test/checkout/CHE1"}',
    durationMs: 1,
    ...(i % 10 === 0 ? { refusal } : {}),
  }
}

async function look(on, url, headers = {}) {
  const begun = performance.now()
  const { payload } = await on.inject({ url, headers })
  return { ms: performance.now() - begun, page: payload }
}

async function tell(title, pages, on = app) {
  console.log(`\n${title}\n| page | median ms | KB |\n|---|---|---|`)
  for (const [name, url] of Object.entries(pages)) {
    const looks = []
    for (let i = 0; i < ROUNDS; i++) looks.push(await look(on, url))
    const ms = median(looks.slice(3).map((one) => one.ms))
    console.log(`| ${name} | ${ms.toFixed(1)} | ${kilobytes(looks[0].page)} |`)
  }
}

/** What an open page asks for when something happened, as its script does it. */
async function tellUpdates(pages, happen, on = app) {
  console.log('\n| open page | the page, KB | the update, KB | median ms |\n|---|---|---|---|')
  for (const [name, url] of Object.entries(pages)) {
    const [updates, times] = [[], []]
    for (let i = 0; i < 5; i++) {
      const before = (await look(on, url)).page
      await happen(name, i)
      const { ms, page } = await look(on, url, known(before))
      updates.push(Number(kilobytes(page)))
      times.push(ms)
    }
    const whole = kilobytes((await look(on, url)).page)
    console.log(`| ${name} | ${whole} | ${median(updates)} | ${median(times).toFixed(1)} |`)
  }
}

/** How the script says what a page shows already. */
function known(page) {
  const marks = [...page.matchAll(/ data-mark="([^"]*)"/g)].map(([, mark]) => mark)
  return marks.length === 0 ? {} : { 'x-shown': marks.join(' ') }
}

function kilobytes(text) {
  return (Buffer.byteLength(text) / 1000).toFixed(1)
}
