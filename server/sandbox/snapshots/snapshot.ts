import type { Merchant } from '../../domain/merchant.js'
import { SandboxMistake } from '../../errors.js'
import { packageVersion } from '../../package-root.js'
import { issuesInScenario } from '../../scenario/load.js'
import type { WrittenScenario } from '../../scenario/scenario.js'
import { firstOf, type Issue, inShort, lines, within } from '../../schema/issue.js'
import { issuesIn, isValid } from '../../schema/validator.js'
import { LOG_NAMES, type MerchantData, numberOf, TABLE_NAMES, type TableName } from '../../store/store.js'
import { snapshotShape } from './snapshot-shape.js'

/** Raised whenever what is kept of a merchant changes its shape. */
export const SNAPSHOT_FORMAT = 2

/**
 * One merchant, complete: what it owns, what it remembers, what is planned for it, its clock and where its
 * random draws stand. Its API keys and checksum keys are in it. Plain data, made to be kept as JSON.
 *
 * @example Prepare an order once, and begin every test from there
 * ```ts
 * import { createSandbox, type Snapshot } from 'clickpesa-sandbox'
 * import { placeOrder } from './your-shop.js'
 *
 * const sandbox = await createSandbox({ port: 0 })
 * const merchant = await sandbox.createMerchant({ clock: { frozen: true } })
 * await placeOrder(merchant, 'ORDER1001')
 * await merchant.pay('ORDER1001')
 * await merchant.clock.advance('1m')
 * const snapshot: Snapshot = await merchant.snapshot()
 *
 * await merchant.clock.advance('3d')
 * await merchant.restore(snapshot) // the clock and all that happened are as they were
 * await sandbox.close()
 * ```
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
  if (!isValid(snapshotShape, value)) throw invalid(issuesIn(snapshotShape, value))
  const contradictions = contradictionsIn(value)
  if (contradictions.length > 0) throw invalid(firstOf(contradictions))
  return value
}

function invalid(issues: readonly Issue[]): SandboxMistake {
  return new SandboxMistake(
    'INVALID_SNAPSHOT',
    lines(issues),
    'restore a snapshot exactly as the sandbox gave it; change the merchant afterwards',
  )
}

export type Owned = Exclude<TableName, 'merchants'>

/** What a merchant owns, beside itself. */
export const OWNED = TABLE_NAMES.filter((kind) => kind !== 'merchants')

/** What of a well-formed snapshot does not fit together. */
function contradictionsIn(snapshot: Snapshot): Issue[] {
  const { merchant, scenarios } = snapshot
  const found: Issue[] = []
  const ids = (kind: Owned) => new Set(snapshot[kind].map(({ id }) => id))
  const [clientIds, orderIds, deliveryIds] = [ids('applications'), ids('orders'), ids('deliveries')]
  const payouts = new Map(snapshot.payouts.map((payout) => [payout.id, payout]))
  const moved = new Set(snapshot.ledger.map(({ about }) => about))
  const payments = new Map(snapshot.payments.map((payment) => [payment.id, payment]))
  const expect = (there: boolean, path: Issue['path'], message: string) => {
    if (!there) found.push({ path, message })
  }

  expect(merchant.merchantId === merchant.id, ['merchant'], `merchantId is ${inShort(merchant.merchantId)}`)
  for (const kind of OWNED) {
    expect(ids(kind).size === snapshot[kind].length, [kind], 'two have one id')
  }
  const { sequence = 0 } = snapshot.counters[0] ?? {}
  for (const part of [...OWNED, ...LOG_NAMES]) {
    snapshot[part].forEach((row, i) => {
      const path = [part, i]
      const [{ merchantId }, seq] = [row, numberOf(row)]
      expect(merchantId === merchant.id, path, `belongs to another merchant, ${inShort(merchantId)}`)
      expect(seq <= sequence, path, `is numbered ${seq}, beyond the merchant's sequence`)
    })
  }
  for (const part of ['apiKeys', 'orders', 'payments', 'payouts', 'payoutLinks'] as const) {
    snapshot[part].forEach(({ clientId }, i) => {
      expect(clientIds.has(clientId), [part, i], `there is no application ${inShort(clientId)}`)
    })
  }
  snapshot.payments.forEach(({ orderId }, i) => {
    expect(orderIds.has(orderId), ['payments', i], `there is no order ${inShort(orderId)}`)
  })
  snapshot.payoutLinks.forEach(({ payoutId }, i) => {
    const isKnown = payoutId === null || payouts.has(payoutId)
    expect(isKnown, ['payoutLinks', i], `there is no payout ${inShort(payoutId ?? '')}`)
  })
  snapshot.deliveries.forEach(({ paymentId }, i) => {
    const isKnown = payments.has(paymentId) || payouts.has(paymentId) || moved.has(paymentId)
    expect(isKnown, ['deliveries', i], `there is no payment ${inShort(paymentId)}`)
  })
  snapshot.attempts.forEach(({ deliveryId }, i) => {
    expect(deliveryIds.has(deliveryId), ['attempts', i], `there is no delivery ${inShort(deliveryId)}`)
  })
  snapshot.tasks.forEach(({ action }, i) => {
    const path = ['tasks', i]
    if (action.kind === 'attempt-delivery') {
      expect(deliveryIds.has(action.deliveryId), path, `there is no delivery ${inShort(action.deliveryId)}`)
      return
    }
    if (action.kind === 'move-payout') {
      const steps = payouts.get(action.payoutId)?.timeline.length ?? 0
      expect(action.step < steps, path, `there is no such step of a payout ${inShort(action.payoutId)}`)
      return
    }
    const payment = payments.get(action.paymentId)
    expect(payment !== undefined, path, `there is no payment ${inShort(action.paymentId)}`)
    if (action.kind === 'move-payment' && payment) {
      expect(
        action.step < payment.script.timeline.length,
        path,
        `there is no step ${action.step} in its script`,
      )
    }
  })
  for (const name of scenarioNamesIn(snapshot)) {
    expect(Object.hasOwn(scenarios, name), ['scenarios'], `${inShort(name)} is used but does not exist`)
  }
  for (const [name, written] of Object.entries(scenarios)) {
    found.push(...within(['scenarios', name], issuesInScenario(name, written)))
  }
  return found
}

/** Scenarios that the merchant's calls and attempts may still meet by name. */
export function scenarioNamesIn({
  merchant,
  orders,
  payments,
  payouts,
  payoutLinks,
}: Pick<Snapshot, 'merchant' | 'orders' | 'payments' | 'payouts' | 'payoutLinks'>): ReadonlySet<string> {
  const { scenario, scenarioQueue, orderScenarios, openedWith } = merchant
  return new Set([
    scenario,
    ...scenarioQueue,
    ...Object.values(orderScenarios),
    ...[openedWith, ...orders, ...payments, ...payouts, ...payoutLinks].flatMap((row) => row.scenario ?? []),
  ])
}
