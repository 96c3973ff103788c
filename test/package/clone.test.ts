import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { packageRoot } from '../../server/package-root.js'

const run = promisify(execFile)

/** The files of the repository without what was built from them, and what `npm ci` brings. */
let clone = ''

beforeAll(async () => {
  clone = await mkdtemp(join(tmpdir(), 'clone-'))
  const listed = ['ls-files', '--cached', '--others', '--exclude-standard', '-z']
  const { stdout } = await run('git', listed, { cwd: packageRoot, maxBuffer: 2 ** 24 })
  const files = stdout.split('\0').filter((file) => file !== '' && !/^(test|docs\/screenshots)\//.test(file))
  await Promise.all(files.map((file) => cp(join(packageRoot, file), join(clone, file)).catch(ignoreGone)))
  await symlink(join(packageRoot, 'node_modules'), join(clone, 'node_modules'))
  return () => rm(clone, { recursive: true, force: true })
})

/** A file that was removed and not yet committed. */
function ignoreGone(error: NodeJS.ErrnoException) {
  if (error.code !== 'ENOENT') throw error
}

/** `npm start` in a folder until the sandbox is ready or npm ends. Returns what it said meanwhile. */
async function start(cwd: string) {
  // npm starts the node that stands first on the path.
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}`, NODE_OPTIONS: '' }
  // A group of its own: npm ends without the program that it started when only npm is told to end.
  const npm = spawn('npm', ['start', '--', '--port', '0'], { cwd, env, detached: true })
  const endAll = () => {
    if (npm.exitCode === null && npm.signalCode === null && npm.pid !== undefined)
      process.kill(-npm.pid, 'SIGTERM')
  }
  onTestFinished(endAll)
  const said = { out: '', err: '' }
  npm.stderr.on('data', (chunk) => {
    said.err += chunk
  })
  await new Promise<void>((resolve) => {
    npm.once('close', () => resolve())
    npm.stdout.on('data', (chunk) => {
      said.out += chunk
      if (said.out.includes('/sandbox/guide')) resolve()
    })
  })
  endAll()
  return said
}

test('the first `npm start` of a clone says that it compiles and how long it took; the next one starts at once', async () => {
  const first = await start(clone)
  expect(first.out).toMatch(/Inspector +http:\/\/127\.0\.0\.1:\d+\/sandbox\n/)
  expect(first.err).toMatch(/^Compiling the sandbox, which takes some seconds the first time \.\.\.$/m)
  expect(first.err).toMatch(/^Compiled in \d+\.\d s\.$/m)
  expect(first.err).not.toMatch(/warning|deprecat|DEP\d/i)
  const second = await start(clone)
  expect(second.err).not.toMatch(/compil|warning|deprecat|DEP\d/i)
})

test('a package that is made of a clone is built first, as a dependency on the repository is', async () => {
  for (const made of ['dist', 'build']) await rm(join(clone, made), { recursive: true, force: true })
  const { stdout, stderr } = await run('npm', ['pack', '--dry-run', '--json', '--foreground-scripts=false'], {
    cwd: clone,
    env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}`, NODE_OPTIONS: '' },
    maxBuffer: 2 ** 24,
  })
  const [{ files }] = JSON.parse(stdout) as [{ files: readonly { path: string }[] }]
  expect(files.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['dist/server/main.js', 'dist/server/testing/index.d.ts', 'dist/scenarios.json']),
  )
  expect(stderr).not.toMatch(/DEP\d/)
  const { prepare } = JSON.parse(await readFile(join(clone, 'package.json'), 'utf8')).scripts
  for (const made of ['dist', 'build']) await rm(join(clone, made), { recursive: true, force: true })
  await run('sh', ['-c', prepare], {
    cwd: clone,
    env: { ...process.env, npm_lifecycle_event: 'prepare', NODE_OPTIONS: '' },
  })
  expect(existsSync(join(clone, 'dist/server/main.js'))).toBe(true)
})

test('a clone without what it is built with is told what to run', async () => {
  const bare = await mkdtemp(join(tmpdir(), 'clone-'))
  onTestFinished(() => rm(bare, { recursive: true, force: true }))
  for (const file of ['package.json', 'scripts/build-if-needed.mjs', 'server/main.ts']) {
    await cp(join(packageRoot, file), join(bare, file))
  }
  const { out, err } = await start(bare)
  expect(out).not.toContain('/sandbox')
  expect(err).toContain('There is nothing to start yet, and nothing to build it with: run `npm ci` first.')
})

// Debian's dash ends on a signal without passing it on to what it waits for; bash is replaced by it. A hang-up ends npm
// alone, as when the terminal is closed.
const ENDS = ['/bin/dash', '/bin/bash']
  .filter((shell) => existsSync(shell))
  .flatMap((shell) => (['SIGTERM', 'SIGHUP'] as const).map((signal) => [shell, signal] as const))

test.each(ENDS)('a sandbox that `npm start` began by %s ends with npm on %s', async (shell, signal) => {
  const env = { ...process.env, npm_config_script_shell: shell, NODE_OPTIONS: '' }
  const npm = spawn('npm', ['start', '--', '--port', '0', '--json'], {
    cwd: clone,
    env: { ...env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` },
    detached: true,
  })
  const { pid = 0 } = npm
  let hasEnded = false
  onTestFinished(() => {
    if (!hasEnded) process.kill(-pid, 'SIGKILL')
  })
  // The sandbox has the same streams: they are closed when it is gone too.
  const ended = new Promise<void>((resolve) => {
    npm.once('close', () => {
      hasEnded = true
      resolve()
    })
  })
  const ready = await new Promise<string>((resolve) => {
    let said = ''
    npm.stdout.on('data', (chunk) => {
      said += chunk
      const line = said.split('\n').find((one) => one.includes('"event":"ready"'))
      if (line !== undefined) resolve(line)
    })
  })
  npm.kill(signal)
  await ended
  await expect(fetch(`${JSON.parse(ready).url}/healthz`)).rejects.toThrow('fetch failed')
})
