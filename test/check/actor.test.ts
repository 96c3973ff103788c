import { expect, test } from 'vitest'
import { Actor } from '../../server/check/actor.js'
import { newOrder, type Order } from '../../server/check/order.js'
import type { Step, Way } from '../../server/check/plan.js'
import type { QuietScenarios } from '../../server/check/quiet-scenarios.js'
import type { Relay } from '../../server/check/relay.js'
import type { Shop } from '../../server/check/shop.js'
import { CannotJudge } from '../../server/check/shop.js'
import { Waits } from '../../server/check/waits.js'
import { Witness } from '../../server/check/witness.js'
import { dialectOf } from '../../server/domain/dialect.js'
import type { MerchantClient } from '../../server/testing/merchant-client.js'
import { startReceiver } from '../support/receiver.js'

/** An actor with a shop that sells and whose jobs do as told, and a relay in this state. */
function actorWith({
  tick,
  webhook,
  way = 'held',
  ...state
}: { tick?: () => Promise<unknown>; webhook?: string; way?: Way } & Partial<RelayState> = {}) {
  const said: string[] = []
  const relay = {
    holds: 0,
    isHolding: false,
    isWaitedFor: false,
    ...state,
    release: () => {
      said.push('release')
      state.onRelease?.()
    },
    quiet: async () => void said.push('quiet'),
    inject: (call: string, how: string) => void said.push(`inject ${call} ${how}`),
  } as unknown as Relay
  const judgement = { words: {}, policy: {}, answers: { webhook: 5000, customer: 10_000 }, checksum: true }
  const merchant = {} as MerchantClient
  const shop: Shop = {
    buy: async () => '1',
    look: async () => ({ fulfilments: 0 }),
    ...(tick ? { tick } : {}),
    ...(webhook === undefined ? {} : { webhook }),
  }
  const waits = new Waits(judgement)
  const witness = new Witness(merchant, judgement, waits, dialectOf('live'))
  const quietly = {} as QuietScenarios
  const actor = new Actor({ merchant, relay, judgement, witness, shop, waits, quietly })
  const order = newOrder({ name: '', amount: '12500', currency: 'TZS', way, steps: [] })
  order.step = 0
  order.history.references.push('ORDER1')
  witness.begin([order])
  return { actor, witness, order, said }
}

interface RelayState {
  readonly isHolding: boolean
  readonly isWaitedFor: boolean
  readonly onRelease: () => void
}

const faults = ({ history }: Order) =>
  history.events.flatMap((event) => (event.kind === 'fault' ? [event.call] : []))

test('an order that is placed while an answer is held may have to wait for it', async () => {
  const { actor, order } = actorWith({ isHolding: true })
  await actor.perform(order, { do: 'buy' })
  expect(faults(order)).toEqual(['held'])
})

test.each<Step>([{ do: 'advance', by: '1m' }, { do: 'release' }])(
  'that an answer is held does not excuse what follows "$do", which does not reach the shop',
  async (step) => {
    const { actor, order } = actorWith({ isHolding: true })
    await actor.perform(order, step)
    expect(faults(order)).toEqual([])
  },
)

test('a token does not die once more during a call that has just renewed it', async () => {
  const { actor, order, said } = actorWith()
  await actor.perform(order, { do: 'fault', call: 'query', how: 'dead-token' })
  await actor.perform(order, { do: 'fault', call: 'query', how: 'error' })
  expect(said).toEqual(['quiet', 'inject query dead-token', 'inject query error'])
})

test('jobs that wait for an answer that is held get it', async () => {
  let answer = () => {}
  const held = new Promise<void>((come) => {
    answer = come
  })
  const { actor, order, said } = actorWith({ tick: () => held, isWaitedFor: true, onRelease: () => answer() })
  await actor.tick([order])
  expect(said).toEqual(['release'])
  expect(order.history.events.map(({ kind }) => kind)).toEqual(['tick'])
})

const inVain = async () => {
  throw new Error('answered 502')
}

test('jobs may fail where ClickPesa fails', async () => {
  const { actor, witness, order } = actorWith({ tick: inVain })
  witness.note(order, { kind: 'fault', call: 'query' })
  await actor.tick([order])
  expect(order.history.events.map(({ kind }) => kind)).toEqual(['fault', 'tick'])
})

test('jobs that fail by themselves make it impossible to judge the shop', async () => {
  const { actor, witness, order } = actorWith({ tick: inVain })
  witness.note(order, { kind: 'fault', call: 'query' })
  order.step = 1
  const judged = actor.tick([order])
  await expect(judged).rejects.toThrow(new CannotJudge('its jobs cannot be run: answered 502'))
})

test('a message that ClickPesa sent itself can be delivered again, however often it had to be sent', async () => {
  const shop = await startReceiver(500, 200)
  const { actor, order } = actorWith({ webhook: shop.url, way: 'webhook' })
  const message = { headers: {}, body: '{"id":"1"}', orderReference: 'ORDER1' }
  expect(await actor.received(message)).toBe(500)
  expect(await actor.received(message)).toBe(200)
  await actor.perform(order, { do: 'deliver', message: 0 })
  await actor.perform(order, { do: 'deliver', message: 1 })
  expect(shop.received.map(({ text }) => text)).toEqual(Array.from({ length: 3 }, () => message.body))
})
