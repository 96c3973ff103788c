import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { againWith } from '../../server/cli/again.js'
import { runHere } from './fake-io.js'
import { wordsFor } from './words-for.js'

const file = '.clickpesa/fulfils-again.json'
const config = 'check.yaml'

test.each([
  [['python3', 'shop.py']],
  [['node', "asha's shop.js", 'a  b', '']],
  [['sh', '-c', 'echo "$HOME" `id` \\; exec node shop.js > log & *']],
  [['./duka', '--note=~', '#5', '!!', '{a,b}', '-n']],
  [['node', 'Mbwana Ñandú 🦁.js']],
  [['node', 'a\nb']],
])('a shell takes %j back as it was', (command) => {
  const words = wordsFor(againWith(file, { command, config, env: {} }))
  expect(words).toEqual(['check', '--replay', file, '--', ...command])
})

test('a config of another name is named', () => {
  const words = wordsFor(againWith(file, { command: ['true'], config: "the shop's.yaml", env: {} }))
  expect(words).toEqual(['check', '--replay', file, '--config', "the shop's.yaml", '--', 'true'])
})

test.each([
  ['npm/11.0.0 node/v24.0.0 linux x64 workspaces/false', 'npx clickpesa-sandbox check '],
  ['pnpm/10.1.0 npm/? node/v24.0.0 linux x64', 'npx clickpesa-sandbox check '],
  ['', 'clickpesa-sandbox check '],
])('what a package runner (%j) started is started by npx again', (npm_config_user_agent, begins) => {
  const again = againWith(file, { command: ['true'], config, env: { npm_config_user_agent } })
  expect(again.startsWith(begins)).toBe(true)
})

test.each([
  ['npm/11.0.0 node/v24.0.0 linux x64 workspaces/false', 'then: npx clickpesa-sandbox check -- COMMAND'],
  ['', 'then: clickpesa-sandbox check -- COMMAND'],
])('what is to be called after `check init` by %j can be pasted', async (npm_config_user_agent, next) => {
  const folder = await mkdtemp(join(tmpdir(), 'init-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const { code, out } = await runHere(['check', 'init'], { folder, env: { npm_config_user_agent } })
  expect([code, out]).toEqual([0, expect.stringContaining(next)])
})
