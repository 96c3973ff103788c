import { describe, expect, test } from 'vitest'
import { API_PREFIX, endpointOf, IDS_BY_PATH } from '../../contracts/endpoints.js'
import { UNPUBLISHED_OPERATIONS } from '../../contracts/unpublished-operations.js'
import { startSandbox } from '../support/sandbox.js'

interface Document {
  openapi: string
  servers: { url: string }[]
  paths: Record<string, Record<string, { responses: object; requestBody?: object }>>
  webhooks?: object
}

describe('the documents', () => {
  test.each([
    ['/docs', 'IDSANDBOX'],
    ['/sandbox/docs', 'controlToken'],
  ])('%s has a page and an OpenAPI 3.1 document', async (path, words) => {
    const { app } = await startSandbox()
    const document = await app.inject({ url: `${path}/json` })
    expect(document.json<Document>().openapi).toBe('3.1.0')
    expect(document.body).toContain(words)
    const page = await app.inject({ url: path })
    expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    const script = await app.inject({ url: `${path}/static/swagger-ui-bundle.js` })
    expect(script.statusCode).toBe(200)
  })

  test('the ClickPesa document has every endpoint, its refusals and the webhooks, at this sandbox', async () => {
    const { app } = await startSandbox()
    const document = (await app.inject({ url: '/docs/json' })).json<Document>()
    const unpublished = UNPUBLISHED_OPERATIONS.map(({ path }) => API_PREFIX + path)
    expect(Object.keys(document.paths)).toEqual([
      ...new Set(IDS_BY_PATH.map((id) => API_PREFIX + endpointOf(id).path)),
      ...unpublished,
    ])
    for (const [path, operations] of Object.entries(document.paths)) {
      if (unpublished.includes(path)) continue
      for (const { responses } of Object.values(operations)) {
        expect(Object.keys(responses)).toEqual(expect.arrayContaining(['200', '401', '403', '429', '500']))
      }
    }
    expect(Object.keys(document.webhooks ?? {})).toContain('PAYMENT RECEIVED')
    expect(document.servers[0]?.url).toBe('http://sandbox.test')
  })
})
