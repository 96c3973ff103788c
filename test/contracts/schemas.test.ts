import { describe, expect, test } from 'vitest'
import * as callback from '../../contracts/schemas/callback.js'
import * as checkoutLink from '../../contracts/schemas/checkout-link.js'
import * as deposit from '../../contracts/schemas/deposit-webhook.js'
import type { WireSchema } from '../../contracts/schemas/evidence.js'
import * as paymentRow from '../../contracts/schemas/payment-row.js'
import * as paymentWebhooks from '../../contracts/schemas/payment-webhooks.js'
import * as query from '../../contracts/schemas/payments-all-query.js'
import * as payoutWebhooks from '../../contracts/schemas/payout-webhooks.js'
import * as refusal from '../../contracts/schemas/refusal.js'
import { CURRENCIES, PAYMENT_STATUSES, WEBHOOK_EVENTS } from '../../contracts/schemas/statuses.js'
import * as token from '../../contracts/schemas/token.js'
import { WEBHOOKS, webhookSchema } from '../../contracts/schemas/webhooks.js'
import { schemaIssues } from '../../fixtures/conformance.js'
import { SAMPLES } from '../../fixtures/samples.js'
import { CURRENCIES as DOMAIN_CURRENCIES } from '../../server/domain/money.js'
import { WEBHOOK_EVENTS as DOMAIN_EVENTS } from '../../server/domain/notification.js'
import { PAYMENT_STATUSES as DOMAIN_STATUSES } from '../../server/domain/payment.js'

type SchemaObject = Exclude<WireSchema, boolean>
type Json = { [key: string]: unknown }

const MODULES = [
  callback,
  checkoutLink,
  deposit,
  paymentRow,
  paymentWebhooks,
  payoutWebhooks,
  query,
  refusal,
  token,
]

const SCHEMAS = MODULES.flatMap(schemasIn)

const DIALECTS = (['stringOrNumber', 'stringOnly'] as const).flatMap((totalPriceType) =>
  (['ignore', 'refuse'] as const).map((unknownBodyFields) => ({ totalPriceType, unknownBodyFields })),
)

const LINK_VARIANTS = DIALECTS.map(checkoutLink.checkoutLinkRequestSchema) as SchemaObject[]

describe('every schema', () => {
  test.each(SCHEMAS)('$$id says what it is and shows valid examples', (schema) => {
    expect(schema.title).toBeTruthy()
    expect(schema.description).toBeTruthy()
    expect(schema.examples).not.toHaveLength(0)
    expect((schema.examples ?? []).flatMap((example) => schemaIssues(schema, example))).toEqual([])
  })

  test.each([...SCHEMAS, ...LINK_VARIANTS])('$$id says of each part how it is known', (schema) => {
    expect(partsOf(schema).filter(([, part]) => !isGraded(part))).toEqual([])
  })

  test('has a name of its own', () => {
    const names = [...SCHEMAS, ...LINK_VARIANTS.slice(1)].map(({ $id }) => $id)
    expect(new Set(names).size).toBe(names.length)
  })

  test('is seen by these tests', () => {
    expect(MODULES.map((module) => schemasIn(module).length)).not.toContain(0)
  })
})

describe('the words on the wire', () => {
  test.each([
    ['statuses of a payment', PAYMENT_STATUSES, DOMAIN_STATUSES],
    ['events', WEBHOOK_EVENTS, DOMAIN_EVENTS],
    ['currencies', CURRENCIES, DOMAIN_CURRENCIES],
  ])('are those of the domain: %s', (_, onTheWire, inTheDomain) => {
    expect(onTheWire.toSorted()).toEqual(inTheDomain.toSorted())
  })
})

// What may be left out of each sample; everything else in it has to be there.
const CUSTOMER = [
  '/customer',
  '/customer/customerName',
  '/customer/customerEmail',
  '/customer/customerPhoneNumber',
]
const CUSTOMER_OF_2025 = ['/customer', '/customer/name', '/customer/email', '/customer/phone']
const ROW = ['/paymentReference', '/paymentPhoneNumber', '/clientId', ...CUSTOMER]
const PAYOUT = [
  '/transferType',
  '/notes',
  '/beneficiary/swiftNumber',
  '/beneficiary/routingNumber',
  '/beneficiary/beneficiaryMobileNumber',
  '/beneficiary/beneficiaryEmail',
]
const under = (place: string, keys: string[]) => keys.map((key) => `${place}${key}`)

describe.each<{ name: keyof typeof SAMPLES; optional?: string[]; alsoText?: string[] }>([
  { name: 'tokenReply' },
  { name: 'linkReply', optional: ['/clientId'] },
  { name: 'refusedChecksum', optional: ['/error'], alsoText: ['/message'] },
  { name: 'refusedReference', optional: ['/error'] },
  { name: 'refusedMessageOnly' },
  { name: 'row', optional: ROW },
  { name: 'rowExchanged', optional: [...ROW, '/amount', '/exchanged', '/exchange'] },
  { name: 'rows', optional: under('/0', ROW) },
  { name: 'page', optional: under('/data/1', ROW).concat('/data/0/paymentPhoneNumber') },
  {
    name: 'receivedSigned',
    optional: ['/checksum', '/checksumMethod', ...under('/data', ['/clientId', ...CUSTOMER])],
  },
  { name: 'receivedMiddle2025', optional: under('/data', ['/clientId', ...CUSTOMER_OF_2025]) },
  { name: 'receivedMarch2025', optional: under('/data', CUSTOMER_OF_2025) },
  { name: 'receivedSignedInside' },
  { name: 'failed', optional: ['/data/clientId'] },
  { name: 'failedEventType', optional: ['/data/clientId'] },
  { name: 'payoutInitiated', optional: under('/data', PAYOUT) },
  { name: 'payoutRefunded', optional: under('/data', PAYOUT) },
  { name: 'payoutReversed', optional: under('/data', PAYOUT) },
  { name: 'depositReceived' },
  { name: 'callback' },
  { name: 'callbackSigned' },
])('what the sandbox sends as $name', ({ name, optional = [], alsoText = [] }) => {
  const { schema, message } = SAMPLES[name]
  const accepts = (changedMessage: unknown) => schemaIssues(schema, changedMessage).length === 0

  test('lacks nothing but what may be absent', () => {
    const accepted = keysOf(message).filter((path) =>
      accepts(changed(message, path, (parent, key) => delete parent[key])),
    )
    expect(accepted.toSorted()).toEqual(optional.toSorted())
  })

  test('spells every key as it is', () => {
    const accepted = keysOf(message).filter((path) =>
      accepts(
        changed(message, path, (parent, key) => {
          parent[`${key}_`] = parent[key]
          delete parent[key]
        }),
      ),
    )
    expect(accepted).toEqual([])
  })

  test('has every value in its type', () => {
    const accepted = [null, true, -1, 'not this', {}, { not: 'this' }, [], [{}]].flatMap((value) =>
      keysOf(message).filter((path) => {
        const replaced = valueAt(message, path)
        const retyped = changed(message, path, (parent, key) => {
          parent[key] = value
        })
        return kindOf(replaced) !== kindOf(value) && accepts(retyped)
      }),
    )
    expect(accepted).toEqual(alsoText)
  })

  test('has nothing else in any object', () => {
    const accepted = objectsOf(message).filter((path) =>
      accepts(
        changed(message, `${path}/extra`, (parent, key) => {
          parent[key] = 'more'
        }),
      ),
    )
    expect(accepted).toEqual([])
  })
})

describe('a checkout link request', () => {
  const live = checkoutLink.checkoutLinkRequest
  const order = { totalPrice: '12500', orderReference: 'DUKA1', orderCurrency: 'TZS' }

  test.each([
    [{ orderCurrency: 'USD' }],
    [{ ...order, totalPrice: 12500 }],
    [{ ...order, totalPrice: 0.5 }],
    [{ ...order, totalPrice: '12500.00' }],
    [{ ...order, totalPrice: '' }],
    [{ ...order, totalPrice: null }],
    [{ ...order, orderReference: 'not-for-the-type-stage' }],
    [{ ...order, orderReference: null }],
    [{ ...order, orderItems: [] }],
    [{ ...order, orderItems: null }],
    [{ ...order, orderItems: [{}] }],
    [{ ...order, orderItems: [{ name: null, price: 3500.5, quantity: null, sku: 7 }] }],
    [{ ...order, customerName: '', customerEmail: 'no e-mail', customerPhone: null, description: '' }],
    [{ ...order, callbackUrl: '' }],
    [{ ...order, callbackUrl: 'http://localhost:3000/hooks' }],
    [{ ...order, checksum: null, checksumMethod: null }],
    [{ ...order, checksum: 'ABC', checksumMethod: '' }],
    [{ ...order, checksumMethod: 'legacy' }],
    [{ ...order, redirectUrl: 'https://duka.test', metadata: { a: [1] } }],
  ])('may be %j', (request) => {
    expect(schemaIssues(live, request)).toEqual([])
  })

  test.each([
    [{ ...order, orderCurrency: undefined }, '/ "orderCurrency"'],
    [{ ...order, orderCurrency: 'KES' }, '/orderCurrency'],
    [{ ...order, orderCurrency: null }, '/orderCurrency'],
    [{ ...order, totalPrice: 'much' }, '/totalPrice'],
    [{ ...order, totalPrice: '1,000' }, '/totalPrice'],
    [{ ...order, totalPrice: '-5' }, '/totalPrice'],
    [{ ...order, totalPrice: '0' }, '/totalPrice'],
    [{ ...order, totalPrice: 0 }, '/totalPrice'],
    [{ ...order, totalPrice: true }, '/totalPrice'],
    [{ ...order, orderReference: 1001 }, '/orderReference'],
    [{ ...order, customerPhone: 255754000111 }, '/customerPhone'],
    [{ ...order, callbackUrl: '/hooks' }, '/callbackUrl'],
    [{ ...order, callbackUrl: 'ftp://duka.test' }, '/callbackUrl'],
    [{ ...order, checksumMethod: 'HMAC-SHA256' }, '/checksumMethod'],
    [{ ...order, orderItems: {} }, '/orderItems'],
    [{ ...order, orderItems: ['Kikoi'] }, '/orderItems/0'],
    [{ ...order, orderItems: [{ price: 'free' }] }, '/orderItems/0/price'],
    [{ ...order, orderItems: [{ quantity: 1.5 }] }, '/orderItems/0/quantity'],
    [{ ...order, orderItems: [{ quantity: '2' }] }, '/orderItems/0/quantity'],
    [{ ...order, orderItems: [{ quantity: 0 }] }, '/orderItems/0/quantity'],
  ])('may not be %j', (request, place) => {
    const messages = schemaIssues(live, JSON.parse(JSON.stringify(request)))
    expect(messages).not.toEqual([])
    for (const message of messages) expect(message).toMatch(new RegExp(`^${place} `))
  })

  test('gets every validation message at once', () => {
    const messages = schemaIssues(live, { totalPrice: 'x', callbackUrl: 'y', orderItems: [{ quantity: 0 }] })
    expect(messages.map((message) => message.split(' ')[0])).toEqual(
      expect.arrayContaining(['/', '/totalPrice', '/callbackUrl', '/orderItems/0/quantity']),
    )
  })

  test.each(DIALECTS)('takes numbers and unknown fields only where the dialect does: %j', (dialect) => {
    const schema = checkoutLink.checkoutLinkRequestSchema(dialect)
    const accepts = (request: unknown) => schemaIssues(schema, request).length === 0
    const numbers = dialect.totalPriceType === 'stringOrNumber'
    const unknown = dialect.unknownBodyFields === 'ignore'

    expect(accepts(order)).toBe(true)
    expect(accepts({ ...order, totalPrice: 12500 })).toBe(numbers)
    expect(accepts({ ...order, orderItems: [{ price: 12500 }] })).toBe(numbers)
    expect(accepts({ ...order, redirectUrl: 'https://duka.test' })).toBe(unknown)
    expect(accepts({ ...order, orderItems: [{ sku: 7 }] })).toBe(unknown)
    expect(checkoutLink.checkoutLinkRequestSchema({ ...dialect })).toBe(schema)
  })

  test('is the base schema in the live dialect', () => {
    const dialect = { totalPriceType: 'stringOrNumber', unknownBodyFields: 'ignore' } as const
    expect(checkoutLink.checkoutLinkRequestSchema(dialect)).toBe(live)
  })
})

describe('a webhook of one dialect', () => {
  const checksum = 'a'.repeat(64)
  const { event, data } = SAMPLES.received.message
  const unsigned = { event, data }
  const signatures = {
    none: unsigned,
    topLevelNoMethod: { ...unsigned, checksum },
    topLevel: { ...unsigned, checksum, checksumMethod: 'canonical' },
    topLevelLegacy: { ...unsigned, checksum, checksumMethod: 'legacy' },
    insideDataLegacy: { event, data: { ...data, checksum } },
    both: { event, data: { ...data, checksum }, checksum, checksumMethod: 'canonical' },
  }

  test.each(['none', 'topLevelNoMethod', 'topLevel', 'insideDataLegacy'] as const)(
    'is signed in the right place and no other: %s',
    (checksumPlace) => {
      const schema = webhookSchema('PAYMENT RECEIVED', { checksumPlace })
      const accepted = Object.entries(signatures).filter(
        ([, message]) => !schemaIssues(schema, message).length,
      )
      expect(accepted.map(([place]) => place)).toEqual([checksumPlace])
    },
  )

  test.each(WEBHOOK_EVENTS)('can be signed inside data whatever the event: %s', (name) => {
    const [example] = WEBHOOKS[name].examples
    const schema = webhookSchema(name, { checksumPlace: 'insideDataLegacy' })
    expect(schemaIssues(schema, { event: name, data: { ...example.data, checksum } })).toEqual([])
    expect(schemaIssues(schema, { event: name, data: example.data })).not.toEqual([])
  })

  test.each([
    ['current', SAMPLES.received],
    ['middle2025', SAMPLES.receivedMiddle2025],
    ['march2025', SAMPLES.receivedMarch2025],
  ] as const)('has the payment fields of its time and no other: %s', (shape, ofItsTime) => {
    const schema = webhookSchema('PAYMENT RECEIVED', { shape, checksumPlace: 'none' })
    for (const sample of [SAMPLES.received, SAMPLES.receivedMiddle2025, SAMPLES.receivedMarch2025])
      expect(schemaIssues(schema, sample.message).length === 0).toBe(sample === ofItsTime)
  })

  test('names a failure under eventType only where the dialect does', () => {
    const schema = webhookSchema('PAYMENT FAILED', { eventKey: 'eventTypeOnFailure', checksumPlace: 'none' })
    expect(schemaIssues(schema, SAMPLES.failedEventType.message)).toEqual([])
    expect(schemaIssues(schema, SAMPLES.failed.message)).not.toEqual([])
    const newest = webhookSchema('PAYMENT FAILED', { checksumPlace: 'none' })
    expect(schemaIssues(newest, SAMPLES.failedEventType.message)).not.toEqual([])
  })

  test('calls the kind of transfer settlementType only where the dialect does', () => {
    const { event: name, data: payout } = SAMPLES.payoutInitiated.message
    const { transferType, ...rest } = payout
    const older = { event: name, data: { ...rest, settlementType: transferType } }
    const schema = webhookSchema(name, { transferKey: 'settlementType', checksumPlace: 'none' })
    expect(schemaIssues(schema, older)).toEqual([])
    expect(schemaIssues(schema, SAMPLES.payoutInitiated.message)).not.toEqual([])
    expect(schemaIssues(WEBHOOKS[name], older)).not.toEqual([])
  })
})

describe('amounts and times in what is sent', () => {
  const withAmount = (collectedAmount: unknown) => ({
    ...SAMPLES.received.message,
    data: { ...SAMPLES.received.message.data, collectedAmount },
  })

  test.each(['0', '12500', '12500.00', '21500.50'])('may read %s', (amount) => {
    expect(schemaIssues(paymentWebhooks.paymentReceived, withAmount(amount))).toEqual([])
  })

  test.each(['', '-1', '12,500', '21500.5', '1e4', 'TZS 500', 12500])('may not read %j', (amount) => {
    expect(schemaIssues(paymentWebhooks.paymentReceived, withAmount(amount))).not.toEqual([])
  })

  test.each([12500, 21500.5, 0, '12500', '12500.00'])('may be a number or text in a row: %j', (amount) => {
    const row = { ...SAMPLES.row.message, collectedAmount: amount }
    expect(schemaIssues(paymentRow.paymentRow, row)).toEqual([])
  })

  test.each(['2026-05-04T09:00:00Z', '2026-05-04 09:00:00.000Z', '2026-05-04T12:00:00.000+03:00'])(
    'are moments in UTC with milliseconds, not %s',
    (createdAt) => {
      expect(schemaIssues(paymentRow.paymentRow, { ...SAMPLES.row.message, createdAt })).not.toEqual([])
    },
  )

  test('shows every status in a row', () => {
    for (const status of PAYMENT_STATUSES)
      expect(schemaIssues(paymentRow.paymentRow, { ...SAMPLES.row.message, status })).toEqual([])
    for (const status of ['COMPLETED', 'CANCELLED', 'EXPIRED', 'success'])
      expect(schemaIssues(paymentRow.paymentRow, { ...SAMPLES.row.message, status })).not.toEqual([])
  })
})

describe('the filters of all payments', () => {
  test.each([
    [{}],
    [{ startDate: '2026-05-01', endDate: '31-05-2026' }],
    [{ skip: '0', limit: '1', sortBy: 'collectedAmount', orderBy: 'ASC' }],
    [{ status: 'ON-HOLD', collectedCurrency: 'USD', channel: 'M-PESA', anything: 'else' }],
    [{ currency: 'of an older time', search: 'status=SUCCESS,channel=M-PESA', id: 'LCPC1' }],
  ])('may be %j', (filters) => {
    expect(schemaIssues(query.paymentsAllQuery, filters)).toEqual([])
  })

  test.each([
    [{ startDate: '1 May 2026' }],
    [{ limit: '0' }],
    [{ limit: '-1' }],
    [{ limit: 'all' }],
    [{ skip: '-1' }],
    [{ sortBy: 'secret' }],
    [{ orderBy: 'UP' }],
    [{ status: 'COMPLETED' }],
    [{ collectedCurrency: 'KES' }],
    [{ orderReference: ['A1', 'A2'] }],
  ])('may not be %j', (filters) => {
    expect(schemaIssues(query.paymentsAllQuery, filters)).not.toEqual([])
  })
})

function schemasIn(module: object): SchemaObject[] {
  return Object.values(module).filter((value) => typeof value === 'object' && '$id' in value)
}

function isGraded(part: SchemaObject): boolean {
  const grades = ['documented', 'observed', 'secondhand', 'assumed']
  return grades.includes(String(part['x-evidence'])) && Boolean(part['x-source'] && part.description)
}

/** The schema itself and every property in it, at any depth. */
function partsOf(schema: WireSchema, path = ''): [string, SchemaObject][] {
  if (typeof schema === 'boolean') return []
  const inside = Object.entries(schema.properties ?? {}).flatMap(([key, part]) =>
    partsOf(part, `${path}/${key}`),
  )
  const { items } = schema
  const inItems = items && !Array.isArray(items) ? partsOf(items as WireSchema, `${path}/*`).slice(1) : []
  return [[path, schema], ...inside, ...inItems]
}

/** Pointers to every key of every object in a message. */
function keysOf(message: unknown, path = ''): string[] {
  if (typeof message !== 'object' || message === null) return []
  return Object.entries(message).flatMap(([key, value]) => [
    ...(Array.isArray(message) ? [] : [`${path}/${key}`]),
    ...keysOf(value, `${path}/${key}`),
  ])
}

/** Pointers to every object in a message. */
function objectsOf(message: unknown, path = ''): string[] {
  if (typeof message !== 'object' || message === null) return []
  const inside = Object.entries(message).flatMap(([key, value]) => objectsOf(value, `${path}/${key}`))
  return Array.isArray(message) ? inside : [path, ...inside]
}

/** A copy of the message with one change at the key that the pointer names. */
function changed(message: unknown, pointer: string, change: (parent: Json, key: string) => void): unknown {
  const copy = structuredClone(message)
  const keys = pointer.split('/').slice(1)
  const key = keys.pop() ?? ''
  change(
    keys.reduce((parent, step) => parent[step] as Json, copy as Json),
    key,
  )
  return copy
}

function valueAt(message: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce((value, key) => (value as Json)[key], message)
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}
