import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test } from 'vitest'
import { launchSandbox } from '../cli/launch.js'
import { aPostgresDatabase } from '../support/postgres.js'
import { temporaryFile } from '../support/temporary-file.js'
import { untilReal } from '../support/until-real.js'

/** How often the process is killed; CI does it more often than whoever works on the code. */
const KILLS = Number(process.env.KILLS ?? (process.env.THOROUGH ? 50 : 3))

const TIMEOUT_MS = Math.max(600_000, KILLS * 36_000)

/** How many orders are on their way at the same time. */
const CUSTOMERS = 8

const PAID_AFTER_MS = 150

const SCENARIO = `title: Paid soon
about: The payment succeeds a moment after it was begun, and a webhook that is refused comes again soon.
timeline:
  - { after: ${PAID_AFTER_MS}ms, status: SUCCESS }
webhook:
  retries: [100ms, 200ms, 1s, 2s, 5s]
`

/** What the sandbox said it had done: all of it must still hold after any number of kills. */
interface Said {
  readonly links: Map<string, string>
  /** When a payment was begun, by its order. */
  readonly payments: Map<string, number>
  readonly tokens: string[]
}

describe.each([
  ['SQLite', async () => join(temporaryFile(''), '../sandbox.db')],
  ['PostgreSQL', aPostgresDatabase],
])('a process that is killed again and again (%s)', (_, placeFor) => {
  test(
    'loses no link, payment or token that it gave out, no webhook and no money; those that come again have the same bytes, and none comes too early',
    async () => {
      const place = await placeFor()
      const receiver = await startShop()
      const folder = join(temporaryFile(SCENARIO, 'paid-soon.yaml'), '..')
      const config = temporaryFile(
        `scenarios: ${folder}\ndialect: { balanceCreditedOn: success }\nmerchant:\n  scenario: paid-soon\n  rateLimit: null\n  webhooks: { PAYMENT RECEIVED: ${receiver.url} }\n`,
        'sandbox.yaml',
      )
      const start = () => launchSandbox(['--data', place, '--config', config])
      const said: Said = { links: new Map(), payments: new Map(), tokens: [] }
      for (let kill = 1; kill <= KILLS; kill++) {
        const { ready, process: child, exited } = await start()
        let isAlive = true
        const work = Array.from({ length: CUSTOMERS }, (_, customer) =>
          buyUntil(() => !isAlive, `K${kill}C${customer}`, ready, said),
        )
        // At random moments of real time: the more it has done, the more it can lose.
        const enough = said.payments.size + 1 + Math.floor(Math.random() * 20)
        await untilReal('enough is paid', () => said.payments.size >= enough)
        await new Promise((resolve) => setTimeout(resolve, Math.random() * PAID_AFTER_MS * 2))
        child.kill('SIGKILL')
        isAlive = false
        await Promise.all(work)
        await exited
      }

      const { ready, process: child, exited } = await start()
      const ask = async (token: string, orderReference: string) => {
        const reply = await fetch(`${ready.apiUrl}/payments/${orderReference}`, {
          headers: { authorization: token },
        })
        return [reply.status, await reply.json()] as const
      }
      for (const token of said.tokens) {
        const [, answer] = await ask(token, 'NOBODY1')
        expect(answer).toMatchObject({ message: 'Invalid or missing payment: NOBODY1' })
      }
      await untilReal('the shop is told of every order that was paid', () =>
        [...said.payments.keys()].every((order) => receiver.credited.has(order)),
      )
      const [token = ''] = said.tokens
      for (const orderReference of said.payments.keys()) {
        const [status, rows] = await ask(token, orderReference)
        expect([status, rows.map((row: { status: string }) => row.status)]).toEqual([200, ['SUCCESS']])
      }
      const account = await answered(
        await fetch(`${ready.apiUrl}/account/balance`, { headers: { authorization: token } }),
      )
      const { totalCount } = await answered(
        await fetch(`${ready.apiUrl}/payments/all?status=SUCCESS&limit=1`, {
          headers: { authorization: token },
        }),
      )
      // A payment whose answer the process died over may have been begun as well.
      expect(totalCount).toBeGreaterThanOrEqual(said.payments.size)
      expect(account).toEqual([{ currency: 'TZS', balance: totalCount * 1000 }])
      for (const link of said.links.values()) {
        expect((await fetch(new URL(new URL(link).pathname, ready.url))).status).toBe(200)
      }
      for (const [order, texts] of receiver.told) expect([order, new Set(texts).size]).toEqual([order, 1])
      for (const [order, begunAt] of said.payments) {
        expect(receiver.firstToldAt.get(order)).toBeGreaterThanOrEqual(begunAt + PAID_AFTER_MS)
      }
      child.kill('SIGTERM')
      await exited
    },
    TIMEOUT_MS,
  )
})

/** A merchant's server that refuses the first webhook of every third order, and notes all that it is told. */
async function startShop() {
  const told = new Map<string, string[]>()
  const firstToldAt = new Map<string, number>()
  const credited = new Set<string>()
  const server = createServer(async (request, response) => {
    const body = await text(request)
    const order: string = JSON.parse(body).data.orderReference
    const before = told.get(order) ?? []
    told.set(order, [...before, body])
    if (before.length === 0) firstToldAt.set(order, Date.now())
    const isRefused = before.length === 0 && told.size % 3 === 0
    if (!isRefused) credited.add(order)
    response.writeHead(isRefused ? 500 : 200).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, told, firstToldAt, credited }
}

/** Buys one order after the other until the sandbox is dead, and notes what it was told. */
async function buyUntil(isDead: () => boolean, name: string, ready: Record<string, string>, said: Said) {
  const { apiUrl = '', url = '', clientId = '', apiKey = '' } = ready
  const json = { 'content-type': 'application/json' }
  try {
    const headers = { 'client-id': clientId, 'api-key': apiKey }
    const { token } = await answered(await fetch(`${apiUrl}/generate-token`, { method: 'POST', headers }))
    said.tokens.push(token)
    for (let n = 1; !isDead(); n++) {
      const orderReference = `${name}N${n}`
      const order = { totalPrice: '1000', orderCurrency: 'TZS', orderReference }
      const { checkoutLink } = await answered(
        await fetch(`${apiUrl}/checkout-link/generate-checkout-url`, {
          method: 'POST',
          headers: { ...json, authorization: token },
          body: JSON.stringify(order),
        }),
      )
      said.links.set(orderReference, checkoutLink)
      const begunAt = Date.now()
      await answered(
        await fetch(`${url}/sandbox/api/v1/merchants/${clientId}/orders/${orderReference}/payments`, {
          method: 'POST',
          headers: json,
          body: '{}',
        }),
      )
      said.payments.set(orderReference, begunAt)
    }
  } catch (error) {
    // Whatever was asked when the process died may have happened or not.
    if (!isDead()) throw error
  }
}

async function answered(reply: Response) {
  const body = await reply.text()
  if (!reply.ok) throw new Error(`answered ${reply.status}: ${body}`)
  return JSON.parse(body)
}
