import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { DEFAULT_CREDENTIALS } from '../../server/default-credentials.js'
import { warningsOfLiveCredentials } from '../../server/live-credentials.js'
import { createSandbox } from '../../server/testing/index.js'
import { runHere } from '../cli/fake-io.js'
import { launch, launchSandbox } from '../cli/launch.js'
import { startSandbox } from '../support/sandbox.js'

describe('where NODE_ENV is production', () => {
  test.each([
    ['start', ['start', '--port', '0']],
    ['start, by no name', ['--port', '0']],
    ['exec', ['exec', '--', 'true']],
  ])('%s refuses, and says what would allow it', async (_command, args) => {
    for (const NODE_ENV of ['production', ' Production ']) {
      const { code, err } = await runHere(args, { env: { NODE_ENV } })
      expect(code).toBe(1)
      expect(err).toContain('NODE_ENV is production')
      expect(err).toContain('--allow-production or CLICKPESA_SANDBOX_ALLOW_PRODUCTION=true')
    }
  })

  test('the built command refuses, and starts when it is allowed to', async () => {
    const env = { NODE_ENV: 'production' }
    const refused = await launch(['start', '--port', '0'], { env }).exited
    expect([refused.code, refused.out]).toEqual([1, ''])
    const allowed = await launchSandbox(['--allow-production'], { env })
    expect((await fetch(`${allowed.ready.url}/healthz`)).status).toBe(200)
    const byVariable = await launchSandbox([], {
      env: { ...env, CLICKPESA_SANDBOX_ALLOW_PRODUCTION: 'true' },
    })
    expect((await fetch(`${byVariable.ready.url}/healthz`)).status).toBe(200)
  })

  test('createSandbox refuses, and opens when it is allowed to', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    onTestFinished(() => {
      vi.unstubAllEnvs()
    })
    await expect(createSandbox({ port: 0 })).rejects.toThrow(/NODE_ENV is production/)
    await expect(createSandbox({ port: 0 })).rejects.toMatchObject({
      hint: expect.stringContaining('allowProduction: true'),
    })
    await (await createSandbox({ port: 0, allowProduction: true })).close()
  })

  test.each(['', 'test', 'development', 'staging', 'productionlike'])(
    'does not stand: "%s"',
    async (NODE_ENV) => {
      vi.stubEnv('NODE_ENV', NODE_ENV)
      onTestFinished(() => {
        vi.unstubAllEnvs()
      })
      await (await createSandbox({ port: 0 })).close()
    },
  )
})

const LIVE = {
  apiKey: 'SKq7Zt2VbN9xLwE4rYkD8uHsJ3mPcG6fXaT1oQyWiR',
  checksumKey: 'CHKq7Zt2VbN9xLwE4rYkD8uHsJ3mPcG6fXa',
} as const

describe('a configured key', () => {
  test.each(Object.entries(LIVE))(
    'that looks like a live one is warned of, and not shown: %s',
    async (name, key) => {
      const [warning, ...more] = warningsOfLiveCredentials({ [name]: key })
      expect(more).toEqual([])
      expect(warning).toContain(`merchant.${name} looks like a key of the live ClickPesa`)
      expect(warning).not.toContain(key)
    },
  )

  test('is warned of by the command line, which starts all the same', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'clickpesa-live-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const file = join(folder, 'c.yaml')
    await writeFile(file, `merchant: { apiKey: ${LIVE.apiKey} }\n`)
    const sandbox = await launchSandbox(['--config', file])
    sandbox.process.kill('SIGTERM')
    const { code, err } = await sandbox.exited
    expect([code, err.includes('merchant.apiKey looks like a key of the live ClickPesa')]).toEqual([0, true])
  })

  test('is warned of by createSandbox, which opens all the same', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    onTestFinished(() => warn.mockRestore())
    await (await createSandbox({ port: 0, merchant: { apiKey: LIVE.apiKey } })).close()
    expect(warn.mock.calls.map(([text]) => String(text))).toEqual([
      expect.stringContaining('merchant.apiKey'),
    ])
  })

  test.each([
    DEFAULT_CREDENTIALS,
    { clientId: 'IDq7Zt2VbN9xLwE4rYkD8uHsJ3mPcG6f' },
    { apiKey: 'SKMINE', checksumKey: 'CHKMINE' },
    {
      apiKey: 'SKfakeSandboxKey000000000000000000000000001',
      checksumKey: 'CHKfakeSandboxKey00000000000000001',
    },
    { apiKey: `SK${'ab'.repeat(20)}` },
    { checksumKey: 'my-checksum-key' },
    { apiKey: 'SKMyShopTestq7Zt2VbN9xLwE4rYkD8uHsJ3mPcG6f' },
    {},
  ])('that is invented annoys nobody: %j', (settings) => {
    expect(warningsOfLiveCredentials(settings)).toEqual([])
  })

  test('that the sandbox itself made up is never taken for a live one', async () => {
    const { sandbox } = await startSandbox()
    const { applications, apiKeys } = await sandbox.merchants.open({}, 'a test')
    const [apiKey, checksumKey] = [apiKeys[0]?.secret ?? '', applications[0]?.checksumKey ?? '']
    expect(warningsOfLiveCredentials({ apiKey, checksumKey })).toEqual([])
  })

  test('of live shape is nearly always warned of', () => {
    const random = fc.stringMatching(/^[A-Za-z0-9]{40}$/).filter((text) => new Set(text).size > 20)
    const keys = fc.sample(random, { numRuns: 200, seed: 1 })
    expect(
      keys.filter((key) => warningsOfLiveCredentials({ apiKey: `SK${key}` }).length === 1).length,
    ).toBeGreaterThan(180)
  })
})
