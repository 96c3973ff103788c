import { readdir, readFile } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { SandboxMistake } from '../errors.js'
import { whyUnreadable } from '../lib/why-unreadable.js'
import { codeFolder, packageRoot } from '../package-root.js'
import { firstOf, type Issue, inShort, lines } from '../schema/issue.js'
import { issuesIn, isValid } from '../schema/validator.js'
import { type FileIssue, fileLines, readYaml } from '../schema/yaml-file.js'
import {
  compileScenario,
  type Scenario,
  scenarioIssues,
  scenarioSchema,
  type WrittenScenario,
} from './scenario.js'

/** Where the scenarios that come with the sandbox are. */
export const BUILT_IN_SCENARIOS = join(packageRoot, 'scenarios')

/**
 * The same scenarios as the build found them, checked: reading this one file is most of what a start saves.
 * It lies with the built code, so code that runs from its sources does not find it and reads the YAML.
 */
export const CHECKED_SCENARIOS = join(codeFolder, 'scenarios.json')

const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/

/**
 * The built-in scenarios and those of a folder, by name; the folder's replace built-in ones. Throws one
 * {@link SandboxMistake} with all issues of all files.
 */
export async function loadScenarios(folder?: string): Promise<Map<string, Scenario>> {
  builtIn ??= readBuiltIn()
  const own = folder === undefined ? [] : await readScenarios(folder)
  return new Map([...(await builtIn), ...own].map((scenario) => [scenario.name, scenario]))
}

/** They come with the package and are plain data, so every sandbox of a process can share them. */
let builtIn: Promise<readonly Scenario[]> | null = null

async function readBuiltIn(): Promise<readonly Scenario[]> {
  return (await checkedAtBuild()) ?? readScenarios(BUILT_IN_SCENARIOS)
}

/** The scenarios of a folder, a file each. Throws one {@link SandboxMistake} with all their issues. */
export async function readScenarios(folder: string): Promise<Scenario[]> {
  const files = await yamlFiles(folder)
  const reads = await Promise.all(
    files.map(async (file) => {
      const path = join(folder, file)
      return readScenario(shortPath(path), await readFile(path, 'utf8'))
    }),
  )
  const issues = reads.flatMap((read) => (read.ok ? [] : read.issues))
  if (issues.length > 0) throw invalid(fileLines(issues))
  return reads.flatMap((read) => (read.ok ? [read.scenario] : []))
}

async function checkedAtBuild(): Promise<Scenario[] | null> {
  const text = await readFile(CHECKED_SCENARIOS, 'utf8').catch(() => null)
  if (text === null) return null
  const written = JSON.parse(text) as Record<string, WrittenScenario>
  return Object.entries(written).map(([name, scenario]) => compileScenario(name, scenario))
}

/** A scenario given as an object, at run time. Throws a {@link SandboxMistake} with all its issues. */
export function scenarioFrom(name: string, written: unknown): Scenario {
  const issues = issuesInScenario(name, written)
  if (issues.length > 0 || !isValid(scenarioSchema, written)) throw invalid(lines(issues))
  return compileScenario(name, written)
}

/** What keeps an object from being a scenario of this name. */
export function issuesInScenario(name: string, written: unknown): readonly Issue[] {
  const misnamed = NAME.test(name) ? [] : [{ path: ['name'], message: nameRule(name) }]
  const issues = isValid(scenarioSchema, written)
    ? firstOf(scenarioIssues(written))
    : issuesIn(scenarioSchema, written)
  return [...misnamed, ...issues]
}

type Read =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly issues: readonly FileIssue[] }

/** Reads one file's text. */
export function readScenario(file: string, text: string): Read {
  const name = basename(file).replace(/\.ya?ml$/, '')
  if (!NAME.test(name)) return { ok: false, issues: [{ file, line: 1, message: nameRule(name) }] }
  const read = readYaml(file, text, scenarioSchema)
  if (!read.ok) return read
  const issues = read.at(firstOf(scenarioIssues(read.value)))
  return issues.length > 0 ? { ok: false, issues } : { ok: true, scenario: compileScenario(name, read.value) }
}

async function yamlFiles(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((file) => /\.ya?ml$/i.test(file)).sort()
  } catch (error) {
    throw new SandboxMistake(
      'INVALID_CONFIG',
      `the scenario folder ${folder} cannot be read: ${whyUnreadable(error)}`,
      'give --scenarios a folder of .yaml files',
    )
  }
}

function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path)
  return fromHere.startsWith('..') ? path : fromHere
}

function nameRule(name: string): string {
  return `${inShort(name)} is not a scenario name: use small letters, digits and single hyphens, as in webhook-lost`
}

function invalid(issues: string): SandboxMistake {
  return new SandboxMistake(
    'INVALID_SCENARIO',
    issues,
    'see scenarios/scenario.schema.json for what a scenario may say',
  )
}
