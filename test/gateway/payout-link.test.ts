import { describe, expect, test } from 'vitest'
import type { MerchantSettings } from '../../server/domain/merchant.js'
import { refused, seen } from '../support/answers.js'
import { PUBLIC_URL, startSandbox } from '../support/sandbox.js'

const GENERATE = '/payout-link/generate-payout-url'
const ASKED = { amount: 20000, orderReference: 'ZAWADI01' }

async function open(settings: MerchantSettings = {}) {
  const box = await startSandbox()
  const shop = await box.openShop(settings)
  await box.sandbox.account.deposit(shop.id, { money: { minor: 100_000_000, currency: 'TZS' } })
  return { ...box, shop }
}

describe('a payout link', () => {
  test('is the address of a page, and takes nothing out of the account', async () => {
    const { sandbox, shop } = await open()
    const { payoutLink, clientId } = (await shop.post(GENERATE, ASKED)).json()
    expect(payoutLink).toMatch(new RegExp(`^${PUBLIC_URL}/payout/PAL[0-9A-F]{7}$`))
    expect(clientId).toBe(shop.clientId)
    expect(await sandbox.account.balances(shop.id)).toEqual([{ currency: 'TZS', amount: 100_000_000 }])
    expect(seen(await shop.get('/payouts/ZAWADI01'))).toEqual(
      refused(404, 'Invalid or missing payout: ZAWADI01'),
    )
  })

  test('is answered without the client id where the dialect is older', async () => {
    const { shop } = await open({ dialect: { clientIdInReplies: 'absent' } })
    expect(Object.keys((await shop.post(GENERATE, ASKED)).json())).toEqual(['payoutLink'])
  })

  test.each([
    [{ orderReference: undefined }, 'Order reference is required'],
    [
      { orderReference: 'ZAWADI-01' },
      'Invalid Order Reference, should only contain alphanumeric characters and cannot be blank',
    ],
    [{ amount: undefined }, ['amount must be a number string']],
    [{ amount: 99 }, 'Amount must be between 100 and 1000000000'],
    [{ amount: 1_000_000_001 }, 'Amount must be between 100 and 1000000000'],
  ])('is refused with %o', async (changes, text) => {
    const { shop } = await open()
    expect(seen(await shop.post(GENERATE, { ...ASKED, ...changes }))).toEqual(refused(400, text))
  })

  test('is refused where references are limited to 20 characters', async () => {
    const { shop } = await open({ dialect: { referenceLengthLimit: 'everywhere20' } })
    expect(seen(await shop.post(GENERATE, { ...ASKED, orderReference: 'Z'.repeat(21) }))).toEqual(
      refused(400, 'Order Reference should be less than or equal to 20 characters'),
    )
  })

  test('is refused to an application without the feature', async () => {
    const { shop } = await open({ features: ['payout-api', 'hosted-checkout'] })
    expect(seen(await shop.post(GENERATE, ASKED))).toEqual(
      refused(400, 'Application has no access to hosted payout feature'),
    )
  })

  test('shares its references with payouts, both ways', async () => {
    const { shop } = await open()
    const phone = { ...ASKED, currency: 'TZS', phoneNumber: '255754000222' }
    const used = refused(409, 'Order reference ZAWADI01 already used: Create a different reference')
    await shop.post(GENERATE, ASKED)
    expect(seen(await shop.post(GENERATE, ASKED))).toEqual(used)
    expect(seen(await shop.post('/payouts/create-mobile-money-payout', phone))).toEqual(used)
    const other = { ...phone, orderReference: 'ZAWADI02' }
    expect((await shop.post('/payouts/create-mobile-money-payout', other)).statusCode).toBe(200)
    expect((await shop.post(GENERATE, { ...ASKED, orderReference: 'ZAWADI02' })).statusCode).toBe(409)
  })
})
