import { describe, expect, test } from 'vitest'
import { API_PREFIX, type ENDPOINTS, type EndpointId, endpointOf } from '../../contracts/endpoints.js'
import { WEBHOOK_EVENTS } from '../../contracts/schemas/statuses.js'
import { UNPUBLISHED_OPERATIONS } from '../../contracts/unpublished-operations.js'
import { schemaIssues } from '../../fixtures/conformance.js'
import { GRADES } from '../../server/domain/dialect.js'
import type { MerchantSettings } from '../../server/domain/merchant.js'
import { requestTo } from '../scenario/call-player.js'
import { type Known, type Operation, openApiDocument, operationsOf, type Schema } from '../support/openapi.js'
import { startSandbox } from '../support/sandbox.js'

const document = openApiDocument()
const OPERATIONS = operationsOf(document)
const UNPUBLISHED = UNPUBLISHED_OPERATIONS.map(({ operationId }) => operationId)
const PLAYED = OPERATIONS.filter(({ name }) => !UNPUBLISHED.includes(name))
const NOTIFICATIONS = [
  ...Object.values(document.webhooks).map(({ post }) => post),
  ...OPERATIONS.flatMap(({ operation }) => callbacksOf(operation)),
]
const EVERYTHING = [...OPERATIONS.map(({ operation }) => operation), ...NOTIFICATIONS]

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
        expect([name, schemaIssues(schema, value)]).toEqual([name, []])
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

  test.each(PLAYED)('$name tells how long to wait when there were too many calls', ({ operation }) => {
    expect(operation.responses['429']?.headers).toHaveProperty('Retry-After')
  })

  test('has operations whose messages nobody has published, and says of them nothing but 501', () => {
    const found = OPERATIONS.filter(({ name }) => UNPUBLISHED.includes(name))
    expect(found.map(({ operation }) => Object.keys(operation.responses))).toEqual(
      UNPUBLISHED.map(() => ['501']),
    )
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

interface InvalidCall {
  readonly settings?: MerchantSettings
  /** Goes into the body, in the place of what the contract shows. */
  readonly body?: object
  readonly query?: string
}

type ValidationMessagesOf<Id extends EndpointId> = keyof (typeof ENDPOINTS)[Id]['validationMessages']

const CARD_MESSAGES = {
  currency: { body: { currency: 'TZS' } },
  notANumber: { body: { amount: 'much' } },
  notPositive: { body: { amount: '0' } },
  notText: { body: { customer: { email: 5 } } },
  notAnObject: { body: { customer: 'Asha' } },
  numberRefused: { body: { amount: 25 }, settings: { dialect: { totalPriceType: 'stringOnly' } } },
  unknownRefused: { body: { callbackUrl: 'x' }, settings: { dialect: { unknownBodyFields: 'refuse' } } },
} as const

const BILL_MESSAGES = {
  notANumber: { body: { billAmount: 'much' } },
  notPositive: { body: { billAmount: 0 } },
  notText: { body: { billDescription: 5 } },
  mode: { body: { billPaymentMode: 'SOME' } },
  unknownRefused: { body: { page: 'x' }, settings: { dialect: { unknownBodyFields: 'refuse' } } },
} as const

const BULK_MESSAGES = {
  notAList: { body: { controlNumbers: 'many' } },
  notAnObject: { body: { controlNumbers: [5] } },
  tooFew: { body: { controlNumbers: [] } },
  tooMany: { body: { controlNumbers: Array.from({ length: 51 }, () => ({})) } },
} as const

const PAYOUT_MESSAGES = {
  currency: { body: { currency: 'KES' } },
  notANumber: { body: { amount: 'much' } },
  notPositive: { body: { amount: '0' } },
  notText: { body: { phoneNumber: 255754000222 } },
  unknownRefused: { body: { callbackUrl: 'x' }, settings: { dialect: { unknownBodyFields: 'refuse' } } },
} as const

const BANK_PAYOUT_MESSAGES = {
  ...PAYOUT_MESSAGES,
  notText: { body: { accountNumber: 150123456700 } },
  transferType: { body: { transferType: 'SWIFT' } },
  accountCurrency: { body: { accountCurrency: 'KES' } },
} as const

const LIPA_NAMBA_MESSAGES = {
  ...PAYOUT_MESSAGES,
  notText: { body: { lipaNamba: 5512345 } },
  nobody: { body: { lipaNamba: '' } },
  noProvider: { body: { providerCode: 'bank_of_nowhere' } },
} as const

/** For every validation message of an endpoint that has any, a call that gets it. */
const VALIDATION_MESSAGES: {
  readonly [Id in EndpointId as ValidationMessagesOf<Id> extends never ? never : Id]: {
    readonly [Name in ValidationMessagesOf<Id>]: InvalidCall
  }
} = {
  'generate-checkout-url': {
    currency: { body: { orderCurrency: 'KES' } },
    notANumber: { body: { totalPrice: 'much' } },
    notPositive: { body: { totalPrice: '0' } },
    notText: { body: { description: 5 } },
    notAnAddress: { body: { callbackUrl: '/hook' } },
    notAList: { body: { orderItems: 'kikoi' } },
    notAnItem: { body: { orderItems: [5] } },
    notWhole: { body: { orderItems: [{ ...ITEM, quantity: '2' }] } },
    tooFew: { body: { orderItems: [{ ...ITEM, quantity: 0 }] } },
    numberRefused: { body: { totalPrice: 5 }, settings: { dialect: { totalPriceType: 'stringOnly' } } },
    unknownRefused: {
      body: { redirectUrl: 'x' },
      settings: { dialect: { unknownBodyFields: 'refuse' } },
    },
  },
  'preview-ussd-push': {
    currency: { body: { currency: 'USD' } },
    notANumber: { body: { amount: 'much' } },
    notPositive: { body: { amount: '0' } },
    notText: { body: { phoneNumber: 255712000111 } },
    notTrueOrFalse: { body: { fetchSenderDetails: 'yes' } },
    numberRefused: { body: { amount: 1000 }, settings: { dialect: { totalPriceType: 'stringOnly' } } },
    unknownRefused: { body: { page: 'x' }, settings: { dialect: { unknownBodyFields: 'refuse' } } },
  },
  'initiate-ussd-push': {
    currency: { body: { currency: 'USD' } },
    notANumber: { body: { amount: 'much' } },
    notPositive: { body: { amount: '0' } },
    notText: { body: { phoneNumber: 255712000111 } },
    numberRefused: { body: { amount: 1000 }, settings: { dialect: { totalPriceType: 'stringOnly' } } },
    unknownRefused: {
      body: { callbackUrl: 'https://duka.test' },
      settings: { dialect: { unknownBodyFields: 'refuse' } },
    },
  },
  'preview-card-payment': CARD_MESSAGES,
  'initiate-card-payment': CARD_MESSAGES,
  'create-order-control-number': BILL_MESSAGES,
  'create-customer-control-number': {
    ...BILL_MESSAGES,
    nobody: { body: { customerName: '' } },
    noWay: { body: { customerPhone: '' } },
  },
  'create-order-control-numbers': BULK_MESSAGES,
  'create-customer-control-numbers': BULK_MESSAGES,
  'change-control-number': {
    status: { body: { billStatus: 'OPEN' } },
    tooLong: { body: { billDescription: 'x'.repeat(501) } },
    nothing: { body: { billStatus: null } },
  },
  'query-payments': {
    status: { query: 'status=PAID' },
    currency: { query: 'collectedCurrency=KES' },
    notADate: { query: 'startDate=today' },
    notWhole: { query: 'limit=all' },
    tooFew: { query: 'limit=0' },
    twice: { query: 'orderReference=A&orderReference=B' },
  },
  'preview-mobile-money-payout': PAYOUT_MESSAGES,
  'create-mobile-money-payout': PAYOUT_MESSAGES,
  'preview-bank-payout': BANK_PAYOUT_MESSAGES,
  'create-bank-payout': BANK_PAYOUT_MESSAGES,
  'preview-lipa-namba-payout': LIPA_NAMBA_MESSAGES,
  'create-lipa-namba-payout': LIPA_NAMBA_MESSAGES,
  'generate-payout-url': {
    notANumber: { body: { amount: 'much' } },
    notPositive: { body: { amount: '0' } },
    notText: { body: { orderReference: 5 } },
    unknownRefused: { body: { callbackUrl: 'x' }, settings: { dialect: { unknownBodyFields: 'refuse' } } },
  },
  'query-payouts': {
    status: { query: 'status=PAID' },
    currency: { query: 'currency=KES' },
    notADate: { query: 'startDate=today' },
    notWhole: { query: 'limit=all' },
    tooFew: { query: 'limit=0' },
    twice: { query: 'orderReference=A&orderReference=B' },
  },
  'account-statement': {
    currency: { query: 'currency=KES' },
    notADate: { query: 'currency=TZS&startDate=today' },
    twice: { query: 'currency=TZS&currency=USD' },
  },
  'exchange-rates': {
    source: { query: 'source=KES' },
    twice: { query: 'target=TZS&target=USD' },
  },
}

describe('the validation messages in the document', () => {
  const calls = Object.entries(VALIDATION_MESSAGES).flatMap(([id, validationMessages]) =>
    Object.entries(validationMessages).map(([name, call]: [string, InvalidCall]) => ({
      id: id as EndpointId,
      name,
      call,
    })),
  )
  test.each(calls)('are what the sandbox says: $id, $name', async ({ id, name, call }) => {
    const { app, openShop } = await startSandbox()
    const shop = await openShop(call.settings)
    const { method, path, body } = requestTo(id, 'ORDER1001')
    const reply = await app.inject({
      method: method as 'GET' | 'POST',
      url: `${API_PREFIX}${path.split('?')[0]}${call.query ? `?${call.query}` : ''}`,
      headers: { authorization: await shop.token() },
      ...(body ? { payload: { ...body, ...call.body } } : {}),
    })
    expect([reply.statusCode, reply.json<{ message: string[] }>().message]).toEqual([
      400,
      [endpointOf(id).validationMessages[name]],
    ])
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
