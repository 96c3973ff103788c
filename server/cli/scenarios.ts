import { resolve } from 'node:path'
import { Command } from 'commander'
import { variable } from '../environment.js'
import { SandboxMistake } from '../errors.js'
import { nearest } from '../lib/nearest.js'
import type { Scenario } from '../scenario/scenario.js'
import type { CommandMaker, Io } from './io.js'

interface ScenariosOptions {
  readonly scenarios?: string
  readonly json?: boolean
}

export const scenariosCommand: CommandMaker = (io, finish) =>
  new Command('scenarios')
    .description('list the scenarios, or explain one in plain English')
    .argument('[name]', 'the scenario to explain')
    .option('--scenarios <folder>', 'your own scenarios, beside the built-in ones')
    .option('--json', 'write JSON')
    .action(async (name: string | undefined, options: ScenariosOptions) =>
      finish(await scenarios(name, options, io)),
    )

/** Lists all scenarios, or explains one. */
export async function scenarios(
  name: string | undefined,
  options: ScenariosOptions,
  io: Io,
): Promise<number> {
  const { loadScenarios } = await import('../scenario/load.js')
  const folder = options.scenarios ?? variable(io.env, 'scenarios')
  const loaded = await loadScenarios(folder && resolve(io.folder, folder))
  const all = [...loaded.values()].sort((a, b) => a.name.localeCompare(b.name))
  if (name === undefined) {
    io.out(
      options.json ? jsonText(all.map(({ name, title, about }) => ({ name, title, about }))) : table(all),
    )
    return 0
  }
  const scenario = loaded.get(name) ?? notThere(name, [...loaded.keys()])
  const { explainScenario } = await import('../scenario/scenario.js')
  const { title, about, written } = scenario
  const explanation = explainScenario(scenario)
  io.out(
    options.json
      ? jsonText({ name, title, about, explanation, written })
      : `${[`${name}: ${title}`, wrapped(about), wrapped(explanation)].join('\n\n')}\n`,
  )
  return 0
}

function table(scenarios: readonly Scenario[]): string {
  const width = Math.max(...scenarios.map(({ name }) => name.length))
  const lines = scenarios.map(({ name, title }) => `${name.padEnd(width)}  ${title}`)
  return `${lines.join('\n')}\n`
}

function notThere(name: string, names: readonly string[]): never {
  const guess = names.find((one) => one.startsWith(name)) ?? nearest(name, names)
  throw new SandboxMistake(
    'SCENARIO_NOT_FOUND',
    `there is no scenario "${name}"${guess ? `; did you mean "${guess}"?` : ''}`,
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
