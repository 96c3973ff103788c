import { expect, test } from 'vitest'
import type { Event } from '../../server/check/event-schema.js'
import { newOrder, type Order } from '../../server/check/order.js'
import type { Judgement } from '../../server/check/policy.js'
import type { ApiCall } from '../../server/check/relay.js'
import { Waits } from '../../server/check/waits.js'
import { Witness } from '../../server/check/witness.js'
import type { PaymentView } from '../../server/control/views.js'
import { checksumOf } from '../../server/domain/checksum.js'
import { dialectOf } from '../../server/domain/dialect.js'
import type { MerchantClient } from '../../server/testing/merchant-client.js'
import { payment } from './stories.js'

const KEY = 'CHECKSUMKEY'
const JUDGEMENT: Judgement = {
  words: {},
  policy: { unverifiable: 'refuse' },
  answers: { webhook: 5000, customer: 10_000 },
  checksum: true,
}

/** A witness of orders with these references, before whom a shop has fulfilled each of them. */
function witnessOf(...references: readonly string[]) {
  const known: PaymentView[] = []
  const merchant = { checksumKey: KEY, payments: async () => known } as unknown as MerchantClient
  const witness = new Witness(merchant, JUDGEMENT, new Waits(JUDGEMENT), dialectOf('live'))
  witness.shop = { look: async () => ({ fulfilments: 1 }) }
  const orders = references.map((reference): Order => {
    const order = newOrder({ name: '', amount: '12500', currency: 'TZS', way: 'held', steps: [] })
    order.history.id = reference
    order.history.references.push(reference)
    order.step = 0
    return order
  })
  witness.begin(orders)
  return { witness, orders, known }
}

const PAID = { id: 'PAYMENT1', orderReference: 'ORDER1', status: 'SUCCESS', collectedAmount: '12500' }

function query(rest: Partial<ApiCall> = {}): ApiCall {
  const body = JSON.stringify([{ ...PAID, collectedCurrency: 'TZS' }])
  const path = '/third-parties/payments/ORDER1'
  const call = {
    call: 'query',
    method: 'GET',
    path,
    orderReference: 'ORDER1',
    isPush: false,
    hasCallback: false,
  } as const
  return { ...call, fault: null, status: 200, body, ...rest }
}

function webhook(at: string, key = KEY): string {
  const data = { ...PAID, collectedCurrency: 'TZS', updatedAt: at }
  const body = { event: 'PAYMENT RECEIVED', data }
  return JSON.stringify({ ...body, checksum: checksumOf(body, key, 'canonical') })
}

const kinds = ({ history }: Order) => history.events.map(({ kind }) => kind)
const faults = ({ history }: Order) =>
  history.events.flatMap((event) => (event.kind === 'fault' ? [event.call] : []))
const told = ({ history }: Order) =>
  history.events.filter((event): event is Extract<Event, { kind: 'told' }> => event.kind === 'told')

test('what a job asks about an order of an earlier run proves nothing about the one that is played', () => {
  const { witness, orders } = witnessOf('ORDER2')
  witness.current = orders[0] ?? null
  witness.heard(query())
  expect(orders.map(kinds)).toEqual([[]])
})

test('an answer to a query is told of the order that it names, whoever is being served', () => {
  const { witness, orders } = witnessOf('ORDER1', 'ORDER2')
  witness.current = orders[1] ?? null
  witness.heard(query())
  expect(orders.map(kinds)).toEqual([['told'], []])
})

test.each([
  ['a dead token', 'dead-token', 'dead-token'],
  ['a query that fails', 'error', 'query'],
] as const)(
  '%s is a reason for the order as well that waits for a link by the same login',
  (_, how, noted) => {
    const { witness, orders } = witnessOf('ORDER1', 'ORDER2')
    const [, second] = orders
    if (!second) throw new Error('there are two')
    witness.selling = { order: second, over: Promise.resolve() }
    witness.heard(query({ fault: how, status: 500 }))
    expect(orders.map(faults)).toEqual([[noted], [noted]])
  },
)

test('a login that fails is a reason for the order for which the shop logs in, and for no other', () => {
  const { witness, orders } = witnessOf('ORDER1', 'ORDER2')
  witness.current = orders[0] ?? null
  witness.heard(query({ call: 'token', orderReference: null, fault: 'error', status: 500 }))
  expect(orders.map(faults)).toEqual([['token'], []])
})

test('a message is told at its own instant where the clock is still being moved to it', () => {
  const { witness, orders } = witnessOf('ORDER1')
  const [order] = orders
  if (!order) throw new Error('there is one')
  witness.now = Date.parse('2026-11-30T09:00:00Z')
  witness.told(order, 'webhook', webhook('2026-11-30T09:10:00Z'), { status: 200, ms: 5 })
  witness.told(order, 'webhook', webhook('2026-11-30T08:00:00Z'), { status: 200, ms: 5 })
  expect(told(order).map(({ at }) => new Date(at).toISOString())).toEqual([
    '2026-11-30T09:10:00.000Z',
    '2026-11-30T09:00:00.000Z',
  ])
})

test.each([
  ['is signed and true', KEY, false, ['SUCCESS'], true],
  ['is signed with another key', 'ANOTHER', false, ['SUCCESS'], false],
  ['was made up by the run itself, though it became true', KEY, true, ['SUCCESS'], false],
  ['is signed and says what never was', KEY, false, ['FAILED'], false],
] as const)('a message that %s', async (_, key, forged, statuses, genuine) => {
  const { witness, orders, known } = witnessOf('ORDER1')
  const [order] = orders
  if (!order) throw new Error('there is one')
  known.push(payment(statuses))
  witness.told(order, 'webhook', webhook('2026-11-30T09:00:00Z', key), { status: 200, ms: 5 }, forged)
  await witness.see(orders)
  witness.judge(orders, false)
  expect(told(order).map((event) => event.genuine)).toEqual([genuine])
  // The shop has fulfilled it, which is right by a genuine message only.
  expect(order.mistakes.map(({ kind }) => kind)).toEqual(genuine ? [] : ['believes-forgery'])
})

test('what is true is asked only after all has come in: a message may overtake what it tells of', async () => {
  const { witness, orders, known } = witnessOf('ORDER1')
  const [order] = orders
  if (!order) throw new Error('there is one')
  witness.told(order, 'webhook', webhook('2026-11-30T09:00:00Z'), { status: 200, ms: 5 })
  known.push(payment(['SUCCESS']))
  await witness.see(orders)
  witness.judge(orders, false)
  expect(order.mistakes).toEqual([])
})

test('however often the shop is looked at while it shows the same, that is told once', async () => {
  const { witness, orders } = witnessOf('ORDER1')
  const [order] = orders
  if (!order) throw new Error('there is one')
  await witness.look(orders)
  await witness.look(orders)
  expect(kinds(order)).toEqual(['look'])
  witness.shop = { look: async () => ({ fulfilments: 2 }) }
  await witness.look(orders)
  order.step = 1
  await witness.look(orders)
  expect(kinds(order)).toEqual(['look', 'look', 'look'])
})
