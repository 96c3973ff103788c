import type { Dialect } from '../../server/domain/dialect.js'
import type { PaymentStatus } from '../../server/domain/payment.js'
import { deliveriesOf, pay } from '../support/builders.js'
import { startReceiver } from '../support/receiver.js'
import { signed } from '../support/reference-checksum.js'
import { startSandbox } from '../support/sandbox.js'

export interface RecordedCall {
  readonly request: { method: string; url: string; headers: Record<string, string>; body: string }
  readonly response: { status: number; headers: Record<string, string>; body: string }
  readonly at: string
}
export interface RecordedWebhook {
  readonly webhook: { url: string; headers: Record<string, string>; body: string }
  readonly response: { status: number }
  readonly at: string
}
export interface RecordedReturn {
  readonly return: string
  readonly status: number
  readonly from: string
}
export type Recorded = RecordedCall | RecordedWebhook | RecordedReturn

const GATEWAY = 'https://api.clickpesa.test'
const KEY = 'CHKrecorded'

/**
 * What a team could have recorded of a gateway that speaks this dialect: every kind of call, refusal, message and
 * return, with the merchant's server refusing each message twice.
 */
export async function record(dialect: Partial<Dialect>): Promise<Recorded[]> {
  const { sandbox, app, openShop } = await startSandbox()
  const receiver = await startReceiver()
  const hook = `${receiver.url}/webhook`
  const shop = await openShop({
    dialect,
    checksumEnabled: true,
    checksumKey: KEY,
    returnUrl: 'https://shop.test/return',
    webhooks: { 'PAYMENT RECEIVED': hook, 'PAYMENT FAILED': hook },
  })
  const plain = await openShop({ dialect })
  const recorded: Recorded[] = []
  let taken = 0

  const keys = { 'client-id': shop.clientId, 'api-key': shop.apiKey }
  await call('POST', '/generate-token', { ...keys, 'api-key': 'SKwrong' })
  const older = await token(keys)
  const newer = await token(keys)
  for (const authorization of [older, `Bearer ${newer}`, newer.replace('Bearer ', '')]) {
    await call('GET', '/payments/UNKNOWN1', { authorization })
  }

  await link({ orderReference: 'NUMBER1', totalPrice: 1000 })
  await link({ orderReference: 'FIELDS1', redirectUrl: 'https://shop.test/thanks' })
  await link({ orderReference: 'LONG0123456789012345678901234567890' })
  await link({ orderReference: 'NEVERPAID1' })
  await ask('/checkout-link/generate-checkout-url', body({ orderReference: 'UNSIGNED1' }))
  await query('NEVERPAID1')
  await query('UNKNOWN2')

  await link({ orderReference: 'TWICE1', callbackUrl: `${receiver.url}/callback` })
  await attempt('TWICE1', 'FAILED')
  await attempt('TWICE1', 'SUCCESS')
  const [, paid] = await sandbox.engine.store.find('payments', {
    where: { merchantId: shop.id, orderReference: 'TWICE1' },
  })
  await sandbox.clocks.advance(shop.id, 60_000)
  await collect()
  if (paid) await sandbox.payments.moveByHand(shop.id, paid.id, 'SETTLED')
  await runOn()
  await query('TWICE1')
  await link({ orderReference: 'DOLLARS1', orderCurrency: 'USD' })
  await attempt('DOLLARS1', 'SUCCESS')
  await push('preview', 'PUSH1', '0754000333')
  await push('preview', 'PUSH1', '255754000333')
  await push('initiate', 'PUSH1', '255754000333')
  await runOn()
  await query('PUSH1')
  await ask('/payments/all')
  await ask('/payments/all?currency=USD')

  const others = await token({ 'client-id': plain.clientId, 'api-key': plain.apiKey })
  const unwanted = JSON.stringify(signed(body({ orderReference: 'UNWANTED1' }), KEY))
  await call('POST', '/checkout-link/generate-checkout-url', { authorization: others }, unwanted)
  return recorded

  function body(fields: Record<string, unknown>) {
    return { totalPrice: '12500', orderCurrency: 'TZS', customerName: 'José Mushi', ...fields }
  }

  async function call(method: 'GET' | 'POST', path: string, headers: Record<string, string>, text = '') {
    const { now } = await sandbox.clocks.read(shop.id)
    const type = text ? { 'content-type': 'application/json' } : {}
    const url = `/third-parties${path}`
    const answer = await app.inject({ method, url, headers: { ...headers, ...type }, payload: text })
    recorded.push({
      at: new Date(now).toISOString(),
      request: { method, url: GATEWAY + url, headers: { ...headers, ...type }, body: text },
      response: {
        status: answer.statusCode,
        headers: { 'content-type': String(answer.headers['content-type']) },
        body: answer.body,
      },
    })
    return answer
  }

  async function token(credentials: Record<string, string>): Promise<string> {
    return (await call('POST', '/generate-token', credentials)).json<{ token: string }>().token
  }

  function link(fields: Record<string, unknown>) {
    return ask('/checkout-link/generate-checkout-url', signed(body(fields), KEY))
  }

  function ask(path: string, sent?: object) {
    return call(sent ? 'POST' : 'GET', path, { authorization: newer }, sent ? JSON.stringify(sent) : '')
  }

  function push(step: 'preview' | 'initiate', orderReference: string, phoneNumber: string) {
    const sent = { amount: '1000', currency: 'TZS', orderReference, phoneNumber }
    return ask(`/payments/${step}-ussd-push-request`, signed(sent, KEY))
  }

  function query(orderReference: string) {
    return ask(`/payments/${orderReference}`)
  }

  /** The customer pays in a browser; the merchant's server refuses each message twice. */
  async function attempt(orderReference: string, outcome: PaymentStatus) {
    const found = await sandbox.orders.findByReference(shop.id, orderReference)
    if (!found) throw new Error(`no link for ${orderReference}`)
    const channel = found.total.currency === 'USD' ? 'CARD' : 'M-PESA'
    const { id } = await pay(sandbox, found.linkId ?? '', {
      channel,
      inBrowser: true,
      scenario: 'stuck-processing',
    })
    await sandbox.clocks.advance(shop.id, 1000)
    receiver.answerWith(500, 500, 200)
    await sandbox.payments.moveByHand(shop.id, id, outcome)
    await runOn()
    const page = `/checkout/${found.linkId}/payments/${id}`
    const { statusCode, headers } = await app.inject(`${page}/return`)
    const location = String(headers.location)
    if (location.startsWith('https://shop.test')) {
      recorded.push({
        return: location,
        status: statusCode,
        from: `https://checkout.clickpesa.test${page}/return`,
      })
    }
  }

  /** Moves the clock from task to task, writing down what arrived and when. */
  async function runOn() {
    await collect()
    for (;;) {
      const [next] = await sandbox.queries.agenda(shop.id)
      if (!next) return
      await sandbox.clocks.to(shop.id, next.dueAt)
      await collect()
    }
  }

  async function collect() {
    const deliveries = await deliveriesOf(sandbox, shop.id)
    for (const { path, text, headers } of receiver.received.slice(taken)) {
      const url = receiver.url + path
      const made =
        deliveries.find((delivery) => delivery.body === text && delivery.url === url)?.attempts ?? []
      const nth = recorded.filter(
        (one) => 'webhook' in one && one.webhook.body === text && one.webhook.url === url,
      )
      const { startedAt, response } = made[nth.length] ?? {}
      recorded.push({
        at: new Date(startedAt ?? 0).toISOString(),
        webhook: { url, headers: headers as Record<string, string>, body: text },
        response: { status: response?.status ?? 0 },
      })
    }
    taken = receiver.received.length
  }
}

/** The recording as lines of JSON. */
export function asLines(recorded: readonly Recorded[]): string {
  return recorded.map((one) => `${JSON.stringify(one)}\n`).join('')
}

/** The recording as a HAR file. */
export function asHar(recorded: readonly Recorded[]): string {
  const pairs = (headers: Record<string, string>) =>
    Object.entries(headers).map(([name, value]) => ({ name, value }))
  const entries = recorded.map((one) => {
    if ('return' in one) {
      const headers = pairs({ Location: one.return })
      return {
        request: { method: 'GET', url: one.from, headers: [] },
        response: { status: one.status, headers, content: { text: '' } },
      }
    }
    const isCall = 'request' in one
    const { url, headers, body } = isCall ? one.request : one.webhook
    const answer = isCall ? one.response : { ...one.response, headers: {}, body: '' }
    const text = Buffer.from(answer.body).toString('base64')
    return {
      startedDateTime: one.at,
      request: {
        method: isCall ? one.request.method : 'POST',
        url,
        headers: pairs(headers),
        ...(body ? { postData: { mimeType: 'application/json', text: body } } : {}),
      },
      response: {
        status: answer.status,
        headers: pairs(answer.headers),
        content: { text, encoding: 'base64' },
      },
    }
  })
  return JSON.stringify({ log: { version: '1.2', creator: { name: 'test', version: '1' }, entries } })
}
