import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Endpoint } from '../../contracts/endpoints/endpoint.js'
import { API_PREFIX, ENDPOINT_IDS, ENDPOINTS, type EndpointId, endpointOf } from '../../contracts/endpoints.js'
import { endpointAt } from '../../server/compare/traffic.js'
import { FEATURES, type MerchantSettings } from '../../server/domain/merchant.js'
import { REFUSALS } from '../../server/errors.js'
import { HANDLERS } from '../../server/gateway/handlers.js'
import { refusalsOf } from '../../server/openapi/operations.js'
import { packageRoot } from '../../server/package-root.js'
import { SelfCheck } from '../../server/sandbox/self-check.js'
import { dialectOf } from '../../server/domain/dialect.js'
import { requestTo } from '../scenario/call-player.js'
import { openApiDocument } from '../support/openapi.js'
import { startSandbox, type TestSandbox } from '../support/sandbox.js'
import { pay } from '../support/things.js'
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
      ...Object.fromEntries(ROW_FACETS.map((facet) => [facet, `without(whole, '${facet}') satisfies Endpoint`])),
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
      ...Object.fromEntries(HANDLER_FACETS.map((facet) => [facet, `without(whole, '${facet}') satisfies Handler`])),
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
  }, 120_000)

  test('a row without a handler is reported, by the id of the endpoint', () => {
    const texts = diagnostics.filter(({ file }) => file === 'server/gateway/handlers.ts').map(({ text }) => text)
    expect(texts).toHaveLength(1)
    expect(texts[0]).toContain('"made-up"')
  })

  test('a refusal that nobody knows is reported, by the id and the refusal', () => {
    const texts = diagnostics.filter(({ file }) => file === 'server/openapi/operations.ts').map(({ text }) => text)
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
