import { describe, expect, onTestFinished, test } from 'vitest'
import { buildApp } from '../../server/app.js'
import { PublicAddress } from '../../server/http/public-address.js'
import { exchange, lastAnswer, listening } from '../support/raw-http.js'
import { startSandbox } from '../support/sandbox.js'

/** Whose words an answer is in, by its shape. */
function shapeOf({ headers, body }: { headers: Record<string, unknown>; body: string }): string {
  if (String(headers['content-type']).startsWith('text/html')) return 'page'
  const keys = Object.keys(JSON.parse(body) as object).sort()
  return keys.join() === 'code,hint,message' ? 'ours' : keys.join()
}

const CLICKPESA = 'error,message,statusCode'

describe('an address that cannot be decoded', () => {
  test.each([
    ['/third-parties/payments/', 400, CLICKPESA],
    ['/nothing/', 400, CLICKPESA],
    ['/checkout/', 404, 'page'],
    ['/checkout/assets/', 404, 'page'],
    ['/sandbox/', 404, 'page'],
    ['/sandbox/merchants/', 404, 'page'],
    ['/sandbox/guide/', 404, 'page'],
    ['/sandbox/assets/', 404, 'page'],
    ['/sandbox/api/v1/merchants/', 404, 'ours'],
    ['/sandbox/api/v1/', 404, 'ours'],
    ['/docs/', 404, 'ours'],
    ['/docs/static/', 404, 'ours'],
    ['/sandbox/docs/', 404, 'ours'],
    ['/sandbox/docs/static/', 404, 'ours'],
  ])('below %s is refused with %i in the shape of its door', async (path, status, shape) => {
    const { app } = await startSandbox()
    for (const end of ['%E0%A4%A', '%', '%ff', '%zz?token=%zz']) {
      const reply = await app.inject({ url: path + end })
      expect([end, reply.statusCode, shapeOf(reply)]).toEqual([end, status, shape])
    }
  })

  test('is named by the part that is wrong', async () => {
    const { app } = await startSandbox()
    const reply = await app.inject({ url: '/third-parties/payments/%E0%A4%A?orderReference=A' })
    expect(reply.json()).toEqual({
      statusCode: 400,
      message: "Failed to decode param '%E0%A4%A'",
      error: 'Bad Request',
    })
  })

  test('is read below the path of a proxy too', async () => {
    const { sandbox } = await startSandbox()
    const app = await buildApp(sandbox, {
      publicAddress: new PublicAddress({ publicUrl: 'http://shop.example/pay' }),
    })
    onTestFinished(() => app.close())
    const reply = await app.inject({ url: '/pay/checkout/%E0%A4%A', headers: { host: 'shop.example' } })
    expect([reply.statusCode, shapeOf(reply)]).toEqual([404, 'page'])
  })
})

test.each(['/docs', '/sandbox/docs'])('what %s does not have is refused in our words', async (door) => {
  const { app } = await startSandbox()
  for (const path of [
    '/nothing',
    '/static/..%5cx',
    '/static/..%2f..%2fx',
    '/static/%00',
    '/static/nothing.js',
  ]) {
    const reply = await app.inject({ url: door + path })
    expect([path, reply.statusCode, shapeOf(reply)]).toEqual([path, 404, 'ours'])
    expect(reply.json()).toMatchObject({
      code: 'ROUTE_NOT_FOUND',
      message: `there is no page ${door}${path}`,
    })
  }
})

test.each(['PROPFIND', 'TRACE', 'OPTIONS', 'PURGE', 'POST'] as const)(
  'the control API refuses %s, where it has no such call, in our words',
  async (method) => {
    const { app } = await startSandbox()
    const reply = await app.inject({ method: method as 'POST', url: '/sandbox/api/v1/nothing' })
    expect([reply.statusCode, shapeOf(reply)]).toEqual([404, 'ours'])
    expect(reply.json().message).toBe(`the control API has no ${method} /sandbox/api/v1/nothing`)
  },
)

test.each([
  ['headers of more than 16 KB', `X-Long: ${'x'.repeat(20_000)}\r\n`, '', 400],
  ['an address of more than 16 KB', '', 'y'.repeat(20_000), 400],
  ['an expectation that nobody knows', 'Expect: banana\r\n', '', 417],
  ['a length that is not a number', 'Content-Length: abc\r\n', '', 400],
])('%s are refused in words', async (_, header, end, status) => {
  const { app } = await startSandbox()
  const port = await listening(app)
  const sent = `GET /healthz/${end} HTTP/1.1\r\nHost: localhost\r\n${header}Connection: close\r\n\r\n`
  const answer = lastAnswer(await exchange(port, sent))
  expect(answer).toMatchObject({ status, type: 'application/json; charset=utf-8' })
  expect(JSON.parse(answer.body)).toMatchObject({ statusCode: status, message: expect.any(String) })
})
