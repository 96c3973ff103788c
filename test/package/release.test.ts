import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parse } from 'yaml'
import { packageRoot } from '../../server/package-root.js'

const run = promisify(execFile)
const SCRIPT = join(packageRoot, 'scripts/release.mjs')
const CHANGELOG =
  '# Changelog\n\n## Unreleased\n\n- Something new.\n\n## 0.1.0 (2026-01-02)\n\n- The first.\n'

function folderWith(changelog: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'release-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'package.json'), '{ "name": "x", "version": "0.1.0" }\n')
  writeFileSync(join(folder, 'CHANGELOG.md'), changelog)
  mkdirSync(join(folder, 'docs/recipes'), { recursive: true })
  writeFileSync(
    join(folder, 'docs/recipes/compose.yml'),
    'image: ghcr.io/clickpesa-sandbox/clickpesa-sandbox:0.1.0\n',
  )
  return folder
}

describe('the script for releases', () => {
  it('sets the version everywhere, dates what is unreleased, and prints it as the notes', async () => {
    const folder = folderWith(CHANGELOG)
    const read = (path: string) => readFileSync(join(folder, path), 'utf8')
    const { stdout } = await run(process.execPath, [SCRIPT, '0.2.0'], { cwd: folder })
    expect(stdout).toBe('- Something new.\n')
    expect(JSON.parse(read('package.json'))).toMatchObject({ version: '0.2.0' })
    expect(read('docs/recipes/compose.yml')).toContain('clickpesa-sandbox:0.2.0')
    expect(read('CHANGELOG.md')).toMatch(
      /^# Changelog\n\n## Unreleased\n\n## 0\.2\.0 \(\d{4}-\d\d-\d\d\)\n\n- Something new\.\n\n## 0\.1\.0 \(2026-01-02\)\n/,
    )
  })

  it.each([
    ['two', CHANGELOG, '"two" is not a version'],
    ['0.1.0', CHANGELOG, 'CHANGELOG.md has version 0.1.0 already'],
    ['0.2.0', '# Changelog\n\n## Unreleased\n\n## 0.1.0 (2026-01-02)\n', 'has nothing under "## Unreleased"'],
    ['0.2.0', '# Changelog\n', 'has no heading "## Unreleased"'],
  ])(
    'refuses %s with a changelog that does not fit, and changes nothing',
    async (version, changelog, reason) => {
      const folder = folderWith(changelog)
      await expect(run(process.execPath, [SCRIPT, version], { cwd: folder })).rejects.toThrow(reason)
      expect(readFileSync(join(folder, 'CHANGELOG.md'), 'utf8')).toBe(changelog)
    },
  )
})

describe('the workflows', () => {
  const workflow = (name: string) => parse(readFileSync(join(packageRoot, '.github/workflows', name), 'utf8'))

  it('test Node 20 and 24 whole, and 22 and 26 by a smoke run', () => {
    const { test, smoke } = workflow('ci.yml').jobs
    expect([test.strategy.matrix.node, smoke.strategy.matrix.node]).toEqual([
      [20, 24],
      [22, 26],
    ])
  })

  it('release with provenance and an SBOM only when a maintainer says so', () => {
    const { on, jobs } = workflow('release.yml')
    expect(Object.keys(on)).toEqual(['workflow_dispatch'])
    const commands = jobs.release.steps.map(({ run = '' }) => run).join('\n')
    for (const part of [
      'scripts/release.mjs',
      'npm run test:all',
      '--provenance',
      '--sbom=true',
      'gh release create',
    ]) {
      expect(commands).toContain(part)
    }
  })

  it('call only scripts that are there', () => {
    const texts = ['ci.yml', 'release.yml'].map((name) =>
      readFileSync(join(packageRoot, '.github/workflows', name), 'utf8'),
    )
    const called = texts.flatMap((text) => text.match(/(?<=node )(?:scripts|bench)\/[\w-]+\.mjs/g) ?? [])
    for (const path of called) expect(readFileSync(join(packageRoot, path), 'utf8')).not.toBe('')
    const { scripts } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
      scripts: object
    }
    const npmScripts = texts.flatMap((text) => text.match(/(?<=npm run )[\w:]+/g) ?? [])
    expect(npmScripts.filter((name) => !(name in scripts))).toEqual([])
  })
})
