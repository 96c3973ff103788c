import { expect, onTestFinished, test } from 'vitest'
import { createSandbox } from '../../server/testing/index.js'
import { launchSandbox } from '../cli/launch.js'
import { runSuite } from '../support/run-suite.js'
import { PLANTED_BUGS } from './planted-bugs.js'

const suite = 'examples/shop/shop.test.js'

test('each planted bug is caught by the tests that name its scenario, and by no other', async () => {
  const sandbox = await createSandbox({ port: 0 })
  onTestFinished(() => sandbox.close())
  const { tests, err } = await runSuite({ suite, bugs: PLANTED_BUGS }, { CLICKPESA_SANDBOX_URL: sandbox.url })
  const caught = PLANTED_BUGS.map(({ name }) => ({
    name,
    by: tests.filter(({ project, state }) => project === name && state === 'failed').map((test) => test.name),
    passed: tests.filter(({ project, state }) => project === name && state === 'passed').length,
  }))
  expect(caught, err).toEqual(
    PLANTED_BUGS.map(({ name, caughtBy }) => ({ name, by: caughtBy, passed: 8 - caughtBy.length })),
  )
})

test('the same suite passes against a sandbox that runs elsewhere', async () => {
  const sandbox = await launchSandbox(['--control-token', 'a-long-token'])
  const { tests, printed, code } = await runSuite(
    { suite },
    { CLICKPESA_SANDBOX_URL: sandbox.ready.url ?? '', CLICKPESA_SANDBOX_CONTROL_TOKEN: 'a-long-token' },
  )
  expect([code, printed]).toEqual([0, ''])
  expect(tests.map(({ state }) => state)).toEqual(Array(8).fill('passed'))
})

test('the shop is paid in every dialect, and a shop that reads one of them alone is told which others break it', async () => {
  const suite = 'examples/shop/dialects.test.js'
  const leavesTheDefaultToClickPesa = {
    name: 'leaves the default to ClickPesa',
    file: 'examples/shop/clickpesa.js',
    line: "checksumMethod: 'canonical',",
    becomes: '',
  }
  const { tests, err } = await runSuite({ suite, bugs: [null, leavesTheDefaultToClickPesa] })
  const byShop = tests.toSorted((a, b) => a.project.localeCompare(b.project))
  expect(byShop, err).toMatchObject([
    { project: 'as it is', state: 'passed' },
    {
      project: leavesTheDefaultToClickPesa.name,
      state: 'failed',
      errors: [expect.stringMatching(/fails in 1 of \d\d others:\n {2}checksumDefaultMethod: legacy /)],
    },
  ])
})
