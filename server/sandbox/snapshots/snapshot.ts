import type { Merchant } from '../../domain/merchant.js'
import { SandboxMistake } from '../../errors.js'
import { packageVersion } from '../../package-root.js'
import { scenarioFrom } from '../../scenario/load.js'
import type { WrittenScenario } from '../../scenario/scenario.js'
import { flawsIn } from '../../schema/schema-check.js'
import { pathText } from '../../schema/yaml-file.js'
import { LOG_NAMES, type MerchantData, numberOf, TABLE_NAMES, type TableName } from '../../store/store.js'
import { snapshotShape } from './snapshot-shape.js'

/** Raised whenever what is kept of a merchant changes its shape. */
export const SNAPSHOT_FORMAT = 2

/**
 * One merchant, complete: what it owns, what it remembers, what is planned for it, its clock and where its
 * random draws stand. Its API keys and checksum keys are in it. Plain data, made to be kept as JSON.
 */
export interface Snapshot extends Omit<MerchantData, 'merchants'> {
  readonly format: typeof SNAPSHOT_FORMAT
  /** The sandbox that took it. */
  readonly sandboxVersion: string
  /** What the merchant's clock showed. */
  readonly clock: { readonly now: string; readonly frozen: boolean }
  /** The scenarios that its attempts may follow and another sandbox may lack, as they are written. */
  readonly scenarios: Readonly<Record<string, WrittenScenario>>
  /** Which merchant it is among others is the business of the sandbox that has it. */
  readonly merchant: Omit<Merchant, 'clock' | 'seq'>
}

/** A snapshot that is damaged throughout is told so in a few lines. */
const MAX_ISSUES = 20

/** Reads what should be a snapshot. Throws a SandboxMistake with everything that is wrong with it. */
export function readSnapshot(value: unknown): Snapshot {
  const { format, sandboxVersion } = (value ?? {}) as Partial<Record<keyof Snapshot, unknown>>
  if (format !== undefined && format !== SNAPSHOT_FORMAT) {
    throw new SandboxMistake(
      'INVALID_SNAPSHOT',
      `the snapshot has format ${format} (of sandbox ${sandboxVersion}); this is sandbox ${packageVersion}, which reads format ${SNAPSHOT_FORMAT}`,
      'restore it with the version that took it, or take a new one',
    )
  }
  const malformed = flawsIn(snapshotShape, value).map(({ path, message }) =>
    [pathText(path), message].filter(Boolean).join(': '),
  )
  const problems = malformed.length > 0 ? malformed : contradictionsIn(value as Snapshot)
  if (problems.length === 0) return value as Snapshot
  const more = problems.length - MAX_ISSUES
  throw new SandboxMistake(
    'INVALID_SNAPSHOT',
    [...problems.slice(0, MAX_ISSUES), ...(more > 0 ? [`and ${more} more`] : [])].join('\n'),
    'restore a snapshot as the sandbox gave it; what should be different can be changed afterwards',
  )
}

export type Owned = Exclude<TableName, 'merchants'>

/** What a merchant owns, beside itself. */
export const OWNED = TABLE_NAMES.filter((kind) => kind !== 'merchants')

/** What of a well-formed snapshot does not fit together. */
function contradictionsIn(snapshot: Snapshot): string[] {
  const { merchant, scenarios } = snapshot
  const problems: string[] = []
  const ids = (kind: Owned) => new Set(snapshot[kind].map(({ id }) => id))
  const [clientIds, orderIds] = [ids('applications'), ids('orders')]
  const [paymentIds, deliveryIds] = [ids('payments'), ids('deliveries')]
  const expect = (there: boolean, problem: string) => {
    if (!there) problems.push(problem)
  }

  expect(merchant.merchantId === merchant.id, `merchant: merchantId is ${merchant.merchantId}`)
  for (const kind of OWNED) {
    const { size } = ids(kind)
    expect(size === snapshot[kind].length, `${kind}: two have one id`)
  }
  const { sequence = 0 } = snapshot.counters[0] ?? {}
  for (const part of [...OWNED, ...LOG_NAMES]) {
    snapshot[part].forEach((row, i) => {
      const { merchantId } = row
      const seq = numberOf(row)
      expect(merchantId === merchant.id, `${part}[${i}]: belongs to another merchant, ${merchantId}`)
      expect(seq <= sequence, `${part}[${i}]: is numbered ${seq}, beyond the merchant's sequence`)
    })
  }
  for (const { id, clientId } of [...snapshot.apiKeys, ...snapshot.orders, ...snapshot.payments]) {
    expect(clientIds.has(clientId), `${id}: there is no application ${clientId}`)
  }
  for (const { id, orderId } of snapshot.payments)
    expect(orderIds.has(orderId), `${id}: there is no order ${orderId}`)
  for (const { id, paymentId } of snapshot.deliveries) {
    expect(paymentIds.has(paymentId), `${id}: there is no payment ${paymentId}`)
  }
  for (const { id, deliveryId } of snapshot.attempts) {
    expect(deliveryIds.has(deliveryId), `${id}: there is no delivery ${deliveryId}`)
  }
  for (const { id, action } of snapshot.tasks) {
    if (action.kind === 'attempt-delivery') {
      expect(deliveryIds.has(action.deliveryId), `${id}: there is no delivery ${action.deliveryId}`)
    } else expect(paymentIds.has(action.paymentId), `${id}: there is no payment ${action.paymentId}`)
  }
  for (const name of scenarioNamesIn(snapshot)) {
    expect(Object.hasOwn(scenarios, name), `scenarios: ${name} is referred to and not there`)
  }
  for (const [name, written] of Object.entries(scenarios)) problems.push(...problemsOf(name, written))
  return problems
}

function problemsOf(name: string, written: unknown): string[] {
  try {
    scenarioFrom(name, written)
    return []
  } catch (error) {
    if (!(error instanceof SandboxMistake)) throw error
    return error.message.split('\n').map((problem) => `scenarios.${name}: ${problem}`)
  }
}

/** Scenarios that the merchant's calls and attempts may still meet by name. */
export function scenarioNamesIn({
  merchant,
  orders,
  payments,
}: Pick<Snapshot, 'merchant' | 'orders' | 'payments'>): ReadonlySet<string> {
  const { scenario, scenarioQueue, orderScenarios, openedWith } = merchant
  return new Set([
    scenario,
    ...scenarioQueue,
    ...Object.values(orderScenarios),
    ...[openedWith, ...orders, ...payments].flatMap((row) => row.scenario ?? []),
  ])
}
