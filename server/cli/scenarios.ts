import { resolve } from 'node:path'
import { Command } from 'commander'
import { variable } from '../environment.js'
import { SandboxMistake } from '../errors.js'
import type { Scenario } from '../scenario/scenario.js'
import type { CommandMaker, Io } from './io.js'

interface ScenariosOptions {
  readonly scenarios?: string
  readonly json?: boolean
}

export const scenariosCommand: CommandMaker = (io, finish) =>
  new Command('scenarios')
    .description('list the scenarios, find some by words, or explain one in plain English')
    .argument('[name or words...]', 'the scenario to explain, or words to look for, such as funds')
    .option('--scenarios <folder>', 'your own scenarios, beside the built-in ones')
    .option('--json', 'write JSON')
    .action(async (words: readonly string[], options: ScenariosOptions) =>
      finish(await scenarios(words.join(' '), options, io)),
    )

/** Explains the scenario that is named so, or lists those that have all of the words; all of them for no words. */
export async function scenarios(words: string, options: ScenariosOptions, io: Io): Promise<number> {
  const { loadScenarios } = await import('../scenario/load.js')
  const folder = options.scenarios ?? variable(io.env, 'scenarios')
  const loaded = await loadScenarios(folder && resolve(io.folder, folder))
  const all = [...loaded.values()].sort((a, b) => a.name.localeCompare(b.name))
  const scenario = loaded.get(words)
  if (!scenario) {
    const { findScenarios, meantBy } = await import('../scenario/search.js')
    const found = findScenarios(all, words)
    if (found.length === 0) throw notThere(words, meantBy(all, words))
    const short = found.map(({ name, title, about }) => ({ name, title, about }))
    io.out(options.json ? jsonText(short) : await tables(found))
    return 0
  }
  const { explainScenario } = await import('../scenario/scenario.js')
  const { name, title, about, written } = scenario
  const explanation = explainScenario(scenario)
  io.out(
    options.json
      ? jsonText({ name, title, about, explanation, written })
      : `${[`${name}: ${title}`, wrapped(about), wrapped(explanation)].join('\n\n')}\n`,
  )
  return 0
}

/** A line for each, below what the scenarios of a group are mostly about. */
async function tables(scenarios: readonly Scenario[]): Promise<string> {
  const { groupOf, SCENARIO_GROUPS } = await import('../scenario/search.js')
  const width = Math.max(...scenarios.map(({ name }) => name.length))
  const groups = SCENARIO_GROUPS.map((group) => ({
    group,
    lines: scenarios
      .filter((scenario) => groupOf(scenario) === group)
      .map(({ name, title }) => `  ${name.padEnd(width)}  ${title}`),
  }))
  const shown = groups.filter(({ lines }) => lines.length > 0)
  return `${shown.map(({ group, lines }) => [group, ...lines].join('\n')).join('\n\n')}\n`
}

function notThere(words: string, [meant]: readonly Scenario[]): SandboxMistake {
  return new SandboxMistake(
    'SCENARIO_NOT_FOUND',
    `no scenario is named "${words}", and none has these words${meant ? `; did you mean "${meant.name}"?` : ''}`,
    '`clickpesa-sandbox scenarios` lists them all',
  )
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

const LINE_LENGTH = 88

/** Paragraphs broken into lines that a terminal shows whole. */
function wrapped(text: string): string {
  return text.split('\n').map(wrappedParagraph).join('\n')
}

function wrappedParagraph(paragraph: string): string {
  const lines = ['']
  for (const word of paragraph.split(' ')) {
    const line = lines.at(-1) ?? ''
    const longer = line === '' ? word : `${line} ${word}`
    if (longer.length <= LINE_LENGTH || line === '') lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines.join('\n')
}
