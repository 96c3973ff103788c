// How long after a call its webhook arrives: the sandbox beside the peers that send webhooks, one call at a time, the servers in
// turn. `node bench/webhooks.mjs [calls] [rounds] [--write]`. Each peer sends what it is told to; the sandbox pays an order.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connectSandbox } from '../dist/server/testing/index.js'
import { conditions, numbersGiven, report, table } from './page.mjs'
import { PEERS } from './peers.mjs'
import { freePort, median, SERVERS, startOn } from './server-process.mjs'

const [CALLS, ROUNDS] = numbersGiven(100, 3)
const WARM = 20

let arrive = () => undefined
const receiver = createServer((request, response) => {
  request.resume().once('end', () => {
    response.end()
    arrive()
  })
})
await new Promise((resolve) => receiver.listen(0, '127.0.0.1', resolve))
const hook = `http://127.0.0.1:${receiver.address().port}/`

// emulate is told of webhooks by a file.
const folder = await mkdtemp(join(tmpdir(), 'bench-'))
const seed = join(folder, 'seed.json')
await writeFile(seed, JSON.stringify({ stripe: { webhooks: [{ url: hook, events: ['*'] }] } }))

const post = (url, body) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

const SENDERS = {
  'clickpesa-sandbox': {
    command: SERVERS['clickpesa-sandbox'],
    /** Returns what makes one call. */
    prepare: async (url) => {
      const sandbox = await connectSandbox(url)
      await sandbox.addScenario('at-once', {
        title: 'At once',
        about: 'Succeeds at once.',
        timeline: [{ after: '0s', status: 'SUCCESS' }],
      })
      const shop = await sandbox.createMerchant({
        scenario: 'at-once',
        webhooks: { 'PAYMENT RECEIVED': hook },
        rateLimit: null,
      })
      const headers = { 'client-id': shop.clientId, 'api-key': shop.apiKey }
      const { token } = await (
        await fetch(`${shop.apiUrl}/generate-token`, { method: 'POST', headers })
      ).json()
      const link = async (orderReference) => {
        const answer = await fetch(`${shop.apiUrl}/checkout-link/generate-checkout-url`, {
          method: 'POST',
          headers: { authorization: token, 'content-type': 'application/json' },
          body: JSON.stringify({ totalPrice: '12500', orderReference, orderCurrency: 'TZS' }),
        })
        if (!answer.ok) throw new Error(await answer.text())
      }
      for (let i = 0; i < WARM + CALLS; i++) await link(`ORDER${i}`)
      return (i) => shop.pay(`ORDER${i}`)
    },
  },
  'WireMock (Java)': {
    command: PEERS['WireMock (Java)'],
    prepare: async (url) => {
      await post(`${url}/__admin/mappings`, {
        request: { method: 'POST', urlPath: '/pay' },
        response: { status: 200, jsonBody: { status: 'PROCESSING' } },
        serveEventListeners: [
          {
            name: 'webhook',
            parameters: { method: 'POST', url: hook, body: '{"event":"PAYMENT RECEIVED"}' },
          },
        ],
      })
      return () => post(`${url}/pay`, {})
    },
  },
  emulate: {
    command: (port) => [...PEERS.emulate(port), '--seed', seed],
    prepare: async (url) => (i) =>
      fetch(`${url}/v1/customers`, {
        method: 'POST',
        headers: { authorization: 'Bearer sk_test_bench' },
        body: new URLSearchParams({ email: `asha${i}@shop.test` }),
      }),
  },
  Prism: {
    command: (port) => {
      const command = PEERS.Prism(port)
      return [
        ...command.slice(0, -1),
        fileURLToPath(new URL('./peers/webhook.openapi.json', import.meta.url)),
      ]
    },
    prepare: async (url) => () => post(`${url}/pay`, { callbackUrl: hook }),
  },
  Mockoon: {
    command: (port) =>
      PEERS.Mockoon(port).map((word) =>
        word.endsWith('ready.openapi.json')
          ? fileURLToPath(new URL('./peers/webhook.mockoon.json', import.meta.url))
          : word,
      ),
    prepare: async (url) => () => post(`${url}/pay`, { callbackUrl: hook }),
  },
  mockttp: {
    command: (port) => [...PEERS.mockttp(port), hook],
    prepare: async (url) => () => post(`${url}/pay`, {}),
  },
}

const measured = Object.fromEntries(Object.keys(SENDERS).map((name) => [name, []]))
const absent = new Map()
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, { command, prepare }] of Object.entries(SENDERS)) {
    if (absent.has(name)) continue
    const port = await freePort()
    const server = await startOn(port, command(port)).catch((error) => absent.set(name, error.message))
    if (absent.has(name)) continue
    try {
      const call = await prepare(`http://127.0.0.1:${port}`)
      const waits = []
      for (let i = 0; i < WARM + CALLS; i++) waits.push(await untilTold(() => call(i)))
      measured[name].push(median(waits.slice(WARM)))
    } finally {
      await server.stop()
    }
  }
}
receiver.close()
await rm(folder, { recursive: true })

const rows = Object.entries(measured)
  .filter(([, medians]) => medians.length > 0)
  .map(([name, medians]) => [name, median(medians)])
  .sort(([, a], [, b]) => a - b)
const parts = [
  conditions(`${CALLS} calls one at a time`, `${ROUNDS} rounds`, 'servers in turn'),
  table(
    ['server', 'call to webhook, median ms'],
    rows.map(([name, ms]) => [name, ms.toFixed(1)]),
  ),
  ...[...absent].map(([name, reason]) => `Not in this run: ${name} (${reason}).`),
]
await report('bench/webhooks.mjs', parts.join('\n\n'))

async function untilTold(call) {
  const told = new Promise((resolve) => {
    arrive = () => resolve(performance.now())
  })
  const calledAt = performance.now()
  const [at] = await Promise.all([told, call()])
  return at - calledAt
}
