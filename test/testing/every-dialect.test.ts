import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isOpen } from '../../server/domain/dialect.js'
import { SWITCHES } from '../../server/domain/dialect-switches.js'
import {
  createSandbox,
  DialectError,
  type MerchantClient,
  type SandboxClient,
} from '../../server/testing/index.js'

let sandbox: SandboxClient
beforeAll(async () => {
  sandbox = await createSandbox({ port: 0, seed: 'dialects' })
})
afterAll(() => sandbox.close())

async function dialectOf(merchant: MerchantClient): Promise<Readonly<Record<string, string | number>>> {
  return (await merchant.read()).dialect
}

describe('running a test in every dialect', () => {
  test('fails at once when the default dialect fails, and says so', async () => {
    let runs = 0
    const running = sandbox.runInEveryDialect(async () => {
      runs += 1
      throw new Error('the shop is broken\nsomewhere')
    })
    await expect(running).rejects.toThrow('the test fails in the default dialect already: the shop is broken')
    await expect(running).rejects.not.toBeInstanceOf(DialectError)
    expect(runs).toBe(1)
  })

  test('names every switch and value that breaks the test, with its error', async () => {
    const broken = sandbox.runInEveryDialect(async (merchant) => {
      const dialect = await dialectOf(merchant)
      if (dialect.queryUnknownReference !== 'badRequest400') throw new Error('only 400 is read\nmore')
      if (dialect.redirectStatusCode === 303) throw 'a text'
    })
    const error = await broken.then(
      () => null,
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(DialectError)
    const { failures, cause, message } = error as DialectError
    expect(failures).toEqual([
      { name: 'redirectStatusCode', value: 303, error: 'a text' },
      { name: 'queryUnknownReference', value: 'notFound404', error: new Error('only 400 is read\nmore') },
      { name: 'queryUnknownReference', value: 'emptyArray200', error: new Error('only 400 is read\nmore') },
    ])
    expect(cause).toBe('a text')
    expect(message.split('\n')).toEqual([
      expect.stringMatching(/^the test holds in the default dialect, and fails in 3 of \d\d others:$/),
      '  redirectStatusCode: 303  a text',
      '  queryUnknownReference: notFound404  only 400 is read',
      '  queryUnknownReference: emptyArray200  only 400 is read',
      'docs/dialect.md says what each value means and how likely it is',
    ])
  })

  test('turns one switch at a time, each to every other value, with a merchant for each', async () => {
    const seen: { id: string; dialect: Readonly<Record<string, string | number>> }[] = []
    const turned = await sandbox.runInEveryDialect(async (merchant) => {
      seen.push({ id: merchant.id, dialect: await dialectOf(merchant) })
    })
    const [usual, ...others] = seen
    expect(others.map(({ dialect }) => differences(usual?.dialect ?? {}, dialect))).toEqual(
      turned.map(({ name, value }) => [[name, value]]),
    )
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length)
    expect(turned).toContainEqual({ name: 'linkExpirySeconds', value: 900 })
  })

  test('takes its merchants away, also after a failure', async () => {
    const ids: string[] = []
    const running = sandbox.runInEveryDialect(
      async (merchant) => {
        ids.push(merchant.id)
        if (ids.length > 1) throw new Error('broken')
      },
      { switches: ['bareToken'] },
    )
    await expect(running).rejects.toThrow(DialectError)
    expect(ids).toHaveLength(2)
    for (const id of ids) await expect(sandbox.merchant(id)).rejects.toThrow(/no merchant/)
  })

  test('can be narrowed, and starts from the dialect of the settings', async () => {
    const names: string[] = []
    const turned = await sandbox.runInEveryDialect(
      async (merchant) => {
        const { name, dialect } = await merchant.read()
        names.push(name)
        expect([dialect.bareToken, dialect.clientIdInReplies]).toEqual(['accept', 'absent'])
      },
      {
        switches: ['errorEnvelope', 'doubledBearer'],
        settings: {
          name: 'Duka',
          profile: 'legacy2025',
          dialect: { bareToken: 'accept', errorEnvelope: 'messageOnly' },
        },
      },
    )
    expect(turned).toEqual([
      { name: 'errorEnvelope', value: 'nest' },
      { name: 'doubledBearer', value: 'accept' },
    ])
    expect(names).toEqual(['Duka', 'Duka', 'Duka'])
  })
})

describe('a switch is open', () => {
  test.each([
    ['bareToken', 'nothing is known of either value'],
    ['badCredentialsStatus', 'both values were observed'],
    ['linkClosesAfter', 'the docs say something else than the default'],
    ['linkExpirySeconds', 'any number is possible'],
  ] as const)('as %s is: %s', (name, _why) => {
    expect(isOpen(SWITCHES[name])).toBe(true)
  })

  test.each(['doubledBearer', 'webhookSignatureHeader'] as const)(
    'unless the default alone is documented or observed, as with %s',
    (name) => {
      expect(isOpen(SWITCHES[name])).toBe(false)
    },
  )
})

function differences(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>) {
  return Object.entries(b).filter(([name, value]) => a[name] !== value)
}
