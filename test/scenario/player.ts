import { callbackSchema } from '../../contracts/schemas/callback.js'
import { paymentRows } from '../../contracts/schemas/payment-row.js'
import { webhookSchema } from '../../contracts/schemas/webhooks.js'
import { schemaIssues } from '../../fixtures/conformance.js'
import type { CheckoutLink } from '../../server/domain/checkout-link.js'
import { WEBHOOK_EVENTS, type WebhookEvent } from '../../server/domain/notification.js'
import { isDecided, type Payment } from '../../server/domain/payment.js'
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

/** A link, and how far the customer has come with paying it. */
interface PlayedLink extends CheckoutLink {
  readonly reference: string
  /** How often the customer pays it in the end. */
  readonly wanted: number
  paid: number
  payment: Payment | null
  back: boolean
}

const KINDS: readonly Seen['kind'][] = ['webhook', 'callback', 'return', 'query']

const REFERENCE = 'ORDER1001'
const MAX_MS = 30 * 24 * 3_600_000

/**
 * Plays a scenario as merchants live it: a link, a customer with a browser, receivers for webhooks,
 * callbacks and the return, and queries at the times at which the scenario's `expect` wants them.
 */
export async function play({ name, written, attempts }: Scenario): Promise<Seen[]> {
  const { order = {}, pays = 1, links: paysOf = [pays], waits = '0s', sees = [] } = written.expect ?? {}
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
  const links: PlayedLink[] = []
  for (const [i, wanted] of paysOf.entries()) links.push(await signedLink(i, wanted))
  await sandbox.clocks.advance(shop.id, milliseconds(waits))
  const begin = (await sandbox.clocks.read(shop.id)).now
  const queries = sees.filter(({ query }) => query !== undefined).map(({ at }) => begin + milliseconds(at))
  const seen: Seen[] = []
  let taken = 0

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

  async function signedLink(number: number, wanted: number): Promise<PlayedLink> {
    const reference = number === 0 ? REFERENCE : `${REFERENCE}R${number + 1}`
    const body = {
      totalPrice: order.amount ?? '12500',
      orderReference: reference,
      orderCurrency: order.currency ?? 'TZS',
      callbackUrl: `${receiver.url}/callback`,
    }
    const linkId = await shop.createLink({ ...body, checksum: hmac(canonicalText(body), 'CHKplayed') })
    const found = await sandbox.links.find(linkId)
    if (!found) throw new Error(`no link ${linkId}`)
    return { ...found, reference, wanted, paid: 0, payment: null, back: false }
  }

  /** The customer pays the links one after the other: the next when the one before is paid as often as wanted. */
  async function pay() {
    for (const link of links) {
      if (link.paid >= link.wanted) {
        const latest = link.payment && (await sandbox.payments.find(link.payment.id))
        if (latest && !isDecided(latest.status)) return
        continue
      }
      const channel = order.currency === 'USD' ? 'CARD' : 'M-PESA'
      const phoneNumber = channel === 'CARD' ? undefined : '255744000111'
      const result = await sandbox.payments.pay(link.order, { channel, phoneNumber, inBrowser: true })
      if (result.made) link.payment = result.payment
      if (result.made || result.state === 'left') link.paid += 1
      return
    }
  }

  /** The browser follows the payments, and goes where their pages send it. */
  async function comeBack() {
    for (const link of links) {
      if (!link.payment || link.back) continue
      const page = `/checkout/${link.id}/payments/${link.payment.id}`
      const status = await app.inject(`${page}/status`)
      if (!status.json<{ returnOpen: boolean }>().returnOpen) continue
      const { headers } = await app.inject(`${page}/return`)
      await fetch(String(headers.location))
      link.back = true
    }
  }

  function collect(now: number) {
    const news = receiver.received.slice(taken).map(({ path, text }) => seenEvent(now - begin, path, text))
    // Which of those that go out side by side is there first is chance.
    const isChance = attempts.some(({ webhook, callback }) => webhook.sideBySide || callback.sideBySide)
    seen.push(...(isChance ? news.sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind)) : news))
    taken = receiver.received.length
  }

  async function query(now: number) {
    const rows: { status: string }[] = []
    for (const { reference } of links) rows.push(...(await shop.get(`/payments/${reference}`)).json())
    seen.push({
      at: now - begin,
      kind: 'query',
      what: rows.map(({ status }) => status),
      text: JSON.stringify(rows),
      issues: schemaIssues(paymentRows, rows),
    })
  }

  function seenEvent(at: number, path: string, text: string): Seen {
    const { pathname, search } = new URL(path, receiver.url)
    const kind = pathname.slice(1) as Seen['kind']
    if (kind === 'return') {
      return { at, kind, what: search.slice(1).replace(/ORDER1001(R\d)?/, 'REFERENCE'), text: '', issues: [] }
    }
    const body = parsed(text)
    if (body === null) return { at, kind, what: 'not JSON', text, checksum: 'missing', issues: [] }
    const what = String(kind === 'webhook' ? body.event : body.status)
    const channel = kind as 'webhook' | 'callback'
    const damaged = attempts.some(
      (script) => script[channel].damage || script.timeline.some((step) => step[channel]?.damage),
    )
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
