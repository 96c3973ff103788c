import { describe, expect, test } from 'vitest'
import { Explorer } from '../../server/check/explorer.js'
import { startHistory } from '../../server/check/history.js'
import type { Run } from '../../server/check/lane.js'
import { type Abilities, skippedFor } from '../../server/check/phases.js'
import type { Plan, Step } from '../../server/check/plan.js'
import { type News, webhook } from './stories.js'

const EVERYTHING: Abilities = {
  webhook: true,
  returns: true,
  again: true,
  pushes: false,
  jobs: true,
  anyAmount: true,
  anyCurrency: true,
}
const NOTHING: Abilities = {
  webhook: false,
  returns: false,
  again: false,
  pushes: false,
  jobs: false,
  anyAmount: false,
  anyCurrency: false,
}

/** A run in which the shop was told these things, in this order. */
function ran(news: readonly News[], steps: readonly Step[] = [{ do: 'buy' }]): Run {
  const plan: Plan = { name: 'explored', amount: '12500', currency: 'TZS', way: 'held', steps }
  const history = startHistory(plan)
  history.events.push(...news.map((one, step) => ({ ...one, step, at: 0 })))
  return { plan, mistakes: [], history }
}

describe('the explorer', () => {
  test('makes the same plans of the same seed and the same runs, and others of another seed', () => {
    const plans = (seed: string) => {
      const explorer = new Explorer(seed, EVERYTHING)
      const first = explorer.round(20)
      explorer.learn(ran([webhook('SUCCESS')]))
      return [first, explorer.round(20)]
    }
    expect(plans('one')).toEqual(plans('one'))
    expect(plans('one')).not.toEqual(plans('two'))
  })

  test('asks nothing of a shop that its test build does not offer', () => {
    const plans = new Explorer('poor', NOTHING).round(300)
    const does = new Set(plans.flatMap(({ steps }) => steps.map((step) => step.do)))
    expect([...does].sort()).toEqual(['advance', 'buy', 'fault', 'pay', 'release'])
    expect(new Set(plans.map(({ way, amount }) => `${way} ${amount}`))).toEqual(new Set(['query 12500']))
  })

  test('grows others from a plan that showed something new, and from no other', () => {
    const marked = (scenario: string): Step[] => [{ do: 'buy' }, { do: 'pay', scenario }]
    const explorer = new Explorer('grown', EVERYTHING)
    explorer.learn(ran([webhook('FAILED'), webhook('SUCCESS')], marked('new')))
    const { coverage } = explorer
    explorer.learn(ran([webhook('FAILED'), webhook('SUCCESS')], marked('known')))
    expect(explorer.coverage).toBe(coverage)
    explorer.learn(ran([webhook('SUCCESS'), webhook('FAILED')], marked('another order')))
    expect(explorer.coverage).toBeGreaterThan(coverage)

    const paid = explorer
      .round(200)
      .flatMap(({ steps }) => steps.flatMap((step) => (step.do === 'pay' ? [step.scenario] : [])))
    expect(paid).toEqual(expect.arrayContaining(['new', 'another order']))
    expect(paid).not.toContain('known')
  })

  test('says what it has not managed to see', () => {
    const explorer = new Explorer('seen', EVERYTHING)
    const all = explorer.notSeen()
    explorer.learn(ran([webhook('SUCCESS'), webhook('SUCCESS'), webhook('FAILED')]))
    expect(all.filter((what) => !explorer.notSeen().includes(what))).toEqual([
      'a message that came twice',
      'a failure told after a success',
    ])
  })
})

describe('what cannot be tried', () => {
  test('is nothing where a shop offers everything', () => {
    expect(skippedFor(EVERYTHING)).toEqual([])
  })

  test.each<[keyof Abilities, string, string]>([
    ['webhook', 'webhooks', 'believes-forgery'],
    ['returns', 'customers who come back', 'believes-return'],
    ['again', 'second tries', 'no-link'],
    ['jobs', "the shop's jobs and the days after", 'misses-without-message'],
    ['anyAmount', 'odd amounts', 'fulfils-too-little'],
  ])('without %s is named (%s), with what it would have found', (ability, what, mistake) => {
    expect(skippedFor({ ...EVERYTHING, [ability]: false })).toEqual([
      expect.objectContaining({ what, wouldFind: expect.arrayContaining([mistake]) }),
    ])
  })
})
