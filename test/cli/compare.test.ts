import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../server/config.js'
import { asLines, record } from '../compare/recording.js'
import { runHere } from './fake-io.js'

async function recording(text: string) {
  const folder = await mkdtemp(join(tmpdir(), 'compare-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'traffic.ndjson')
  await writeFile(file, text)
  return { file, beside: (name: string) => join(folder, name) }
}

test('says that nothing differs, and exits with 0', async () => {
  const { file } = await recording(asLines(await record({})))
  const { code, out } = await runHere(['compare', file])
  expect(code).toBe(0)
  expect(out).toContain('No switch stands otherwise in your traffic.\n\nAgrees: ')
})

test('names what differs, writes a configuration for it and a copy for sharing, and exits with 1', async () => {
  const { file, beside } = await recording(asLines(await record({ queryUnknownReference: 'notFound404' })))
  const args = ['compare', file, '--write', beside('live.yaml'), '--redacted', beside('shared.ndjson')]
  const { code, out } = await runHere(args)
  expect(code).toBe(1)
  expect(out).toContain('queryUnknownReference: notFound404   (the sandbox: badRequest400)')
  const config = await readConfig({ flags: { config: beside('live.yaml') } })
  expect(config.dialect).toEqual({ queryUnknownReference: 'notFound404' })
  expect(await readFile(beside('shared.ndjson'), 'utf8')).not.toContain('José')
})

test('prints JSON for programs', async () => {
  const { file } = await recording(asLines(await record({ redirectStatusCode: 303 })))
  const { code, out } = await runHere(['compare', file, '--json'])
  expect(code).toBe(1)
  expect(JSON.parse(out).dialect).toEqual({ redirectStatusCode: 303 })
})

test('cannot use a file that is not there, or that holds nothing', async () => {
  const { file, beside } = await recording('')
  expect(await runHere(['compare', beside('nowhere.har')])).toMatchObject({
    code: 2,
    err: expect.stringContaining('nowhere.har cannot be read: it is not there'),
  })
  expect(await runHere(['compare', file])).toMatchObject({
    code: 2,
    err: expect.stringContaining('there is no call to /third-parties'),
  })
})
