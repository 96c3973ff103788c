import type { Sandbox } from '../../server/sandbox/sandbox.js'
import type { Kind, LogKind } from '../../server/store/store.js'

const KINDS: Readonly<Record<Kind, true>> = {
  merchants: true,
  applications: true,
  apiKeys: true,
  links: true,
  payments: true,
  deliveries: true,
  tasks: true,
}
const LOGS: Readonly<Record<LogKind, true>> = { journal: true, requests: true }

/** Everything that a sandbox remembers, as plain data. */
export async function dump(sandbox: Sandbox): Promise<Record<string, unknown>> {
  const { store } = sandbox.core
  const state: Record<string, unknown> = { scenarios: sandbox.scenarios.list() }
  for (const kind of Object.keys(KINDS) as Kind[]) state[kind] = await store.find(kind, {})
  for (const { id } of await store.find('merchants', {})) {
    for (const log of Object.keys(LOGS) as LogKind[]) state[`${log} of ${id}`] = await store.entries(log, id)
    state[`due for ${id}`] = await store.dueTasks(id, Number.POSITIVE_INFINITY)
  }
  return state
}
