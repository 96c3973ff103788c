import fc, { type Arbitrary } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { API_PREFIX, ENDPOINT_IDS, type EndpointId, endpointOf } from '../../contracts/endpoints.js'
import { schemaIssues } from '../../fixtures/conformance.js'
import { checksumOf, type JsonObject } from '../../server/domain/checksum.js'
import type { MerchantSettings } from '../../server/domain/merchant.js'
import { phoneReceiver } from '../../server/domain/payout-receiver.js'
import { arbitraryOf, hostile, nearly } from '../support/arbitrary.js'
import { pay } from '../support/builders.js'
import { type Operation, openApiDocument } from '../support/openapi.js'
import { startSandbox, type TestShop } from '../support/sandbox.js'

/** Fewer do not come to every answer that is looked for. */
const MIN_RUNS = 125

/** Requests for each operation; `FUZZ_RUNS=20000 npx vitest run test/contracts/fuzz` looks longer. */
const RUNS = Number(process.env.FUZZ_RUNS ?? (process.env.THOROUGH ? 5000 : MIN_RUNS))

/** A failure prints its seed and the shortest request that it found; `FUZZ_SEED` repeats it. */
const SEED = Number(process.env.FUZZ_SEED ?? 20_260_504)

/** Merchants of different habits; each request goes to one of them. */
const SHOPS: readonly MerchantSettings[] = [
  {},
  { dialect: { errorEnvelope: 'messageOnly', unknownBodyFields: 'refuse', totalPriceType: 'stringOnly' } },
  { strict: true },
  { checksumEnabled: true },
  { dialect: { queryUnknownReference: 'notFound404', doubledBearer: 'accept', bareToken: 'accept' } },
]

const A_BILL = {
  kind: 'customer',
  mode: 'EXACT',
  amount: 5000_00,
  most: null,
  description: 'Rent',
  customer: {},
} as const

interface FuzzedRequest {
  readonly shop: number
  readonly url: string
  readonly authorization: string
  readonly headers: Readonly<Record<string, string>>
  /** The body, as text; null for none. */
  readonly text: string | null
  readonly signed: boolean
}

const { paths } = openApiDocument()

const CASES = ENDPOINT_IDS.map((id) => {
  const path = API_PREFIX + endpointOf(id).path
  const method = endpointOf(id).method.toLowerCase()
  return { id, path, method, operation: paths[path]?.[method] as Operation }
})

describe('whatever is sent', () => {
  test.each(CASES)(
    '$id answers as its document says, and meets no fault',
    { timeout: 300_000 + RUNS * 20 },
    async ({ id, path, method, operation }) => {
      const { app, sandbox, openShop } = await startSandbox()
      const shops = await Promise.all(SHOPS.map((settings) => openShop(settings)))
      const tokens = await Promise.all(shops.map((shop) => shop.token()))
      // Something to be found: an order of the first merchant, with an attempt to pay it.
      await pay(sandbox, (await shops[0]?.createLink({ orderReference: 'DUKA1001' })) ?? '')
      const [shop] = shops
      const [application] = shop?.applications ?? []
      if (!shop || !application) throw new Error('a merchant has an application')
      const { bill } = await sandbox.bills.create({ merchant: shop.merchant, application }, A_BILL)
      const money = { minor: 100_000_000_000, currency: 'TZS' } as const
      for (const { id: merchantId } of shops) await sandbox.account.deposit(merchantId, { money })
      for (const { merchant, applications } of shops) {
        const [paying] = applications
        if (!paying) throw new Error('a merchant has an application')
        await sandbox.payouts.create(
          { merchant, application: paying },
          {
            orderReference: 'DUKA1001',
            order: { minor: 1_000_000, currency: 'TZS' },
            receiver: phoneReceiver('255754000999', 'M-PESA'),
            accountCurrency: 'TZS',
          },
        )
      }
      const statuses = new Set<number>()
      const property = fc.asyncProperty(requestsTo(path, operation), async (request) => {
        const shop = shops[request.shop] as TestShop
        const reply = await app.inject({
          method: method.toUpperCase() as 'GET' | 'POST',
          url: request.url.replace('CONTROLNUMBER', bill.number),
          headers: {
            'client-id': shop.clientId,
            'api-key': shop.apiKey,
            authorization: request.authorization.replace('TOKEN', tokens[request.shop] ?? ''),
            ...request.headers,
          },
          ...(request.text === null
            ? {}
            : { payload: request.signed ? signed(request.text, shop) : request.text }),
        })
        statuses.add(reply.statusCode)
        const documented = operation.responses[reply.statusCode]
        expect(reply.statusCode).toBeLessThan(500)
        expect(Object.keys(operation.responses)).toContain(String(reply.statusCode))
        expect(reply.headers['content-type']).toBe('application/json; charset=utf-8')
        const content = documented?.content?.['application/json']
        const body = reply.json<{ message?: unknown }>()
        expect(schemaIssues(content?.schema ?? false, body)).toEqual([])
        if (typeof body.message === 'string')
          expect(texts(content?.examples)).toContain(withoutNames(body.message))
        const findings = reply.headers['x-sandbox-findings']
        if (findings !== undefined) {
          expect(
            schemaIssues(documented?.headers?.['X-Sandbox-Findings']?.schema ?? false, findings),
          ).toEqual([])
        }
      })
      await fc.assert(property, { numRuns: RARELY_THROUGH.has(id) ? 4 * RUNS : RUNS, seed: SEED })
      // A fuzzer that never gets through, or never is refused, looks at nothing.
      expect([...statuses]).toEqual(expect.arrayContaining(statusesWanted(id)))
    },
  )
})

function statusesWanted(id: EndpointId): number[] {
  const { needsToken } = endpointOf(id)
  // Nothing about a control number that is asked for can be wrong, but that there is none.
  const wrong = id === 'query-control-number' ? 404 : 400
  return [200, wrong, ...(needsToken ? [401] : []), ...(ALSO_WANTED[id] ?? [])]
}

/** What the requests come to beside success, validation messages and tokens that are wrong. */
const ALSO_WANTED: { readonly [Id in EndpointId]?: readonly number[] } = {
  'generate-checkout-url': [409],
  'query-payment': [404],
}

/** Where success or another answer that is wanted comes seldom: it is looked for longer. */
const RARELY_THROUGH: ReadonlySet<EndpointId> = new Set([
  'generate-checkout-url',
  'query-payment',
  'create-mobile-money-payout',
])

function requestsTo(path: string, operation: Operation): Arbitrary<FuzzedRequest> {
  const body = operation.requestBody?.content['application/json'].schema
  return fc.record({
    shop: fc.nat({ max: SHOPS.length - 1 }),
    url: urls(path, operation),
    authorization: fc.oneof(
      { arbitrary: fc.constant('TOKEN'), weight: 12 },
      fc.constantFrom('Bearer TOKEN', 'bearer TOKEN', 'TOKEN ', 'Bearer', 'Basic eDp5'),
      fc.string({ maxLength: 60 }),
    ),
    headers: fc.record(
      {
        'content-type': fc.oneof(
          { arbitrary: fc.constant('application/json'), weight: 12 },
          fc.constantFrom('application/json; charset=utf-8', 'application/vnd.api+json', 'text/plain', ''),
        ),
        'x-sandbox-scenario': fc.stringMatching(/^nothing-[a-z]{1,5}$/),
      },
      { requiredKeys: ['content-type'] },
    ),
    text: body
      ? fc.oneof(
          { arbitrary: arbitraryOf(body).map(asText), weight: 6 },
          { arbitrary: nearly(arbitraryOf(body)).map(asText), weight: 4 },
          { arbitrary: nearly(fc.constantFrom(...examplesOf(operation))).map(asText), weight: 4 },
          { arbitrary: fc.constantFrom(...examplesOf(operation)).map(asText), weight: 2 },
          hostile.map(asText),
          fc.string({ unit: 'binary', maxLength: 100 }),
        )
      : fc.oneof(
          { arbitrary: fc.constant(null), weight: 6 },
          fc.constantFrom('{}', '[]'),
          hostile.map(asText),
        ),
    signed: fc.boolean(),
  })
}

function urls(path: string, { parameters }: Operation): Arbitrary<string> {
  const inQuery = parameters.filter((parameter) => parameter.in === 'query')
  const valid = fc.record(
    Object.fromEntries(inQuery.map(({ name, schema }) => [name, arbitraryOf(schema).map(String)])),
    { requiredKeys: [] },
  )
  const query = fc.oneof(
    { arbitrary: valid, weight: 4 },
    nearly(valid) as Arbitrary<Record<string, string>>,
    fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), { maxKeys: 3 }),
  )
  const reference = fc
    .oneof(
      fc.constantFrom(...(path.includes('{billPayNumber}') ? ['CONTROLNUMBER'] : ['DUKA1001', 'DUKA1002'])),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
    )
    // An address cannot carry the first two, and the others are operations of their own.
    .filter((text) => !['.', '..', 'all', 'lipa-namba-providers'].includes(text))
  return fc.tuple(reference, query).map(([inPath, parameters]) => {
    const search = new URLSearchParams(
      Object.entries(parameters).map(([name, value]) => [name, asQuery(value)]),
    ).toString()
    return path.replace(/\{\w+\}/, () => encodeURIComponent(inPath)) + (search ? `?${search}` : '')
  })
}

function examplesOf(operation: Operation): unknown[] {
  return Object.values(operation.requestBody?.content['application/json'].examples ?? {}).map(
    ({ value }) => value,
  )
}

function asQuery(value: unknown): string {
  return (typeof value === 'string' ? value : asText(value)).toWellFormed()
}

function asText(value: unknown): string {
  return JSON.stringify(value) ?? ''
}

/** The same body with a right checksum, where it is one that can be signed. */
function signed(text: string, { applications }: TestShop): string {
  try {
    const body = JSON.parse(text) as JsonObject
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return text
    const { checksumMethod: _, ...rest } = body
    return JSON.stringify({
      ...rest,
      checksum: checksumOf(rest, applications[0]?.checksumKey ?? '', 'canonical'),
    })
  } catch {
    return text
  }
}

function texts(examples: Readonly<Record<string, { readonly value: unknown }>> = {}): unknown[] {
  const messages = Object.values(examples).map(({ value }) => (value as { message?: unknown }).message)
  return [...messages, ...VALIDATION_MESSAGE_FORMS].map((message) =>
    typeof message === 'string' ? withoutNames(message) : message,
  )
}

/** Complaints about fields vary with the field; as one text they come in the envelope of the docs. */
const VALIDATION_MESSAGE_FORMS = [
  'FIELD must be a string',
  'FIELD must be an array',
  'FIELD must be a number string',
  'FIELD must be a positive number',
  'FIELD must be an integer number',
  'FIELD must not be less than 1',
  'FIELD must be one of the following values',
  'property FIELD should not exist',
  'X-Sandbox-Scenario',
]

function withoutNames(message: string): string {
  return message
    .replace(/^(Order reference )\S+/, '$1REFERENCE')
    .replace(/^(Invalid or missing payment: )[\s\S]*$/, '$1REFERENCE')
    .replace(/^(Invalid or missing payout: )[\s\S]*$/, '$1REFERENCE')
    .replace(/^(Insufficient balance: available balance is )[\d.]+ (TZS|USD)$/, '$1AMOUNT')
    .replace(/^(Payout request .* retry after )\d+( seconds)$/, '$1SECONDS$2')
    .replace(/^(Amount must be between )[\d.]+( and )[\d.]+$/, '$1LEAST$2MOST')
    .replace(/^(Invalid or missing bill pay number: )[\s\S]*$/, '$1NUMBER')
    .replace(/^(X-Sandbox-Scenario): .*$/, '$1')
    .replace(/^property [\s\S]* should not exist$/, 'property FIELD should not exist')
    .replace(/^[\w.-]+( must (?!be either)[^:]*)(: .*)?$/, 'FIELD$1')
}
