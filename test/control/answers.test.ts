import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { packageRoot } from '../../server/package-root.js'
import { SelfCheck } from '../../server/sandbox/self-check.js'
import { startSandbox } from '../support/sandbox.js'

interface Content {
  readonly schema: { readonly $ref?: string; readonly properties?: object; readonly type?: string }
}

interface Response {
  readonly description: string
  readonly content?: Readonly<Record<string, Content>>
}

const document = JSON.parse(readFileSync(join(packageRoot, 'contracts/control-openapi.json'), 'utf8')) as {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, Response>> }>>>
  >
  readonly components: { readonly schemas: Readonly<Record<string, object>> }
}
const CALLS = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { responses }]) => ({ call: `${method} ${path}`, responses })),
)

describe('the OpenAPI document of the control API', () => {
  test.each(CALLS)('says of $call what it answers, under plain statuses', ({ responses }) => {
    expect(Object.keys(responses).filter((status) => !/^\d{3}$/.test(status))).toEqual([])
    const successes = Object.entries(responses).filter(([status]) => status.startsWith('2'))
    expect(successes).toHaveLength(1)
    for (const [status, { content }] of successes) {
      const [schema] = Object.values(content ?? {}).map(({ schema }) => schema)
      if (status === '204') expect(schema).toBeUndefined()
      else expect(schema?.$ref ?? schema?.properties ?? schema?.type).toBeTruthy()
    }
  })

  test.each(CALLS)('says of $call how it is refused', ({ responses }) => {
    const refusals = Object.entries(responses).filter(([status]) => /^[45]/.test(status))
    expect(refusals.map(([status]) => status)).toEqual(expect.arrayContaining(['400', '401', '500']))
    for (const [, { content, description }] of refusals) {
      expect(content?.['application/json']?.schema).toEqual({ $ref: '#/components/schemas/Mistake' })
      expect(description).not.toBe('Default Response')
    }
  })

  test('names the schemas that clients are generated from, and refers to none that is not there', () => {
    const { schemas } = document.components
    expect(Object.keys(schemas)).toEqual(
      expect.arrayContaining([
        'Merchant',
        'MerchantSettings',
        'MerchantChanges',
        'Payment',
        'Delivery',
        'Mistake',
      ]),
    )
    const referredTo = JSON.stringify(document).match(/(?<=#\/components\/schemas\/)\w+/g) ?? []
    expect([...new Set(referredTo)].filter((name) => !schemas[name])).toEqual([])
  })
})

describe('the self-check of the control API', () => {
  test('reports an answer that has not what its schema promises, and one whose status nothing announces', () => {
    const faults: string[] = []
    const selfCheck = new SelfCheck(({ message }) => faults.push(message))
    const schema = { type: 'object', required: ['name'], properties: { name: { type: 'string' } } } as const
    selfCheck.controlAnswer('the 200 of GET /x', schema, { name: 'success' })
    expect(faults).toEqual([])
    selfCheck.controlAnswer('the 200 of GET /x', schema, { title: 'success' })
    selfCheck.controlAnswer('the 418 of GET /x', undefined, {})
    expect(faults).toEqual([
      'the 200 of GET /x does not fit its own schema: "name" is missing',
      'the 418 of GET /x does not fit its own schema: the document of the control API has no such status',
    ])
  })

  test('sees every answer of the control API that a test asks for', async () => {
    const { sandbox, app } = await startSandbox()
    const seen: string[] = []
    const { selfCheck } = sandbox
    if (!selfCheck) throw new Error('tests run with the self-check')
    const check = selfCheck.controlAnswer.bind(selfCheck)
    selfCheck.controlAnswer = (call, ...rest) => {
      seen.push(call)
      check(call, ...rest)
    }
    await app.inject('/sandbox/api/v1/merchants')
    await app.inject('/sandbox/api/v1/merchants/NOBODY')
    await app.inject({ method: 'POST', url: '/sandbox/api/v1/merchants', payload: { name: 1 } })
    expect(seen).toEqual([
      'the 200 of GET /sandbox/api/v1/merchants',
      'the 404 of GET /sandbox/api/v1/merchants/:id',
      'the 400 of POST /sandbox/api/v1/merchants',
    ])
  })
})
