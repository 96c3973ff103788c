import { describe, expect, test } from 'vitest'
import { controlDocument, operationsOf } from '../support/openapi.js'
import { startSandbox } from '../support/sandbox.js'

const TOKEN = 'a-control-token'

const CALLS = operationsOf(controlDocument()).map(({ path, method, operation }) => ({
  call: `${method.toUpperCase()} ${path}`,
  method: method.toUpperCase() as 'GET',
  url: path.replace('{event}', 'callback').replaceAll(/\{\w+\}/g, 'no-such'),
  takes: (operation.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name),
}))

describe('a call of the control API', () => {
  test.each(CALLS)('refuses what it cannot be asked, and names what it can: $call', async (call) => {
    const { method, url, takes } = call
    const { app, sandbox } = await startSandbox()
    const before = await sandbox.merchants.list()
    const reply = await app.inject({ method, url: `${url}?orderReferenze=A1&colour=red` })
    expect([reply.statusCode, reply.json()]).toMatchObject([400, { code: 'INVALID_INPUT' }])
    const { message } = reply.json<{ message: string }>()
    for (const name of ['orderReferenze', 'colour', ...takes]) expect(message).toContain(name)
    if (takes.length === 0) expect(message).toContain('None is allowed')
    expect(await sandbox.merchants.list()).toEqual(before)
  })

  test.each(CALLS)('takes its control token in the address: $call', async ({ method, url }) => {
    const { app } = await startSandbox({}, TOKEN)
    const reply = await app.inject({
      method,
      url: `${url}?token=${TOKEN}`,
      payload: method === 'GET' ? '' : {},
    })
    expect(reply.statusCode).not.toBe(401)
    expect(reply.body).not.toContain('unknown key')
  })
})

test('an address that the control API does not have is unknown, whatever it is asked', async () => {
  const { app } = await startSandbox()
  const reply = await app.inject('/sandbox/api/v1/nothing?colour=red')
  expect([reply.statusCode, reply.json()]).toMatchObject([404, { code: 'ROUTE_NOT_FOUND' }])
})
