import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { pageName } from '../../server/guide/guide-path.js'
import { withDocumentFiles } from '../../server/guide/named-documents.js'
import { packageRoot } from '../../server/package-root.js'
import { runHere } from '../cli/fake-io.js'
import { startSandbox } from '../support/sandbox.js'
import { temporaryFile } from '../support/temporary-file.js'

/** Every document that a message of the sandbox names. */
const NAMED = [
  ...new Set(
    readdirSync(join(packageRoot, 'server'), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path))
      .map((path) => readFileSync(join(packageRoot, 'server', path), 'utf8').replace(/\/\*[\s\S]*?\*\//g, ''))
      .flatMap((text) => text.match(/\bdocs\/[\w/-]+\.md\b/g) ?? []),
  ),
]

test.each(NAMED)(
  '%s, which a message names, is a page of the guide and a file of the package',
  async (file) => {
    const { app } = await startSandbox()
    const page = await app.inject(`/sandbox/guide/${pageName(file)}`)
    expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(existsSync(join(packageRoot, file))).toBe(true)
    expect(JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')).files).toContain(
      file.split('/').length === 2 ? 'docs/*.md' : file.split('/').slice(0, 2).join('/'),
    )
  },
)

test.each([
  ['a provider state', '/sandbox/api/v1/provider-states', { state: 'pigs can fly' }],
  [
    'a scenario',
    '/sandbox/api/v1/scenarios',
    {
      name: 'mine',
      title: 'Mine',
      about: 'It takes what another takes.',
      match: { phoneNumbers: ['255744990001'] },
      timeline: [{ after: '1s', status: 'SUCCESS' }],
    },
  ],
])(
  'where a sandbox runs, the refusal of %s names a page of its guide at the public address',
  async (_, url, body) => {
    const { app } = await startSandbox()
    const { message, hint } = (await app.inject({ method: 'POST', url, payload: body })).json()
    const [address = ''] = /http:\S+\/sandbox\/guide\/[\w/-]+/.exec(`${message} ${hint}`) ?? []
    expect(address).toMatch(/^http:\/\/sandbox\.test\//)
    expect((await app.inject(new URL(address).pathname)).statusCode).toBe(200)
    expect(`${message} ${hint}`).not.toContain('docs/')
  },
)

test('where no sandbox runs, a command names a file that can be opened from where it was called', async () => {
  const folder = dirname(temporaryFile(''))
  const { err } = await runHere(['start'], { folder, env: { CLICKPESA_SANDBOX_PROT: '1' } })
  const [file = ''] = /\S+configuration\.md/.exec(err) ?? []
  expect(existsSync(resolve(folder, file))).toBe(true)
  const { out } = await runHere(['exec', '--help'], { folder })
  expect(out.replace(/\s+/g, '')).toContain(join(packageRoot, 'docs/tls.md'))
})

test('a document is named by its short path where that leads to it, and by nothing else where there is none', () => {
  const message = 'docs/tls.md and docs/nothing-like-it.md'
  expect(withDocumentFiles(message, packageRoot)).toBe(message)
  expect(withDocumentFiles(message, join(packageRoot, '..'))).toBe(
    `${relative(join(packageRoot, '..'), packageRoot)}/docs/tls.md and docs/nothing-like-it.md`,
  )
})
