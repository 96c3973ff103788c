import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { asScenario } from '../../server/check/as-scenario.js'
import { checkMerchant } from '../../server/check/check.js'
import { MISTAKES } from '../../server/check/mistakes.js'
import type { Plan, Step } from '../../server/check/plan.js'
import { readReplay, replayFile } from '../../server/check/replay.js'
import type { FoundMistake } from '../../server/check/reports/report.js'
import { checkReportSchema } from '../../server/check/reports/report.js'
import { issuesIn } from '../../server/schema/validator.js'
import { createSandbox } from '../../server/testing/index.js'
import { startReceiver } from '../support/receiver.js'
import { PLANTED_IN_SHOP } from './planted.js'
import { nodeShop } from './shops.js'
import { webhook } from './stories.js'

test('a mistake leaves a file that is played again, and a scenario that shows the same', async () => {
  const sandbox = await createSandbox({ port: 0 })
  onTestFinished(() => sandbox.close())
  const [bug] = PLANTED_IN_SHOP.filter(({ name }) => name === 'credits a webhook that comes again')
  if (!bug) throw new Error('there is no such bug')
  const words = { failed: ['failed'], review: ['review'] }
  const report = await checkMerchant(sandbox, nodeShop(bug), {
    words,
    explore: '0s',
    only: ['the same webhook twice at once'],
  })
  expect(issuesIn(checkReportSchema, JSON.parse(JSON.stringify(report)))).toEqual([])

  const [mistake] = report.mistakes
  if (!mistake) throw new Error('nothing was found')
  const file = replayFile(mistake, report.seed, 'http://127.0.0.1:3000/hooks')
  const { plan, expected } = readReplay('fulfils-again.json', file)
  expect([plan.steps, expected]).toEqual([mistake.plan.steps, 'fulfils-again'])

  const { scenario } = JSON.parse(file)
  await sandbox.addScenario('found', parse(scenario))
  const steps: readonly Step[] = [
    { do: 'buy' },
    { do: 'pay', scenario: 'found' },
    { do: 'advance', by: '1h' },
  ]
  const again = await checkMerchant(sandbox, nodeShop(bug), {
    words,
    replay: { plan: { ...plan, way: 'webhook', steps }, expected },
  })
  expect(again.mistakes.map(({ key, replays }) => [key, replays.shown])).toEqual([['fulfils-again', 3]])
})

const PLAN: Plan = { name: 'explored 1', amount: '12500', currency: 'TZS', way: 'held', steps: [] }
const BUY: Step = { do: 'buy' }
const pay = (scenario: string): Step => ({ do: 'pay', scenario })
const saidOf = (...steps: readonly Step[]) => asScenario({ ...PLAN, steps }, 'A shop')

test('a message that is lost, or comes once, is said by a scenario', () => {
  expect(saidOf(BUY, pay('check-failed'), { do: 'lose', message: 0 })).toMatchObject({
    timeline: [{ status: 'FAILED' }],
    webhook: { send: false },
  })
  expect(saidOf(BUY, pay('check-too-little'), { do: 'deliver', message: 0 })).toMatchObject({
    collected: { fee: '50%' },
    webhook: { copies: 1 },
  })
})

test('what is delivered besides what ClickPesa sends itself comes again in a scenario', () => {
  const steps: readonly Step[] = [BUY, pay('check-paid'), { do: 'deliver', message: 0 }]
  expect(asScenario({ ...PLAN, steps, way: 'webhook' }, 'A shop')).toMatchObject({
    webhook: { copies: 2, apart: '1s' },
  })
  expect(asScenario({ ...PLAN, steps, way: 'query' }, 'A shop')).toBeNull()
})

test.each<[string, readonly Step[]]>([
  ['an outcome of the catalogue', [BUY, pay('webhook-duplicate')]],
  ['two payments', [BUY, pay('check-failed'), pay('check-paid')]],
  ['an outcome with two messages', [BUY, pay('check-taken-back')]],
  ['a second message', [BUY, pay('check-paid'), { do: 'deliver', message: 1 }]],
  ['a claim of the browser', [BUY, pay('check-paid'), { do: 'back', claims: 'SUCCESS' }]],
  ['a forged message', [BUY, pay('check-paid'), { do: 'forge', how: 'unsigned', says: 'SUCCESS' }]],
  ['a fault', [{ do: 'fault', call: 'query', how: 'error' }, BUY, pay('check-paid')]],
])('%s is said by no scenario', (_, steps) => {
  expect(saidOf(...steps)).toBeNull()
})

test('the curl lines of a file send what the shop was told, byte for byte', async () => {
  const receiver = await startReceiver()
  const told = { ...webhook('SUCCESS'), body: `{"customer":"Asha's $HOME \\"duka\\"","amount":"12500"}` }
  const mistake: FoundMistake = {
    key: 'fulfils-again',
    kind: 'fulfils-again',
    ...MISTAKES['fulfils-again'],
    proof: [],
    when: [PLAN.name],
    plan: { ...PLAN, steps: [BUY] },
    replays: { shown: 3, of: 3 },
    timeline: [{ ...told, step: 0, at: 0 }],
  }
  const { curl } = JSON.parse(replayFile(mistake, 'check', receiver.url))
  expect(curl).toHaveLength(1)
  await promisify(execFile)('sh', ['-c', curl[0]])
  expect(receiver.received.map(({ text }) => text)).toEqual([told.body])
})

test.each([
  ['a step that nobody knows', { do: 'bye' }, /"bye" is not a "do"\. One of: buy, again, pay,/],
  ['a step without its name', { scenario: 'success' }, /"do" is missing/],
  ['a step whose name is a number', { do: 3 }, /"do" should be a text, and is 3/],
  ['a step that lacks something', { do: 'deliver' }, /"message" is missing/],
  ['a step with too much', { do: 'tick', by: '1h' }, /unknown key "by".* Allowed: do/],
  ['three at once', { do: 'side-by-side', steps: [BUY, BUY, BUY] }, /should have at most 2 entries/],
  [
    'two that are four',
    { do: 'side-by-side', steps: [BUY, { do: 'side-by-side', steps: [BUY, BUY] }] },
    /"side-by-side" is not a "do"/,
  ],
])('a file to be played again is refused for %s, in words about that step', (_, step, message) => {
  const file = JSON.stringify({
    version: 1,
    order: { amount: '12500', currency: 'TZS' },
    way: 'held',
    steps: [BUY, step],
    expected: 'fulfils-again',
  })
  expect(() => readReplay('mine.json', file)).toThrow(message)
})
