import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { SandboxMistake } from '../../server/errors.js'
import { printable, printableInColours } from '../../server/lib/printable.js'
import { ControlError, connectSandbox, createSandbox } from '../../server/testing/index.js'
import { fakeIo, runHere } from '../cli/fake-io.js'
import { launch, launchProgram, launchSandbox } from '../cli/launch.js'

/** Clears the screen, sets the title, conceals, goes back, and turns the direction: as bytes of several kinds. */
const HOSTILE = '\u001b[2J\u001b]0;owned\u0007\u009b8m\r\b\u007f\u202etxt.exe\u2066\u{e0041}'

/** Whatever may act on a terminal. */
const ACTIVE = /(?![\n\t])[\p{Cc}\p{Cf}\u2028\u2029]/u

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'clickpesa-terminal-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return folder
}

const quoted = JSON.stringify(HOSTILE)

const PACT = {
  metadata: { pactSpecification: { version: '4.0' } },
  interactions: [
    { description: HOSTILE, type: 'Synchronous/HTTP', providerStates: [{ name: HOSTILE }], request: {} },
  ],
}

const HAR = {
  log: {
    entries: [
      {
        request: {
          method: HOSTILE,
          url: `http://x/third-parties/${HOSTILE}`,
          headers: [{ name: HOSTILE, value: HOSTILE }],
        },
        response: {
          status: 418,
          content: { text: JSON.stringify({ message: HOSTILE, [HOSTILE]: HOSTILE }) },
        },
      },
      { request: { method: 'GET', url: HOSTILE }, response: {} },
    ],
  },
}

describe('what is printed', () => {
  test.each<[what: string, args: readonly string[], files?: Readonly<Record<string, string>>]>([
    ['a command', [`x${HOSTILE}`]],
    ['an option', ['start', `--${HOSTILE}`]],
    ['the name of a scenario', ['scenarios', HOSTILE]],
    ['a scenario', ['scenarios', '--scenarios', '.'], { 'odd.yaml': `title: ${quoted}\nabout: ${quoted}\n` }],
    [
      'a scenario, explained',
      ['scenarios', 'odd', '--scenarios', '.'],
      { 'odd.yaml': `title: ${quoted}\nabout: ${quoted}\n` },
    ],
    [
      'a scenario that is wrong',
      ['scenarios', '--scenarios', '.'],
      { 'odd.yaml': `title: x\n${quoted}: ${quoted}\n` },
    ],
    [
      'a scenario that cannot be read',
      ['scenarios', '--scenarios', '.'],
      { 'odd.yaml': `title: [\u009b2J\n` },
    ],
    [
      'a configuration',
      ['start', '--config', 'c.yaml'],
      { 'c.yaml': `${quoted}: ${quoted}\nport: ${quoted}\n` },
    ],
    [
      'flags',
      [
        'start',
        '--port',
        HOSTILE,
        '--profile',
        HOSTILE,
        '--public-url',
        HOSTILE,
        '--dialect',
        `${HOSTILE}=${HOSTILE}`,
      ],
    ],
    ['a pact', ['verify', 'p.json'], { 'p.json': JSON.stringify(PACT) }],
    ['a pact that is not JSON', ['verify', 'p.json'], { 'p.json': HOSTILE }],
    ['a recording', ['compare', 'r.har'], { 'r.har': JSON.stringify(HAR) }],
    ['a recording that is not JSON', ['compare', 'r.har'], { 'r.har': HOSTILE }],
    ['the address of a health check', ['healthcheck', '--url', `http://127.0.0.1:1/${HOSTILE}`]],
    ['a program that is not there', ['exec', '--', `/nowhere/${HOSTILE}`]],
    ['a checksum', ['checksum', '--key', 'k', '--method', HOSTILE]],
  ])('of %s does nothing to a terminal', async (_what, args, files = {}) => {
    const folder = await folderWith(files)
    const env = { PATH: process.env.PATH ?? '' }
    const here = args.map((arg) => (arg === '.' ? folder : arg))
    const { out, err } = await runHere(here, { folder, env, input: `{"a":${quoted}}` })
    expect(out + err).not.toBe('')
    expect(out + err).not.toMatch(ACTIVE)
  })

  test('of an answer does nothing to a terminal', async () => {
    const answers = [HOSTILE, JSON.stringify({ message: HOSTILE, hint: HOSTILE })]
    const server = createServer((_request, response) =>
      response.writeHead(400).end(answers.shift() ?? HOSTILE),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      server.close()
    })
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    for (const _ of [...answers]) {
      const { err } = await runHere(['pay', 'ORDER1', '--url', url])
      expect(err).not.toBe('')
      expect(err).not.toMatch(ACTIVE)
    }
    const error = await connectSandbox(url).catch((failure: unknown) => failure)
    expect(error).toBeInstanceOf(ControlError)
    expect(String(error)).not.toMatch(ACTIVE)
  })

  test('of a failing test does nothing to a terminal', async () => {
    const folder = await folderWith({ 'odd.yaml': `title: x\n${quoted}: ${quoted}\n` })
    const error = await createSandbox({ port: 0, scenarioFolder: folder }).catch(
      (failure: unknown) => failure,
    )
    expect(error).toBeInstanceOf(SandboxMistake)
    expect(String(error)).not.toMatch(ACTIVE)
  })

  test('of the banner does nothing to a terminal', async () => {
    const { io, said, listeners } = fakeIo({
      env: { CLICKPESA_SANDBOX_PORT: '0', CLICKPESA_SANDBOX_SEED: HOSTILE },
    })
    const { run } = await import('../../server/cli/program.js')
    const running = run(['start'], io)
    await expect.poll(() => said.out).toContain('repeats this run')
    for (const listener of listeners) listener('SIGTERM')
    expect(await running).toBe(0)
    expect(said.out).not.toMatch(ACTIVE)
  })

  test.each([
    ['json', false],
    ['json', true],
    ['pretty', false],
    // On a terminal it goes past what looks at all else that is printed.
    ['pretty', true],
  ])('of the log as %s, on a terminal: %s, does nothing to it', async (format, isWatched) => {
    const { io, said, listeners } = fakeIo({ env: { CLICKPESA_SANDBOX_PORT: '0' } })
    const { run } = await import('../../server/cli/program.js')
    const args = ['start', '--json', '--log-level', 'info', '--log-format', format]
    const running = run(args, { ...io, isWatched })
    await expect.poll(() => said.out).toContain('"ready"')
    const { apiUrl, clientId, apiKey } = JSON.parse(said.out)
    const call = (path: string, headers: Record<string, string>, body?: object) =>
      fetch(`${apiUrl}${path}`, {
        method: body ? 'POST' : 'GET',
        headers: { 'content-type': 'application/json', ...headers },
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
    const granted = await call('/generate-token', { 'client-id': clientId, 'api-key': apiKey }, {})
    const { token: authorization } = (await granted.json()) as { token: string }
    const order = { totalPrice: HOSTILE, orderReference: HOSTILE, orderCurrency: HOSTILE, [HOSTILE]: HOSTILE }
    await call('/checkout-link/generate-checkout-url', { authorization }, order)
    await call(`/payments/${encodeURIComponent(HOSTILE)}`, { authorization })
    await expect.poll(() => said.err).toContain('/payments/')
    for (const listener of listeners) listener('SIGTERM')
    expect(await running).toBe(0)
    expect(said.err).not.toMatch(ACTIVE)
    expect(said.err).toContain('202e')
  })

  test('keeps what people write, and stays JSON where it was', () => {
    for (const text of ['José Mushi\n\tDuka', '📱👨‍👩‍👧', 'سعر', "quo'te\\"])
      expect(printable(text)).toBe(text)
    const json = JSON.stringify({ a: '\u009b\u202e\u001b' })
    expect(JSON.parse(printable(json))).toEqual(JSON.parse(json))
  })

  test('of a program that writes in colours keeps them, and nothing else', () => {
    expect(printableInColours('\u001b[1;32mok\u001b[0m\u001b[2J')).toBe('\u001b[1;32mok\u001b[0m\\u001b[2J')
  })
})

describe('a reader that goes away', () => {
  test('ends no sandbox: neither that of its messages nor that of its log', async () => {
    const sandbox = await launchSandbox(['--log-level', 'trace'])
    sandbox.process.stdout?.destroy()
    sandbox.process.stderr?.destroy()
    const { url, clientId } = sandbox.ready
    // Whatever is written to the log now meets nobody.
    for (let i = 0; i < 20; i += 1) {
      const reply = await fetch(`${url}/sandbox/api/v1/merchants/${clientId}/reset`, { method: 'POST' })
      await reply.text()
      await fetch(`${url}/%zz`).then((answer) => answer.text())
    }
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    sandbox.process.kill('SIGTERM')
    expect((await sandbox.exited).code).toBe(0)
  })

  test('ends no command that still has work to do', async () => {
    const listed = launch(['scenarios', '--json'])
    listed.process.stdout?.destroy()
    expect((await listed.exited).code).toBe(0)
  })

  test('of a full disk is told by the exit code', async () => {
    const { exited } = launchProgram('sh', [
      '-c',
      '"$0" dist/server/main.js scenarios > /dev/full',
      process.execPath,
    ])
    expect((await exited).code).toBe(1)
  })
})
