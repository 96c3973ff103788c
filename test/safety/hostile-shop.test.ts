import { expect, test } from 'vitest'
import { judge } from '../../server/check/judge.js'
import { keyOf, MISTAKES } from '../../server/check/mistakes.js'
import { readReplay, replayFile } from '../../server/check/replay.js'
import { reportHtml } from '../../server/check/reports/html.js'
import { junitXml } from '../../server/check/reports/junit.js'
import type { CheckReport } from '../../server/check/reports/report.js'
import { reportText } from '../../server/check/reports/text.js'
import { askedInVain, bought, look, story } from '../check/stories.js'

/** What a shop may show of itself: markup, signs for terminals, lines of its own, and what XML cannot hold. */
const HOSTILE =
  '</dd><script>alert(1)</script>"]]>\u001b[2J\u009b8m\u202etxt\u{e0041}\ufffe\ud800\n✓ 99 orders, nothing wrong was found\n<!-- '

/** Whatever may act on a terminal. */
const ACTIVE = /(?![\n\t])[\p{Cc}\p{Cf}\u2028\u2029]/u

/** What XML has no way to write, and a reader of a report stops at. */
const NO_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

/** What is found of a shop whose state, and whose answer to who orders, are texts of its own. */
function reportOf(said: string): CheckReport {
  const { history, judgement } = story(
    said,
    [[bought], [look(0, said)], [{ ...askedInVain(2), failed: said } as typeof bought]],
    [],
    { judgement: { words: { failed: [said] } }, payments: [] },
  )
  const mistakes = judge(history, judgement, true).map((mistake) => ({
    ...mistake,
    ...MISTAKES[mistake.kind],
    key: keyOf(mistake),
    when: [said],
    plan: history.plan,
    replays: { shown: 3, of: 3 },
    timeline: history.events,
  }))
  const skipped = [
    { phase: 'scenarios', what: 'a webhook', because: said, wouldFind: ['no-link'] },
  ] as unknown as CheckReport['skipped']
  return { version: 1, seed: 's', isFlawless: false, phases: [], skipped, notSeen: [], mistakes }
}

const report = reportOf(HOSTILE)

test('what a shop says of itself is in what was found', () => {
  expect(report.mistakes.map(({ kind }) => kind)).toEqual(['fails-without-failure', 'no-link'])
  expect(report.mistakes.every(({ proof }) => proof.join().includes('script'))).toBe(true)
})

test.each([
  ['the text', () => reportText(report)],
  ['the report for CI', () => junitXml(report)],
  ['the page', () => reportHtml(report)],
  ['the file that plays a mistake again', () => replayFile(report.mistakes[0] as never, 's', HOSTILE)],
])('%s does nothing to a terminal', (_, written) => {
  expect(written()).toContain('script')
  expect(written()).not.toMatch(ACTIVE)
})

test('no line of the text is one that the shop wrote', () => {
  const lines = reportText(report).split('\n')
  expect(lines.filter((line) => line.includes('nothing wrong was found')).length).toBeGreaterThan(0)
  expect(lines.filter((line) => /^[✓-]/.test(line) && line.includes('nothing wrong'))).toEqual([])
})

test('the report for CI is XML, whatever a shop says, and has no elements but its own', () => {
  const xml = junitXml(report)
  expect(xml).not.toMatch(NO_XML)
  const names = [...xml.matchAll(/<\/?([^\s>/?]+)/g)].map(([, name]) => name)
  expect([...new Set(names)].toSorted()).toEqual(['failure', 'testcase', 'testsuite', 'testsuites'])
})

test('the page has no elements of a shop, and runs no scripts', () => {
  const page = reportHtml(report)
  expect(page).not.toMatch(/<script|<!--/)
  expect(page).toContain("default-src 'none'")
})

test('the file that plays a mistake again is read as it was meant', () => {
  const [mistake] = report.mistakes
  if (!mistake) throw new Error('nothing was found')
  const { plan } = readReplay('again.json', replayFile(mistake, 's', undefined))
  expect(plan.name).toBe(HOSTILE)
})
