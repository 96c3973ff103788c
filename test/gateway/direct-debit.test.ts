import { expect, test } from 'vitest'
import { refused, seen } from '../support/answers.js'
import { startSandbox } from '../support/sandbox.js'

test.each([
  ['POST', '/crdb-direct-debit/request-mandate'],
  ['GET', '/crdb-direct-debit/get-mandate/MANDATE1'],
  ['POST', '/crdb-direct-debit/cancel-mandate'],
] as const)('CRDB direct debit is answered 501, with the reason in the log: %s %s', async (method, path) => {
  const { app, sandbox, openShop } = await startSandbox()
  const shop = await openShop()
  const reply = await app.inject({
    method,
    url: `/third-parties${path}`,
    headers: { authorization: await shop.token() },
    ...(method === 'POST' ? { payload: { amount: '1000' } } : {}),
  })
  expect(seen(reply)).toEqual(refused(501, 'Not implemented in the fake'))
  const { items } = await sandbox.queries.requests(shop.id, {}, { limit: 100 })
  expect(items.at(-1)?.refusal).toMatchObject({
    code: 'NOT_IMPLEMENTED',
    explanation: expect.stringContaining('nobody has published its messages'),
  })
})

test('another method at the path of direct debit is unknown', async () => {
  const { app } = await startSandbox()
  const reply = await app.inject({ method: 'PUT', url: '/third-parties/crdb-direct-debit/cancel-mandate' })
  expect(reply.statusCode).toBe(404)
})
