import { readFile } from 'node:fs/promises'
import { parseAst, transformWithOxc } from 'vite'
import { expect, test } from 'vitest'
import * as history from '../../server/check/history.js'
import { judge as realJudge } from '../../server/check/judge.js'
import * as mistakes from '../../server/check/mistakes.js'
import { MISTAKES, type MistakeKind } from '../../server/check/mistakes.js'
import * as steps from '../../server/check/steps.js'
import * as money from '../../server/domain/money.js'
import * as duration from '../../server/lib/duration.js'
import { STORIES } from './right-and-wrong.js'
import type { Story } from './stories.js'

const JUDGE = new URL('../../server/check/judge.ts', import.meta.url)

const MODULES: Readonly<Record<string, object>> = {
  './history.js': history,
  './mistakes.js': mistakes,
  './steps.js': steps,
  '../domain/money.js': money,
  '../lib/duration.js': duration,
}

/** A condition of the judge that can be forced. */
interface Condition {
  readonly text: string
  readonly line: number
  readonly start: number
  readonly end: number
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

/** Whether a node decides something: what `if` and `?:` ask, what is combined by `&&` and `||`, and what filters answer. */
function conditionsIn(node: Node, found: Node[] = []): Node[] {
  if (node.type === 'IfStatement' || node.type === 'ConditionalExpression') found.push(node.test as Node)
  if (node.type === 'LogicalExpression' && node.operator !== '??')
    found.push(node.left as Node, node.right as Node)
  for (const value of Object.values(node)) {
    for (const inner of [value].flat()) {
      if (typeof inner === 'object' && inner !== null && 'type' in inner) conditionsIn(inner as Node, found)
    }
  }
  return found
}

/** The judge with every condition made so that it can be forced to be true or false. */
async function forcible() {
  const source = await readFile(JUDGE, 'utf8')
  const { code } = await transformWithOxc(source, 'judge.ts')
  const ast = parseAst(code) as unknown as Node
  const nodes = [...new Map(conditionsIn(ast).map((node) => [`${node.start} ${node.end}`, node])).values()]
  const conditions: Condition[] = nodes.map(({ start, end }) => ({
    text: code.slice(start, end),
    line: code.slice(0, start).split('\n').length,
    start,
    end,
  }))
  const marks = conditions
    .flatMap(({ start, end }, number) => [
      { at: start, size: end - start, text: `force(${number}, () => (`, opens: true },
      { at: end, size: end - start, text: '))', opens: false },
    ])
    // Of those that begin or end at one place, the larger one is outside.
    .sort(
      (one, other) =>
        one.at - other.at ||
        Number(one.opens) - Number(other.opens) ||
        (one.opens ? other.size - one.size : one.size - other.size),
    )
  let written = ''
  let from = 0
  for (const { at, text } of marks) {
    written += code.slice(from, at) + text
    from = at
  }
  written += code.slice(from)
  const body = written
    .replace(
      /^import \{([^}]*)\} from "([^"]*)";$/gm,
      (_, names, file) => `const {${names}} = modules["${file}"];`,
    )
    .replace(/^export (?=function)/gm, '')
  const forced: { number: number; to: boolean } = { number: -1, to: false }
  const force = (number: number, ask: () => unknown) => (number === forced.number ? forced.to : ask())
  const judge = new Function('modules', 'force', `${body}\nreturn judge`)(MODULES, force) as typeof realJudge
  return { judge, conditions, forced }
}

/** What is said of a story, in the end and before it. */
function verdict(judge: typeof realJudge, { history, judgement }: Story): string {
  try {
    return JSON.stringify([true, false].map((atEnd) => judge(history, judgement, atEnd)))
  } catch (error) {
    return String(error)
  }
}

/** What the compiler wants to know, where nothing else than such an event can be meant. */
const IS_FOR_THE_COMPILER = /^(event|one)\.kind === "\w+"$/

test('no condition of the judge can be left out without a story that is then judged otherwise', async () => {
  const { judge, conditions, forced } = await forcible()
  const right = STORIES.map((story) => verdict(realJudge, story))
  expect(STORIES.map((story) => verdict(judge, story))).toEqual(right)
  expect(conditions.length).toBeGreaterThan(80)
  const unnoticed = conditions.flatMap(({ text, line }, number) =>
    [true, false].flatMap((to) => {
      if (to && IS_FOR_THE_COMPILER.test(text)) return []
      Object.assign(forced, { number, to })
      const isNoticed = STORIES.some((story, at) => verdict(judge, story) !== right[at])
      return isNoticed ? [] : [`${line}: ${text} is always ${to}`]
    }),
  )
  expect(unnoticed).toEqual([])
})

test('every kind of mistake is found in a story', () => {
  const found = new Set(STORIES.flatMap(({ finds }) => finds))
  expect(Object.keys(MISTAKES).filter((kind) => !found.has(kind as MistakeKind))).toEqual([])
})
