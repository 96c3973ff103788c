import { expect, test } from 'vitest'
import { anonymous } from '../../server/compare/anonymous.js'
import { noSuchRoute } from '../../server/gateway/unknown-path.js'
import { wrongAmount } from '../../server/gateway/wrong-value.js'
import { forwardedAddress } from '../../server/http/forwarded-address.js'
import { PublicAddress } from '../../server/http/public-address.js'
import { credentialSlip, tokenSlip } from '../../server/sandbox/credential-slips.js'
import { FAR_BELOW_QUADRATIC, growth } from '../schema/growth.js'

const KNOWN = { clientIds: ['ID'], apiKeys: ['SK'], checksumKeys: ['CHK'] }

/** Texts that a regular expression with two ways to match the same would look through again and again. */
const LOOKED_AT: Readonly<Record<string, (count: number) => () => unknown>> = {
  // As long as a header may be is as long as these are looked at; the growth is that between 400 letters and 4,000.
  'a header that begins like the answer of generate-token': (count) => {
    const text = `{${'"token":"'.repeat(count / 180)}`.slice(0, count / 20)
    return () => tokenSlip(text, KNOWN)
  },
  'a header that is mostly spaces': (count) => {
    const text = `x${' '.repeat(count / 20 - 2)}x`
    return () => [tokenSlip(text, KNOWN), credentialSlip(text, 'client id', KNOWN)]
  },
  'a client id in many layers, which can be taken off in any order': (count) => {
    const layers = count / 8000
    const text = `${'bearer '.repeat(layers)}x${';'.repeat(layers)}`
    return () => credentialSlip(text, 'client id', KNOWN)
  },
  'an amount with digits without end': (count) => {
    const text = `1.${'1'.repeat(count)}x`
    return () => wrongAmount(text)
  },
  'a path that repeats the name of an endpoint': (count) => {
    const path = `/third-parties/${'payout/'.repeat(count / 8)}`
    return () => noSuchRoute('GET', path)
  },
  'an address of slashes': (count) => {
    const pageOrigin = `http://a${'/'.repeat(count)}x`
    return () => new PublicAddress({ pageOrigin })
  },
  'a Forwarded header of letters': (count) => {
    const forwarded = 'a'.repeat(count)
    return () => forwardedAddress({ forwarded })
  },
  'a recorded text of letters': (count) => {
    const text = 'a'.repeat(count)
    return () => anonymous(text)
  },
}

test.each(Object.entries(LOOKED_AT))('%s is looked at in a time that grows with it', async (_, act) => {
  expect(await growth(act)).toBeLessThan(FAR_BELOW_QUADRATIC)
})

test('what is worth telling is still told', () => {
  const key = KNOWN.apiKeys[0]
  const slip = (given: string) => credentialSlip(given, 'API key', { ...KNOWN, apiKeys: ['SKRIGHT'] })
  expect(key && slip(' "Bearer SKRIGHT" ')).toMatch(
    /space around it; and then .*quotation marks.*; and then .*in front/,
  )
  expect(slip('SKRIGHT\n')).toBe('there is a space around it')
  expect(slip('SKRIGHT;')).toBe('there is a sign behind it: take it off')
  const token = 'eyJhbGciOiJIUzI1NiJ9.e30.x'
  expect(tokenSlip(JSON.stringify({ success: true, token: `Bearer ${token}` }), KNOWN)).toMatch(
    /whole answer/,
  )
})
