import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../server/package-root.js'
import { launch } from '../cli/launch.js'

const folder = mkdtempSync(join(tmpdir(), 'tls-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function execTls(command: readonly string[], env: Record<string, string> = {}) {
  return launch(['exec', '--tls', '--', ...command], {
    env: { CLICKPESA_SANDBOX_TLS_FOLDER: join(folder, 'authority'), ...env },
  }).exited
}

function has(program: string, ...args: string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0
}

const CLIENTS = [
  { client: 'Node', command: [process.execPath], file: 'pay.mjs', isHere: true },
  { client: 'Python', command: ['python3'], file: 'pay.py', isHere: has('python3', '--version') },
  {
    client: 'PHP',
    command: ['php'],
    file: 'pay.php',
    isHere: has('php', '-r', 'exit(function_exists("curl_init") ? 0 : 1);'),
  },
]

describe('a client that has https://api.clickpesa.com built in', () => {
  for (const { client, command, file, isHere } of CLIENTS) {
    it.skipIf(!isHere)(
      `pays an order with the sandbox, in ${client}${isHere ? '' : ', which is not on this machine'}`,
      async () => {
        const { code, out, err } = await execTls([...command, join(packageRoot, 'test/tls/clients', file)])
        expect({ code, err }).toEqual({ code: 0, err: '' })
        expect(JSON.parse(out)).toEqual({
          checkoutLink: expect.stringMatching(/^https:\/\/checkout\.clickpesa\.com\/CHE\w{7}$/),
          page: 200,
          status: 'SUCCESS',
        })
      },
    )
  }

  it.skipIf(!has('curl', '--version'))(
    'reaches it with curl, also where an exception from the proxy names it',
    async () => {
      const command = ['curl', '--silent', '--show-error', 'https://api.clickpesa.com/healthz']
      const { code, out, err } = await execTls(command, {
        NO_PROXY: 'intranet.example,clickpesa.com',
        no_proxy: '*',
      })
      expect({ code, out, err }).toEqual({ code: 0, out: '{"status":"ok"}', err: '' })
    },
  )
})

const requests = "import requests; print(requests.get('https://api.clickpesa.com/healthz').json()['status'])"

it.skipIf(!has('python3', '-c', 'import requests'))(
  'a client that brings its own certificates, as requests for Python does, believes it too',
  async () => {
    expect(await execTls(['python3', '-c', requests])).toMatchObject({ code: 0, out: 'ok\n' })
  },
)

it('exec --tls keeps what programs trusted, and leaves nothing behind', async () => {
  const program = `
    const { readFileSync } = require('node:fs')
    const { SSL_CERT_FILE: file, CLICKPESA_BASE_URL: url } = process.env
    const count = readFileSync(file, 'utf8').split('BEGIN CERTIFICATE').length - 1
    console.log(JSON.stringify({ file, url, count }))`
  const { code, out } = await execTls([process.execPath, '-e', program])
  const { file, url, count } = JSON.parse(out)
  expect({ code, url }).toEqual({ code: 0, url: 'https://api.clickpesa.com/third-parties' })
  expect(count).toBeGreaterThan(100)
  expect(existsSync(file)).toBe(false)
})
