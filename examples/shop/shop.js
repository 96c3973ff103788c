import { randomBytes } from 'node:crypto'
import Fastify from 'fastify'
import { ClickPesaError, createClickPesa } from './clickpesa.js'
import { homePage, messagePage, orderPage } from './pages.js'

/**
 * @typedef {import('./clickpesa.js').Payment} Payment
 * @typedef {'waiting' | 'paid' | 'failed' | 'review'} OrderStatus
 *
 * @typedef {object} Order
 * @property {string} reference    The newest one: each link that is asked for has its own
 * @property {string[]} references
 * @property {string} item
 * @property {number} amount
 * @property {string} currency
 * @property {OrderStatus} status  `review`: the money is not what was asked, or gone again; a person must look
 * @property {'webhook' | 'query'} [paidBy]
 * @property {string} [paidWith]   The id of the payment for which the goods were sent
 * @property {number} fulfilled    How often the goods were sent: never more than once
 * @property {number} webhooks     Messages about this order
 * @property {number} duplicates   Those of them that said nothing new
 * @property {Set<string>} messages  Payment id and status of each
 * @property {number} askUntil     Until then it is asked about while it is open
 * @property {boolean} mustAsk     ClickPesa could not be asked when it had to be: a job does it later
 *
 * @typedef {object} ShopOptions
 * @property {string} [publicUrl]  Where ClickPesa reaches this shop: asks for the link's own callback too
 * @property {boolean | object} [logger] As Fastify's
 * @property {() => number} [now]  The time, in milliseconds; a test build sets it
 */

export const items = {
  kikoi: { name: 'Kikoi cloth', price: 9000 },
  coffee: { name: 'Café "Zanzibar", 250 g', price: 12500 },
}

/** @param {import('./clickpesa.js').Credentials & ShopOptions} options */
export function buildShop({ publicUrl, logger = false, now = Date.now, ...credentials }) {
  const clickpesa = createClickPesa(credentials)
  /** @type {Map<string, Order>} */
  const orders = new Map()
  const app = Fastify({ logger })

  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, text, done) => done(null, Object.fromEntries(new URLSearchParams(String(text)))),
  )

  app.get('/', (_request, reply) => reply.type('text/html').send(homePage(items)))

  app.post('/orders', { schema: { body: orderSchema } }, async (request, reply) => {
    const { item, ...customer } = request.body
    const { name, price } = items[item]
    const order = newOrder(name, price, 'TZS')
    try {
      const link = await requestLink(order, customer)
      // The cookie finds the order again if the customer comes back without its reference.
      reply.header('set-cookie', `order=${order.reference}; Path=/; HttpOnly; SameSite=Lax`)
      return reply.redirect(link, 303)
    } catch (error) {
      request.log.error(error)
      const refused = error instanceof ClickPesaError && error.status < 500
      const reason = refused
        ? error.message
        : 'The payment service does not answer. Please try again in a moment.'
      return reply.code(502).type('text/html').send(messagePage('Your order could not be placed', reason))
    }
  })

  // Anyone can send a message here, twice, late or never. A signed one that fits the order is believed;
  // any other is only a reason to ask ClickPesa, and so is one that takes a payment back.
  app.post('/webhooks/clickpesa', { schema: { body: { type: 'object' } } }, async (request, reply) => {
    const body = request.body
    const signed = clickpesa.isSigned(body)
    if (credentials.checksumKey && !signed) return reply.code(400).send({ message: 'Invalid checksum' })

    /** @type {Payment} */
    const payment = body.data ?? body
    const order = orders.get(payment.orderReference)
    if (!order) {
      // Refusing it would only make ClickPesa send it again.
      request.log.warn(
        { event: body.event, orderReference: payment.orderReference },
        'webhook for an unknown order',
      )
      return { received: true }
    }

    const message = `${payment.id} ${payment.status}`
    order.webhooks += 1
    if (order.messages.has(message)) order.duplicates += 1 // no harm done: record() acts once
    order.messages.add(message)

    const outcome = judge(order, [payment])
    const contradicts = order.status === 'paid' && outcome !== 'paid'
    if (signed && outcome === outcomes[body.event] && !contradicts) record(order, [payment], 'webhook')
    else ask(order).catch((error) => request.log.error(error)) // not awaited: the answer must be quick
    return { received: true }
  })

  // The parameters are typed by a browser, so `status` is not even read: the query knows.
  app.get('/return', async (request, reply) => {
    const { orderReference = cookieOrder(request.headers.cookie) } = request.query
    const order = orders.get(String(orderReference))
    reply.type('text/html')
    if (!order) return reply.code(404).send(messagePage('Order not found', 'We do not know this order.'))
    if (order.status !== 'paid') await ask(order).catch((error) => request.log.error(error))
    return orderPage(order)
  })

  app.get('/orders/:reference', async (request, reply) => {
    const { reference } = request.params
    const order = orders.get(reference)
    if (!order) return reply.code(404).send({ message: 'Unknown order' })
    const { messages, references, askUntil, mustAsk, ...shown } = order
    return shown
  })

  /**
   * Asks for a page on which the customer pays. A reference is used once, even where the answer was lost, so that each
   * try has its own; the order is known under it before the call, because a webhook may be quicker than its answer.
   * @param {Order} order @param {{ name?: string, phone?: string }} customer
   */
  async function requestLink(order, { name = 'José Mushi', phone = '255744000111' }) {
    order.reference = newReference()
    order.askUntil = now() + THREE_DAYS
    order.references.push(order.reference)
    orders.set(order.reference, order)
    return clickpesa.createCheckoutLink({
      orderItems: [{ name: order.item, price: order.amount.toFixed(2), quantity: 1 }],
      orderReference: order.reference,
      orderCurrency: order.currency,
      customerName: name,
      customerPhone: phone,
      ...(publicUrl && { callbackUrl: `${publicUrl}/webhooks/clickpesa` }),
    })
  }

  /** @param {Order} order */
  async function ask(order) {
    order.mustAsk = true
    const found = await Promise.all(order.references.map((reference) => clickpesa.findPayments(reference)))
    order.mustAsk = false
    record(order, found.flat(), 'query')
  }

  /** Webhooks are lost and tabs are closed: whatever is still open is asked about, for as long as it may be paid. */
  async function askAboutOpenOrders() {
    for (const order of new Set(orders.values())) {
      const isOpen = order.fulfilled === 0 && order.status !== 'review' && now() < order.askUntil
      if (isOpen || order.mustAsk) await ask(order).catch((error) => app.log.error(error))
    }
  }
  const job = setInterval(askAboutOpenOrders, 60_000).unref()
  app.addHook('onClose', async () => clearInterval(job))

  /**
   * The goods are sent once, whatever comes later or a second time. With a database this is one conditional
   * update: `… set fulfilled = 1 where reference = ? and fulfilled = 0`.
   * @param {Order} order @param {Payment[]} payments @param {'webhook' | 'query'} source
   */
  function record(order, payments, source) {
    if (order.fulfilled > 0) {
      if (isGone(order, payments)) order.status = 'review'
      return
    }
    const status = judge(order, payments)
    order.status = status
    if (status !== 'paid') return
    order.paidBy = source
    order.paidWith = payments.find((payment) => isPaid(payment) && matches(order, payment))?.id
    order.fulfilled += 1 // send the goods here
    app.log.info({ orderReference: order.reference, source }, 'order paid')
  }

  /** For the test build, which sells anything for any amount (`test-build.js`). */
  app.decorate('shop', { orders, newOrder, requestLink, askAboutOpenOrders })
  return app
}

/** What each event says of an order; any other event leaves it as it is. */
const outcomes = { 'PAYMENT RECEIVED': 'paid', 'PAYMENT FAILED': 'failed' }

/**
 * What these attempts to pay mean for the order. One good attempt is enough, in whatever order they come.
 * @param {Order} order @param {Payment[]} payments @returns {OrderStatus}
 */
function judge(order, payments) {
  const paid = payments.filter(isPaid)
  if (paid.some((payment) => matches(order, payment))) return 'paid'
  if (paid.length > 0) return 'review'
  return payments.length > 0 && payments.every(isOver) ? 'failed' : 'waiting'
}

/**
 * Whether the money for which the goods were sent was taken back, and none came in its place. Another payment that is under way
 * changes nothing: it may never end.
 * @param {Order} order @param {Payment[]} payments
 */
const isGone = (order, payments) => {
  const outcome = judge(order, payments)
  const isBack = payments.some((payment) => payment.id === order.paidWith && isOver(payment))
  return outcome === 'failed' || (outcome === 'waiting' && isBack)
}

const isPaid = (/** @type {Payment} */ { status }) => status === 'SUCCESS' || status === 'SETTLED'
const isOver = (/** @type {Payment} */ { status }) => ['FAILED', 'REFUNDED', 'REVERSED'].includes(status)

/** Amounts are compared as numbers: "12500", "12500.00" and 12500 are the same money. */
const matches = (/** @type {Order} */ order, /** @type {Payment} */ payment) =>
  order.references.includes(payment.orderReference) &&
  Number(payment.collectedAmount) === order.amount &&
  payment.collectedCurrency === order.currency

const THREE_DAYS = 3 * 24 * 60 * 60_000

// Letters and digits only, never used twice.
const newReference = () => `ORDER${randomBytes(6).toString('hex').toUpperCase()}`

/** @param {string} name @param {number} price @param {string} currency @returns {Order} */
function newOrder(name, price, currency) {
  return {
    reference: '',
    references: [],
    item: name,
    amount: price,
    currency,
    status: 'waiting',
    fulfilled: 0,
    webhooks: 0,
    duplicates: 0,
    messages: new Set(),
    askUntil: 0,
    mustAsk: false,
  }
}

const orderSchema = {
  type: 'object',
  required: ['item'],
  properties: {
    item: { enum: Object.keys(items) },
    name: { type: 'string', default: 'José Mushi' },
    phone: { type: 'string', default: '255744000111' },
  },
}

const cookieOrder = (cookies = '') => /(?:^|; )order=(\w+)/.exec(cookies)?.[1]

if (process.argv[1] === import.meta.filename) {
  const { CLICKPESA_BASE_URL, CLICKPESA_CLIENT_ID, CLICKPESA_API_KEY, CLICKPESA_CHECKSUM_KEY } = process.env
  if (!CLICKPESA_BASE_URL || !CLICKPESA_CLIENT_ID || !CLICKPESA_API_KEY) {
    console.error('Set CLICKPESA_BASE_URL, CLICKPESA_CLIENT_ID and CLICKPESA_API_KEY; see README.md.')
    process.exit(1)
  }
  const shop = buildShop({
    baseUrl: CLICKPESA_BASE_URL,
    clientId: CLICKPESA_CLIENT_ID,
    apiKey: CLICKPESA_API_KEY,
    checksumKey: CLICKPESA_CHECKSUM_KEY,
    publicUrl: process.env.PUBLIC_URL,
    logger: true,
  })
  await shop.listen({ port: Number(process.env.PORT ?? 3000) })
}
