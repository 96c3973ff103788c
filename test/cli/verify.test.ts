import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { packageRoot } from '../../server/package-root.js'
import { SHOP_PACT } from '../pact/pact-folder.js'
import { PACT_VERIFIER } from '../pact/verifier.js'
import { runHere } from './fake-io.js'

const SPEC = { pactSpecification: { version: '4.0' } }

/** A pact about one order: a call, and a message that follows it. */
function linkedPair({
  order = 'A1',
  follows = 'a link',
  states = ['a payment for order A1 has succeeded'],
} = {}) {
  return {
    consumer: { name: 'shop' },
    provider: { name: 'clickpesa' },
    interactions: [
      {
        type: 'Asynchronous/Messages',
        description: 'PAYMENT RECEIVED',
        providerStates: states.map((name) => ({ name })),
        contents: {
          content: {
            event: 'PAYMENT RECEIVED',
            data: { orderReference: 'A1', customer: { customerName: 'Zuhura' } },
          },
          contentType: 'application/json',
          encoded: false,
        },
        comments: { references: { 'clickpesa-sandbox': { follows } } },
      },
      {
        type: 'Synchronous/HTTP',
        description: 'a link',
        providerStates: [{ name: `the order reference ${order} is free` }],
        request: {
          method: 'POST',
          path: '/third-parties/checkout-link/generate-checkout-url',
          headers: { authorization: ['Bearer recorded.in.atest'], 'Content-Type': ['application/json'] },
          body: {
            content: {
              totalPrice: '500',
              orderReference: order,
              orderCurrency: 'TZS',
              customerName: 'Zuhura',
            },
            contentType: 'application/json',
            encoded: false,
          },
        },
        response: { status: 200 },
      },
    ],
    metadata: SPEC,
  }
}

async function verify(pact: unknown, ...more: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'pact-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'pact.json'), typeof pact === 'string' ? pact : JSON.stringify(pact))
  return runHere(['verify', 'pact.json', '--verifier', PACT_VERIFIER, ...more], {
    folder,
    env: { PATH: process.env.PATH ?? '' },
  })
}

describe('verify', () => {
  it('verifies the pact of the example shop with its linked pairs', async () => {
    const { code, out, err } = await runHere(['verify', SHOP_PACT], {
      folder: packageRoot,
      env: { PATH: process.env.PATH ?? '' },
    })
    expect([code, out + err]).toEqual([0, expect.stringContaining('3 linked pairs')])
    expect(out).toContain('a signed request for a link with items, followed by PAYMENT FAILED')
    expect(out).toContain('a query after two attempts')
  })

  it('lends a token to calls whose recorded one is good for nothing, and takes a base path', async () => {
    const { code, out } = await runHere(
      ['verify', join(packageRoot, 'test/pact/a-php-shop.json'), '--base-path', '/third-parties'],
      { folder: packageRoot, env: { PATH: process.env.PATH ?? '' } },
    )
    expect([code, out]).toEqual([0, expect.not.stringContaining('linked pairs')])
  })

  it('shows the message that was sent for the very link of its call', async () => {
    // Nothing but the call says that the customer is Zuhura.
    const { code, out } = await verify(linkedPair())
    expect([code, out]).toEqual([0, expect.stringContaining('1 linked pair:')])
  })

  it('fails where the call is about another order than its message', async () => {
    const { code, out, err } = await verify(linkedPair({ order: 'A2' }))
    expect([code, out]).toEqual([1, expect.stringContaining('There were 1 pact failures')])
    expect(err).toContain('The sandbox: order A1 has no link: the call before this state has made none\n')
  })

  it('fails where the message is not sent after all', async () => {
    const states = ['the scenario is webhook-lost', 'a payment for order A1 has succeeded']
    const { code, out, err } = await verify(linkedPair({ states }))
    expect([code, out]).toEqual([1, expect.stringContaining('There were 1 pact failures')])
    expect(err).toContain('The sandbox: no PAYMENT RECEIVED of order A1 was sent or is planned')
  })
})

describe('verify takes what other libraries write', () => {
  const call = {
    description: 'a token',
    request: {
      method: 'POST',
      path: '/third-parties/generate-token',
      headers: {
        'client-id': 'IDSANDBOXDEFAULT0000000000000001',
        'api-key': 'SKSANDBOXDEFAULT00000000000000000000000001',
      },
    },
    response: { status: 200 },
  }
  const pact = (more: object = {}, interaction: object = {}) => ({
    consumer: { name: 'shop' },
    provider: { name: 'clickpesa' },
    interactions: [{ ...call, ...interaction }],
    metadata: { pactSpecification: { version: '3.0.0' } },
    ...more,
  })
  const version = (metadata: object) => pact({ metadata })

  it.each<[what: string, pact: unknown]>([
    ['pact-jvm 3.5: pact-specification', version({ 'pact-specification': { version: '3.0.0' } })],
    ['pactSpecificationVersion', version({ pactSpecificationVersion: '3.0.0' })],
    ['a version that is a number', version({ pactSpecification: { version: 3 } })],
    [
      'parameters that are null',
      pact({}, { providerStates: [{ name: 'nothing has happened yet', params: null }] }),
    ],
    [
      'parameters that are []',
      pact({}, { providerStates: [{ name: 'nothing has happened yet', params: [] }] }),
    ],
    ['states that are null', pact({}, { providerStates: null })],
    ['states that are {}', pact({}, { providerStates: {} })],
    ['a list of messages that is empty', pact({ messages: [] })],
    ['messages that are null', pact({ messages: null })],
    ['a byte order mark', `\ufeff${JSON.stringify(pact())}`],
  ])('%s', async (_, written) => {
    const { code, out, err } = await verify(written)
    expect([code, out + err]).toEqual([0, expect.stringContaining('a token')])
  })
})

describe('verify names what is wrong', () => {
  const interactions = (...states: unknown[]) => ({
    interactions: [{ description: 'a query', providerStates: states }],
    metadata: SPEC,
  })

  it.each([
    ['no JSON', '{', 'pact.json is not JSON: '],
    ['no pact', '[]', 'pact.json is not a pact: found [], which should be of type object'],
    ['a pact without a version', { interactions: [] }, 'pact.json is not a pact: "metadata" is missing'],
    [
      'a pact of an older version',
      { interactions: [], metadata: { pactSpecification: { version: '2.0.0' } } },
      'pact.json is written in version 2.0.0 of Pact',
    ],
    [
      'a pact of which half would not be looked at',
      { interactions: [{ description: 'a' }], messages: [{ description: 'b' }], metadata: SPEC },
      'pact.json has both "interactions" and "messages"',
    ],
    ['a pact about nothing', { metadata: SPEC }, 'pact.json has neither "interactions" nor "messages"'],
    [
      'an interaction without a description',
      { interactions: [{}], metadata: SPEC },
      'pact.json is not a pact: interactions[0]: "description" is missing',
    ],
    [
      'an unknown state',
      interactions({ name: 'a payment has suceeded' }),
      'pact.json, "a query": there is no provider state "a payment has suceeded"; did you mean "a payment has succeeded"?',
    ],
    [
      'a message of version 3 with a wrong parameter',
      {
        messages: [
          { description: 'hook', providerStates: [{ name: 'a link exists', params: { amount: 'x' } }] },
        ],
        metadata: SPEC,
      },
      'pact.json, "hook": the provider state',
    ],
    [
      'a message that follows no call',
      linkedPair({ follows: 'a lnik' }),
      'follow "a lnik", which is not a call in it; did you mean "a link"?',
    ],
    [
      'a message that follows a call without a state',
      linkedPair({ states: [] }),
      'without a provider state of its own',
    ],
  ])('%s', async (_, pact, words) => {
    const { code, err } = await verify(pact)
    expect(code).toBe(1)
    expect(err).toContain(words)
    expect(err.trim().split('\n')).toHaveLength(2)
  })

  it('a file that is not there', async () => {
    const { code, err } = await runHere(['verify', 'nowhere.json'], { folder: tmpdir() })
    expect([code, err]).toEqual([1, expect.stringContaining('nowhere.json cannot be read: it is not there')])
  })

  it.each([
    ['/nowhere/pact-verifier', 'was not found'],
    [tmpdir(), 'cannot be run: '],
  ])('a verifier that cannot be run: %s', async (program, words) => {
    const { code, err } = await verify(linkedPair(), '--verifier', program)
    expect([code, err]).toEqual([1, expect.stringContaining(words)])
    expect(err).toContain('npm install --save-dev @pact-foundation/pact-cli')
  })
})
