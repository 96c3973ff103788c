import { describe, expect, test } from 'vitest'
import { BUILT_IN_SCENARIOS, readScenarios, scenarioFrom } from '../../server/scenario/load.js'
import {
  DEFAULT_POLICY,
  ENDS,
  POLICIES,
  type Policy,
  type Verdict,
  verdictOf,
} from '../../server/scenario/parts/verdict.js'
import { type Ending, followForDays } from './correct-merchant.js'

const scenarios = (await readScenarios(BUILT_IN_SCENARIOS)).filter((scenario) => verdictOf(scenario))

/** Each scenario with each choice of the policy that it depends on. */
const CASES = scenarios.flatMap((scenario) => {
  const policy = scenario.written.merchant?.policy as keyof Policy | undefined
  if (!policy) return [{ name: scenario.name, choice: 'any', scenario, policy: DEFAULT_POLICY }]
  return POLICIES[policy].map((choice) => ({
    name: scenario.name,
    choice,
    scenario,
    policy: { ...DEFAULT_POLICY, [policy]: choice },
  }))
})

describe('what a correct merchant ends with', () => {
  test.each(CASES)('under $name (policy: $choice) is what its file says', async ({ scenario, policy }) => {
    const verdict = verdictOf(scenario, policy) as Verdict
    const ending = await followForDays(scenario, verdict, policy)
    expect(mistakesOf(ending, verdict)).toEqual([])
    for (const wrong of mistakenVerdicts(verdict, ending)) {
      expect(mistakesOf(ending, wrong), JSON.stringify(wrong)).not.toEqual([])
    }
  })

  test('is said by no scenario that leaves it out', () => {
    expect(verdictOf(scenarioFrom('mine', { title: 'x', about: 'y' }))).toBeUndefined()
  })

  test('follows the policy, and the usual one when none is given', () => {
    const overpaid = scenarios.find(({ name }) => name === 'overpaid')
    if (!overpaid) throw new Error('there is no scenario overpaid')
    expect(verdictOf(overpaid)).toEqual({
      fulfilled: 1,
      ends: ['paid', 'review'],
      refuses: false,
      origin: null,
    })
    expect(verdictOf(overpaid, { ...DEFAULT_POLICY, overpaid: 'review' })).toMatchObject({ fulfilled: 0 })
  })
})

function mistakesOf({ fulfilled, end, refused }: Ending, verdict: Verdict): string[] {
  return [
    ...(fulfilled === verdict.fulfilled ? [] : [`fulfilled ${fulfilled} times, not ${verdict.fulfilled}`]),
    ...(verdict.ends.includes(end) ? [] : [`ended ${end}, not ${verdict.ends.join(' or ')}`]),
    ...(refused === verdict.refuses ? [] : [`a message was ${refused ? '' : 'not '}refused`]),
  ]
}

/** The verdict with one mistake each. */
function mistakenVerdicts(verdict: Verdict, { end }: Ending): Verdict[] {
  return [
    { ...verdict, fulfilled: verdict.fulfilled + 1 },
    { ...verdict, fulfilled: 1 - verdict.fulfilled },
    { ...verdict, ends: ENDS.filter((other) => other !== end) },
    { ...verdict, refuses: !verdict.refuses },
  ]
}
