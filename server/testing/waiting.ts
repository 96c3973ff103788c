import type { ListFilter } from './merchant-client.js'

export interface WaitOptions {
  /** How long to wait, in real time; 5 seconds when left out. */
  readonly timeoutMs?: number
}

interface Waitable<Item> {
  readonly name: string
  readonly list: (filter: ListFilter, wait?: string) => Promise<readonly Item[]>
}

/** Nothing matched in time. The message tells what there was instead. */
export class WaitTimeout extends Error {
  override readonly name = 'WaitTimeout'
}

/** Waits until an item of a list matches; answers the first one. Throws a {@link WaitTimeout}. */
export async function waitFor<Item extends object>(
  { name, list }: Waitable<Item>,
  filter: ListFilter,
  { timeoutMs = 5000 }: WaitOptions = {},
): Promise<Item> {
  const [found] = await list(filter, `${timeoutMs}ms`)
  if (found) return found
  const candidates = await list({ limit: 5 })
  throw new WaitTimeout(
    [
      `no ${name} with ${inWords(filter)} within ${timeoutMs} ms.`,
      candidates.length > 0 ? `The latest ${name} are:` : `There are no ${name} at all.`,
      ...candidates.map((candidate) => `  ${brief(candidate)}`),
    ].join('\n'),
  )
}

function inWords(filter: ListFilter): string {
  const conditions = Object.entries(filter).map(([name, value]) => `${name} ${JSON.stringify(value)}`)
  return conditions.length > 0 ? conditions.join(', ') : 'any content'
}

const TELLING = ['event', 'channel', 'orderReference', 'method', 'path', 'status', 'attempts'] as const

function brief(item: object): string {
  const fields = item as Record<string, unknown>
  return TELLING.filter((name) => fields[name] !== undefined && fields[name] !== null)
    .map((name) => `${name}: ${name === 'attempts' ? outcomes(fields[name]) : String(fields[name])}`)
    .join(', ')
}

function outcomes(attempts: unknown): string {
  const made = attempts as readonly { readonly outcome: string }[]
  return made.length > 0 ? made.map(({ outcome }) => outcome).join(' then ') : 'none yet'
}
