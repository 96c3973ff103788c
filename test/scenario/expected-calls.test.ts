import { describe, expect, test } from 'vitest'
import { loadScenarios } from '../../server/scenario/load.js'
import type { ExpectedCall } from '../../server/scenario/parts/expected-calls.js'
import { playCalls, startListening } from './call-player.js'

const PROVED = [...(await loadScenarios()).values()].flatMap(({ name, written }) =>
  written.expect?.calls ? [{ name, calls: written.expect.calls }] : [],
)

describe('a merchant that calls the API', () => {
  test.each(PROVED)('sees under $name what its file promises', async ({ name, calls }) => {
    await playCalls(await startListening(), name, calls)
  })

  test.each(PROVED)('would not see under $name anything else', async ({ name, calls }) => {
    const box = await startListening()
    const mutants = calls.flatMap((expected, i) =>
      mutantsOf(expected).map((mutant) => calls.map((call, j) => (j === i ? mutant : call))),
    )
    expect(mutants.length).toBeGreaterThanOrEqual(calls.length)
    for (const mutant of mutants) {
      await expect(playCalls(box, name, mutant), JSON.stringify(mutant)).rejects.toThrow()
    }
  })
})

/** The call with one thing about it changed, in every way that should make a difference. */
function mutantsOf(expected: ExpectedCall): ExpectedCall[] {
  const { answers, takes, contentType, headers, body, text, wait, order, ...call } = expected
  const mutants: ExpectedCall[] = []
  if (wait !== undefined) mutants.push(without(expected, 'wait'))
  if (order !== undefined) mutants.push(without(expected, 'order'))
  if (call.call === 'pay') return [...mutants, { ...call, order: 'OTHER1' }]
  for (const other of [418, 'reset', 'hangs', 'cut-off', 'held'] as const) {
    if (other !== answers) mutants.push({ ...call, answers: other })
  }
  const neverInTime = answers === 'hangs' || answers === 'held' || call.call === 'release'
  if (!neverInTime) mutants.push({ ...expected, takes: '1s' })
  if (takes !== undefined) mutants.push(without(expected, 'takes'), { ...expected, takes: '10001ms' })
  if (contentType !== undefined) mutants.push({ ...expected, contentType: `${contentType}x` })
  if (text !== undefined) mutants.push({ ...expected, text: `${text}x` })
  if (body !== undefined) {
    mutants.push({ ...expected, body: Array.isArray(body) ? [...body, {}] : { ...(body as object), no: 1 } })
  }
  for (const name of Object.keys(headers ?? {})) {
    mutants.push({ ...expected, headers: { ...headers, [name]: 'something else' } })
  }
  return mutants
}

function without(expected: ExpectedCall, key: keyof ExpectedCall): ExpectedCall {
  return Object.fromEntries(Object.entries(expected).filter(([name]) => name !== key)) as ExpectedCall
}
