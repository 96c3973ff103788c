import type { Sandbox } from '../../server/sandbox/sandbox.js'
import { KINDS, LOG_KINDS } from '../../server/store/store.js'

/** Everything that a sandbox remembers, as plain data. */
export async function dump(sandbox: Sandbox): Promise<Record<string, unknown>> {
  const { store } = sandbox.core
  const state: Record<string, unknown> = { scenarios: sandbox.scenarios.list() }
  for (const kind of KINDS) state[kind] = await store.find(kind, {})
  for (const { id } of await store.find('merchants', {})) {
    for (const log of LOG_KINDS) state[`${log} of ${id}`] = await store.entries(log, id)
    state[`due for ${id}`] = await store.dueTasks(id, Number.POSITIVE_INFINITY)
  }
  return state
}

/** The text of some state without what real time left in it: how long answers took, and when they came. */
export function withoutRealTime(state: unknown): string {
  return JSON.stringify(state, (key, value) => (key === 'durationMs' || key === 'date' ? undefined : value))
}
