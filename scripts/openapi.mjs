// Runs Redocly's command line on the OpenAPI documents: `lint`, or `diff [REVISION]` to see how the documents in
// the working tree differ from those of a commit (HEAD when left out), breaking changes first.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const DOCUMENTS = ['contracts/openapi.json', 'contracts/control-openapi.json']
const require = createRequire(import.meta.url)
const CLI = join(dirname(require.resolve('@redocly/cli/package.json')), 'bin/cli.js')

/** Never asks the network for anything. */
const QUIET = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }

const [command, revision = 'HEAD'] = process.argv.slice(2)
if (command === 'lint') process.exitCode = redocly('lint')
else if (command === 'diff') process.exitCode = diff(revision)
else {
  console.error('usage: node scripts/openapi.mjs lint | diff [REVISION]')
  process.exitCode = 2
}

function diff(since) {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-'))
  try {
    return Math.max(
      ...DOCUMENTS.map((path) => {
        const before = join(folder, 'before.json')
        writeFileSync(
          before,
          execFileSync('git', ['show', `${since}:${path}`], { cwd: ROOT, maxBuffer: 2 ** 27 }),
        )
        console.log(`\n${path} since ${since}`)
        // It informs: whoever merges decides whether a breaking change is right.
        return redocly('diff', before, path, '--fail-on', 'none')
      }),
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function redocly(...args) {
  const { status } = spawnSync(process.execPath, [CLI, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...QUIET },
    stdio: 'inherit',
  })
  return status ?? 1
}
