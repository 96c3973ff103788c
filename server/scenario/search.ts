import { nearest } from '../lib/nearest.js'
import type { Scenario } from './scenario.js'

/** Words that people look for, and what the catalogue says instead. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  funds: ['balance'],
  money: ['balance', 'collect'],
  declined: ['declined', 'refused', 'failed'],
  denied: ['refused', 'blocked'],
  timeout: ['timed out', 'timeout', 'hangs'],
  duplicate: ['duplicate', 'twice', 'several times'],
  retry: ['fail-then', 'again'],
  signature: ['checksum', 'signed'],
  hmac: ['checksum'],
  outage: ['down', 'unavailable'],
  offline: ['down', 'unavailable'],
  '503': ['down'],
  '429': ['rate-limited'],
  '401': ['token'],
  '403': ['blocked', 'refused'],
  throttled: ['rate-limited'],
  latency: ['slow'],
  delay: ['slow', 'late', 'lag'],
  fraud: ['forged', 'tampered'],
  spoofed: ['forged', 'unknown'],
  chargeback: ['reversed', 'refunded'],
  refund: ['refunded', 'reversed'],
  fees: ['fees', 'net'],
  currency: ['currency'],
  redirect: ['return'],
  cancel: ['cancel', 'abandon'],
  ussd: ['push', 'pin'],
}

/** Scenarios in whose name, title or text each word stands, or another word for it; all of them for no words. */
export function findScenarios(scenarios: readonly Scenario[], words: string): readonly Scenario[] {
  return scenarios.filter(({ name, title, about }) => hasWords([name, title, about], words))
}

function hasWords(texts: readonly string[], words: string): boolean {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  const text = texts.join('\n').toLowerCase()
  return wanted.every((word) => [word, ...synonymsOf(word)].some((one) => text.includes(one)))
}

/** The scenarios that somebody may have meant by a name that none has, best first; empty where it looks like none. */
export function meantBy(scenarios: readonly Scenario[], name: string): readonly Scenario[] {
  const words = name.replaceAll(/[-_]+/g, ' ')
  if (words.trim() === '') return []
  const guess = nearest(
    name,
    scenarios.map((scenario) => scenario.name),
  )
  const near = scenarios.filter((scenario) => scenario.name === guess)
  // What a title says is what a scenario is about; its text also says what else there is.
  const titled = scenarios.filter((scenario) => hasWords([scenario.name, scenario.title], words))
  const found = new Set([...near, ...titled, ...findScenarios(scenarios, words)])
  const meant = found.size > 0 ? [...found] : misspelt(scenarios, words)
  return meant.slice(0, MAX_SUGGESTIONS)
}

/** Scenarios whose name has each word once its spelling is put right. */
function misspelt(scenarios: readonly Scenario[], words: string): readonly Scenario[] {
  const known = [...new Set(scenarios.flatMap(({ name }) => name.split('-')))]
  const right = words
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => nearest(word, known))
  return scenarios.filter(({ name }) =>
    right.every((word) => word !== null && name.split('-').includes(word)),
  )
}

const MAX_SUGGESTIONS = 3

function synonymsOf(word: string): readonly string[] {
  return Object.hasOwn(SYNONYMS, word) ? (SYNONYMS[word] ?? []) : []
}

/** What scenarios are mostly about, in the order of lists. */
export const SCENARIO_GROUPS = [
  'How the payment goes',
  'Amounts',
  'Webhooks and callbacks',
  'The way back to the shop',
  'What the query shows',
  'Calls that fail',
  'Payouts',
] as const
export type ScenarioGroup = (typeof SCENARIO_GROUPS)[number]

/** The group of a scenario, by the parts that it is written with. */
export function groupOf({ written }: Scenario): ScenarioGroup {
  const says = (part: keyof typeof written) =>
    written[part] !== undefined || written.attempts?.some((attempt) => part in attempt)
  const failing = written.api ?? []
  const isAboutPayouts = failing.length > 0 && failing.every(({ endpoint }) => endpoint?.includes('payout'))
  if (says('payout') || isAboutPayouts) return 'Payouts'
  if (says('api') || says('tokenLifetime')) return 'Calls that fail'
  if (says('collected')) return 'Amounts'
  if (says('query')) return 'What the query shows'
  if (says('webhook') || says('callback')) return 'Webhooks and callbacks'
  if (says('return')) return 'The way back to the shop'
  return 'How the payment goes'
}
