import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { DEFAULT_CREDENTIALS } from '../../server/default-credentials.js'
import { packageRoot } from '../../server/package-root.js'
import { connectSandbox } from '../../server/testing/index.js'
import { launchSandbox } from '../cli/launch.js'
import { startLoadBalancer } from '../support/load-balancer.js'
import { aPostgresDatabase } from '../support/postgres.js'
import { startReceiver } from '../support/receiver.js'

const CONTROL_TOKEN = 'of-the-topology'
/** Long enough for a slow machine to notice; the file has more. */
const DRAIN = '3s'
const CUSTOMERS = 3

const { services, configs } = parse(readFileSync(join(packageRoot, 'deploy/compose.yaml'), 'utf8'), {
  merge: true,
}) as {
  readonly services: Readonly<Record<string, { readonly environment?: Readonly<Record<string, string>> }>>
  readonly configs: { readonly balancer: { readonly content: string } }
}
const BALANCER = configs.balancer.content
const HEALTH_PATH = /health_uri (\S+)/.exec(BALANCER)?.[1] ?? ''
const BEHIND = /reverse_proxy (.+) \{/.exec(BALANCER)?.[1]?.split(' ') ?? []

/** The settings of a service of the compose file, with this machine's addresses in the place of those of its network. */
function settingsOf(service: string, place: string): Record<string, string> {
  return {
    ...services[service]?.environment,
    CLICKPESA_SANDBOX_DATA: place,
    CLICKPESA_SANDBOX_CONTROL_TOKEN: CONTROL_TOKEN,
    CLICKPESA_SANDBOX_PUBLIC_URL: '',
    CLICKPESA_SANDBOX_TRUSTED_PROXIES: 'loopback',
    CLICKPESA_SANDBOX_ALLOW_RECEIVERS: '127.0.0.0/8',
    CLICKPESA_SANDBOX_DRAIN: DRAIN,
    CLICKPESA_SANDBOX_LOG_LEVEL: 'warn',
  }
}

describe('the topology of the compose file', () => {
  test('balances between its sandboxes, which drain for longer than that takes to notice', () => {
    expect(BEHIND).toEqual(['sandbox-one:4255', 'sandbox-two:4255'])
    for (const name of ['sandbox-one', 'sandbox-two'])
      expect(services[name]?.environment).toMatchObject({ CLICKPESA_SANDBOX_DRAIN: '5s' })
    expect(BALANCER).toMatch(/health_interval 1s\n\s*health_timeout 2s/)
  })

  test('refuses no call and loses nothing while one sandbox is drained under load', async () => {
    const place = await aPostgresDatabase()
    const shop = await startReceiver(200)
    const replicas = await Promise.all(
      ['sandbox-one', 'sandbox-two'].map((service) => launchSandbox([], { env: settingsOf(service, place) })),
    )
    const [one, two] = replicas.map(({ ready }) => ready.url ?? '') as [string, string]
    const balancer = await startLoadBalancer([one, two], { healthPath: HEALTH_PATH, intervalMs: 100 })
    const sandbox = await connectSandbox(balancer.url, { token: CONTROL_TOKEN })
    const merchant = await sandbox.merchant(DEFAULT_CREDENTIALS.clientId)
    await merchant.change({ webhooks: { 'PAYMENT RECEIVED': shop.url } })

    const api = `${balancer.url}/third-parties`
    const call = async (path: string, headers: Record<string, string>, body?: object) => {
      const reply = await fetch(`${api}${path}`, {
        method: 'POST',
        headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
      if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`)
      return reply.json()
    }
    const paid: string[] = []
    const buy = async (orderReference: string) => {
      const { clientId, apiKey } = DEFAULT_CREDENTIALS
      const { token } = await call('/generate-token', { 'client-id': clientId, 'api-key': apiKey })
      const order = { totalPrice: '1000', orderCurrency: 'TZS', orderReference }
      await call('/checkout-link/generate-checkout-url', { authorization: token }, order)
      await merchant.pay(orderReference)
      paid.push(orderReference)
    }
    let isOver = false
    const customers = Array.from({ length: CUSTOMERS }, async (_, customer) => {
      for (let n = 0; !isOver; n++) await buy(`C${customer}N${n}`)
    })
    const load = Promise.all(customers)
    while (paid.length < 5) await Promise.race([load, pause()])
    replicas[0]?.process.kill('SIGTERM')
    const ended = await Promise.race([replicas[0]?.exited, load])
    expect(ended).toMatchObject({ code: 0, err: '' })
    const [byOne, before] = [balancer.passedOn.get(one), paid.length]
    while (paid.length < before + 5) await Promise.race([load, pause()])
    isOver = true
    await load

    expect(balancer.readyOnes()).toEqual([two])
    expect(balancer.passedOn.get(one)).toBe(byOne)
    const told = () => shop.received.map(({ text }) => JSON.parse(text).data.orderReference as string)
    while (new Set(told()).size < paid.length) await pause()
    expect(told().toSorted()).toEqual(paid.toSorted())
    const payments = await merchant.payments({ limit: 500 })
    expect(payments.map(({ orderReference, status }) => `${orderReference} ${status}`).toSorted()).toEqual(
      paid.map((reference) => `${reference} SUCCESS`).toSorted(),
    )
  })
})

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20))
}
