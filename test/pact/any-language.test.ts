import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { packageRoot } from '../../server/package-root.js'
import { launchProgram, launchSandbox } from '../cli/launch.js'
import { SHOP_PACT } from './pact-folder.js'
import { type Verified, verifyWithPact } from './verifier.js'

/** A team in any language: Pact's own verifier, a sandbox in a process of its own, a pact without generators. */

const PHP_PACT = join(packageRoot, 'test/pact/a-php-shop.json')
const BASE_PATH = ['--base-path', '/third-parties']

/** Without it, a token that is fetched for the next run may meet what the last state has left. */
const TEARDOWN = '--state-change-teardown'

async function sandbox() {
  const { ready } = await launchSandbox()
  const { url = '', apiUrl = '', clientId = '', apiKey = '' } = ready
  const token = async () => {
    const headers = { 'client-id': clientId, 'api-key': apiKey }
    const answer = await fetch(`${apiUrl}/generate-token`, { method: 'POST', headers })
    return ((await answer.json()) as { token: string }).token
  }
  return {
    url,
    apiUrl,
    clientId,
    apiKey,
    token,
    verify: (file: string, ...more: string[]): Promise<Verified> =>
      verifyWithPact({ port: Number(new URL(url).port), files: [file], more }),
  }
}

/** The pact with one of its texts replaced. */
function changed(from: string, to: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'pact-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'pact.json')
  const text = readFileSync(PHP_PACT, 'utf8')
  expect(text).toContain(from)
  writeFileSync(path, text.replaceAll(from, to))
  return path
}

describe('a pact without generators', () => {
  it('is verified with a token that was fetched before, whatever its states switch on', async () => {
    const { token, verify } = await sandbox()
    for (const run of ['first', 'second']) {
      const header = `Authorization=${await token()}`
      const { code, out } = await verify(PHP_PACT, ...BASE_PATH, TEARDOWN, '--header', header)
      expect([run, code, out]).toEqual([run, 0, expect.stringContaining('a query after the settlement')])
    }
  })

  it.each([
    ['has an unknown state', 'a payment was settled', 'a payment was forgotten'],
    [
      'has states that contradict each other',
      'the checksum is switched on',
      'a payment for order PHP1 has failed',
    ],
  ])('fails where it %s', async (_, from, to) => {
    const { token, verify } = await sandbox()
    const file = changed(from, to)
    const { code, out } = await verify(file, ...BASE_PATH, '--header', `Authorization=${await token()}`)
    expect([code, out]).toEqual([1, expect.stringContaining('setup state change handlers has failed')])
  })
})

it('the recipe for other languages verifies a pact with messages, and takes the merchant back', async () => {
  const { url, apiUrl, clientId, apiKey } = await sandbox()
  const { exited } = launchProgram('sh', ['docs/recipes/pact.sh', SHOP_PACT], {
    env: {
      CLICKPESA_BASE_URL: apiUrl,
      CLICKPESA_SANDBOX_URL: url,
      CLICKPESA_CLIENT_ID: clientId,
      CLICKPESA_API_KEY: apiKey,
      PACT_DO_NOT_TRACK: 'true',
      PATH: [join(packageRoot, 'node_modules/.bin'), process.env.PATH].join(delimiter),
    },
  })
  const { code, out, err } = await exited
  expect([code, out + err]).toEqual([0, expect.stringContaining('the callback of a link')])
  const merchant = await fetch(`${url}/sandbox/api/v1/merchants/${clientId}`)
  expect(await merchant.json()).toMatchObject({ checksumEnabled: false, clock: { frozen: false } })
})
