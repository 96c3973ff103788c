import type { FastifyPluginAsync } from 'fastify'
import { checkoutLinkReply, checkoutLinkRequest } from '../../contracts/schemas/checkout-link.js'
import { paymentRows, paymentsPage } from '../../contracts/schemas/payment-row.js'
import { paymentsAllQuery } from '../../contracts/schemas/payments-all-query.js'
import { tokenHeaders, tokenReply } from '../../contracts/schemas/token.js'
import type { Dialect } from '../domain/dialect.js'
import type { Payment } from '../domain/payment.js'
import { Refusal, SandboxMistake } from '../errors.js'
import type { Sandbox } from '../sandbox/sandbox.js'
import type { Caller } from '../sandbox/tokens.js'
import { checkedBody } from './checksum-gate.js'
import { readOrder } from './order.js'
import { paymentRow } from './payment-rows.js'
import { readPageRequest } from './payments-page.js'
import { bodyOf, callerOf, refuseFindings, single, speakAsGateway } from './pipeline.js'

export interface GatewayOptions {
  readonly sandbox: Sandbox
  /** Address of the hosted pages, without a slash at its end, as a customer's browser reaches them. */
  readonly checkoutUrl: () => string
}

const bearer = [{ token: [] }]

/** Door 1: the ClickPesa API, for merchants' servers. */
export const gatewayPlugin: FastifyPluginAsync<GatewayOptions> = async (app, { sandbox, checkoutUrl }) => {
  speakAsGateway(app, sandbox)

  app.post(
    '/third-parties/generate-token',
    {
      config: { endpoint: 'generate-token' },
      schema: {
        operationId: 'generateToken',
        summary: 'Get a token',
        description: 'A token for an hour. Send it unchanged as Authorization on every other call.',
        tags: ['Authorization'],
        headers: tokenHeaders,
        response: { 200: tokenReply },
      },
    },
    async (request) => {
      const { headers } = request
      try {
        const token = await sandbox.tokens.issue(
          single(headers['client-id']),
          single(headers['api-key']),
          (merchant) => refuseFindings(request, merchant),
        )
        return { success: true, token: `Bearer ${token}` }
      } catch (error) {
        throw disputed(error, request.gateway.dialect)
      }
    },
  )

  app.post(
    '/third-parties/checkout-link/generate-checkout-url',
    {
      config: { endpoint: 'generate-checkout-url' },
      schema: {
        operationId: 'generateCheckoutLink',
        summary: 'Create a checkout link',
        description: 'Opens a hosted page on which the customer pays for one order.',
        tags: ['Hosted checkout'],
        security: bearer,
        body: checkoutLinkRequest,
        response: { 200: checkoutLinkReply },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const { dialect } = caller.merchant
      const body = bodyOf(request)
      const order = readOrder(checkedBody(body, caller.application, dialect), dialect)
      const scenario = scenarioAskedFor(sandbox, single(request.headers['x-sandbox-scenario']))
      const link = await sandbox.links.open(caller, { ...order, ...(scenario ? { scenario } : {}) }, () =>
        refuseFindings(request, caller.merchant),
      )
      return {
        checkoutLink: `${checkoutUrl()}/${link.id}`,
        ...(dialect.clientIdInReplies === 'present' ? { clientId: link.order.clientId } : {}),
      }
    },
  )

  app.get(
    '/third-parties/payments/all',
    {
      config: { endpoint: 'query-payments' },
      schema: {
        operationId: 'queryAllPayments',
        summary: 'List payments',
        description: 'All payments of the merchant, filtered, sorted and in pages.',
        tags: ['Payments'],
        security: bearer,
        querystring: paymentsAllQuery,
        response: { 200: paymentsPage },
      },
    },
    async (request) => {
      const { merchant } = callerOf(request)
      const page = readPageRequest(request.query as Record<string, string | string[]>, merchant)
      refuseFindings(request, merchant)
      const { payments, total } = await sandbox.queries.allPayments(page)
      return { data: await rows(payments, merchant.dialect), totalCount: total }
    },
  )

  app.get<{ Params: { orderReference: string } }>(
    '/third-parties/payments/:orderReference',
    {
      config: { endpoint: 'query-payment' },
      schema: {
        operationId: 'queryPayment',
        summary: 'Query the payments of an order',
        description: 'One element for each attempt to pay; only this proves that an order was paid.',
        tags: ['Payments'],
        security: bearer,
        params: {
          type: 'object',
          required: ['orderReference'],
          properties: {
            orderReference: { type: 'string', description: "The merchant's own id of the order." },
          },
        },
        response: { 200: paymentRows },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      return queryPayment(caller, request.params.orderReference, () =>
        refuseFindings(request, caller.merchant),
      )
    },
  )

  // Everything else, at any path and by any method, is answered as ClickPesa answers unknown routes.
  app.all('/*', { schema: { hide: true } }, () => null)

  async function queryPayment({ merchant }: Caller, orderReference: string, lastCheck: () => void) {
    const { dialect } = merchant
    const order = await sandbox.orders.findByReference(merchant.id, orderReference)
    if (!order || order.progress.attempts === 0) {
      const treatment =
        order && dialect.queryLinkWithoutAttempt === 'emptyArray200'
          ? 'emptyArray200'
          : dialect.queryUnknownReference
      if (treatment === 'emptyArray200') {
        lastCheck()
        return []
      }
      const explanation = order
        ? 'the order exists, but nobody has tried to pay yet'
        : 'the merchant has no order with this reference; references are case-sensitive'
      throw new Refusal('UNKNOWN_PAYMENT', explanation, {
        values: { reference: orderReference },
        status: treatment === 'notFound404' ? 404 : 400,
      })
    }
    lastCheck()
    const payments = await sandbox.payments.query(order)
    return rows(dialect.queryAttemptOrder === 'newestFirst' ? payments.toReversed() : payments, dialect)
  }

  async function rows(payments: readonly Payment[], dialect: Dialect) {
    const orders = await sandbox.queries.ordersOf(payments)
    return payments.map((payment) =>
      paymentRow(payment, orders.get(payment.orderId)?.customer ?? {}, dialect),
    )
  }
}

/** Whether wrong credentials mean 403 or 401 is disputed; a switch decides. */
function disputed(error: unknown, { badCredentialsStatus }: Dialect): unknown {
  if (!(error instanceof Refusal) || error.status !== 403 || badCredentialsStatus === 403) return error
  return new Refusal(error.code, `${error.explanation} (badCredentialsStatus: 401)`, { status: 401 })
}

function scenarioAskedFor(sandbox: Sandbox, name: string | undefined): string | undefined {
  if (!name) return undefined
  try {
    return sandbox.scenarios.named(name).name
  } catch (error) {
    if (!(error instanceof SandboxMistake)) throw error
    const validationMessages = [`X-Sandbox-Scenario: ${error.message}`]
    throw new Refusal('INVALID_FIELDS', `${error.message}; ${error.hint}`, { validationMessages })
  }
}
