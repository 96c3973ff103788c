import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readConfig, SINGLE_SETTINGS, SWITCHED_SETTINGS } from '../../server/config.js'
import { variableFor } from '../../server/environment.js'
import { packageRoot } from '../../server/package-root.js'
import { loadScenarios } from '../../server/scenario/load.js'
import { runHere } from '../cli/fake-io.js'
import { temporaryFile } from '../support/temporary-file.js'

const read = (path: string) => readFileSync(join(packageRoot, path), 'utf8')
const filesIn = (folder: string, ending: RegExp) =>
  readdirSync(join(packageRoot, folder))
    .filter((name) => ending.test(name))
    .map((name) => join(folder, name))

const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  ...filesIn('docs', /\.md$/),
  ...filesIn('docs/recipes', /\.md$/),
]
const WITH_SETTINGS = [...PAGES, ...filesIn('docs/recipes', /\.\w+$/), 'Dockerfile', 'SECURITY.md']
/** Variables that are not settings of the start. */
const OTHERS = ['config', 'url'].map(variableFor)

it.each(PAGES)('%s links to nothing that is not there', (page) => {
  const links = [...read(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, to = '']) => to)
  const broken = links.filter(
    (to) => !/^https?:/.test(to) && !existsSync(join(packageRoot, dirname(page), to)),
  )
  expect(broken).toEqual([])
})

it.each(WITH_SETTINGS)('%s names no variable that the sandbox would refuse', (page) => {
  const known = [...SINGLE_SETTINGS, ...SWITCHED_SETTINGS].map(variableFor).concat(OTHERS)
  const named = read(page).match(/\bCLICKPESA_SANDBOX_[A-Z_]*[A-Z]\b/g) ?? []
  expect(named.filter((name) => !known.includes(name) && !/SERVICE_HOST/.test(name))).toEqual([])
})

it('docs/configuration.md has a row for each command', async () => {
  const [, listed = ''] = /The commands are: (.*)/.exec((await runHere(['nothing'])).err) ?? []
  const [, table = ''] = /^## Commands\n(.*?)^`exec` sets/ms.exec(read('docs/configuration.md')) ?? []
  const rows = [...table.matchAll(/^\| `(\w+)/gm)].map(([, name = '']) => name)
  expect(rows.sort()).toEqual(listed.split(', ').sort())
})

// Whoever has installed the package for one project has it on no path.
it.each(PAGES)('%s begins a command that is to be pasted with npx', (page) => {
  const blocks = [...read(page).matchAll(/^```(?:sh|bash|shell|console)\n(.*?)^```$/gms)].map(
    ([, text = '']) => text,
  )
  expect(blocks.flatMap((text) => text.match(/^(?:\$ )?clickpesa-sandbox .*$/gm) ?? [])).toEqual([])
})

describe('the pages for newcomers', () => {
  it.each(['for-developers', 'for-ci', 'for-testers', 'containers', 'versions'])(
    'are linked from the README: %s',
    (page) => {
      expect(read('README.md')).toContain(`(docs/${page}.md)`)
    },
  )

  it('name scenarios that there are', async () => {
    const scenarios = await loadScenarios()
    const rows = [...read('docs/for-testers.md').matchAll(/^\| [^|]+ \| `([\w-]+)` \|$/gm)].map(
      ([, name]) => name,
    )
    const suggested = read('docs/for-developers.md').match(/(?<=begin with:\n)[\s\S]*?(?=\n\n)/)?.[0] ?? ''
    const names = [...rows, ...[...suggested.matchAll(/`([\w-]+)`/g)].map(([, name]) => name)]
    expect(names.length).toBeGreaterThan(10)
    expect(names.filter((name) => !scenarios.has(name ?? ''))).toEqual([])
  })

  it('show configurations that the sandbox takes', async () => {
    const [, file = ''] = read('docs/for-developers.md').match(/```yaml\n([\s\S]*?)```/) ?? []
    const config = await readConfig({ flags: { config: temporaryFile(file) } })
    expect(config.merchant.webhooks).toMatchObject({ 'PAYMENT FAILED': expect.stringContaining(':3000/') })
  })
})

describe('files for containers and CI', () => {
  const yaml = filesIn('docs/recipes', /\.yml$/)

  it.each(yaml)('%s sets what the sandbox takes', async (file) => {
    const environments = environmentsIn(parse(read(file)))
    expect(environments.length).toBeGreaterThan(0)
    for (const { CLICKPESA_SANDBOX_CONFIG: _, ...env } of environments) await readConfig({ env })
  })

  it('compose: the configuration inside is one, and the shop waits for a sandbox that is ready', async () => {
    const { services, configs } = parse(read('docs/recipes/compose.yml'))
    const config = await readConfig({ flags: { config: temporaryFile(configs.sandbox.content) } })
    expect(config.merchant.webhooks?.['PAYMENT RECEIVED']).toBe('http://shop:3000/webhooks/clickpesa')
    expect(services.shop.depends_on.clickpesa).toEqual({ condition: 'service_healthy' })
    expect(read('Dockerfile')).toContain('HEALTHCHECK')
  })
})

/** Every group of variables in a file for containers or CI that has one of ours. */
function environmentsIn(part: unknown): Record<string, string>[] {
  if (typeof part !== 'object' || part === null) return []
  const inner = Object.values(part).flatMap(environmentsIn)
  const own = Object.entries(part).filter(
    ([name, value]) => name.startsWith('CLICKPESA_SANDBOX_') && typeof value === 'string',
  )
  return own.length > 0 ? [Object.fromEntries(own), ...inner] : inner
}
