import type { Case } from './question.js'
import { rightRecipe, textOf } from './recipe.js'
import { scopeSlips } from './scope.js'
import { signaturesOf } from './signing.js'
import type { Mistake, Slip } from './slip.js'
import { typingSlips } from './typing.js'
import { HABITS, writingSlips } from './writing.js'

/**
 * `quick` tries every slip alone and those that often come together, and takes about as long as reading a
 * request. `thorough` tries them too, and then all combinations of up to three slips, the fewest first.
 */
export type Effort = 'quick' | 'thorough'

const BUDGETS = {
  quick: { hashes: 150, characters: 60_000 },
  thorough: { hashes: 4_990, characters: 3_000_000 },
} as const

const MAX_SLIPS = 3

/** One guess: slips made in writing the text, and whether it was then signed as it should be. */
interface Guess {
  readonly slips: readonly Slip[]
  readonly signed: 'right' | 'wrong'
}

/** The mistakes that together give exactly the digest `wanted`; null if no guess within the budget does. */
export function search(
  wanted: string,
  question: Case,
  effort: Effort,
  signatures: ReturnType<typeof signaturesOf> = signaturesOf(question),
): readonly Mistake[] | null {
  const { body, method, hashed } = question
  const budget = BUDGETS[effort]
  const right = rightRecipe(body, method)
  const tried = { right: new Set<string>(), wrong: new Set<string>() }
  let hashes = 0
  let characters = 0
  for (const { slips, signed } of effort === 'quick' ? likelyGuesses(question) : allGuesses(question)) {
    if (characters + hashed.length > budget.characters) return null
    const text = textOf(Object.assign({}, right, ...slips.map(({ change }) => change)))
    characters += text.length
    if (tried[signed].has(text)) continue
    tried[signed].add(text)
    for (const { hex, mistake, alone } of signatures[signed]) {
      if (alone && slips.length > 0) continue
      if (++hashes > budget.hashes) return null
      if (hex(text) === wanted) return mistake ? [mistake, ...slips] : slips
    }
  }
  return null
}

/** Slips that need a look at the body come last, and are not even made when the budget is gone. */
function* likelyGuesses(question: Case): Generator<Guess> {
  yield { slips: [], signed: 'right' }
  yield { slips: [], signed: 'wrong' }
  for (const slip of writingSlips(question.method).flat()) yield { slips: [slip], signed: 'right' }
  for (const slips of HABITS) yield { slips, signed: 'right' }
  for (const slip of scopeSlips(question)) yield { slips: [slip], signed: 'right' }
  for (const slip of typingSlips(question.body)) yield { slips: [slip], signed: 'right' }
}

function* allGuesses(question: Case): Generator<Guess> {
  yield* likelyGuesses(question)
  const kinds = [scopeSlips(question), ...writingSlips(question.method), typingSlips(question.body)]
  for (let cost = 0; cost <= MAX_SLIPS; cost++) {
    for (const slips of combinations(kinds, cost)) yield { slips, signed: 'right' }
    if (cost === 0) continue
    for (const slips of combinations(kinds, cost - 1)) yield { slips, signed: 'wrong' }
  }
}

/** Every choice of at most one slip of each kind whose costs add up to `cost`. */
function* combinations(kinds: readonly (readonly Slip[])[], cost: number): Generator<Slip[]> {
  const [first, ...others] = kinds
  if (first === undefined) {
    if (cost === 0) yield []
    return
  }
  yield* combinations(others, cost)
  for (const slip of first) {
    const left = cost - (slip.cost ?? 1)
    if (left < 0) continue
    for (const rest of combinations(others, left)) yield [slip, ...rest]
  }
}
