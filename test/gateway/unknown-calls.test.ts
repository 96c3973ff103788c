import { describe, expect, test } from 'vitest'
import { ENDPOINT_IDS, endpointOf } from '../../contracts/endpoints.js'
import { MISSING_OPERATIONS, missingOperation } from '../../contracts/unpublished-operations.js'
import { startSandbox } from '../support/sandbox.js'

const filledIn = (path: string) => path.replaceAll(/\{\w+\}/g, 'A1')

describe('an operation that ClickPesa has and the sandbox does not', () => {
  // Direct debit is answered 501; test/gateway/direct-debit.test.ts has it.
  test.each(MISSING_OPERATIONS.filter(([, path]) => !path.startsWith('/crdb-direct-debit/')))(
    'is refused as unknown, and the log, a header and a finding say so: %s %s',
    async (method, path) => {
      const { app, sandbox, openShop } = await startSandbox()
      const shop = await openShop()
      const url = `/third-parties${filledIn(path)}`
      const body = { amount: 1000, orderReference: 'A1', apiKey: 'SKSECRET00000001', note: 'for "Asha"' }
      const reply = await app.inject({
        method,
        url: `${url}?currency=TZS`,
        headers: { authorization: await shop.token() },
        ...(method === 'GET' ? {} : { payload: body }),
      })
      expect(reply.statusCode).toBe(404)
      expect(reply.json().message).toBe(`Cannot ${method} ${url}?currency=TZS`)
      expect(reply.headers['x-sandbox-findings']).toMatch(/^not-played=/)
      const { items } = await sandbox.queries.requests(shop.id, {}, { limit: 1 })
      const [entry] = items
      expect(entry?.refusal?.explanation).toContain(
        `ClickPesa has ${method} ${path}, which this sandbox does not play yet`,
      )
      expect(entry?.findings?.map(({ code }) => code)).toEqual(['not-played'])
      expect(entry?.body).toBe(method === 'GET' ? '' : JSON.stringify({ ...body, apiKey: '…' }))
    },
  )

  test('is none that the sandbox plays, whatever its parameters are called', () => {
    for (const id of ENDPOINT_IDS) {
      const { method, path } = endpointOf(id)
      expect(MISSING_OPERATIONS.map(([of, known]) => `${of} ${filledIn(known)}`)).not.toContain(
        `${method} ${filledIn(path)}`,
      )
    }
    expect(missingOperation('GET', '/nothing')).toBeNull()
  })
})

describe('a call that nobody knows', () => {
  test('is kept with its body, without what looks like a secret', async () => {
    const { app, sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    const payload = '{"secret":"a\\"b","card_number":"4111111111111111","pin":1234,"name":"Asha", "not json'
    const reply = await app.inject({
      method: 'POST',
      url: '/third-parties/nothing',
      headers: { authorization: await shop.token(), 'content-type': 'application/json' },
      payload,
    })
    expect(reply.statusCode).toBe(404)
    expect(reply.headers['x-sandbox-findings']).toBeUndefined()
    const { items } = await sandbox.queries.requests(shop.id, {}, { limit: 1 })
    expect(items[0]?.body).toBe('{"secret":"…","card_number":"…","pin":"…","name":"Asha", "not json')
  })

  test('is unknown also with a body that is too large', async () => {
    const { app } = await startSandbox()
    const reply = await app.inject({
      method: 'POST',
      url: '/third-parties/nothing',
      headers: { 'content-type': 'application/json' },
      payload: 'x'.repeat(200_000),
    })
    expect(reply.statusCode).toBe(404)
  })
})
