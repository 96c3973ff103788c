import { execFile, execFileSync } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { buildApp } from '../../server/app.js'
import { snippetsFor } from '../../server/inspector/snippets.js'
import { Sandbox } from '../../server/sandbox/sandbox.js'

const run = promisify(execFile)

/** How each program is run, where the machine has what it needs. */
const RUNNERS = [
  ['curl', 'sh', '-c', 'curl'],
  ['JavaScript', process.execPath, '--input-type=module', process.execPath],
  ['Python', 'python3', '-c', 'python3'],
  ['PHP', 'php', '-r', 'php'],
] as const

function isThere(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

async function listening(checksumEnabled: boolean) {
  const merchant = { checksumEnabled, checksumKey: 'CHK\'with\\odd"letters' }
  const sandbox = await Sandbox.open({ seed: 'test', merchant })
  const app = await buildApp(sandbox)
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  onTestFinished(async () => {
    await app.close()
    await sandbox.close()
  })
  return { sandbox, url, checksumKey: merchant.checksumKey }
}

describe.each(RUNNERS)('the first payment in %s', (language, command, flag, needs) => {
  test.skipIf(!isThere(needs)).each([
    ['with', true],
    ['without', false],
  ])('runs as it is, %s checksums', async (_words, checksumEnabled) => {
    const { sandbox, url, checksumKey } = await listening(checksumEnabled)
    const [details] = await sandbox.merchants.list()
    const snippet = snippetsFor({
      url,
      clientId: details?.applications[0]?.id ?? '',
      apiKey: details?.apiKeys[0]?.secret ?? '',
      checksumKey,
      checksumEnabled,
      guarded: false,
    }).find((one) => one.language === language)
    const code = (snippet?.code ?? '').replace(/^<\?php\n/, '')
    const args = language === 'JavaScript' ? [flag, '-e', code] : [flag, code]
    const { stdout } = await run(command, args)
    expect(stdout).toContain(`Pay in a browser: ${url}/CHE`)
    expect(stdout).toContain('SUCCESS')
  })
})

test('a sandbox with a control token leaves the customer to a browser', () => {
  const facts = { url: 'http://x', clientId: 'ID', apiKey: 'SK', checksumKey: 'CHK', checksumEnabled: true }
  for (const guarded of [true, false]) {
    for (const { code } of snippetsFor({ ...facts, guarded }))
      expect(code.includes('/sandbox/api')).toBe(!guarded)
  }
})
