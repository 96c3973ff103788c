import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { ClickPesa, Refused, Unknown } from './clickpesa.js'
import { afterPayouts, newRefund } from './refund.js'
import { afterAttempts, newSale, phoneOf } from './sale.js'

/** A kiosk as an HTTP server that does not listen yet. */
export function createKiosk(credentials) {
  const clickpesa = new ClickPesa(credentials)
  const sales = new Map()
  const refunds = new Map()

  const routes = {
    'POST /sales': async ({ body }) => {
      const phone = phoneOf(body.phone)
      if (!phone || !Number.isSafeInteger(body.amount)) {
        return [400, { message: 'phone: a Tanzanian number; amount: whole shillings' }]
      }
      // Letters and digits, at most 20 for a push, and never used twice.
      const reference = `KIOSK${randomBytes(6).toString('hex').toUpperCase()}`
      const order = {
        amount: String(body.amount),
        currency: 'TZS',
        orderReference: reference,
        phoneNumber: phone,
      }
      const { payer, operator, works } = await clickpesa.preview(order)
      if (!works) return [409, { message: `${operator ?? 'This operator'} cannot be asked now: take cash` }]
      // Before the push: the webhook may be quicker than its answer.
      sales.set(reference, newSale({ reference, amount: body.amount, phone }))
      try {
        await clickpesa.push(order)
      } catch (error) {
        if (!(error instanceof Unknown)) {
          sales.delete(reference)
          throw error
        }
        // The prompt may be on the phone, and a second push could charge twice: the sale waits, and the query tells.
      }
      return [202, { ...sales.get(reference), payer }]
    },

    // The cashier looks every few seconds, so no sale waits for a webhook that never comes.
    'GET /sales/:reference': async ({ reference }) => {
      const sale = sales.get(reference)
      if (!sale) return [404, { message: 'no such sale' }]
      if (sale.state === 'waiting') await ask(reference)
      return [200, sales.get(reference)]
    },

    'POST /refunds': async ({ body }) => {
      const sale = sales.get(body.sale)
      if (sale?.state !== 'paid' && sale?.state !== 'check')
        return [409, { message: 'no such sale was paid' }]
      // A payout cannot be called back, so a sale has one refund, whoever asks again and however quickly.
      const reference = `BACK${sale.reference}`
      if (refunds.has(reference)) return [200, refunds.get(reference)]
      refunds.set(reference, newRefund({ reference, sale }))
      const order = {
        amount: sale.amount,
        currency: 'TZS',
        orderReference: reference,
        phoneNumber: sale.phone,
      }
      try {
        await clickpesa.payOut(order)
      } catch (error) {
        if (error instanceof Unknown) return [202, refunds.get(reference)]
        // Refused, perhaps because an earlier try got through after all: the query decides that.
        const payouts = await clickpesa.payouts(reference)
        if (payouts.length === 0) {
          refunds.delete(reference)
          throw error
        }
      }
      return [202, refunds.get(reference)]
    },

    'GET /refunds/:reference': async ({ reference }) => {
      if (!refunds.has(reference)) return [404, { message: 'no such refund' }]
      const payouts = await clickpesa.payouts(reference)
      refunds.set(reference, afterPayouts(refunds.get(reference), payouts))
      return [200, refunds.get(reference)]
    },

    'POST /clickpesa': async ({ body }) => {
      if (!clickpesa.wrote(body)) return [401, { message: 'wrong checksum' }]
      const { data } = body
      const refund = refunds.get(data?.orderReference)
      if (refund) refunds.set(refund.reference, afterPayouts(refund, [data]))
      const sale = sales.get(data?.orderReference)
      // One message tells of one attempt. Where it contradicts what is known, all of them are asked for.
      if (sale?.state === 'waiting') sales.set(sale.reference, afterAttempts(sale, [data]))
      else if (sale) await ask(sale.reference)
      // A sale that nobody knows is received as well: refusing it would only bring it again.
      return [200, { received: true }]
    },
  }

  async function ask(reference) {
    const attempts = await clickpesa.attempts(reference)
    // Read after the answer: a webhook may have come meanwhile.
    sales.set(reference, afterAttempts(sales.get(reference), attempts))
  }

  return createServer(async (request, response) => {
    const [status, answer] = await answerTo(request).catch(failure)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  })

  async function answerTo(request) {
    const [, place, reference] = new URL(request.url, 'http://kiosk').pathname.split('/')
    const route = routes[`${request.method} /${place}${reference === undefined ? '' : '/:reference'}`]
    if (!route) return [404, { message: 'no such page' }]
    const body = request.method === 'POST' ? await jsonOf(request) : {}
    return body === null ? [400, { message: 'not a JSON object' }] : route({ reference, body })
  }
}

/** The object that a request carries; null where it is something else, or longer than any message here. */
async function jsonOf(request) {
  const chunks = []
  let length = 0
  for await (const chunk of request) {
    length += chunk.length
    if (length > 100_000) return null
    chunks.push(chunk)
  }
  try {
    const value = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : null
  } catch {
    return null
  }
}

function failure(error) {
  if (error instanceof Refused) return [422, { message: error.message }]
  console.error(error)
  return [503, { message: 'The payment service does not answer. Please try again in a moment.' }]
}

if (process.argv[1] === import.meta.filename) {
  const { CLICKPESA_BASE_URL, CLICKPESA_CLIENT_ID, CLICKPESA_API_KEY, CLICKPESA_CHECKSUM_KEY, PORT } =
    process.env
  const credentials = {
    baseUrl: CLICKPESA_BASE_URL,
    clientId: CLICKPESA_CLIENT_ID,
    apiKey: CLICKPESA_API_KEY,
    checksumKey: CLICKPESA_CHECKSUM_KEY,
  }
  if (Object.values(credentials).includes(undefined)) {
    console.error(
      'Set CLICKPESA_BASE_URL, CLICKPESA_CLIENT_ID, CLICKPESA_API_KEY and CLICKPESA_CHECKSUM_KEY.',
    )
    process.exit(1)
  }
  createKiosk(credentials).listen(Number(PORT ?? 3001))
}
