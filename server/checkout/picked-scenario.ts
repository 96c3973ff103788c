import type { Sandbox } from '../sandbox/sandbox.js'
import { meantBy } from '../scenario/search.js'
import type { Words } from './i18n/language.js'

/** What is wrong with a scenario that was picked in the bar; undefined where there is one of that name, and where none was picked. */
export function scenarioMistake(
  { scenarios }: Pick<Sandbox, 'scenarios'>,
  { errors, bar }: Words,
  name: string | undefined,
): string | undefined {
  if (!name || scenarios.find(name)) return undefined
  const meant = meantBy(scenarios.list(), name).map((scenario) => scenario.name)
  const error = errors.scenario(name)
  return meant.length === 0 ? error : `${error} ${bar.didYouMean(meant.join(', '))}`
}
