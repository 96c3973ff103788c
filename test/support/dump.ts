import type { Sandbox } from '../../server/sandbox/sandbox.js'
import { inOrder, LOG_NAMES, TABLE_NAMES } from '../../server/store/store.js'

/** Everything that a sandbox remembers, as plain data. */
export async function dump(sandbox: Sandbox): Promise<Record<string, unknown>> {
  const { store } = sandbox.engine
  const state: Record<string, unknown> = { scenarios: sandbox.scenarios.list() }
  for (const kind of TABLE_NAMES) state[kind] = inOrder<{ readonly id: string }>(await store.find(kind, {}))
  for (const { id } of await store.find('merchants', {})) {
    for (const log of LOG_NAMES)
      state[`${log} of ${id}`] = await store.find(log, { where: { merchantId: id } })
    state[`due for ${id}`] = await store.dueTasks(id, Number.POSITIVE_INFINITY)
  }
  return state
}

/** The text of some state without what real time left in it: how long answers took, and when they came. */
export function withoutRealTime(state: unknown): string {
  return JSON.stringify(state, (key, value) => (key === 'durationMs' || key === 'date' ? undefined : value))
}
