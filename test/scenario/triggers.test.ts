import { describe, expect, test } from 'vitest'
import type { Matchable } from '../../server/scenario/parts/match.js'
import { compileScenario, type Scenario, type WrittenScenario } from '../../server/scenario/scenario.js'
import { chooseByTrigger, refuseOverlaps } from '../../server/scenario/triggers.js'

const scenario = (name: string, match: WrittenScenario['match']): Scenario =>
  compileScenario(name, { title: name, about: 'For one test.', ...(match ? { match } : {}) })

const attempt: Matchable = {
  phoneNumber: '255744000111',
  amount: 1_250_000,
  orderReference: 'LATE1001',
  customerName: 'Asha Mushi',
}

describe('an attempt', () => {
  test('that pulls no trigger chooses nothing', () => {
    const scenarios = [
      scenario('plain', undefined),
      scenario('other', {
        phoneNumbers: ['255744000112'],
        amounts: ['12501'],
        orderReferences: ['LATE100', 'late*', 'LATER*'],
        customerNames: ['asha mushi'],
      }),
    ]
    expect(chooseByTrigger(scenarios, attempt)).toBeNull()
    expect(
      chooseByTrigger(scenarios, { ...attempt, phoneNumber: undefined, customerName: undefined }),
    ).toBeNull()
  })

  test.each<[NonNullable<WrittenScenario['match']>, field: string]>([
    [{ phoneNumbers: ['255744000112', '255744000111'] }, 'phoneNumbers'],
    [{ amounts: ['12500.00'] }, 'amounts'],
    [{ orderReferences: ['LATE1001'] }, 'orderReferences'],
    [{ orderReferences: ['LATE*'] }, 'orderReferences'],
    [{ customerNames: ['Asha Mushi'] }, 'customerNames'],
  ])('pulls the trigger of %j', (match, field) => {
    const choice = chooseByTrigger([scenario('plain', undefined), scenario('mine', match)], attempt)
    expect(choice).toMatchObject({ scenario: { name: 'mine' }, trigger: { field } })
  })

  test('follows the phone before the amount, the amount before the reference, that before the name', () => {
    const scenarios = [
      scenario('by-name', { customerNames: ['Asha Mushi'] }),
      scenario('by-reference', { orderReferences: ['LATE*'] }),
      scenario('by-amount', { amounts: ['12500'] }),
      scenario('by-phone', { phoneNumbers: ['255744000111'] }),
    ]
    const chosen = []
    while (scenarios.length > 0) {
      chosen.push(chooseByTrigger(scenarios, attempt)?.scenario.name)
      scenarios.pop()
    }
    expect(chosen).toEqual(['by-phone', 'by-amount', 'by-reference', 'by-name'])
  })
})

describe('scenarios together', () => {
  test.each<[first: WrittenScenario['match'], second: WrittenScenario['match']]>([
    [{ phoneNumbers: ['255744000111'] }, { phoneNumbers: ['255744000111'] }],
    [{ amounts: ['10'] }, { amounts: ['10.00'] }],
    [{ orderReferences: ['A*'] }, { orderReferences: ['AB*'] }],
    [{ orderReferences: ['ABC'] }, { orderReferences: ['AB*'] }],
    [{ orderReferences: ['ABC'] }, { orderReferences: ['ABC'] }],
    [{ customerNames: ['Asha'] }, { customerNames: ['Asha'] }],
  ])('cannot have %j and %j', (first, second) => {
    for (const [a, b] of [
      [first, second],
      [second, first],
    ]) {
      const both = [scenario('one', a), scenario('two', b)]
      expect(() => refuseOverlaps(new Map(both.map((each) => [each.name, each])))).toThrow(
        /^one and two both want the attempt where /,
      )
    }
  })

  test('may have triggers that only look alike', () => {
    const both = [
      scenario('one', { orderReferences: ['AB*', 'A'], amounts: ['10'], customerNames: ['Asha'] }),
      scenario('two', { orderReferences: ['BA*', 'AC'], amounts: ['100'], customerNames: ['asha'] }),
    ]
    expect(() => refuseOverlaps(new Map(both.map((each) => [each.name, each])))).not.toThrow()
  })
})
