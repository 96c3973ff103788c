import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { buildApp } from '../../server/app.js'
import { type CheckReport, checkReportSchema } from '../../server/check/reports/report.js'
import { issuesIn } from '../../server/schema/validator.js'
import example from '../support/check-report.json' with { type: 'json' }
import { startSandbox } from '../support/sandbox.js'
import { HOSTILE, textOf } from './support.js'

/** The page about the last check, where a sandbox looks for its report in a folder that has this file. */
async function pageOf(written: string | null, controlToken: string | null = null) {
  const folder = await mkdtemp(join(tmpdir(), 'report-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const checkReport = join(folder, 'report.json')
  if (written !== null) await writeFile(checkReport, written)
  return { ...(await pageFor(checkReport, controlToken)), checkReport }
}

async function pageFor(checkReport: string | null, controlToken: string | null = null) {
  const { sandbox } = await startSandbox()
  const app = await buildApp(sandbox, { checkReport, controlToken })
  onTestFinished(() => app.close())
  const { statusCode, body } = await app.inject({ url: '/sandbox/check' })
  return { statusCode, body, text: textOf(body), app }
}

test('the example is a report', () => {
  expect(issuesIn(checkReportSchema, example)).toEqual([])
})

test('shows each mistake with its proof, how to see it again, and what happened', async () => {
  const { statusCode, body, text } = await pageOf(JSON.stringify(example))
  expect(statusCode).toBe(200)
  expect(text).toContain('2 mistakes')
  expect(text).toContain('28 orders were played: success 1, catalogue 3, amounts 24')
  expect(body).toContain('<h2>fulfils an order more than once</h2>')
  expect(text).toContain('fulfilled 3 times at 10m, in the days after the last step')
  expect(text).toContain('clickpesa-sandbox check --replay .clickpesa/fulfils-again.json -- COMMAND')
  expect(text).toContain('ClickPesa says by webhook: SUCCESS of 12500 TZS; answered with 200')
  expect(text).toContain('Not tried second tries: the config has no "again"')
})

test('says so where nothing wrong was found', async () => {
  const flawless = { ...example, isFlawless: true, mistakes: [], skipped: [] }
  const { text } = await pageOf(JSON.stringify(flawless))
  expect(text).toContain('Nothing wrong was found')
})

test('is about the report as it is now', async () => {
  const { app, checkReport } = await pageOf(null)
  await writeFile(checkReport, JSON.stringify(example))
  expect((await app.inject({ url: '/sandbox/check' })).body).toContain('2 mistakes')
})

test('says how to get a report where there is none', async () => {
  const { statusCode, text } = await pageOf(null)
  expect(statusCode).toBe(200)
  expect(text).toContain(
    'Run clickpesa-sandbox check -- COMMAND in the folder in which this sandbox was started',
  )
  expect((await pageFor(null)).text).toContain('was started by a program and looks for no report')
})

test.each([
  ['no JSON', '{"version": 1,', 'is not a report that this version of check has written'],
  ['another JSON', '{"name": "duka"}', 'is not a report that this version of check has written'],
  ['a report that lacks something', JSON.stringify({ ...example, seed: undefined }), 'is not a report'],
  [
    'an event that lacks something',
    JSON.stringify(example).replaceAll('"claims":', '"claimed":'),
    'is not a report',
  ],
  [
    'more than fits on a page',
    JSON.stringify({ ...example, seed: 'x'.repeat(2 ** 21) }),
    'it has 3 MB, and 2',
  ],
])('says what is wrong with a file that is %s, and shows nothing of it', async (_, written, words) => {
  const { statusCode, text, body } = await pageOf(written)
  expect([statusCode, text]).toEqual([200, expect.stringContaining(words)])
  expect(body.length).toBeLessThan(10_000)
})

test('says that what stands in its place is not a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'report-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await mkdir(join(folder, 'report.json'))
  expect((await pageFor(join(folder, 'report.json'))).text).toContain('cannot be shown: it is not a file')
})

test('keeps what a shop says of itself a text', async () => {
  const said = `</li></dd></section>"'>${HOSTILE}\u202etxt`
  /** Every text that a shop, a scenario or a stranger may have written. */
  const hostile = JSON.stringify(example, (key, value) =>
    typeof value === 'string' && !BOUND.has(key) ? said : value,
  )
  const report = JSON.parse(hostile) as CheckReport
  expect(issuesIn(checkReportSchema, report)).toEqual([])
  const { body } = await pageOf(hostile)
  expect(body).toContain('&lt;script>')
  expect(body).not.toContain(HOSTILE)
  expect(body).not.toContain('\u202e')
  const [begun, ended] = [body.match(/<section/g), body.match(/<\/section>/g)]
  expect(begun?.length).toBe(ended?.length)
})

/** What is one of a few words. */
const BOUND = new Set([
  'kind',
  'phase',
  'currency',
  'way',
  'do',
  'by',
  'wouldFind',
  'call',
  '0',
  '1',
  '2',
  '3',
  '4',
])

test('is for those who have the token, where one is needed', async () => {
  const { statusCode, body } = await pageOf(JSON.stringify(example), 'x'.repeat(24))
  expect(statusCode).toBe(401)
  expect(body).not.toContain('more than once')
})
