import { expect, test } from 'vitest'
import { readYaml } from '../../server/schema/yaml-file.js'
import { runHere } from '../cli/fake-io.js'
import { startSandbox } from '../support/sandbox.js'

/** What a function that calls itself for each level has no room for. */
const deep = (open: string, close: string, levels = 4_900) => `${open.repeat(levels)}1${close.repeat(levels)}`

const OBJECTS = deep('{"a":', '}')
const LISTS = deep('[', ']')

test.each([
  [
    'a payload to explain',
    'POST',
    '/checksum/explain',
    `{"payload":${OBJECTS},"checksumKey":"k","checksum":"x"}`,
  ],
  ['lists', 'POST', '/merchants', `{"webhooks":${LISTS}}`],
  ['a scenario', 'POST', '/scenarios', `{"name":"deep","title":"x","about":"y","match":${OBJECTS}}`],
  [
    'params of a provider state',
    'POST',
    '/provider-states',
    `{"state":"x","action":"setup","params":${OBJECTS}}`,
  ],
  ['a snapshot', 'PUT', '/merchants/{id}/snapshot', `{"format":2,"merchant":${OBJECTS}}`],
  ['keys that are hidden', 'PUT', '/merchants/{id}/snapshot', `{"__proto__":1,"merchant":${OBJECTS}}`],
] as const)('nested thousands of levels deep is refused in words: %s', async (_, method, path, payload) => {
  const { app, openShop } = await startSandbox()
  const { id } = await openShop()
  const reply = await app.inject({
    method,
    url: `/sandbox/api/v1${path.replace('{id}', id)}`,
    headers: { 'content-type': 'application/json' },
    payload,
  })
  expect([reply.statusCode, reply.json().message]).toEqual([
    400,
    'the body is nested more than 64 levels deep',
  ])
})

test('marks within texts are not levels', async () => {
  const { app } = await startSandbox()
  const reply = await app.inject({
    method: 'POST',
    url: '/sandbox/api/v1/merchants',
    payload: { name: '\\"[[{'.repeat(19) },
  })
  expect(reply.statusCode).toBe(201)
})

test('an object on standard input that is nested too deep has no checksum, and the command says why', async () => {
  const { code, out, err } = await runHere(['checksum', '--key', 'k'], { input: OBJECTS })
  expect([code, out]).toEqual([2, ''])
  expect(err).toContain('nested more than 64 levels deep')
})

test.each([
  ['lists in one line', `a: ${deep('[', ']', 20_000)}`],
  ['maps in one line', `a: ${deep('{a: ', '}', 10_000)}`],
  ['lists within lists', `${'- '.repeat(20_000)}a`],
])('a file that is nested too deep is refused in words: %s', (_, text) => {
  const read = readYaml('odd.yaml', text, { type: 'object' })
  expect(read).toMatchObject({ ok: false })
  const said = read.ok ? '' : read.issues.map(({ message }) => message).join('\n')
  expect(said).toContain('nested too deep to be read')
  expect(said).not.toMatch(/call stack/)
})
