import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { claimsIn, isSignedWith, signedToken } from '../../server/domain/token.js'

const CLAIMS = { id: 'm1', clientId: 'IDX', iat: 1000, exp: 4600, jti: '1' }

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const HEADER = encoded({ alg: 'HS256', typ: 'JWT' })

describe('a token', () => {
  test.each<[what: string, token: string]>([
    ['empty', ''],
    ['a word', 'undefined'],
    ['three dots', '...'],
    ['of two parts', `${HEADER}.${encoded(CLAIMS)}`],
    ['of four parts', `${HEADER}.${encoded(CLAIMS)}.x.y`],
    ['without a signature', `${HEADER}.${encoded(CLAIMS)}.`],
    ['of another algorithm', `${encoded({ alg: 'none' })}.${encoded(CLAIMS)}.x`],
    ['not JSON inside', `${HEADER}.bm8.x`],
    ['null inside', `${HEADER}.${encoded(null)}.x`],
    ['a list inside', `${HEADER}.${encoded([])}.x`],
    ['without an expiry', `${HEADER}.${encoded({ ...CLAIMS, exp: undefined })}.x`],
    ['without a number of its own', `${HEADER}.${encoded({ ...CLAIMS, jti: undefined })}.x`],
    ['with a number for an id', `${HEADER}.${encoded({ ...CLAIMS, id: 1 })}.x`],
  ])('that is %s claims nothing', (_, token) => {
    expect(claimsIn(token)).toBeNull()
  })

  test.each(['IDX', 'IDSANDBOXDEFAULT0000000000000001', 'I'.repeat(64)])(
    'is as long as a live one, whichever application it is for: %s',
    (clientId) => {
      const claims = { ...CLAIMS, id: 'a'.repeat(24), clientId, iat: 1_780_000_000, exp: 1_780_003_600 }
      const token = signedToken(claims, 'secret')
      expect(token).toHaveLength(392)
      expect(claimsIn(token)).toMatchObject(claims)
    },
  )

  test('whatever is read as one never throws', () => {
    const dotted = fc.array(fc.oneof(fc.base64String(), fc.constant(HEADER), fc.string()), { maxLength: 4 })
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          dotted.map((parts) => parts.join('.')),
        ),
        (text) => {
          const claims = claimsIn(text)
          expect(claims === null || typeof claims.clientId === 'string').toBe(true)
          expect(isSignedWith(text, 'secret')).toBe(false)
        },
      ),
    )
  })

  test('is a JSON Web Token that others can check', () => {
    const token = signedToken(CLAIMS, 'secret')
    const [header, payload, signature] = token.split('.')
    expect(header).toBe(HEADER)
    expect(JSON.parse(Buffer.from(payload ?? '', 'base64url').toString())).toMatchObject(CLAIMS)
    expect(signature).toBe(createHmac('sha256', 'secret').update(`${header}.${payload}`).digest('base64url'))
  })

  test('claims what it was made with, and knows its secret', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.integer(), fc.string(), (id, clientId, iat, secret) => {
        const claims = { id, clientId, iat, exp: iat + 3600, jti: '1' }
        const token = signedToken(claims, secret)
        expect(claimsIn(token)).toMatchObject(claims)
        expect(isSignedWith(token, secret)).toBe(true)
        expect(isSignedWith(token, `${secret}!`)).toBe(false)
      }),
    )
  })

  test('does not survive the change of any of its characters', () => {
    const token = signedToken(CLAIMS, 'secret')
    // The last character of 43 carries only four bits, so some changes of it mean the same signature bytes;
    // compared as text, they do not pass either.
    for (let i = 0; i < token.length; i++) {
      const changed = `${token.slice(0, i)}${token[i] === 'A' ? 'B' : 'A'}${token.slice(i + 1)}`
      expect(isSignedWith(changed, 'secret')).toBe(false)
    }
  })
})
