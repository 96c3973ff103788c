import { describe, expect, it } from 'vitest'
import { runHere } from '../cli/fake-io.js'
import { startSandbox } from '../support/sandbox.js'

/** A merchant with a payout link for ZAWADI01, and what it holds. */
async function open({ amount = 20000, holds = 100_000_000 } = {}) {
  const box = await startSandbox()
  const shop = await box.openShop({ clock: { start: '2026-05-04T09:00:00.000Z', frozen: true } })
  if (holds > 0) await box.sandbox.account.deposit(shop.id, { money: { minor: holds, currency: 'TZS' } })
  const asked = { amount, orderReference: 'ZAWADI01' }
  const { payoutLink } = (await shop.post('/payout-link/generate-payout-url', asked)).json()
  const claim = async (payload: object, path = `/merchants/${shop.id}/payout-links/ZAWADI01/claim`) => {
    const reply = await box.app.inject({ method: 'POST', url: `/sandbox/api/v1${path}`, payload })
    return { status: reply.statusCode, body: reply.json() }
  }
  return { ...box, shop, payoutLink: payoutLink as string, claim }
}

describe('a payout link is claimed by a control call', () => {
  it.each([
    ['a phone', { phoneNumber: '0712 000 111' }, { provider: 'TIGO-PESA', channel: 'MOBILE MONEY' }],
    ['some phone', {}, { provider: 'M-PESA', channel: 'MOBILE MONEY' }],
    [
      'a bank account',
      { bic: 'CORUTZTZ', accountNumber: '0150 1234 56700', accountName: 'Neema Kimaro' },
      {
        provider: 'CRDB Bank',
        channel: 'BANK TRANSFER',
        beneficiary: { accountNumber: '0150123456700', accountName: 'Neema Kimaro' },
      },
    ],
  ])('for %s', async (_, claimed, payout) => {
    const { sandbox, shop, claim } = await open()
    const { status, body } = await claim(claimed)
    expect([status, body]).toEqual([
      201,
      expect.objectContaining({ status: 'AUTHORIZED', orderReference: 'ZAWADI01', amount: '20000' }),
    ])
    expect(body).toMatchObject(payout)
    await sandbox.clocks.advance(shop.id, 60_000)
    expect((await shop.get('/payouts/ZAWADI01')).json()).toMatchObject([{ status: 'SUCCESS' }])
  })

  it('by its id, whoever it belongs to, once', async () => {
    const { payoutLink, claim } = await open()
    const path = `/payout-links/${payoutLink.split('/').at(-1)}/claim`
    const { body } = await claim({}, path)
    expect(await claim({}, path)).toEqual({
      status: 409,
      body: expect.objectContaining({
        code: 'PAYOUT_LINK_NOT_CLAIMED',
        message: expect.stringContaining(`is no longer open: it came to payout ${body.id}`),
      }),
    })
  })

  it.each([
    [
      'a phone without an operator',
      {},
      { phoneNumber: '255730000111' },
      400,
      'is not a phone with mobile money',
    ],
    ['an unknown bank', {}, { bic: 'NOBODY00' }, 400, 'no bank has the SWIFT code "NOBODY00"'],
    ['half an account', {}, { bic: 'CORUTZTZ' }, 400, 'a bank account needs its accountNumber'],
    ['more than a phone takes', { amount: 6_000_000 }, {}, 409, 'more than a phone can receive'],
    ['too little money', { holds: 0 }, {}, 409, 'cannot be paid out: '],
  ])('and not for %s', async (_, settings, claimed, status, message) => {
    const { claim } = await open(settings)
    const refused = await claim(claimed)
    expect([refused.status, refused.body.message]).toEqual([status, expect.stringContaining(message)])
  })

  it('and one that nobody made is not found', async () => {
    const { claim, shop } = await open()
    for (const path of ['/payout-links/PAL0000000/claim', `/merchants/${shop.id}/payout-links/NO1/claim`]) {
      expect(await claim({}, path)).toMatchObject({ status: 404, body: { code: 'PAYOUT_LINK_NOT_FOUND' } })
    }
  })
})

describe('clickpesa-sandbox claim', () => {
  it.each(['address', 'reference'])('says where the money of a link goes, by its %s', async (kind) => {
    const { app, shop, payoutLink } = await open()
    const url = await app.listen({ port: 0, host: '127.0.0.1' })
    const which = kind === 'address' ? [payoutLink] : ['ZAWADI01', '--merchant', shop.clientId]
    const { code, out, err } = await runHere(['claim', ...which, '--url', url, '--phone', '255754000222'])
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(
      /^Payout \w+ for ZAWADI01 is AUTHORIZED: 20000 TZS by M-PESA, following success\.\nNext, once the clock is moved/,
    )
  })
})
