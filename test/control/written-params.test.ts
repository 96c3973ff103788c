import { expect, test } from 'vitest'
import { startSandbox } from '../support/sandbox.js'

test.each([[[]], [null], [{}]])('a provider state may have %j where it has no parameters', async (params) => {
  const { app } = await startSandbox()
  const ask = (payload: object) =>
    app.inject({ method: 'POST', url: '/sandbox/api/v1/provider-states', payload })
  expect((await ask({ state: '', params })).statusCode).toBe(200)
  expect((await ask({ state: '', params: [1] })).statusCode).toBe(400)
})
