import { expect, test } from 'vitest'
import { TOOLS } from '../../server/mcp/tools.js'
import { agent, shopSends, textOf } from '../mcp/agent.js'

/** What an agent reads and who watches it does not see: signs for terminals, and letters that are not shown. */
const HIDDEN = '\u001b[8m\u202e\u{e0049}\u{e0067}\u{e006e}\u{e006f}\u{e0072}\u{e0065}'

const ACTIVE = /(?![\n\t])[\p{Cc}\p{Cf}\u2028\u2029]/u

/** Nothing that a tool takes, by its name. */
const ODD: readonly unknown[] = [
  null,
  5,
  '',
  {},
  '__proto__',
  '..',
  '.',
  '?limit=1',
  '\ud800',
  '\u0000',
  'x'.repeat(100_000),
  { toString: null },
  JSON.parse('{"__proto__":{"command":["true"]},"constructor":{"prototype":{}}}'),
]

/** What is right for each field, so that the others are looked at too. */
const RIGHT: Readonly<Record<string, unknown>> = {
  orderReference: 'NONE1',
  scenario: 'success',
  payload: { a: 1 },
  checksumKey: 'CHKx',
  checksum: '00',
  command: ['/nowhere/none'],
}

/** The shop of a merchant asks to be paid. */
async function place(
  { apiUrl, clientId, apiKey }: Readonly<Record<'apiUrl' | 'clientId' | 'apiKey', string>>,
  order: { readonly orderReference: string } & Readonly<Record<string, string>>,
) {
  const { token } = await shopSends(`${apiUrl}/generate-token`, { 'client-id': clientId, 'api-key': apiKey })
  const asked = { totalPrice: '1000', orderCurrency: 'TZS', ...order }
  await shopSends(`${apiUrl}/checkout-link/generate-checkout-url`, { authorization: token }, asked)
}

test('tools take no input that is odd but in words: no crash, no library, nothing done elsewhere', async () => {
  const { call, use } = await agent()
  const { id } = await use('open_merchant', { name: 'untouched' })
  const said: string[] = []
  for (const { name, input } of TOOLS) {
    const fields = Object.keys((input as { properties?: object }).properties ?? {})
    for (const field of [...fields, 'unknown', '__proto__', 'constructor']) {
      for (const odd of ODD) {
        const given: Record<string, unknown> = { ...RIGHT, merchant: id }
        for (const other of Object.keys(given)) if (!fields.includes(other)) delete given[other]
        Object.defineProperty(given, field, { value: odd, enumerable: true, configurable: true })
        const result = await call(name, given)
        const text = textOf(result)
        said.push(text)
        expect(text).not.toMatch(/TypeError|call stack|is not a function|internal error|node:|undefined/)
        expect(text).not.toMatch(ACTIVE)
      }
    }
  }
  expect(said.length).toBeGreaterThan(300)
  expect((await use('order_timeline', { merchant: id, orderReference: 'NONE1' })).payments).toEqual([])
})

test('a path in a name leads nowhere else', async () => {
  const { call, use } = await agent()
  const merchant = await use('open_merchant', { scenario: 'wrong-pin' })
  const { id } = merchant
  for (const orderReference of ['..', '.', '../../scenario']) {
    await call('choose_scenario', { merchant: id, orderReference, scenario: 'success' })
    expect((await call('pay_order', { merchant: id, orderReference })).isError).toBe(true)
  }
  for (const other of ['..', '.', '../merchants']) {
    expect((await call('move_clock', { merchant: other, advance: '1s' })).isError).toBe(true)
  }
  // What holds for all orders is what it was.
  await place(merchant, { orderReference: 'ONE1' })
  expect(await use('pay_order', { merchant: id, orderReference: 'ONE1' })).toMatchObject({
    scenario: 'wrong-pin',
  })
})

test('an input that is nested thousands of levels deep is refused in words', async () => {
  const { call } = await agent()
  const payload = JSON.parse(`{"a":${'['.repeat(3_000)}${']'.repeat(3_000)}}`)
  const result = await call('explain_checksum', { payload, checksumKey: 'k', checksum: '00' })
  expect([result.isError, textOf(result).split('\n')[0]]).toEqual([
    true,
    'the input of explain_checksum is nested too deep',
  ])
})

test('nothing that a customer or a shop wrote is hidden from whoever watches an agent', async () => {
  const { use, call } = await agent()
  const merchant = await use('open_merchant', { name: `Duka ${HIDDEN}` })
  await place(merchant, {
    orderReference: 'HIDDEN1',
    customerName: HIDDEN.replace('\u001b', ''),
    description: HIDDEN.slice(1),
  })
  const result = await call('order_timeline', { merchant: merchant.id, orderReference: 'HIDDEN1' })
  expect(textOf(result)).toContain('u202e')
  expect(textOf(result)).not.toMatch(ACTIVE)
  expect(JSON.parse(textOf(result)).journal.length).toBeGreaterThan(0)
  const refused = await call(`pay${HIDDEN}`)
  expect(textOf(refused)).not.toMatch(ACTIVE)
})

test('an order of which too much is known for an agent is told in short, with the latest of it', async () => {
  const { call, use } = await agent()
  const merchant = await use('open_merchant')
  for (let i = 0; i < 40; i++) {
    await place(merchant, { orderReference: 'LONG1', customerName: `${i} ${'x'.repeat(15_000)}` })
  }
  const text = textOf(await call('order_timeline', { merchant: merchant.id, orderReference: 'LONG1' }))
  expect(text.length).toBeLessThanOrEqual(60_000)
  const { requests } = JSON.parse(text)
  expect(requests[0]).toMatch(/^… \(\d+ before\)$/)
  expect(requests.at(-1).body).toMatch(/"39 x+… \(\d+ characters\)$/)
})
