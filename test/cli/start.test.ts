import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import module from 'node:module'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { start } from '../../server/cli/start.js'
import { freePort } from '../support/free-port.js'
import { fakeIo } from './fake-io.js'
import { launch, launchProgram, launchSandbox } from './launch.js'

describe('start', () => {
  it('announces itself in JSON, gives tokens and links, and ends cleanly on SIGTERM', async () => {
    const { ready, process, exited } = await launchSandbox()
    expect(ready).toEqual({
      event: 'ready',
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      apiUrl: `${ready.url}/third-parties`,
      checkoutUrl: ready.url,
      inspectorUrl: `${ready.url}/sandbox`,
      clientId: 'IDSANDBOXDEFAULT0000000000000001',
      apiKey: 'SKSANDBOXDEFAULT00000000000000000000000001',
      checksumKey: 'CHKSANDBOXDEFAULT000000000000000001',
    })
    expect(await linkAt(ready)).toMatch(new RegExp(`^${ready.checkoutUrl}/CHE[0-9A-F]{7}$`))
    process.kill('SIGTERM')
    expect(await exited).toMatchObject({ code: 0, signal: null, err: '' })
  })

  it('opens a merchant whose hosted page waits for the phone; those that tests open do not', async () => {
    const { ready, process, exited } = await launchSandbox()
    const merchants = `${ready.url}/sandbox/api/v1/merchants`
    const json = async (reply: Promise<Response>) => (await reply).json()
    expect(await json(fetch(`${merchants}/${ready.clientId}`))).toMatchObject({ waitsForPhone: true })
    const opened = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }
    expect(await json(fetch(merchants, opened))).toMatchObject({ waitsForPhone: false })
    process.kill('SIGTERM')
    await exited
  })

  it('starts without a command, and ends on SIGINT', async () => {
    const sandbox = launch(['--port', '0'])
    await sandbox.line(/Ctrl-C stops/)
    sandbox.process.kill('SIGINT')
    const { code, out, err } = await sandbox.exited
    expect([code, err]).toEqual([0, ''])
    expect(out).not.toContain('\u001b')
  })

  it('takes its settings from a file, and opens its merchant with them', async () => {
    const folder = await folderWith({
      'sandbox.yaml':
        'port: 0\nmerchant:\n  clientId: IDMINE\n  apiKey: SKMINE\npublicUrl: http://pay.test/x/\n',
    })
    const sandbox = launch(['start', '--json'], {
      cwd: folder,
      env: { CLICKPESA_SANDBOX_CONFIG: 'sandbox.yaml' },
    })
    const ready = JSON.parse(await sandbox.line(/ready/))
    expect(ready).toMatchObject({ clientId: 'IDMINE', url: 'http://pay.test/x' })
  })

  it('is strict and speaks another dialect when told so', async () => {
    const { ready } = await launchSandbox([
      '--strict',
      '--self-check',
      '--dialect',
      'badCredentialsStatus=401',
      '--dialect',
      'linkExpirySeconds=60',
    ])
    const answer = await fetch(`${ready.url}/sandbox/api/v1/merchants/${ready.clientId}`)
    expect(await answer.json()).toMatchObject({
      strict: true,
      dialect: { badCredentialsStatus: 401, linkExpirySeconds: 60 },
    })
  })

  it('repeats its ids with the same seed', async () => {
    const idFrom = async (args: readonly string[]) => {
      const { ready } = await launchSandbox(args)
      return (await linkAt(ready)).split('/').at(-1)
    }
    const [first, second, other] = await Promise.all([
      idFrom(['--seed', '7']),
      idFrom(['--seed', '7']),
      idFrom([]),
    ])
    expect(second).toBe(first)
    expect(other).not.toBe(first)
  })

  it('asks for a new token when other machines can reach it, and prints it', async () => {
    const { ready } = await launchSandbox(['--host', '0.0.0.0'])
    expect(ready.url).toMatch(/^http:\/\/127\.0\.0\.1:/)
    expect(ready.controlToken).toMatch(/^[\w-]{32}$/)
    const merchants = `${ready.url}/sandbox/api/v1/merchants`
    const headers = { authorization: `Bearer ${ready.controlToken}` }
    expect((await fetch(merchants)).status).toBe(401)
    expect((await fetch(merchants, { headers })).status).toBe(200)
  })

  it('keeps to a token that is configured, and does not print it', async () => {
    const { ready } = await launchSandbox(['--host', '0.0.0.0', '--control-token', 'my-token'])
    expect(ready).not.toHaveProperty('controlToken')
    const headers = { authorization: 'Bearer my-token' }
    expect((await fetch(`${ready.url}/sandbox/api/v1/merchants`, { headers })).status).toBe(200)
  })

  it('says that its port is taken', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    const { code, out, err } = await launch(['start', '--port', String(port)]).exited
    expect([code, out]).toEqual([1, ''])
    expect(err).toBe(
      `port ${port} on 127.0.0.1 is in use by another program\nstop that program, or choose another port with --port (0 takes any free one)\n`,
    )
  })

  it('says that its host is not here', async () => {
    const { code, err } = await launch(['start', '--port', '0', '--host', '192.0.2.1']).exited
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(/^192\.0\.2\.1 is not an address of this machine\n/),
    ])
  })

  it('says everything that is wrong in a folder of scenarios, with file and line', async () => {
    const folder = await folderWith({
      'one.yaml': 'title: One\nabout: x\ntimline: []\n',
      'two.yaml': 'title: Two\nabout: x\ntimeline:\n  - { after: 1s, status: PAID }\n',
    })
    const { code, out, err } = await launch(['start', '--port', '0', '--scenarios', folder]).exited
    expect([code, out]).toEqual([1, ''])
    expect(err).toMatch(/one\.yaml:3: timline: unknown key "timline"; did you mean "timeline"\?/)
    expect(err).toMatch(/two\.yaml:4: .*found "PAID"/)
  })

  it('says that a folder of scenarios, a configuration or a scenario is not there', async () => {
    const errorOf = async (...args: string[]) => {
      const { code, err } = await launch(['start', '--port', '0', ...args]).exited
      return [code, err.split('\n')[0]]
    }
    const folder = await folderWith({ 'c.yaml': 'merchant: { scenario: sucess }\n' })
    const errors = await Promise.all([
      errorOf('--scenarios', join(folder, 'no')),
      errorOf('--config', join(folder, 'no.yaml')),
      errorOf('--config', join(folder, 'c.yaml')),
    ])
    expect(errors).toEqual([
      [1, expect.stringMatching(/^the scenario folder .*no cannot be read: it is not there$/)],
      [1, expect.stringMatching(/^flag --config: the file .*no\.yaml cannot be read: it is not there$/)],
      [1, 'there is no scenario "sucess"; did you mean "success"?'],
    ])
  })

  it('exits at once when told a second time', async () => {
    const { io, listeners, exits } = fakeIo()
    let showsBanner = () => {}
    const isUp = new Promise<void>((resolve) => {
      showsBanner = resolve
    })
    const running = start({ port: '0' }, { ...io, styled: showsBanner })
    await isUp
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      for (const tell of listeners) tell(signal)
    }
    expect(exits).toEqual([1])
    expect(await running).toBe(0)
  })

  // Without it each start compiles more than a megabyte anew.
  it.skipIf(!('enableCompileCache' in module))('keeps what was compiled, its largest file too', async () => {
    const folder = await folderWith({})
    const env = { TMPDIR: folder, TEMP: folder, TMP: folder }
    const sandbox = launch(['start', '--port', '0', '--json'], { env })
    await sandbox.line(/ready/)
    sandbox.process.kill('SIGTERM')
    await sandbox.exited
    const kept = await readdir(folder, { recursive: true, withFileTypes: true })
    const sizes = await Promise.all(
      kept
        .filter((one) => one.isFile())
        .map(async (one) => (await stat(join(one.parentPath, one.name))).size),
    )
    expect(Math.max(...sizes)).toBeGreaterThan(100_000)
  })

  const missing = ['sh', 'curl', 'openssl'].filter((tool) => spawnSync(tool, ['--version']).error)
  const title = missing.length === 0 ? '' : ` (skipped: ${missing.join(', ')} not found)`

  it.skipIf(missing.length > 0).each([
    ['off', ''],
    ['on', 'merchant: { checksumEnabled: true, checksumKey: "it\'s a $key" }\n'],
  ])(`shows commands that create a link when pasted, with the checksum %s${title}`, async (_on, yaml) => {
    const folder = await folderWith({ 'c.yaml': yaml })
    const sandbox = launch(['start', '--port', '0', '--config', join(folder, 'c.yaml')])
    await sandbox.line(/Ctrl-C stops/)
    const out = sandbox.out()
    const paste = out.slice(out.indexOf('TOKEN='), out.indexOf('Open the checkoutLink'))
    const { out: answer, code } = await launchProgram('sh', ['-c', paste]).exited
    expect(code).toBe(0)
    expect(JSON.parse(answer)).toEqual({
      checkoutLink: expect.stringMatching(/:\d+\/CHE[0-9A-F]{7}$/),
      clientId: 'IDSANDBOXDEFAULT0000000000000001',
    })
  })
})

describe('healthcheck', () => {
  it('finds a sandbox that is ready, and not one that is gone', async () => {
    const { ready, process, exited } = await launchSandbox()
    const env = { CLICKPESA_SANDBOX_PORT: new URL(ready.url ?? '').port }
    expect(await launch(['healthcheck'], { env }).exited).toMatchObject({ code: 0, out: '', err: '' })
    process.kill('SIGTERM')
    await exited
    const { code, err } = await launch(['healthcheck'], { env }).exited
    expect([code, err]).toEqual([1, expect.stringContaining('is not ready: nothing listens there')])
  })

  it('waits for one that is not ready yet, by itself in its process', async () => {
    let asked = 0
    const server = createHttpServer((_request, response) => {
      asked += 1
      response.writeHead(asked < 3 ? 503 : 200).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const ended = await launch(['healthcheck', '--url', url, '--wait', '5m']).exited
    expect([ended.code, ended.err, asked]).toEqual([0, '', 3])
  })

  it('says of one that does not come in time that it did not', async () => {
    const url = `http://127.0.0.1:${await freePort()}`
    const { code, err } = await launch(['healthcheck', '--url', url, '--wait', '300ms']).exited
    expect([code, err]).toEqual([1, `The sandbox at ${url} is not ready: nothing listens there\n`])
  })
})

it('a command whose process ends before it is done does not say that all went well', async () => {
  const url = `http://127.0.0.1:${await freePort()}`
  const holdsNothing = 'const real = setTimeout; globalThis.setTimeout = (...all) => real(...all).unref()'
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(holdsNothing)}` }
  const { code, err } = await launch(['healthcheck', '--url', url, '--wait', '5m'], { env }).exited
  expect([code, err]).toEqual([1, ''])
})

async function linkAt({ apiUrl, clientId = '', apiKey = '' }: Record<string, string>): Promise<string> {
  const headers = { 'client-id': clientId, 'api-key': apiKey }
  const token = await fetch(`${apiUrl}/generate-token`, { method: 'POST', headers })
  const { token: authorization } = (await token.json()) as { token: string }
  const link = await fetch(`${apiUrl}/checkout-link/generate-checkout-url`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ totalPrice: '100', orderReference: 'ORDER1', orderCurrency: 'TZS' }),
  })
  return ((await link.json()) as { checkoutLink: string }).checkoutLink
}

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-start-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return folder
}
