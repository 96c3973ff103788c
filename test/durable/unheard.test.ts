import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { Sandbox } from '../../server/sandbox/sandbox.js'
import { openStore } from '../../server/store/open-store.js'
import { pay } from '../support/builders.js'
import { FakeClock } from '../support/fake-clock.js'
import { aPostgresDatabase } from '../support/postgres.js'
import { until } from '../support/until.js'

/** Longer than processes take to look again by themselves. */
const A_LOOK_MS = 6000

/** More looks than a slow database needs. */
const FOR_EVER_MS = 1e9

async function aProcess(place: string) {
  const store = await openStore(place)
  const realClock = new FakeClock()
  const sandbox = await Sandbox.open({ store, realClock, seed: 'shared' })
  onTestFinished(() => sandbox.close())
  return { sandbox, store, realClock }
}

/** A sandbox in two processes, and somebody who waits at the second for an order to be paid. */
async function twoProcesses() {
  const place = await aPostgresDatabase()
  const [one, two] = [await aProcess(place), await aProcess(place)]
  const { merchant, applications } = await one.sandbox.merchants.open({}, 'a test')
  const [application] = applications
  if (!application) throw new Error('the merchant has no application')
  const order = {
    orderReference: 'UNHEARD1',
    total: { minor: 100_000, currency: 'TZS' },
    items: [],
    customer: {},
  } as const
  const link = await one.sandbox.links.open({ merchant, application } as never, order)
  const waitAtTwo = (status: string) => {
    const seen: { payments: readonly string[]; looks: number } = { payments: [], looks: 0 }
    const over = two.sandbox.waitUntil(
      merchant.id,
      FOR_EVER_MS,
      async () => {
        seen.payments = (await two.sandbox.payments.ofOrder(link.order)).map((payment) => payment.status)
        seen.looks += 1
        return seen.payments
      },
      (payments) => payments.includes(status),
    )
    return { seen, over }
  }
  return { place, one, two, merchant, link, waitAtTwo }
}

/** Time passes at a process. What is in another's hands at one look, or comes back late from the database, is found by a later one. */
async function passUntil(realClock: FakeClock, holds: () => boolean) {
  await until(async () => {
    await realClock.pass(A_LOOK_MS)
    return holds()
  })
}

describe('a process that is not told what another did', () => {
  test('finds it when it looks again, and goes on with what the other had planned and left', async () => {
    const { one, two, link, waitAtTwo } = await twoProcesses()
    const { sharing } = one.store
    if (!sharing) throw new Error('the store is not shared')
    sharing.tell = () => {}
    const processing = waitAtTwo('PROCESSING')
    await until(() => processing.seen.looks > 0)
    await pay(one.sandbox, link.id)
    expect(processing.seen.payments).toEqual([])
    await passUntil(two.realClock, () => processing.seen.payments.length > 0)
    await processing.over
    // The payment is due to move in a moment, by a process that is no longer there.
    await one.sandbox.close()
    const success = waitAtTwo('SUCCESS')
    await passUntil(two.realClock, () => success.seen.payments.includes('SUCCESS'))
    await success.over
  })

  test('whose ear was cut off hears again from its next look on', async () => {
    const { place, one, two, link, waitAtTwo } = await twoProcesses()
    const { ears, cutOff } = await earsAt(place)
    const before = await cutOff()
    // A process that has not noticed yet does so before a later look.
    await until(async () => {
      await Promise.all([one, two].map(({ realClock }) => realClock.pass(A_LOOK_MS)))
      return (await ears()).length === 2
    })
    expect((await ears()).some((pid) => before.includes(pid))).toBe(false)
    // Told, and no time passes.
    const processing = waitAtTwo('PROCESSING')
    await until(() => processing.seen.looks > 0)
    await pay(one.sandbox, link.id)
    expect(await processing.over).toEqual(['PROCESSING'])
  })

  test('looks at everything as soon as it hears again, since it was not told what happened meanwhile', async () => {
    const { place, one, two, link, waitAtTwo } = await twoProcesses()
    const { cutOff } = await earsAt(place)
    await cutOff()
    const processing = waitAtTwo('PROCESSING')
    await until(() => processing.seen.looks > 0)
    await pay(one.sandbox, link.id)
    expect(processing.seen.payments).toEqual([])
    // No time passes, so that it does not look by itself.
    await until(() => {
      two.store.sharing?.stayConnected()
      return processing.seen.payments.length > 0
    })
    expect(await processing.over).toEqual(['PROCESSING'])
  })
})

/** Who hears what is told in a database, and how to cut all of them off; that answers with who they were. */
async function earsAt(place: string) {
  const client = new pg.Client(place)
  await client.connect()
  onTestFinished(() => client.end())
  const ears = async () => {
    const { rows } = await client.query(
      "select pid from pg_stat_activity where datname = current_database() and query like 'listen %'",
    )
    return rows.map(({ pid }) => Number(pid))
  }
  const cutOff = async () => {
    await until(async () => (await ears()).length === 2)
    const before = await ears()
    await client.query('select pg_terminate_backend(pid) from unnest($1::int[]) as pid', [before])
    await until(async () => (await ears()).length === 0)
    return before
  }
  return { ears, cutOff }
}
