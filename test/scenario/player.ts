import { callbackSchema } from '../../contracts/schemas/callback.js'
import { paymentRows } from '../../contracts/schemas/payment-row.js'
import { webhookSchema } from '../../contracts/schemas/webhooks.js'
import { schemaIssues } from '../../fixtures/conformance.js'
import { WEBHOOK_EVENTS, type WebhookEvent } from '../../server/domain/notification.js'
import type { Payment } from '../../server/domain/payment.js'
import { parseDuration } from '../../server/lib/duration.js'
import type { ExpectedEvent } from '../../server/scenario/parts/expect.js'
import type { Scenario } from '../../server/scenario/scenario.js'
import { startReceiver } from '../support/receiver.js'
import { canonicalText, hmac } from '../support/reference-checksum.js'
import { startSandbox } from '../support/sandbox.js'

/** One thing that the merchant saw, and everything about it. */
export interface Seen {
  /** Milliseconds since the customer first paid. */
  readonly at: number
  readonly kind: 'webhook' | 'callback' | 'return' | 'query'
  /** The event, the status, the parameters, or the statuses of the rows. */
  readonly what: string | readonly string[]
  readonly text: string
  readonly checksum?: 'valid' | 'invalid' | 'missing'
  /** What of the message its schema does not allow. */
  readonly issues: readonly string[]
}

const REFERENCE = 'ORDER1001'
const MAX_MS = 30 * 24 * 3_600_000

/**
 * Plays a scenario as merchants live it: a link, a customer with a browser, receivers for webhooks,
 * callbacks and the return, and queries at the times at which the scenario's `expect` wants them.
 */
export async function play({ name, written, attempts }: Scenario): Promise<Seen[]> {
  const { order = {}, pays = 1, sees = [] } = written.expect ?? {}
  const { sandbox, app, openShop } = await startSandbox({ scenarios: [{ name, ...written }] })
  const receiver = await startReceiver()
  const webhook = `${receiver.url}/webhook`
  const shop = await openShop({
    scenario: name,
    checksumEnabled: true,
    checksumKey: 'CHKplayed',
    returnUrl: `${receiver.url}/return`,
    webhooks: { 'PAYMENT RECEIVED': webhook, 'PAYMENT FAILED': webhook },
  })
  const link = await signedLink()
  const begin = (await sandbox.clocks.read(shop.id)).now
  const queries = sees.filter(({ query }) => query !== undefined).map(({ at }) => begin + milliseconds(at))
  const seen: Seen[] = []
  let taken = 0
  let payment: Payment | null = null
  let paid = 0
  let back = false

  for (;;) {
    const { now } = await sandbox.clocks.read(shop.id)
    await pay()
    collect(now)
    await comeBack()
    collect(now)
    while (queries[0] !== undefined && queries[0] <= now) {
      queries.shift()
      await query(now)
    }
    const next = [(await sandbox.queries.agenda(shop.id))[0]?.dueAt, queries[0]].filter(
      (at) => at !== undefined,
    )
    if (next.length === 0 || Math.min(...next) > begin + MAX_MS) return seen
    await sandbox.clocks.to(shop.id, Math.min(...next))
  }

  async function signedLink() {
    const body = {
      totalPrice: order.amount ?? '12500',
      orderReference: REFERENCE,
      orderCurrency: order.currency ?? 'TZS',
      callbackUrl: `${receiver.url}/callback`,
    }
    const linkId = await shop.createLink({ ...body, checksum: hmac(canonicalText(body), 'CHKplayed') })
    const found = await sandbox.links.find(linkId)
    if (!found) throw new Error(`no link ${linkId}`)
    return found
  }

  async function pay() {
    if (paid >= pays) return
    const channel = order.currency === 'USD' ? 'CARD' : 'M-PESA'
    const phoneNumber = channel === 'CARD' ? undefined : '255744000111'
    const result = await sandbox.payments.pay(link.order, { channel, phoneNumber, inBrowser: true })
    if (result.made) payment = result.payment
    if (result.made || result.state === 'left') paid += 1
  }

  /** The browser follows the payment, and goes where the page sends it. */
  async function comeBack() {
    if (!payment || back) return
    const page = `/checkout/${link.id}/payments/${payment.id}`
    const status = await app.inject(`${page}/status`)
    if (!status.json<{ returnOpen: boolean }>().returnOpen) return
    const { headers } = await app.inject(`${page}/return`)
    await fetch(String(headers.location))
    back = true
  }

  function collect(now: number) {
    for (const { path, text } of receiver.received.slice(taken)) seen.push(seenEvent(now - begin, path, text))
    taken = receiver.received.length
  }

  async function query(now: number) {
    const reply = await shop.get(`/payments/${REFERENCE}`)
    const rows = reply.json<{ status: string }[]>()
    seen.push({
      at: now - begin,
      kind: 'query',
      what: rows.map(({ status }) => status),
      text: reply.body,
      issues: schemaIssues(paymentRows, rows),
    })
  }

  function seenEvent(at: number, path: string, text: string): Seen {
    const { pathname, search } = new URL(path, receiver.url)
    const kind = pathname.slice(1) as Seen['kind']
    if (kind === 'return') {
      return { at, kind, what: search.slice(1).replace(REFERENCE, 'REFERENCE'), text: '', issues: [] }
    }
    const body = parsed(text)
    if (body === null) return { at, kind, what: 'not JSON', text, checksum: 'missing', issues: [] }
    const what = String(kind === 'webhook' ? body.event : body.status)
    const damaged = attempts.some((script) => script[kind as 'webhook' | 'callback'].damage)
    const wrong = damaged ? [] : schemaIssues(schemaOf(kind, what), body)
    return { at, kind, what, text, checksum: checksumState(body), issues: wrong }
  }
}

function schemaOf(kind: Seen['kind'], event: string) {
  if (kind === 'callback') return callbackSchema('topLevel')
  if (!WEBHOOK_EVENTS.includes(event as WebhookEvent)) throw new Error(`no webhook is called ${event}`)
  return webhookSchema(event as WebhookEvent, { checksumPlace: 'topLevel' })
}

function checksumState(body: Record<string, unknown>): NonNullable<Seen['checksum']> {
  if (body.checksum === undefined) return 'missing'
  return body.checksum === hmac(canonicalText(body), 'CHKplayed') ? 'valid' : 'invalid'
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export function milliseconds(text: string): number {
  const ms = parseDuration(text)
  if (ms === null) throw new Error(`${text} is not a duration`)
  return ms
}

/** What was seen, in the form in which `expect` says it; as detailed as the expectation at the same place. */
export function asWritten(seen: readonly Seen[], expected: readonly ExpectedEvent[]): ExpectedEvent[] {
  return seen.map(({ at, kind, what, text, checksum }, i) => {
    const { body, repeats } = expected[i] ?? {}
    const before = seen.slice(0, i).findLast((other) => other.kind === kind)
    return {
      at: `${at}ms`,
      [kind]: what,
      ...(checksum && what !== 'not JSON' ? { checksum } : {}),
      ...(body ? { body: fieldsOf(parsed(text) ?? {}, Object.keys(body)) } : {}),
      ...(repeats ? { repeats: before?.text === text } : {}),
    } as ExpectedEvent
  })
}

/** The expectation with its defaults, in the form that {@link asWritten} gives. */
export function spelledOut(expected: readonly ExpectedEvent[]): ExpectedEvent[] {
  return expected.map((seenEvent) => ({
    ...seenEvent,
    at: `${milliseconds(seenEvent.at)}ms`,
    ...((seenEvent.webhook ?? seenEvent.callback ?? 'not JSON') === 'not JSON'
      ? {}
      : { checksum: seenEvent.checksum ?? 'valid' }),
  }))
}

function fieldsOf(body: unknown, paths: readonly string[]): ExpectedEvent['body'] {
  return Object.fromEntries(
    paths.map((path) => [
      path,
      path
        .split('.')
        .reduce((at: unknown, key) => (at as Record<string, unknown> | null)?.[key] ?? null, body),
    ]),
  ) as ExpectedEvent['body']
}
