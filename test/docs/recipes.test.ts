import { execFile, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { packageRoot } from '../../server/package-root.js'
import { launch } from '../cli/launch.js'

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

  it.each(files.filter((file) => file.endsWith('.yml')))('YAML with jobs: %s', (file) => {
    expect(parse(readFileSync(join(packageRoot, FOLDER, file), 'utf8'))).toHaveProperty('jobs.test.services')
  })

  it.skipIf(!has('php'))('PHP: PaymentTest.php (skipped where there is no php)', async () => {
    await run('php', ['-l', join(FOLDER, 'PaymentTest.php')], { cwd: packageRoot })
  })
})
