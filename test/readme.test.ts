import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { packageRoot } from '../server/package-root.js'
import {
  connectSandbox,
  createSandbox,
  type MerchantClient,
  type SandboxClient,
} from '../server/testing/index.js'
import { launchSandbox } from './cli/launch.js'
import { freePort } from './support/free-port.js'
import { startReceiver } from './support/receiver.js'
import { temporaryFile } from './support/temporary-file.js'

/** What a reader pastes from the README, against a sandbox and a shop on free ports. */

const run = promisify(execFile)
const DEFAULT_CLIENT_ID = 'IDSANDBOXDEFAULT0000000000000001'

let sandbox: SandboxClient
let shopPort: number
let merchant: MerchantClient
let readme: string
let commands: string[]

beforeAll(async () => {
  sandbox = await createSandbox({ port: 0 })
  shopPort = await freePort()
  readme = await read('README.md')
  commands = [...readme.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block ?? '')
})
afterAll(() => sandbox.close())

test('everything that the README tells to run is run here or by CI', () => {
  const run = ['five lines', 'check', 'settings', 'shop', 'scenario', 'keep']
  expect(commands).toHaveLength(run.length + 2)
  expect(commands.at(0)).toBe('npm ci && npm start\n')
  expect(commands.at(-1)).toBe('npm ci && npm test\n')
})

test('the five lines pay an order, from the token to the query', async () => {
  expect(commands[1]?.trim().split('\n')).toHaveLength(5)
  const [link, payment, query] = (await shell(commands[1])).trim().split('\n')
  expect(JSON.parse(link ?? '')).toMatchObject({ checkoutLink: expect.stringMatching(/\/CHE[0-9A-F]{7}$/) })
  expect(JSON.parse(payment ?? '')).toMatchObject({ status: 'PROCESSING' })
  expect(JSON.parse(query ?? '')).toMatchObject([{ status: 'SUCCESS', collectedAmount: 12500 }])
})

test('the shop in Python is checked, and nothing is wrong with it', async () => {
  const config = await read('examples/duka-python/check.yaml')
  const file = temporaryFile(config.replace(':3000', `:${shopPort}`), 'check.yaml')
  const command = here(commands[2])
  expect(command).toContain('--explore 5s')
  const quick = command
    .replace('examples/duka-python/check.yaml', file)
    .replace('--explore 5s', '--explore 0s --only webhook-duplicate')
  expect(await shell(`PORT=${shopPort} ${quick}`)).toContain('nothing wrong was found')
})

test('the shop is paid by a signed webhook once the sandbox knows where it is', async () => {
  await shell(commands[3])
  merchant = await sandbox.merchant('IDSHOP1')
  expect(await merchant.read()).toMatchObject({ checksumEnabled: true, scenario: 'success' })
  const shop = await startShop()
  expect(await (await fetch(`http://127.0.0.1:${shopPort}/`)).text()).toContain('data-testid="buy"')
  const orderReference = await buy()
  await merchant.pay(orderReference)
  await merchant.waitForDelivery({ event: 'PAYMENT RECEIVED', orderReference })
  const order = await orderAt(orderReference)
  expect(order).toMatchObject({ status: 'paid', paidBy: 'webhook', webhooks: 1 })
  const [, shown = ''] = /^```json\n(.*?)^```/ms.exec(await read('examples/shop/README.md')) ?? []
  expect(Object.keys(JSON.parse(shown))).toEqual(Object.keys(order))
  await shop.stop()
})

test('by the next command the first attempt fails, of which the shop is told, and the second succeeds', async () => {
  const shop = await startShop()
  await shell(commands[5])
  expect(await merchant.read()).toMatchObject({ scenario: 'fail-then-success' })
  const orderReference = await buy()
  await merchant.pay(orderReference)
  await merchant.waitForDelivery({ event: 'PAYMENT FAILED', orderReference })
  expect(await orderAt(orderReference)).toMatchObject({ status: 'failed', webhooks: 1 })
  await merchant.pay(orderReference)
  await merchant.waitForDelivery({ event: 'PAYMENT RECEIVED', orderReference })
  expect(await orderAt(orderReference)).toMatchObject({ status: 'paid', paidBy: 'webhook', webhooks: 2 })
  await shop.stop()
})

test('a webhook is tried again at the times that the README tells, until the shop is back', async () => {
  const [, scenario = '', takes = ''] =
    /To see a webhook retried, choose `([\w-]+)` [^.]*? takes (\d+) seconds/s.exec(readme) ?? []
  const [, second = '', third = ''] =
    /come (\d+) and (\d+) seconds, then 2 minutes after the first/.exec(readme) ?? []
  const shop = await startShop()
  await shell(commands[5]?.replace('fail-then-success', scenario))
  await merchant.clock.freeze()
  const orderReference = await buy()
  await merchant.pay(orderReference)
  await shop.stop()
  const outcomesAfter = async (seconds: number) => {
    await merchant.clock.advance(`${seconds}s`)
    const deliveries = await merchant.deliveries({ orderReference })
    return deliveries.flatMap(({ attempts }) => attempts.map(({ outcome }) => outcome))
  }
  expect(await outcomesAfter(Number(takes) - 1)).toEqual([])
  expect(await outcomesAfter(1)).toEqual(['unreachable'])
  expect(await outcomesAfter(Number(second) - 1)).toEqual(['unreachable'])
  expect(await outcomesAfter(1)).toEqual(['unreachable', 'unreachable'])
  const again = await startShop()
  expect(await outcomesAfter(Number(third) - Number(second) - 1)).toHaveLength(2)
  expect(await outcomesAfter(1)).toEqual(['unreachable', 'unreachable', 'received'])
  expect(await outcomesAfter(24 * 3600)).toHaveLength(3)
  await again.says('webhook for an unknown order')
  await again.stop()
})

test('the five lines pay an order still, after all of that', async () => {
  const [, , query] = (await shell(commands[1])).trim().split('\n')
  expect(JSON.parse(query ?? '')).toMatchObject([{ status: 'SUCCESS' }])
})

test('what was paid is there after kill -9 and the same start', async () => {
  const [npm, script, ...args] = (commands[6] ?? '').trim().split(' ')
  expect([npm, script, ...args]).toEqual(['npm', 'start', '--', '--data', 'sandbox.db'])
  const cwd = await mkdtemp(join(tmpdir(), 'sandbox-readme-'))
  const start = () => launchSandbox(args.slice(1), { cwd })
  const first = await start()
  const merchantAt = async (url = '') => (await connectSandbox(url)).merchant(DEFAULT_CLIENT_ID)
  const shop = await startReceiver(200)
  const merchant = await merchantAt(first.ready.url)
  await merchant.change({ webhooks: { 'PAYMENT RECEIVED': shop.url } })
  await shell(commands[1]?.replaceAll('http://127.0.0.1:4255', first.ready.url ?? ''))
  const [order] = await merchant.links()
  const orderReference = order?.orderReference ?? ''
  await merchant.waitForDelivery({ event: 'PAYMENT RECEIVED', orderReference })
  const toldBy = async (of: MerchantClient) => [
    await of.payments(),
    await of.deliveries(),
    await of.journal({ orderReference }),
  ]
  const before = await toldBy(merchant)
  const arrived = expect.objectContaining({ type: 'delivery:attempted' })
  expect(before).toMatchObject([
    [{ status: 'SUCCESS' }],
    [{ status: 'delivered' }],
    expect.arrayContaining([arrived]),
  ])
  first.process.kill('SIGKILL')
  await first.exited
  const second = await start()
  expect(await toldBy(await merchantAt(second.ready.url))).toEqual(before)
  second.process.kill('SIGKILL')
  await second.exited
  await rm(cwd, { recursive: true })
})

function read(path: string): Promise<string> {
  return readFile(join(packageRoot, path), 'utf8')
}

/** The example shop, as the README starts it, once it listens. */
async function startShop() {
  const shop = spawn('sh', ['-c', here(commands[4]).replace('node ', 'exec node ')], {
    cwd: packageRoot,
    env: { ...process.env, PORT: String(shopPort) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(shop, 'exit')
  const stop = async () => {
    shop.kill()
    await ended
  }
  onTestFinished(stop)
  let said = ''
  const says = (text: string) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (said.includes(text)) resolve()
      }
      shop.stdout.on('data', look)
      look()
    })
  shop.stdout.on('data', (chunk) => {
    said += chunk
  })
  await Promise.race([says('Server listening'), ended])
  return { stop, says }
}

/** Buys something in the shop. Returns the reference of the order. */
async function buy(): Promise<string> {
  const bought = await fetch(`http://127.0.0.1:${shopPort}/orders`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ item: 'kikoi', name: 'José Mushi', phone: '255744000111' }),
  })
  expect(bought.status).toBe(303)
  const [link] = await merchant.links({ limit: 1 })
  return link?.orderReference ?? ''
}

/** What the shop thinks of an order. */
async function orderAt(orderReference: string): Promise<object> {
  const reply = await fetch(`http://127.0.0.1:${shopPort}/orders/${orderReference}`)
  return (await reply.json()) as object
}

function here(command: string | undefined): string {
  return (command ?? '')
    .replaceAll('http://127.0.0.1:4255', sandbox.url)
    .replaceAll('127.0.0.1:3000', `127.0.0.1:${shopPort}`)
    .replaceAll('npx clickpesa-sandbox', `node ${join(packageRoot, 'dist/server/main.js')}`)
}

async function shell(command: string | undefined): Promise<string> {
  const { stdout } = await run('sh', ['-c', here(command)], { cwd: packageRoot })
  return stdout
}
