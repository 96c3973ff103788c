import { describe, expect, test } from 'vitest'
import { startSandbox } from '../support/sandbox.js'

const ODD_TOKENS = ['a+b/c=d@e', '100%safe', 'semi;colon', 'quo"te\\back', '%41%2B%zz', 'a=b=c=d=']

describe('a control token of odd characters', () => {
  test.each(ODD_TOKENS)('lets its owner into the inspector, and stays in a cookie: %s', async (token) => {
    const { app } = await startSandbox({}, token)
    const opened = await app.inject({ url: `/sandbox?token=${encodeURIComponent(token)}` })
    expect([opened.statusCode, opened.headers.location]).toEqual([303, '/sandbox'])
    const [cookie = ''] = String(opened.headers['set-cookie']).split('; ')
    for (const headers of [{ cookie }, { cookie: `other=1; ${cookie}; last=2` }]) {
      expect((await app.inject({ url: '/sandbox', headers })).statusCode).toBe(200)
    }
  })

  test.each(ODD_TOKENS)('is taken as a header of the control API: %s', async (token) => {
    const { app } = await startSandbox({}, token)
    const headers = { authorization: `Bearer ${token}` }
    expect((await app.inject({ url: '/sandbox/api/v1/merchants', headers })).statusCode).toBe(200)
  })

  test('may stand in an address as somebody types it', async () => {
    const { app } = await startSandbox({}, 'a+b/c=d@e')
    expect((await app.inject({ url: '/sandbox?token=a+b/c=d@e' })).statusCode).toBe(303)
  })
})

describe('a wrong token', () => {
  test.each(['', 'the-toke', 'the-token-and-more', 'THE-TOKEN', 'the%2Dtoken'])(
    'is refused, in the address, a cookie or a header: %s',
    async (wrong) => {
      const { app } = await startSandbox({}, 'the-token')
      const url = '/sandbox/api/v1/merchants'
      for (const request of [
        { url: `${url}?token=${encodeURIComponent(wrong)}` },
        { url, headers: { cookie: `sandbox_token=${encodeURIComponent(wrong)}` } },
        { url, headers: { authorization: `Bearer ${wrong}` } },
      ]) {
        expect((await app.inject(request)).statusCode).toBe(401)
      }
    },
  )

  test('in the address is not kept, when another one let the visitor in', async () => {
    const { app } = await startSandbox({}, 'the-token')
    const headers = { authorization: 'Bearer the-token' }
    const reply = await app.inject({ url: '/sandbox?token=the-wrong-one', headers })
    expect(reply.headers['set-cookie']).toBeUndefined()
  })
})

describe('cookies of the token’s name that another port or a site beside this one has set', () => {
  const statusesOf = async (token: string | null, cookies: readonly string[]) => {
    const { app } = await startSandbox({}, token)
    const ask = async (cookie: string) =>
      (await app.inject({ url: '/sandbox/api/v1/merchants', headers: { cookie } })).statusCode
    return Promise.all(cookies.map(async (cookie) => [cookie, await ask(cookie)]))
  }

  test('lock nobody out who has the right one', async () => {
    const cookies = [
      'sandbox_token=evil; sandbox_token=the-token',
      'sandbox_token=the-token; sandbox_token=evil',
      'sandbox_token=; sandbox_token=the-token',
      `${'sandbox_token=evil; '.repeat(500)}sandbox_token=the-token`,
      'sandbox_token=%zz;;=; sandbox_token; sandbox_token=the%2Dtoken',
    ]
    expect(await statusesOf('the-token', cookies)).toEqual(cookies.map((cookie) => [cookie, 200]))
  })

  test('let nobody in who has none', async () => {
    const cookies = [
      'sandbox_token=evil; sandbox_token=evil',
      'Sandbox_Token=the-token',
      '__Host-sandbox_token=the-token',
      'x=sandbox_token=the-token',
      'x="; sandbox_token=the-token-and-more"',
      'sandbox_token',
      '__proto__=the-token; constructor=the-token',
    ]
    expect(await statusesOf('the-token', cookies)).toEqual(cookies.map((cookie) => [cookie, 401]))
  })

  test('mean nothing where no token is asked for', async () => {
    expect(await statusesOf(null, ['sandbox_token=evil'])).toEqual([['sandbox_token=evil', 200]])
  })
})
