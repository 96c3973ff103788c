import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { endpointAt } from '../../contracts/endpoint-at.js'
import type { Endpoint } from '../../contracts/endpoints/endpoint.js'
import {
  API_PREFIX,
  ENDPOINT_IDS,
  ENDPOINTS,
  type EndpointId,
  endpointOf,
} from '../../contracts/endpoints.js'
import { dialectOf } from '../../server/domain/dialect.js'
import { FEATURES, type MerchantSettings } from '../../server/domain/merchant.js'
import { phoneReceiver } from '../../server/domain/payout-receiver.js'
import { REFUSALS } from '../../server/errors.js'
import { HANDLERS } from '../../server/gateway/handlers.js'
import { refusalsOf } from '../../server/openapi/operations.js'
import { packageRoot } from '../../server/package-root.js'
import { SelfCheck } from '../../server/sandbox/self-check.js'
import { TABLE_NAMES } from '../../server/store/store.js'
import { CLIENT_PACT } from '../pact/pact-folder.js'
import { requestTo } from '../scenario/call-player.js'
import { pay } from '../support/builders.js'
import { openApiDocument } from '../support/openapi.js'
import { startSandbox, type TestSandbox } from '../support/sandbox.js'
import { compileWith, type Diagnostic } from './made-up-endpoint.js'

describe('what the compiler says of a new endpoint', () => {
  const ROW_FACETS = Object.keys(ENDPOINTS['generate-token'])
  const REQUEST_FACETS = Object.keys(ENDPOINTS['generate-token'].request)
  const HANDLER_FACETS = Object.keys(HANDLERS['generate-token'])
  const FINDING_FACETS = Object.keys(HANDLERS['generate-token'].findings)

  const rows = omissions(
    'contracts/endpoints/omissions.ts',
    [
      "import type { Endpoint } from './endpoint.js'",
      "import { generateToken as whole } from './generate-token.js'",
      'const { request, ...rest } = whole',
    ],
    {
      ...Object.fromEntries(
        ROW_FACETS.map((facet) => [facet, `without(whole, '${facet}') satisfies Endpoint`]),
      ),
      ...Object.fromEntries(
        REQUEST_FACETS.map((facet) => [
          `request.${facet}`,
          `({ ...rest, request: without(request, '${facet}') }) satisfies Endpoint`,
        ]),
      ),
    },
  )
  const handlers = omissions(
    'server/gateway/endpoints/omissions.ts',
    [
      "import type { HandlerOf } from '../call.js'",
      "import { generateToken as whole } from './generate-token.js'",
      'const { findings, ...rest } = whole',
      "type Handler = HandlerOf<'generate-token', unknown>",
    ],
    {
      ...Object.fromEntries(
        HANDLER_FACETS.map((facet) => [facet, `without(whole, '${facet}') satisfies Handler`]),
      ),
      ...Object.fromEntries(
        FINDING_FACETS.map((facet) => [
          `findings.${facet}`,
          `({ ...rest, findings: without(findings, '${facet}') }) satisfies Handler`,
        ]),
      ),
      'a reply that the contract does not have':
        '({ ...whole, answer: async () => ({ success: true }) }) satisfies Handler',
    },
  )

  let diagnostics: readonly Diagnostic[]

  beforeAll(async () => {
    const table = readFileSync(join(packageRoot, 'contracts/endpoints.ts'), 'utf8')
    diagnostics = await compileWith({
      'contracts/endpoints.ts': table.replace(
        "'generate-token': generateToken,",
        `$&
  'made-up': { ...generateToken, path: '/made-up' },
  'misnamed': { ...generateToken, path: '/misnamed', refusals: ['NO_SUCH_REFUSAL'] },`,
      ),
      [rows.path]: rows.text,
      [handlers.path]: handlers.text,
    })
  })

  test('a row without a handler is reported, by the id of the endpoint', () => {
    const texts = diagnostics
      .filter(({ file }) => file === 'server/gateway/handlers.ts')
      .map(({ text }) => text)
    expect(texts).toHaveLength(1)
    expect(texts[0]).toContain('"made-up"')
  })

  test('a refusal that nobody knows is reported, by the id and the refusal', () => {
    const texts = diagnostics
      .filter(({ file }) => file === 'server/openapi/operations.ts')
      .map(({ text }) => text)
    expect(texts).toHaveLength(1)
    expect(texts[0]).toMatch(/refusals[\s\S]*misnamed[\s\S]*NO_SUCH_REFUSAL/)
  })

  test('nothing else needs to know of it', () => {
    const files = new Set(diagnostics.map(({ file }) => file))
    expect([...files].sort()).toEqual(
      [rows.path, handlers.path, 'server/gateway/handlers.ts', 'server/openapi/operations.ts'].sort(),
    )
  })

  test.each(rows.facets)('a row without %s does not compile', (facet, line) => {
    expect(textAt(rows.path, line)).toContain(`'${lastOf(facet)}'`)
  })

  test.each(handlers.facets)('a handler with the fault %s does not compile', (facet, line) => {
    expect(textAt(handlers.path, line)).toContain(facet.includes(' ') ? 'token' : `'${lastOf(facet)}'`)
  })

  function textAt(file: string, line: number): string {
    return diagnostics.find((one) => one.file === file && one.line === line)?.text ?? 'it compiles'
  }
})

describe('what the table says of an endpoint', () => {
  test('contradicts itself nowhere', () => {
    expect(contradictionsIn(ENDPOINTS)).toEqual([])
  })

  const [token, link, query] = [
    endpointOf('generate-token'),
    endpointOf('generate-checkout-url'),
    endpointOf('query-payment'),
  ]
  test.each<[facet: string, row: Endpoint]>([
    ['path', token],
    ['path', { ...unlikeAnyOther(query), path: '/made-up/{id}' }],
    ['operationId', { ...unlikeAnyOther(token), operationId: token.operationId }],
    ['replyName', { ...unlikeAnyOther(token), replyName: token.replyName }],
    ['feature', { ...unlikeAnyOther(link), feature: 'lottery' }],
    ['feature', { ...unlikeAnyOther(link), refusals: ['INVALID_FIELDS'] }],
    ['needsChecksum', { ...unlikeAnyOther(token), needsChecksum: true }],
    ['startsOrder', { ...unlikeAnyOther(token), startsOrder: true }],
    ['request.body', { ...unlikeAnyOther(link), method: 'GET' }],
    ['validationMessages', { ...unlikeAnyOther(link), validationMessages: {} }],
    ['validationMessages', { ...unlikeAnyOther(link), refusals: ['FEATURE_MISSING'] }],
  ])('is reported with its id and the facet where it does: %s', (facet, row) => {
    expect(contradictionsIn({ ...ENDPOINTS, 'made-up': row })).toContain(`made-up: ${facet}`)
  })
})

/** What makes no sense in a table, as `endpoint: facet`. The compiler sees to what is missing. */
function contradictionsIn(table: Readonly<Record<string, Endpoint>>): string[] {
  const rows = Object.entries(table)
  return rows.flatMap(([id, row], i) => {
    const { method, path, request, refusals, validationMessages } = row
    const before = rows.slice(0, i).map(([, earlier]) => earlier)
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const wrong: Readonly<Record<string, boolean>> = {
      path:
        before.some((earlier) => earlier.method === method && earlier.path === path) ||
        inPath.join() !== fieldsOf(request.params).join(),
      operationId: before.some(({ operationId }) => operationId === row.operationId),
      replyName: before.some(({ replyName }) => replyName === row.replyName),
      feature:
        row.feature !== null &&
        !(FEATURES.some((known) => known === row.feature) && refusals.some((code) => /FEATURE/.test(code))),
      needsChecksum: row.needsChecksum !== fieldsOf(request.body).includes('checksum'),
      startsOrder:
        row.startsOrder &&
        !fieldsOf(request.body).some((field) => field === 'orderReference' || field === 'billReference'),
      'request.body': method === 'GET' && request.body !== null,
      validationMessages: Object.keys(validationMessages).length > 0 !== refusals.includes('INVALID_FIELDS'),
    }
    return Object.keys(wrong)
      .filter((facet) => wrong[facet])
      .map((facet) => `${id}: ${facet}`)
  })
}

function fieldsOf(schema: Endpoint['request']['params']): string[] {
  return typeof schema === 'object' && schema ? Object.keys(schema.properties ?? {}) : []
}

function unlikeAnyOther(row: Endpoint): Endpoint {
  return { ...row, path: `/made-up${row.path}`, operationId: 'madeUp', replyName: 'the made-up answer' }
}

const ORDER = 'ORDER1001'

const A_BILL = {
  kind: 'customer',
  mode: 'EXACT',
  amount: 5000_00,
  most: null,
  description: 'Rent',
  customer: {},
} as const

/** What a pact has, as far as it is looked at here. */
interface Pact {
  readonly interactions: readonly {
    readonly request: { readonly method: string; readonly path: string }
    readonly providerStates?: readonly { readonly name: string }[]
  }[]
}

describe.each(ENDPOINT_IDS)('%s', (id) => {
  const { method, path, operationId, needsToken, needsChecksum, startsOrder, validationMessages } =
    endpointOf(id)

  test('openapi: has its operation, with every refusal and validation message', () => {
    const operation = openApiDocument().paths[API_PREFIX + path]?.[method.toLowerCase()]
    expect(operation?.operationId).toBe(operationId)
    const shown = Object.values(operation?.responses ?? {}).flatMap(({ content }) =>
      Object.keys(content?.['application/json'].examples ?? {}),
    )
    const codes = shown.map((name) => name.split('.')[0]).filter((code) => code && code in REFUSALS)
    expect(new Set(codes)).toEqual(new Set(refusalsOf(id)))
    const names = Object.keys(validationMessages).map((name) => `INVALID_FIELDS.${name}`)
    expect(shown).toEqual(expect.arrayContaining(names))
  })

  test('documents: shows an example of its request and its answer, and says how both are known', () => {
    const operation = openApiDocument().paths[API_PREFIX + path]?.[method.toLowerCase()]
    const { body } = endpointOf(id).request
    const shown = Object.keys(operation?.requestBody?.content['application/json'].examples ?? {})
    expect(shown.length > 0).toBe(body !== null)
    const { reply } = endpointOf(id)
    const fidelity = readFileSync(join(packageRoot, 'docs/fidelity.md'), 'utf8')
    for (const { $id } of [reply, ...(body ? [body] : [])])
      expect(fidelity).toContain(`\n## Fields of ${$id}\n`)
  })

  test('pact: has an interaction of the example client, with the state that it presupposes', () => {
    const pact = JSON.parse(readFileSync(CLIENT_PACT, 'utf8')) as Pact
    const form = new RegExp(`^${API_PREFIX}${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`)
    const own = pact.interactions.filter(
      ({ request }) => request.method === method && form.test(request.path),
    )
    const states = own.flatMap(({ providerStates = [] }) => providerStates.map(({ name }) => name))
    expect(states.length).toBeGreaterThan(0)
  })

  test('route: answers the request that its contract shows', async () => {
    const { reply } = await ask(id)
    expect(reply.statusCode).toBe(200)
  })

  test('needsToken: refuses a call without one, and no other', async () => {
    const { reply } = await ask(id, { headers: { authorization: '' } })
    expect(reply.statusCode).toBe(needsToken ? 401 : 200)
  })

  test('needsChecksum: refuses a call without one where the application asks for it, and no other', async () => {
    const { reply } = await ask(id, { settings: { checksumEnabled: true } })
    expect(reply.body).toEqual(
      needsChecksum
        ? expect.stringContaining('checksum is required')
        : expect.not.stringContaining('checksum'),
    )
  })

  test('faults: meets those that a scenario puts on it, and not those of another', async () => {
    const another = ENDPOINT_IDS.find((other) => other !== id)
    const statuses = []
    for (const endpoint of [id, another]) {
      statuses.push((await ask(id, { faults: [{ endpoint, status: 503 }] })).reply.statusCode)
    }
    expect(statuses).toEqual([503, 200])
  })

  test('findings: has one for a parameter that nobody knows', async () => {
    const { reply } = await ask(id, { search: '?nonsense=1' })
    expect([reply.statusCode, reply.headers['x-sandbox-findings']]).toEqual([
      200,
      'unknown-parameter=nonsense',
    ])
  })

  test.runIf(endpointOf(id).request.body)('findings: has one for a field that nobody knows', async () => {
    const { reply } = await ask(id, { fields: { nonsense: 1 } })
    expect([reply.statusCode, reply.headers['x-sandbox-findings']]).toEqual([200, 'unknown-field=nonsense'])
  })

  test('strict: refuses a finding, and changes nothing', async () => {
    const { reply, changed } = await ask(id, { search: '?nonsense=1', settings: { strict: true } })
    expect([reply.statusCode, reply.json()]).toEqual([
      400,
      expect.objectContaining({ message: ['property nonsense should not exist'] }),
    ])
    expect(changed).toEqual([])
  })

  test.each<[string, Asking]>([
    ['wrong credentials', { headers: { 'api-key': 'SKwrong' } }],
    [
      'wrong credentials, answered 401',
      { headers: { 'api-key': 'SKwrong' }, settings: { dialect: { badCredentialsStatus: 401 } } },
    ],
    ['an application without features', { settings: { features: [] } }],
    ['a merchant without a shop', { settings: { shop: false } }],
    ['an order reference that is known', { order: ORDER }],
    ['an order that nobody knows', { order: 'UNKNOWN1' }],
    [
      'an order that nobody knows, which is an empty list',
      { order: 'UNKNOWN1', settings: { dialect: { queryUnknownReference: 'emptyArray200' } } },
    ],
  ])('strict: comes after all that is refused anyway, with %s', async (_, asking) => {
    const usual = await ask(id, asking)
    const strict = await ask(id, {
      ...asking,
      search: '?nonsense=1',
      settings: { ...asking.settings, strict: true },
    })
    const isRefused = usual.reply.statusCode >= 400
    expect(strict.reply.statusCode).toBe(isRefused ? usual.reply.statusCode : 400)
    expect(strict.reply.body).toEqual(
      isRefused ? usual.reply.body : expect.stringContaining('property nonsense should not exist'),
    )
    expect(strict.changed).toEqual([])
  })

  test('scenario: a call that starts an order gives it the one that it asks for', async () => {
    const { box, reply } = await ask(id, { headers: { 'x-sandbox-scenario': 'card-declined' } })
    expect(reply.statusCode).toBe(200)
    const { store } = box.sandbox.engine
    const links = [
      ...(await store.find('orders', {})),
      ...(await store.find('payouts', {})),
      ...(await store.find('payoutLinks', {})),
    ]
    expect(links.some(({ scenario }) => scenario === 'card-declined')).toBe(startsOrder)
  })

  test('self-check: reports a reply that does not fit', () => {
    const faults: Error[] = []
    const selfCheck = new SelfCheck((fault) => faults.push(fault))
    selfCheck.answer({ endpoint: id, status: 200, text: '{"nonsense":1}' }, dialectOf('live'))
    expect(faults.map(({ message }) => message)).toEqual([expect.stringContaining(`the 200 of ${id}`)])
  })

  test('compare: is known by its method and path', () => {
    expect(endpointAt(method, `${API_PREFIX}${requestTo(id, ORDER).path.split('?')[0]}`)).toBe(id)
  })
})

test('the first token of a new test merchant is refused by a strict sandbox too, which has the merchant then', async () => {
  const { app, sandbox } = await startSandbox({ strict: true })
  const reply = await app.inject({
    method: 'POST',
    url: `${API_PREFIX}/generate-token?nonsense=1`,
    headers: { 'client-id': 'IDTESTNEW', 'api-key': 'SKTESTNEW' },
  })
  expect([reply.statusCode, reply.json()]).toEqual([
    400,
    expect.objectContaining({ message: ['property nonsense should not exist'] }),
  ])
  expect(await sandbox.engine.store.get('applications', 'IDTESTNEW')).toBeDefined()
})

interface Asking {
  readonly settings?: MerchantSettings
  readonly faults?: readonly object[]
  /** The order that the call is about; one that suits the endpoint, when left out. */
  readonly order?: string
  readonly search?: string
  /** Goes into the body, beside what the contract shows. */
  readonly fields?: object
  readonly headers?: Readonly<Record<string, string>>
}

/** Makes the call that the contract of an endpoint shows, for a merchant with an order that was paid. */
async function ask(
  id: EndpointId,
  { settings = {}, faults, order, search = '', fields, headers = {} }: Asking = {},
) {
  const box = await startSandbox()
  const { sandbox, app, openShop } = box
  const shop = await openShop()
  await pay(sandbox, await shop.createLink({ orderReference: ORDER }))
  const [application] = shop.applications
  if (!application) throw new Error('a merchant has an application')
  const { bill } = await sandbox.bills.create({ merchant: shop.merchant, application }, A_BILL)
  await sandbox.account.deposit(shop.id, { money: { minor: 100_000_000, currency: 'TZS' } })
  await sandbox.payouts.create(
    { merchant: shop.merchant, application },
    {
      orderReference: ORDER,
      order: { minor: 1_000_000, currency: 'TZS' },
      receiver: phoneReceiver('255754000999', 'M-PESA'),
      accountCurrency: 'TZS',
    },
  )
  await sandbox.merchants.change(shop.id, settings)
  const authorization = await shop.token()
  if (faults) {
    await sandbox.scenarios.add('faulty', { title: 'Faulty', about: 'For a test.', api: faults })
    await sandbox.scenarios.setDefault(shop.id, 'faulty')
  }
  const before = await tablesOf(box)
  const { method, path, body } = requestTo(id, order ?? (endpointOf(id).startsOrder ? 'ORDER1002' : ORDER))
  const reply = await app.inject({
    method: method as 'GET' | 'POST',
    url:
      API_PREFIX +
      path.replace(`/billpay/${ORDER}`, `/billpay/${bill.number}`) +
      (path.includes('?') ? search.replace('?', '&') : search),
    headers: { 'client-id': shop.clientId, 'api-key': shop.apiKey, authorization, ...headers },
    ...(body ? { payload: { ...body, ...fields } } : {}),
  })
  const after = await tablesOf(box)
  const changed = Object.keys(after).filter((table) => after[table] !== before[table])
  return { box, reply, changed }
}

/** What is stored, as text. Of the merchant only its random draws: to write a request down moves its numbers on. */
async function tablesOf({ sandbox: { engine } }: TestSandbox): Promise<Readonly<Record<string, string>>> {
  const tables = TABLE_NAMES.filter((name) => name !== 'merchants' && name !== 'counters').map(
    async (name) => [name, JSON.stringify(await engine.store.find(name, {}))],
  )
  const counters = await engine.store.find('counters', {})
  return {
    ...Object.fromEntries(await Promise.all(tables)),
    random: JSON.stringify(counters.map(({ drawn }) => drawn)),
  }
}

/** A file that leaves one facet out on each of its lines, and on which line it is which. */
function omissions(path: string, head: readonly string[], lines: Readonly<Record<string, string>>) {
  const above = [
    ...head,
    'declare function without<T, K extends keyof T>(whole: T, facet: K): { [P in Exclude<keyof T, K>]: T[P] }',
  ]
  return {
    path,
    text: [...above, ...Object.values(lines)].join('\n'),
    facets: Object.keys(lines).map((facet, i) => [facet, above.length + i + 1] as const),
  }
}

function lastOf(facet: string): string {
  return facet.split('.').at(-1) ?? ''
}
