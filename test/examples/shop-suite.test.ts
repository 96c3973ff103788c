import { expect, test } from 'vitest'
import { launchSandbox } from '../cli/launch.js'
import { runSuite } from '../support/run-suite.js'
import { PLANTED_BUGS } from './planted-bugs.js'

const suite = 'examples/shop/shop.test.js'

test('each planted bug is caught by the tests that name its scenario, and by no other', async () => {
  const { tests, err } = await runSuite({ suite, bugs: PLANTED_BUGS })
  const caught = PLANTED_BUGS.map(({ name }) => ({
    name,
    by: tests.filter(({ project, state }) => project === name && state === 'failed').map((test) => test.name),
    passed: tests.filter(({ project, state }) => project === name && state === 'passed').length,
  }))
  expect(caught, err).toEqual(
    PLANTED_BUGS.map(({ name, caughtBy }) => ({ name, by: caughtBy, passed: 8 - caughtBy.length })),
  )
}, 120_000)

test('the same suite passes against a sandbox that runs elsewhere', async () => {
  const sandbox = await launchSandbox(['--control-token', 'a-token'])
  const { tests, printed, code } = await runSuite(
    { suite },
    { CLICKPESA_SANDBOX_URL: sandbox.ready.url ?? '', CLICKPESA_SANDBOX_CONTROL_TOKEN: 'a-token' },
  )
  expect([code, printed]).toEqual([0, ''])
  expect(tests.map(({ state }) => state)).toEqual(Array(8).fill('passed'))
}, 120_000)
