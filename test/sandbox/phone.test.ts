import { describe, expect, test } from 'vitest'
import type { PhoneAnswer } from '../../server/domain/payment.js'
import { pay } from '../support/builders.js'
import { startSandbox } from '../support/sandbox.js'

async function prompted(scenario = 'decide-on-phone', how: Parameters<typeof pay>[2] = {}) {
  const { sandbox, openShop } = await startSandbox()
  const shop = await openShop({ scenario })
  const { id } = await pay(sandbox, await shop.createLink(), how)
  return {
    sandbox,
    shop,
    id,
    answer: (answer: PhoneAnswer) => sandbox.payments.answerPhone(shop.id, id, answer),
    statusAfter: async (ms: number) => {
      await sandbox.clocks.advance(shop.id, ms)
      const { status, message } = (await sandbox.payments.find(id)) ?? {}
      return `${status} ${message}`
    },
  }
}

describe('the prompt on the phone', () => {
  test('cannot be answered for another merchant', async () => {
    const { sandbox, openShop, id } = { ...(await startSandbox()), id: 'LCPC0000000000' }
    const other = await openShop()
    await expect(sandbox.payments.answerPhone(other.id, id, 'cancel')).rejects.toMatchObject({
      code: 'PAYMENT_NOT_FOUND',
    })
  })

  test('is there only once, only while the payment waits, and only where a phone pays', async () => {
    const waiting = await prompted()
    expect(await waiting.answer('cancel')).toBe(true)
    expect(await waiting.answer('right-pin')).toBe(false)
    expect(await waiting.statusAfter(3000)).toBe('FAILED Request cancelled by the customer')
    expect(await waiting.answer('right-pin')).toBe(false)

    const byBank = await prompted('decide-on-phone', { channel: 'BANK', phoneNumber: undefined })
    expect(await byBank.answer('right-pin')).toBe(false)
  })

  test.each<[PhoneAnswer, ms: number, outcome: string]>([
    ['right-pin', 1000, 'SUCCESS success'],
    ['wrong-pin', 5000, 'FAILED Wrong PIN. Please try again'],
    ['cancel', 3000, 'FAILED Request cancelled by the customer'],
    ['ignore', 60_000, 'FAILED Request timed out. The customer did not enter the PIN in time'],
  ])('answered with %s leads, after %i ms, to %s', async (answer, ms, outcome) => {
    const { sandbox, shop, answer: give, statusAfter } = await prompted()
    expect(await statusAfter(3_600_000)).toBe('PROCESSING ')
    await give(answer)
    expect(await statusAfter(ms - 1)).toBe('PROCESSING ')
    expect(await statusAfter(1)).toBe(outcome)
    const [entry] = await sandbox.engine.store.find('journal', {
      where: { merchantId: shop.id, type: 'phone:answered' },
    })
    expect(entry?.text).toMatch(/^the customer .* on the phone$/)
  })

  test('answered rightly lets the scenario go on as it was', async () => {
    const { answer, statusAfter } = await prompted('insufficient-balance')
    await statusAfter(1000)
    await answer('right-pin')
    expect(await statusAfter(1000)).toMatch(/^FAILED Insufficient balance/)
  })

  test('answered otherwise calls off what the scenario had planned', async () => {
    const { answer, statusAfter } = await prompted('slow-success')
    await answer('wrong-pin')
    expect(await statusAfter(5000)).toBe('FAILED Wrong PIN. Please try again')
    expect(await statusAfter(3_600_000)).toBe('FAILED Wrong PIN. Please try again')
  })
})
