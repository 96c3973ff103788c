import { execFile, spawnSync } from 'node:child_process'
import { chmodSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../server/package-root.js'
import { launch, launchProgram } from '../cli/launch.js'
import { temporaryFile } from '../support/temporary-file.js'

const run = promisify(execFile)
const FOLDER = 'docs/recipes'
const files = readdirSync(join(packageRoot, FOLDER)).filter(
  (name) => /\.\w+$/.test(name) && !/\.md$/.test(name),
)

function has(program: string): boolean {
  return spawnSync(program, ['--version']).status === 0
}

describe('the page of recipes', () => {
  it('lists every recipe, and none that is not there', () => {
    const page = readFileSync(join(packageRoot, FOLDER, 'README.md'), 'utf8')
    const linked = [...page.matchAll(/^\|.*?\]\(([^)/]+)\)/gm)].map(([, name]) => name)
    expect(linked.sort()).toEqual(files.sort())
  })
})

describe('a recipe runs beside exec', () => {
  it.each([
    ['node.test.mjs', 'node', '--test'],
    ['any-language.sh', 'sh'],
  ])('%s', async (file, ...command) => {
    const { code, out, err } = await launch(['exec', '--', ...command, `${FOLDER}/${file}`]).exited
    expect([code, out + err]).toEqual([0, expect.stringMatching(/^[#ℹ] pass 1$|ORDER1001 is paid/m)])
  })

  it.skipIf(!has('python3'))('test_payment.py (skipped where there is no python3)', async () => {
    const command = ['python3', '-B', '-m', 'unittest', `${FOLDER}/test_payment.py`]
    const { code, err } = await launch(['exec', '--', ...command]).exited
    expect([code, err]).toEqual([0, expect.stringContaining('Ran 1 test')])
  })

  it.skipIf(!has('phpunit'))('PaymentTest.php (skipped where there is no PHPUnit)', async () => {
    const command = ['phpunit', '--do-not-cache-result', `${FOLDER}/PaymentTest.php`]
    const { code, out } = await launch(['exec', '--', ...command]).exited
    expect([code, out]).toEqual([0, expect.stringContaining('OK (1 test, 2 assertions)')])
  })

  it.skipIf(!has('javac'))('PaymentTest.java (skipped where there is no JDK)', async () => {
    const { code, out, err } = await launch(['exec', '--', 'java', `${FOLDER}/PaymentTest.java`]).exited
    expect([code, out + err]).toEqual([0, expect.stringContaining('ORDER1001 has failed, as it should')])
  })
})

it.each([
  ['true', 0],
  ['exit 3', 3],
])('ci.sh keeps the log and ends as the tests do: %s', async (tests, code) => {
  const main = join(packageRoot, 'dist/server/main.js')
  // npx, without what it would look up.
  const npx = temporaryFile(`#!/bin/sh\nshift\nexec '${process.execPath}' '${main}' "$@"\n`, 'npx')
  chmodSync(npx, 0o755)
  const kept = dirname(npx)
  const call = `curl -s "$CLICKPESA_BASE_URL/nothing" > /dev/null; ${tests}`
  const env = { PATH: `${dirname(npx)}:${process.env.PATH}`, KEPT: kept }
  const ended = await launchProgram('sh', [join(FOLDER, 'ci.sh'), 'sh', '-c', call], { env }).exited
  expect(ended.code).toBe(code)
  expect(readFileSync(join(kept, 'sandbox.log'), 'utf8')).toContain(
    'the sandbox has no GET /third-parties/nothing',
  )
})

it('the recipe for Node runs by itself too', async () => {
  const { stdout } = await run(process.execPath, ['--test', `${FOLDER}/node.test.mjs`], { cwd: packageRoot })
  // Node 24 marks its summary in another way.
  expect(stdout).toMatch(/^[#ℹ] pass 1$/m)
})

describe('a recipe that cannot run here is at least', () => {
  it.each(files.filter((file) => /\.m?js$/.test(file)))('JavaScript: %s', async (file) => {
    await run(process.execPath, ['--check', join(FOLDER, file)], { cwd: packageRoot })
  })
})
