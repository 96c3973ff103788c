import { beforeAll, describe, expect, test } from 'vitest'
import { createSandbox, type SandboxClient } from '../../server/testing/index.js'
import { runSuite, type SuiteResult } from '../support/run-suite.js'

/** The fixtures for Vitest, in a Vitest of their own. */

const suite = 'test/testing/fixtures.suite.js'
const FILE = 'test/testing/fixtures.suite.js'

let ran: SuiteResult
let left: readonly string[]
beforeAll(async () => {
  const sandbox = await createSandbox({ port: 0 })
  try {
    ran = await runSuite({ suite }, { CLICKPESA_SANDBOX_URL: sandbox.url })
    left = await merchantsOf(sandbox)
  } finally {
    await sandbox.close()
  }
})

async function merchantsOf({ url }: SandboxClient): Promise<readonly string[]> {
  const answer = await fetch(`${url}/sandbox/api/v1/merchants`)
  const { items } = (await answer.json()) as { items: { name: string }[] }
  return items.map(({ name }) => name)
}

function seen(): readonly unknown[] {
  return ran.printed
    .split('\n')
    .filter((line) => line.startsWith('seen: '))
    .map((line) => JSON.parse(line.slice('seen: '.length)))
}

function report(title: string): string | undefined {
  return ran.printed
    .split('What the sandbox saw during ')
    .find((part) => part.startsWith(`"${FILE} > ${title}`))
}

test('all tests that should pass do, and those that fail do so for their own reasons', () => {
  const failed = ran.tests.filter(({ state }) => state === 'failed')
  expect(
    failed.map(({ name, errors }) => [name, ...errors]),
    ran.err,
  ).toEqual([
    ['prints what the sandbox saw', expect.stringContaining("expected 'this' to be 'that'")],
    ['may take too long', expect.stringContaining('timed out in 2000ms')],
    ['may take its merchant away', expect.stringContaining("expected 'here' to be 'there'")],
  ])
  expect(ran.tests).toHaveLength(11)
})

describe('merchants', () => {
  test('bear the name of their test, unless the options give them one', () => {
    expect(seen()).toContainEqual({
      name: `${FILE} > each test > has a merchant of its own that bears its name`,
      frozen: false,
    })
    expect(seen()).toContainEqual({ name: 'Duka la Asha', frozen: false })
    expect(seen()).toContainEqual({ length: 200, end: '...' })
  })

  test('are opened as the options say', () => {
    expect(seen()).toContainEqual({ frozen: true })
  })

  test('are one for each test, on one sandbox', () => {
    const side = seen().filter((fact): fact is { url: string; merchant: string } => 'url' in Object(fact))
    expect(side).toHaveLength(3)
    expect(new Set(side.map(({ url }) => url)).size).toBe(1)
    expect(new Set(side.map(({ merchant }) => merchant)).size).toBe(3)
  })

  test('are one for each try', () => {
    const title = `${FILE} > a test that goes wrong > says which try it is`
    expect(seen()).toContainEqual({ name: title })
    expect(seen()).toContainEqual({ name: `${title} (retry 1)` })
  })

  test('are all gone afterwards', () => {
    expect(left).toEqual(['Sandbox Shop'])
  })
})

describe('the report of a failed test', () => {
  test('has the journal and what was planned', () => {
    expect(report('a test that goes wrong > prints what the sandbox saw')).toMatch(
      /merchant:opened .*\n.*the default scenario is now slow-success.*\nNothing is planned/,
    )
  })

  test('comes also when time ran out, and for a try that failed', () => {
    expect(report('a test that goes wrong > may take too long')).toContain('merchant:opened')
    expect(report('a test that goes wrong > says which try it is"')).toContain('merchant:opened')
  })

  test('does not come for tests that passed, or whose merchant is gone', () => {
    expect(ran.printed.match(/What the sandbox saw/g)).toHaveLength(3)
  })
})

test('without an address each worker starts a sandbox, and ends with it', async () => {
  const { code, tests, err } = await runSuite({ suite, only: 'each test' })
  expect([code, err]).toEqual([0, ''])
  expect(tests.filter(({ state }) => state === 'passed')).toHaveLength(6)
})
