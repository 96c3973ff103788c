import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join, posix } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { nodeTooOld } from '../../server/node-version.js'
import { packageRoot } from '../../server/package-root.js'
import { vitestTooOld } from '../../server/testing/vitest-version.js'

const run = promisify(execFile)
const read = (path: string) => readFileSync(join(packageRoot, path), 'utf8')
const manifest = JSON.parse(read('package.json')) as {
  readonly engines: { readonly node: string }
  readonly peerDependencies: Readonly<Record<string, string>>
  readonly dependencies: Readonly<Record<string, string>>
}

describe('the package', () => {
  let packed: readonly string[] = []

  beforeAll(async () => {
    const { stdout } = await run('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], {
      cwd: packageRoot,
    })
    const [{ files }] = JSON.parse(stdout) as [{ files: readonly { path: string }[] }]
    packed = files.map(({ path }) => path)
  })

  it('can be used by a project that has installed it: command line, exec, check, import, require, types', async () => {
    const trial = await run(process.execPath, ['scripts/try-package.mjs', 'links@this'], { cwd: packageRoot })
    expect(trial.stdout).toContain('passed: links')
  })

  it('holds every page that its messages name', () => {
    const named = readdirSync(join(packageRoot, 'server'), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file))
      .flatMap((file) => read(join('server', file)).match(/docs\/[\w/-]+\.md/g) ?? [])
    expect(named).toContain('docs/configuration.md')
    expect(named.filter((page) => !packed.includes(page))).toEqual([])
  })

  it('holds the build and what the licences of others ask for, and neither sources nor pictures', () => {
    expect(packed).toEqual(
      expect.arrayContaining(['LICENSE', 'dist/server/main.js', 'dist/server/licences.txt']),
    )
    expect(
      packed.filter((path) => /^(build|test|scripts|bench)\/|^server\/.*\.tsx?$|\.webp$/.test(path)),
    ).toEqual([])
  })

  it('brings Fastify inside, because of a dependency that wants Node 22, and asks for nothing that does', () => {
    expect(Object.keys(manifest.dependencies)).not.toContain('fastify')
    const { packages } = JSON.parse(read('package-lock.json')) as {
      readonly packages: Readonly<
        Record<string, { readonly dev?: true; readonly engines?: { node?: string } }>
      >
    }
    const demanding = Object.entries(packages)
      .filter(([, { dev }]) => !dev)
      .filter(([, { engines }]) => /^>=? ?2[1-9]/.test(engines?.node ?? ''))
    expect(demanding).toEqual([])
  })

  it('starts from few files: what is loaded late stays apart, and what every start needs comes together', () => {
    const reached = new Set<string>()
    const open = ['dist/server/parts/process.js', 'dist/server/parts/start.js', 'dist/server/parts/serve.js']
    for (let file = open.pop(); file !== undefined; file = open.pop()) {
      if (reached.has(file)) continue
      reached.add(file)
      for (const [, next = ''] of read(file).matchAll(/^import [^'"]*"(\.[^"]+)"/gm))
        open.push(posix.join(file, '..', next))
    }
    const packages = [...reached].flatMap((file) => read(file).match(/^import .* from "[^."].*"/gm) ?? [])
    expect(
      packages.filter((line) => !line.includes('"node:') && !isBuiltin(line.split('"')[1] ?? '')),
    ).toEqual([])
    expect(reached.size).toBeLessThan(60)
  })

  it('stands beside any version of the runners that it has fixtures for', () => {
    expect(manifest.peerDependencies).toEqual({ '@playwright/test': '*', vitest: '*' })
  })
})

describe('an old Node', () => {
  it('is told in one sentence, and none that package.json promises is', () => {
    expect(manifest.engines.node).toBe('>=20.19')
    expect(['20.19.0', '22.0.0', '24.1.2'].map(nodeTooOld)).toEqual([null, null, null])
    expect(['12.22.12', '18.20.8', '20.18.3'].map(nodeTooOld)).toEqual(
      ['12.22.12', '18.20.8', '20.18.3'].map((version) =>
        expect.stringMatching(
          new RegExp(
            `^clickpesa-sandbox needs Node 20\\.19 or newer, and this is Node ${version}: [^\n]*\\.$`,
          ),
        ),
      ),
    )
  })

  it('can read all that the command line loads before it has looked at the version', () => {
    const loaded = ['dist/server/main.js', 'dist/server/parts/node-version.js'].map(read)
    const imports = loaded.flatMap((text) => text.match(/^import .*$/gm) ?? [])
    expect(imports).toEqual(['import { t as nodeTooOld } from "./parts/node-version.js";'])
    for (const text of loaded) expect(text).not.toMatch(/\?\.|\?\?|\bawait\b|node:|#\w+[;(]/)
  })
})

it('an old Vitest is told in one sentence that the fixtures need a newer one', () => {
  expect(['4.1.0', '4.2.0-beta.1', '5.0.0'].map(vitestTooOld)).toEqual([null, null, null])
  expect(vitestTooOld('3.2.4')).toMatch(
    /^clickpesa-sandbox\/vitest needs Vitest 4\.1 or newer, and this is Vitest 3\.2\.4: .*createSandbox.*\.$/,
  )
})
