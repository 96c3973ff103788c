import { describe, expect, test } from 'vitest'
import { FAR_BELOW_QUADRATIC, growth, unknownKeys } from '../schema/growth.js'
import { startSandbox } from '../support/sandbox.js'

const A = '/sandbox/api/v1'

describe('a body with thousands of keys that nobody knows', () => {
  test.each([
    ['merchants', `${A}/merchants`, {}],
    ['scenarios', `${A}/scenarios`, { name: 'mine' }],
    ['the clock', `${A}/merchants/IDSANDBOX/clock`, {}],
  ])('is refused in a time that grows with its size: %s', async (_, url, more) => {
    const { app } = await startSandbox()
    const post = (count: number) => {
      const payload = JSON.stringify({ ...more, ...unknownKeys(count) })
      return () =>
        app.inject({ method: 'POST', url, headers: { 'content-type': 'application/json' }, payload })
    }
    expect(await growth(post)).toBeLessThan(FAR_BELOW_QUADRATIC)
    const reply = await post(8_000)()
    expect([400, 422]).toContain(reply.statusCode)
    expect(reply.json().message).toMatch(/and 79\d\d more$/)
    expect(reply.body.length).toBeLessThan(20_000)
  })
})
