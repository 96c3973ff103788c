import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../server/package-root.js'

/** What `try-clients.mjs` ends with where the generators could not be fetched. */
const NOT_FETCHED = 75

test('clients that openapi-typescript and orval make of both documents compile, with programs that use them', {
  timeout: 600_000,
}, (context) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(packageRoot, 'scripts/try-clients.mjs')],
    {
      encoding: 'utf8',
    },
  )
  // Where somebody works without a network; CI has one.
  if (status === NOT_FETCHED && !process.env.CI) context.skip('the generators cannot be fetched')
  expect([status, stdout + stderr]).toEqual([
    0,
    'passed: clients of openapi-typescript and orval for control-openapi.json compile\n' +
      'passed: clients of openapi-typescript and orval for openapi.json compile\n',
  ])
})
