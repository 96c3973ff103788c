import { describe, expect, test } from 'vitest'
import { Batcher } from '../../server/engine/batcher.js'
import { startSandbox } from '../support/sandbox.js'

/** A merchant's works that are asked for at once, and how often its changes were announced meanwhile. */
async function open() {
  const { sandbox, openShop } = await startSandbox()
  const { engine } = sandbox
  const { id } = await openShop()
  let saved = 0
  engine.signals.listen(id, () => {
    saved += 1
  })
  const note = (text: string) =>
    engine.transactBatched(id, async (tx) => {
      tx.note('merchant:changed', text)
      return text
    })
  const notes = async () =>
    (await engine.store.find('journal', { where: { merchantId: id, type: 'merchant:changed' } })).map(
      ({ text }) => text,
    )
  return { engine, id, note, notes, saved: () => saved }
}

describe('works that are asked for in one turn of the event loop', () => {
  test('are saved together, in the order of asking, and each is answered', async () => {
    const { note, notes, saved } = await open()
    const texts = ['a', 'b', 'c', 'd']
    expect(await Promise.all(texts.map(note))).toEqual(texts)
    expect(await notes()).toEqual(texts)
    expect(saved()).toBe(1)
  })

  test('fail alone, whatever else is saved with them', async () => {
    const { engine, id, note, notes } = await open()
    const failure = new Error('no')
    const failing = engine.transactBatched(id, async (tx) => {
      tx.note('merchant:changed', 'half done')
      throw failure
    })
    const all = await Promise.allSettled([note('a'), failing, note('b')])
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    await expect(failing).rejects.toBe(failure)
    expect(await notes()).toEqual(['a', 'b'])
  })

  test('for merchants that are gone are refused', async () => {
    const { engine } = await open()
    await expect(engine.transactBatched('m0', async () => {})).rejects.toMatchObject({
      code: 'MERCHANT_NOT_FOUND',
    })
  })

  test('do not all share one transaction when they are very many', async () => {
    const { note, notes, saved } = await open()
    const texts = Array.from({ length: 160 }, (_, i) => `note ${i}`)
    await Promise.all(texts.map(note))
    expect(await notes()).toEqual(texts)
    expect(saved()).toBe(3)
  })
})

test('what is asked for while something is being saved comes after it', async () => {
  const order: string[] = []
  let resume = () => {}
  const slow = new Promise<void>((resolve) => {
    resume = resolve
  })
  const batcher = new Batcher(async (_merchantId, doIt) => {
    if (order.length === 0) await slow
    return doIt(undefined as never)
  })
  const ask = (name: string) => batcher.transact('m1', async () => void order.push(name))
  const first = ask('first')
  await new Promise((resolve) => setImmediate(resolve))
  const second = ask('second')
  await new Promise((resolve) => setImmediate(resolve))
  expect(order).toEqual([])
  resume()
  await Promise.all([first, second])
  expect(order).toEqual(['first', 'second'])
})
