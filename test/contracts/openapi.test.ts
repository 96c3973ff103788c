import { describe, expect, test } from 'vitest'
import { WEBHOOK_EVENTS } from '../../contracts/schemas/statuses.js'
import { violations } from '../../fixtures/conformance.js'
import { GRADES } from '../../server/domain/dialect.js'
import type { MerchantSettings } from '../../server/domain/merchant.js'
import { type Known, type Operation, openApiDocument, operationsOf, type Schema } from '../support/openapi.js'
import { startSandbox } from '../support/sandbox.js'

const document = openApiDocument()
const OPERATIONS = operationsOf(document)
const NOTIFICATIONS = [
  ...Object.values(document.webhooks).map(({ post }) => post),
  ...OPERATIONS.flatMap(({ operation }) => callbacksOf(operation)),
]
const EVERYTHING = [...OPERATIONS.map(({ operation }) => operation), ...NOTIFICATIONS]

const LINK = '/checkout-link/generate-checkout-url'
const ORDER = { totalPrice: '12500', orderReference: 'ORDER1001', orderCurrency: 'TZS' }
const ITEM = { name: 'Kikoi', price: '9000', quantity: 2 }

describe('the OpenAPI document', () => {
  test('has all events as webhooks, and the callback of a link', () => {
    expect(Object.keys(document.webhooks)).toEqual(WEBHOOK_EVENTS)
    expect(NOTIFICATIONS.map(({ operationId }) => operationId)).toContain('linkPaid')
  })

  test.each(EVERYTHING)('$operationId shows an example of every body, each of them valid', (operation) => {
    const bodies = [
      operation.requestBody?.content,
      ...Object.values(operation.responses).map(({ content }) => content),
    ]
    for (const content of bodies.filter((body) => body !== undefined)) {
      const { schema, examples } = content['application/json']
      expect(Object.keys(examples)).not.toEqual([])
      for (const [name, { value }] of Object.entries(examples)) {
        expect([name, violations(schema, value)]).toEqual([name, []])
      }
    }
  })

  test.each(EVERYTHING)(
    '$operationId, its parameters and its refusals say how they are known',
    (operation) => {
      const refusals = Object.entries(operation.responses).filter(([status]) => /^[45]\d\d$/.test(status))
      const examples = refusals.flatMap(([, { content }]) =>
        Object.values(content?.['application/json'].examples ?? {}),
      )
      const ours = ({ 'x-sandbox-only': only }: Known) => only === true
      const parts: Known[] = [operation, ...(operation.parameters ?? []), ...examples].filter(
        (part) => !ours(part),
      )
      expect(parts.filter((part) => !isGraded(part))).toEqual([])
    },
  )

  test.each(Object.entries(document.components.schemas))(
    '%s says of every field how it is known',
    (_, schema) => {
      expect(
        fieldsOf(schema)
          .filter(({ field }) => !isGraded(field as Known))
          .map(({ path }) => path),
      ).toEqual([])
    },
  )

  test.each(OPERATIONS)('$name tells how long to wait when there were too many calls', ({ operation }) => {
    expect(operation.responses['429']?.headers).toHaveProperty('Retry-After')
  })

  test('shows texts of lists also as the one text that they become in the envelope of the docs', () => {
    for (const { operation } of OPERATIONS) {
      for (const { content } of Object.values(operation.responses)) {
        const examples = content?.['application/json'].examples ?? {}
        for (const [name, { value }] of Object.entries(examples)) {
          const { message } = value as { message?: unknown }
          if (!Array.isArray(message)) continue
          expect(examples[`${name}.messageOnly`]?.value).toEqual({ message: message[0] })
        }
      }
    }
  })
})

/** For every complaint in the document, a call that gets it. */
const COMPLAINTS: Readonly<
  Record<string, Readonly<Record<string, { settings?: MerchantSettings; body?: object; query?: string }>>>
> = {
  generateCheckoutLink: {
    'orderCurrency must be one of the following values: TZS, USD': { body: { orderCurrency: 'KES' } },
    'totalPrice must be a number string': { body: { totalPrice: 'much' } },
    'totalPrice must be a positive number': { body: { totalPrice: '0' } },
    'description must be a string': { body: { description: 5 } },
    'callbackUrl must be a URL address': { body: { callbackUrl: '/hook' } },
    'orderItems must be an array': { body: { orderItems: 'kikoi' } },
    'each value in nested property orderItems must be either object or array': { body: { orderItems: [5] } },
    'orderItems.0.quantity must be an integer number': { body: { orderItems: [{ ...ITEM, quantity: '2' }] } },
    'orderItems.0.quantity must not be less than 1': { body: { orderItems: [{ ...ITEM, quantity: 0 }] } },
    'totalPrice must be a string': {
      body: { totalPrice: 5 },
      settings: { dialect: { totalPriceType: 'stringOnly' } },
    },
    'property redirectUrl should not exist': {
      body: { redirectUrl: 'x' },
      settings: { dialect: { unknownBodyFields: 'refuse' } },
    },
  },
  queryAllPayments: {
    'status must be one of the following values: PENDING, PROCESSING, SUCCESS, SETTLED, FAILED, ON-HOLD, REFUNDED, REVERSED':
      { query: 'status=PAID' },
    'collectedCurrency must be one of the following values: TZS, USD': { query: 'collectedCurrency=KES' },
    'startDate must be a date in the format YYYY-MM-DD or DD-MM-YYYY': { query: 'startDate=today' },
    'limit must be an integer number': { query: 'limit=all' },
    'limit must not be less than 1': { query: 'limit=0' },
    'orderReference must be a string': { query: 'orderReference=A&orderReference=B' },
  },
}

describe('the complaints in the document', () => {
  test.each(OPERATIONS)('of $name all have a call that gets them', ({ name, operation }) => {
    const shown = Object.entries(operation.responses['400']?.content?.['application/json'].examples ?? {})
      .filter(([example]) => /^INVALID_FIELDS\.\w+$/.test(example))
      .map(([, { value }]) => (value as { message: string[] }).message[0])
    expect(shown).toEqual(Object.keys(COMPLAINTS[name] ?? {}))
  })

  const calls = Object.values(COMPLAINTS).flatMap((complaints) => Object.entries(complaints))
  test.each(calls)('are what the sandbox says: %s', async (complaint, { settings = {}, body, query }) => {
    const { openShop } = await startSandbox()
    const shop = await openShop(settings)
    const reply = body
      ? await shop.post(LINK, { ...ORDER, ...body })
      : await shop.get(`/payments/all?${query}`)
    expect([reply.statusCode, reply.json<{ message: string[] }>().message]).toEqual([400, [complaint]])
  })
})

function callbacksOf(operation: Operation): Operation[] {
  return Object.values(operation.callbacks ?? {}).flatMap((paths) =>
    Object.values(paths).map(({ post }) => post),
  )
}

function isGraded(part: Known): boolean {
  return GRADES.some((grade) => grade === part['x-evidence']) && Boolean(part['x-source'])
}

function fieldsOf(schema: Schema, path = ''): { path: string; field: unknown }[] {
  const inside = Object.entries(schema.properties ?? {}).flatMap(([name, field]) =>
    fieldsOf(field as Schema, `${path}/${name}`),
  )
  const items = schema.items
    ? fieldsOf(schema.items as Schema, `${path}/*`).filter(({ path: at }) => at !== `${path}/*`)
    : []
  return [{ path, field: schema }, ...inside, ...items]
}
