import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { End, Policy, Verdict } from '../../server/scenario/parts/verdict.js'
import type { Scenario } from '../../server/scenario/scenario.js'
import { listening } from '../support/raw-http.js'
import { canonicalText, hmac, signed } from '../support/reference-checksum.js'
import { startSandbox, type TestSandbox, type TestShop } from '../support/sandbox.js'
import { until } from '../support/until.js'
import { type Request, requestTo, send } from './call-player.js'
import { milliseconds } from './player.js'

/** How an order ended with the merchant. */
export interface Ending {
  readonly fulfilled: number
  readonly end: End
  /** Whether it answered a message with an error. */
  readonly refused: boolean
}

const KEY = 'CHKcorrect'
const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** When the merchant asks about an order that it placed; it does so for days. */
const ASKS_AT = [
  ...[0, SECOND, 3 * SECOND, MINUTE, 2 * MINUTE, 3 * MINUTE, 5 * MINUTE, 11 * MINUTE],
  ...[30 * MINUTE, 59 * MINUTE, 2 * HOUR, 6 * HOUR, DAY, 2 * DAY, 3 * DAY, 5 * DAY, 7 * DAY],
]

/** The merchant takes a call for lost after so long. */
const PATIENCE_MS = 30 * SECOND

interface Row {
  readonly status: string
  readonly collectedAmount: number
  readonly collectedCurrency: string
  readonly exchange?: { readonly sourceAmount: number; readonly sourceCurrency: string }
}

/** The total of an order, as the merchant keeps it. */
interface Total {
  readonly amount: number
  readonly currency: string
}

/**
 * Plays a scenario to a merchant that makes no mistake: it takes every message for a reason to ask, believes the query
 * alone, and goes on asking for days. Says how the order ended with it.
 */
export async function followForDays(
  { name, written }: Scenario,
  verdict: Verdict,
  policy: Policy,
): Promise<Ending> {
  const box = await startSandbox({ scenarios: [{ name, ...written }] })
  const port = await listening(box.app)
  let refused = false
  const url = await startMessageServer((text) => {
    const accepted = accepts(text, policy)
    refused ||= !accepted
    return accepted ? 200 : 400
  })
  const events = { 'PAYMENT RECEIVED': `${url}/webhook`, 'PAYMENT FAILED': `${url}/webhook` }
  const shop = await box.openShop({
    scenario: name,
    checksumEnabled: true,
    checksumKey: KEY,
    returnUrl: `${url}/return`,
    webhooks: events,
  })
  const { order = {}, pays = 1, links: paysOf = [pays], waits = '0s' } = written.expect ?? {}
  // A customer pays while the merchant still waits for the answer.
  let paidWhileHeld = 0
  const api = apiOf(box, port, shop, async (reference) => {
    if (await customerPays(box, shop, reference, total.currency)) paidWhileHeld += 1
    await box.sandbox.clocks.advance(shop.id, SECOND)
  })
  const isPush = verdict.origin === 'ussd-push'
  const total: Total = {
    amount: Number(order.amount ?? 12_500),
    currency: order.currency ?? 'TZS',
  }
  const used: string[] = []
  const links: { readonly reference: string; left: number }[] = []
  for (const wanted of paysOf) {
    const reference = await placeOrder(api, isPush, total, `${url}/callback`, used)
    if (reference) links.push({ reference, left: isPush ? 0 : wanted - paidWhileHeld })
  }
  for (const reference of used) await api(requestTo('query-payment', reference))
  await box.sandbox.clocks.advance(shop.id, milliseconds(waits))
  const rows = new Map<string, readonly Row[]>()
  let fulfilled = 0
  const begin = (await box.sandbox.clocks.read(shop.id)).now
  for (const at of ASKS_AT) {
    const { now } = await box.sandbox.clocks.read(shop.id)
    if (begin + at > now) await box.sandbox.clocks.to(shop.id, begin + at)
    const next = links.find(({ left }) => left > 0)
    if (next && (await customerPays(box, shop, next.reference, total.currency))) next.left -= 1
    for (const reference of used) {
      const answer = await api(requestTo('query-payment', reference))
      if (answer.status === 200 && Array.isArray(answer.body)) rows.set(reference, answer.body)
    }
    // Once, whatever is learnt later.
    if (fulfilled === 0 && fitting([...rows.values()].flat(), total, policy).length > 0) fulfilled = 1
  }
  return { fulfilled, end: endOf([...rows.values()].flat(), fulfilled), refused }
}

/** Whether the merchant answers a message with 2xx: it can be read, and ClickPesa signed it. */
function accepts(text: string, policy: Policy): boolean {
  let body: Record<string, unknown>
  try {
    body = JSON.parse(text)
  } catch {
    return false
  }
  if (body.checksum === undefined) return policy.unverifiable === 'accept'
  return body.checksum === hmac(canonicalText(body), KEY)
}

function endOf(rows: readonly Row[], fulfilled: number): End {
  const paid = rows.filter(isPaid)
  if (fulfilled > 0) return paid.length === 1 ? 'paid' : 'review'
  if (paid.length > 0) return 'review'
  const over = rows.every(({ status }) => ['FAILED', 'REFUNDED', 'REVERSED'].includes(status))
  return rows.length > 0 && over ? 'failed' : 'open'
}

const isPaid = ({ status }: Row) => status === 'SUCCESS' || status === 'SETTLED'

function fitting(rows: readonly Row[], { amount, currency }: Total, policy: Policy): readonly Row[] {
  return rows.filter(isPaid).filter((row) => {
    const { exchange } = row
    if (row.collectedCurrency !== currency) {
      const fits = exchange?.sourceCurrency === currency && exchange.sourceAmount === amount
      return fits && policy.exchanged === 'fulfil'
    }
    if (row.collectedAmount > amount) return policy.overpaid === 'fulfil'
    // No gateway keeps more than a twentieth of a payment.
    const afterFees = row.collectedAmount >= amount * 0.95
    return row.collectedAmount === amount || (afterFees && policy.netOfFees === 'fulfil')
  })
}

interface Answer {
  /** 0 where no answer came that could be read. */
  readonly status: number
  readonly body: unknown
}
type Api = (request: Request) => Promise<Answer>

/** Calls as a merchant makes them that knows its gateway: a 401 needs a new token, once; a 429 a minute of patience. */
function apiOf(
  box: TestSandbox,
  port: number,
  shop: TestShop,
  whileHeld: (reference: string) => Promise<void>,
): Api {
  const { sandbox, realClock } = box
  let authorization = ''

  async function once(request: Request, headers: Record<string, string>): Promise<Answer> {
    const call = send(port, request, headers)
    await until(() => call.isOver() || sandbox.heldResponses.size > 0)
    const [held] = sandbox.heldResponses.of(shop.id)
    if (held?.kind === 'held') {
      await whileHeld(held.orderReference ?? '')
      sandbox.heldResponses.release(shop.id)
    } else if (!call.isOver()) await realClock.pass(PATIENCE_MS)
    if (!call.isOver() && sandbox.heldResponses.size > 0) {
      call.leave()
      await until(() => sandbox.heldResponses.size === 0)
    }
    const { ended, text } = await call.seen
    if (typeof ended !== 'number') return { status: 0, body: null }
    try {
      return { status: ended, body: JSON.parse(text) }
    } catch {
      return { status: ended < 400 ? 0 : ended, body: null }
    }
  }

  async function login() {
    const headers = { 'client-id': shop.clientId, 'api-key': shop.apiKey }
    const { body } = await once({ method: 'POST', path: '/generate-token' }, headers)
    authorization = String((body as { token?: string } | null)?.token ?? '')
  }

  return async (request) => {
    if (!authorization) await login()
    let answer = await once(request, { authorization })
    if (answer.status === 401) {
      await login()
      answer = await once(request, { authorization })
    }
    if (answer.status !== 429) return answer
    await sandbox.clocks.advance(shop.id, MINUTE)
    return once(request, { authorization })
  }
}

/**
 * Asks for a link or a push until there is one, or until the gateway says that there will be none. Returns the reference that
 * it is under, or null; every reference that may have been used is added to `used`.
 */
async function placeOrder(
  api: Api,
  isPush: boolean,
  total: Total,
  callbackUrl: string,
  used: string[],
): Promise<string | null> {
  const endpoint = isPush ? 'initiate-ussd-push' : 'generate-checkout-url'
  const nextReference = () => `ORDER1001${used.length === 0 ? '' : `R${used.length + 1}`}`
  used.push(nextReference())
  for (let tries = 0; tries < 6; tries++) {
    const reference = used.at(-1) ?? ''
    const example = requestTo(endpoint, reference)
    const body = isPush
      ? { ...example.body, amount: String(total.amount), currency: total.currency }
      : {
          totalPrice: String(total.amount),
          orderReference: reference,
          orderCurrency: total.currency,
          callbackUrl,
        }
    const { checksum: _, ...unsigned } = body as Record<string, unknown>
    const { status } = await api({ ...example, body: signed(unsigned, KEY) })
    if (status === 200) return reference
    // Used already, perhaps by a call whose answer was lost: the same order under another reference.
    if (status === 409) used.push(nextReference())
    else if (status >= 400 && status < 500) return null
  }
  return null
}

/** Whether the customer has paid, or left the page. */
async function customerPays(
  { sandbox }: TestSandbox,
  shop: TestShop,
  reference: string,
  currency: string,
): Promise<boolean> {
  const order = await sandbox.orders.findByReference(shop.id, reference)
  if (!order) throw new Error(`no order ${reference}`)
  const how =
    currency === 'USD'
      ? { channel: 'CARD' as const }
      : { channel: 'M-PESA' as const, phoneNumber: '255744000111' }
  const result = await sandbox.payments.pay(order, how)
  return result.made || result.state === 'left'
}

/** A server for messages; the status of each answer is what `judge` makes of its text. */
async function startMessageServer(judge: (text: string) => number): Promise<string> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    response.writeHead(judge(Buffer.concat(chunks).toString('utf8'))).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
