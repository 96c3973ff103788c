import { describe, expect, test } from 'vitest'
import type { Snapshot } from '../../server/sandbox/snapshots/snapshot.js'
import { FAR_BELOW_QUADRATIC, growth } from '../schema/growth.js'
import { pay } from '../support/builders.js'
import { dump } from '../support/dump.js'
import { startSandbox, type TestSandbox } from '../support/sandbox.js'

type Written = ReturnType<typeof JSON.parse>

/** A snapshot of a merchant with one payment under way, as it comes back from a file. */
async function aSnapshot({ sandbox, openShop }: TestSandbox): Promise<Written> {
  const shop = await openShop()
  await pay(sandbox, await shop.createLink(), { scenario: 'slow-success' })
  return JSON.parse(JSON.stringify(await sandbox.snapshots.take(shop.id)))
}

async function refusalOf({ sandbox }: TestSandbox, snapshot: Snapshot): Promise<string> {
  const before = await dump(sandbox)
  const message = await sandbox.restoreMerchant(snapshot.merchant.id, snapshot).then(
    () => 'it was taken',
    (error: Error & { code?: string }) => (error.code === 'INVALID_SNAPSHOT' ? error.message : String(error)),
  )
  expect(await dump(sandbox)).toEqual(before)
  return message
}

describe('a snapshot with a script that no file could have', () => {
  test.each<[what: string, change: (script: Written) => void, where: string]>([
    ['a billion copies', ({ webhook }) => Object.assign(webhook, { copies: 1e9 }), 'webhook.copies'],
    ['no copies', ({ callback }) => Object.assign(callback, { copies: 0 }), 'callback.copies'],
    ['a delay that is not a time', ({ webhook }) => Object.assign(webhook, { delay: '5s' }), 'webhook.delay'],
    ['a delay into the past', ({ webhook }) => Object.assign(webhook, { delay: -1 }), 'webhook.delay'],
    ['a distance of eternity', ({ webhook }) => Object.assign(webhook, { apart: 1e300 }), 'webhook.apart'],
    [
      'a retry without end',
      ({ webhook }) => Object.assign(webhook, { retry: { since: 'first', seconds: Array(1000).fill(0) } }),
      'webhook.retry.seconds',
    ],
    [
      'an unknown damage',
      ({ webhook }) => Object.assign(webhook, { damage: { all: true } }),
      'webhook.damage',
    ],
    [
      'a thing that is never waited for',
      ({ webhook }) => Object.assign(webhook, { after: 'payday' }),
      'webhook.after',
    ],
    ['a channel of no shape', (script) => Object.assign(script, { webhook: {} }), 'webhook'],
    ['a step of no shape', ({ timeline }) => timeline.push({}), 'timeline[1]'],
    [
      'a step without a time',
      ({ timeline }) => Object.assign(timeline[0], { after: null }),
      'timeline[0].after',
    ],
    [
      'a status that there is not',
      ({ timeline }) => Object.assign(timeline[0], { status: 'PAID' }),
      'timeline[0].status',
    ],
    [
      'a step with a billion copies',
      (script) => Object.assign(script.timeline[0], { webhook: { ...script.webhook, copies: 1e9 } }),
      'timeline[0].webhook.copies',
    ],
    ['steps without end', ({ timeline }) => timeline.push(...Array(100).fill(timeline[0])), 'timeline'],
    ['a return of no shape', (script) => Object.assign(script, { return: {} }), 'return'],
    ['a moment that never comes', (script) => Object.assign(script.return, { when: 'never' }), 'return.when'],
    ['a query that never shows it', ({ query }) => Object.assign(query, { lagPolls: 1e9 }), 'query.lagPolls'],
    ['a query of no shape', (script) => Object.assign(script, { query: {} }), 'query'],
    [
      'another way to collect',
      (script) => Object.assign(script, { collected: { kind: 'gift' } }),
      'collected',
    ],
  ])('is refused whole: %s', async (_, change, where) => {
    const started = await startSandbox()
    const snapshot = await aSnapshot(started)
    change(snapshot.payments[0].script)
    expect(await refusalOf(started, snapshot)).toContain(`payments[0].script.${where}`)
  })
})

describe('a snapshot with a number that nothing could be counted with', () => {
  test.each<[what: string, change: (snapshot: Written) => void, where: string]>([
    ['a key for ever', ({ apiKeys }) => Object.assign(apiKeys[0], { expiresAt: 1e300 }), 'expiresAt'],
    ['a sequence', ({ merchant }) => Object.assign(merchant, { sequence: 1e300 }), 'sequence'],
    ['a step that is not there', ({ tasks }) => Object.assign(tasks[0].action, { step: 7 }), 'no step 7'],
  ])('is refused whole: %s', async (_, change, where) => {
    const started = await startSandbox()
    const snapshot = await aSnapshot(started)
    change(snapshot)
    expect(await refusalOf(started, snapshot)).toContain(where)
  })
})

describe('a snapshot with a task that nobody could have planned', () => {
  test.each<[what: string, change: (action: Written) => void]>([
    ['of no kind', (action) => Object.assign(action, { kind: 'steal' })],
    [
      'of a kind that is a property of every object',
      (action) => Object.assign(action, { kind: 'constructor' }),
    ],
    ['with a step that is not a number', (action) => Object.assign(action, { step: '0' })],
    ['that knows more', (action) => Object.assign(action, { url: 'http://127.0.0.1' })],
    ['that is nothing', (action) => Object.assign(action, { kind: undefined, paymentId: undefined })],
  ])('is refused whole: %s', async (_, change) => {
    const started = await startSandbox()
    const snapshot = await aSnapshot(started)
    change(snapshot.tasks[0].action)
    expect(await refusalOf(started, snapshot)).toContain('tasks[0].action')
  })
})

describe('a snapshot with thousands of things wrong', () => {
  test.each<[what: string, damage: (snapshot: Written, count: number) => object]>([
    ['tasks of no kind', ({ tasks }, count) => ({ tasks: Array(count).fill({ ...tasks[0], action: {} }) })],
    [
      'tasks of nobody',
      ({ tasks }, count) => ({
        tasks: Array(count).fill({ ...tasks[0], action: { ...tasks[0].action, paymentId: 'gone' } }),
      }),
    ],
    ['zeros', (_, count) => ({ journal: Array(count).fill(0) })],
    [
      'scenarios with one trigger',
      (_, count) => ({
        scenarios: Object.fromEntries(
          Array.from({ length: count / 40 }, (_, i) => [
            `s-${i}`,
            { title: 'x', about: 'y', match: { amounts } },
          ]),
        ),
      }),
    ],
  ])('is refused in a time that grows with its size: %s', async (_, damage) => {
    const started = await startSandbox()
    const snapshot = await aSnapshot(started)
    const restore = (count: number) => {
      const damaged = { ...snapshot, scenarios: snapshot.scenarios, ...damage(snapshot, count) }
      return () => started.sandbox.restoreMerchant(snapshot.merchant.id, damaged).catch(() => {})
    }
    const message = await refusalOf(started, { ...snapshot, ...damage(snapshot, 8_000) })
    expect(message.split('\n').length).toBeLessThan(30)
    expect(await growth(restore)).toBeLessThan(FAR_BELOW_QUADRATIC)
  })

  test('is told only of the first when it is too large to count them', async () => {
    const started = await startSandbox()
    const snapshot = await aSnapshot(started)
    const message = await refusalOf(started, { ...snapshot, journal: Array(3_000_000).fill(0) })
    expect(message).toMatch(/^journal\[0\]: found 0, which should be of type object$/)
  })
})

const amounts = Array.from({ length: 20 }, (_, i) => String(i + 1))
