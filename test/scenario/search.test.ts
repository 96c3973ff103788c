import { beforeAll, describe, expect, test } from 'vitest'
import { loadScenarios } from '../../server/scenario/load.js'
import type { Scenario } from '../../server/scenario/scenario.js'
import { findScenarios, groupOf, meantBy, SCENARIO_GROUPS } from '../../server/scenario/search.js'

let all: readonly Scenario[] = []
beforeAll(async () => {
  all = [...(await loadScenarios()).values()]
})

const names = (found: readonly Scenario[]) => found.map(({ name }) => name)

describe('scenarios', () => {
  test.each([
    ['funds', 'insufficient-balance'],
    ['FUNDS', 'insufficient-balance'],
    ['timeout', 'push-timeout'],
    ['duplicate webhook', 'webhook-duplicate'],
    ['signature', 'webhook-bad-checksum'],
    ['chargeback', 'settled-then-reversed'],
    ['429', 'rate-limited'],
    ['fraud', 'forged-return'],
  ])('are found by the words that people use: %s', (words, name) => {
    expect(names(findScenarios(all, words))).toContain(name)
  })

  test.each([
    ['insuficient', 'insufficient-balance'],
    ['webhok dupliccate', 'webhook-duplicate'],
    ['revresed', 'payout-reversed'],
  ])('are meant by words that are misspelt: %s', (words, name) => {
    expect(names(meantBy(all, words))).toContain(name)
  })

  test('must have each of the words', () => {
    expect(names(findScenarios(all, 'webhook funds'))).not.toContain('webhook-lost')
    expect(findScenarios(all, 'constructor')).toEqual([])
    expect(findScenarios(all, ' ')).toHaveLength(all.length)
  })

  test.each([
    ['insuficient-balance', 'insufficient-balance'],
    ['funds', 'insufficient-balance'],
    ['webhook three times', 'webhook-duplicate'],
  ])('that were meant are named: %s', (typed, name) => {
    expect(names(meantBy(all, typed))).toContain(name)
    expect(meantBy(all, typed).length).toBeLessThanOrEqual(3)
  })

  test('are named for nothing that looks like one', () => {
    expect(meantBy(all, 'xyzzyxyzzyxyzzy')).toEqual([])
    expect(meantBy(all, '')).toEqual([])
  })

  test('are each in a group, and no group is empty', () => {
    expect(new Set(all.map(groupOf))).toEqual(new Set(SCENARIO_GROUPS))
    const groups = Object.fromEntries(all.map((scenario) => [scenario.name, groupOf(scenario)]))
    expect(groups).toMatchObject({
      success: 'How the payment goes',
      'net-of-fees': 'Amounts',
      'webhook-lost': 'Webhooks and callbacks',
      'forged-return': 'The way back to the shop',
      'query-lags': 'What the query shows',
      'rate-limited': 'Calls that fail',
    })
    const payouts = all.filter(({ name }) => name.startsWith('payout-')).map(groupOf)
    expect(new Set(payouts)).toEqual(new Set(['Payouts']))
  })
})
