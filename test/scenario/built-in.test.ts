import { readdir } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { BUILT_IN_SCENARIOS, readScenarios } from '../../server/scenario/load.js'
import type { ExpectedEvent } from '../../server/scenario/parts/expect.js'
import { verdictOf } from '../../server/scenario/parts/verdict.js'
import { explainScenario } from '../../server/scenario/scenario.js'
import { refuseOverlaps } from '../../server/scenario/triggers.js'
import { asWritten, play, spelledOut } from './player.js'

/** The catalogue: names that people script against. */
const CATALOGUE = `
  success slow-success insufficient-balance wrong-pin customer-cancelled push-timeout operator-unavailable
  card-declined stuck-processing on-hold fail-then-success success-then-late-failed settled-directly
  success-then-settled success-then-refunded settled-then-reversed webhook-duplicate webhook-late webhook-lost
  webhook-before-return return-before-webhook webhook-out-of-order webhook-bad-checksum webhook-wrong-key
  webhook-unsigned webhook-tampered-amount webhook-unknown-reference webhook-invalid-json webhook-old-shape
  webhook-and-callback callback-lost abandoned-before-pay abandoned-after-pay forged-return
  return-without-parameters net-of-fees amount-mismatch exchanged-currency query-lags query-fails-twice
  token-expires-early rate-limited api-down api-slow connection-reset html-error-page checkout-refused
  address-blocked unapproved-account forged-success other-currency received-but-processing token-dead second-link first-of-two-links
  two-links-paid query-before-attempt webhook-before-answer webhook-beside-callback
`
  .trim()
  .split(/\s+/)

const scenarios = await readScenarios(BUILT_IN_SCENARIOS)
const played = scenarios.filter(({ written }) => written.expect?.sees)

describe('the built-in scenarios', () => {
  test('are all that the catalogue names', () => {
    const names = scenarios.map(({ name }) => name)
    expect(CATALOGUE.filter((name) => !names.includes(name))).toEqual([])
  })

  test('are read from one file each', async () => {
    const files = (await readdir(BUILT_IN_SCENARIOS)).filter((file) => file.endsWith('.yaml'))
    expect(files.map((file) => file.replace('.yaml', '')).sort()).toEqual(
      scenarios.map(({ name }) => name).sort(),
    )
  })

  test('have no trigger in common', () => {
    refuseOverlaps(new Map(scenarios.map((scenario) => [scenario.name, scenario])))
  })

  test.each(scenarios)('say what a merchant sees, so that it can be proved: $name', ({ written }) => {
    expect(written.expect).toBeDefined()
  })

  test('about money that comes in say what a correct merchant ends with', () => {
    const incoming = scenarios.filter(
      ({ written }) => written.timeline ?? written.attempts ?? written.pays === false,
    )
    expect(incoming.filter((scenario) => !verdictOf(scenario)).map(({ name }) => name)).toEqual([])
    expect(scenarios.filter((scenario) => !incoming.includes(scenario) && verdictOf(scenario))).toEqual([])
  })

  test.each(scenarios)('can be read by people: $name', (scenario) => {
    expect(explainScenario(scenario)).toMatch(/^[A-Z].*\.$/s)
    expect(scenario.about).toMatch(/correct merchant/i)
  })
})

describe('a built-in scenario', () => {
  test.each(played)('goes as its file says, and in no other way: $name', async (scenario) => {
    const expected = scenario.written.expect?.sees ?? []
    const seen = await play(scenario)
    expect(asWritten(seen, expected)).toEqual(spelledOut(expected))
    expect(seen.flatMap(({ issues }) => issues)).toEqual([])
    for (const [what, wrong] of mistakesIn(expected)) {
      expect(asWritten(seen, wrong), what).not.toEqual(spelledOut(wrong))
    }
  })
})

/** Expectations with one mistake each. */
function* mistakesIn(expected: readonly ExpectedEvent[]): Generator<[what: string, wrong: ExpectedEvent[]]> {
  for (const [i, expectedEvent] of expected.entries()) {
    const place = `sight ${i + 1} of ${expected.length}`
    yield [`${place} left out`, expected.toSpliced(i, 1)]
    yield [`${place} a second time`, expected.toSpliced(i, 0, expectedEvent)]
    yield [
      `${place} later`,
      expected.with(i, { ...expectedEvent, at: `${Number.parseInt(expectedEvent.at, 10) + 7777}s` }),
    ]
    if (expectedEvent.query)
      yield [
        `${place} with one more row`,
        expected.with(i, { ...expectedEvent, query: [...expectedEvent.query, 'FAILED'] }),
      ]
    if (expectedEvent.return !== undefined)
      yield [`${place} elsewhere`, expected.with(i, { ...expectedEvent, return: 'x=1' })]
    if ((expectedEvent.webhook ?? expectedEvent.callback ?? 'not JSON') !== 'not JSON') {
      const checksum = expectedEvent.checksum === 'invalid' ? 'valid' : 'invalid'
      yield [`${place} with another checksum`, expected.with(i, { ...expectedEvent, checksum })]
    }
    for (const path of Object.keys(expectedEvent.body ?? {})) {
      yield [
        `${place}, ${path}`,
        expected.with(i, { ...expectedEvent, body: { ...expectedEvent.body, [path]: 'wrong' } }),
      ]
    }
  }
}
