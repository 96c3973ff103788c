import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../server/package-root.js'
import { createSandbox, type SandboxClient } from '../../server/testing/index.js'
import { launchProgram } from '../cli/launch.js'
import { freePort } from '../support/free-port.js'

/**
 * What a reader pastes from the guide. The README's commands build on each other; `test/readme.test.ts` runs those. A block that
 * cannot be run here says so above itself, as `<!-- not run: why -->` or `<!-- run by test/… -->`.
 */
const PAGES = ['docs', 'docs/agents', 'docs/recipes', 'docs/decisions']
  .flatMap((folder) => readdirSync(join(packageRoot, folder)).map((name) => join(folder, name)))
  .filter((path) => path.endsWith('.md'))
  .concat('CONTRIBUTING.md', 'SECURITY.md')

interface Block {
  readonly page: string
  readonly command: string
  readonly mark: string
}

const BLOCKS = PAGES.flatMap((page) =>
  [...read(page).matchAll(/^(?:<!-- ([^\n]*) -->\n)?```(?:sh|bash|shell|console)\n(.*?)^```$/gms)].map(
    ([, mark = '', command = '']): Block => ({ page, command, mark }),
  ),
)

const COMMAND = /^(\$ )?(npx|npm|curl|docker|clickpesa-sandbox) /m

let sandbox: SandboxClient
let port: number
let folder: string

beforeAll(async () => {
  sandbox = await createSandbox({ port: 0 })
  port = await freePort()
  folder = project()
  const shop = await sandbox.createMerchant({ clock: { frozen: true } })
  const credentials = { 'client-id': shop.clientId, 'api-key': shop.apiKey }
  await fetch(`${shop.apiUrl}/generate-token`, { method: 'POST', headers: credentials })
  const recorded = await fetch(`${sandbox.url}/sandbox/merchants/${shop.id}/requests.har`)
  writeFileSync(join(folder, 'traffic.har'), await recorded.text())
})
afterAll(async () => {
  await sandbox.close()
  rmSync(folder, { recursive: true })
})

describe('a command of the guide works', () => {
  it.each(BLOCKS.filter(({ mark }) => mark === ''))('$page: $command', async ({ command }) => {
    const program = launchProgram('sh', ['-ec', here(command)], {
      cwd: folder,
      env: {
        PATH: `${folder}/bin:${process.env.PATH}`,
        CLICKPESA_SANDBOX_PORT: '0',
        CLICKPESA_SANDBOX_URL: sandbox.url,
        CLICKPESA_SANDBOX_TLS_FOLDER: join(folder, 'tls'),
      },
    })
    // One that starts a sandbox goes on until it is stopped.
    const started = program.line(/Ctrl-C stops the sandbox/).then(
      () => process.kill(Number(read('pid', folder)), 'SIGTERM'),
      () => false,
    )
    const { code, out, err } = await program.exited
    await started
    expect([code, err]).toEqual([0, expect.not.stringContaining('rror')])
    expect(out).not.toContain('"hint"')
  })
})

describe('a command of the guide that is not run', () => {
  const marked = BLOCKS.filter(({ mark }) => mark !== '')

  it.each(marked)('$page says why, or by which test it is: $mark', ({ mark }) => {
    const [, reason, test] = /^(?:not run: (\w.*)|run by (test\/\S+\.test\.ts))$/.exec(mark) ?? []
    expect(reason ?? test).toBeDefined()
    if (test) expect(existsSync(join(packageRoot, test))).toBe(true)
  })

  it('is not hidden in a block without a language', () => {
    const hidden = PAGES.flatMap((page) => {
      const plain = [...read(page).matchAll(/^```(\w*)\n(.*?)^```$/gms)].filter(([, language]) => !language)
      return plain.filter(([, , text = '']) => COMMAND.test(text)).map(([block]) => `${page}: ${block}`)
    })
    expect(hidden).toEqual([])
  })
})

function read(path: string, root: string = packageRoot): string {
  return readFileSync(join(root, path), 'utf8')
}

/** A reader's project: with the package, a test of its own that asks ClickPesa for its health, and the guide's configuration. */
function project(): string {
  const main = join(packageRoot, 'dist/server/main.js')
  const root = mkdtempSync(join(tmpdir(), 'commands-'))
  const healthy = `fetch(new URL('/healthz', process.env.CLICKPESA_BASE_URL)).then(async (answer) => console.log(await answer.text()))`
  writeFileSync(
    join(root, 'package.json'),
    JSON.stringify({ name: 'shop', scripts: { test: 'node test.cjs' } }),
  )
  writeFileSync(join(root, 'test.cjs'), healthy)
  const [, , config = ''] = /^```yaml( .*)?\n(.*?)^```$/ms.exec(read('docs/configuration.md')) ?? []
  writeFileSync(join(root, 'sandbox.yaml'), config)
  mkdirSync(join(root, 'contracts/pacts'), { recursive: true })
  const pact = 'contracts/pacts/example-shop-clickpesa.json'
  writeFileSync(join(root, pact), read(pact))
  mkdirSync(join(root, 'scenarios'))
  mkdirSync(join(root, 'bin'))
  const command = `echo $$ > '${root}/pid'\nexec '${process.execPath}' '${main}' "$@"\n`
  const programs = {
    'clickpesa-sandbox': `#!/bin/sh\n${command}`,
    npx: `#!/bin/sh\nshift\n${command}`,
    sudo: '#!/bin/sh\nexec "$@"\n',
  }
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(root, 'bin', name), text)
    chmodSync(join(root, 'bin', name), 0o755)
  }
  return root
}

/** A command with the addresses that are free here. */
function here(command: string): string {
  return command
    .replaceAll('http://127.0.0.1:4255', sandbox.url)
    .replaceAll('127.0.0.1:3000', `127.0.0.1:${port}`)
    .replaceAll('--port 443', '--port 0')
}
