import { describe, expect, test } from 'vitest'
import { startSandbox } from '../support/sandbox.js'
import { HOSTILE, submit, textOf } from './support.js'

async function opened() {
  const { app, sandbox, openShop } = await startSandbox()
  const shop = await openShop({ name: HOSTILE })
  const here = `/sandbox/merchants/${shop.id}/settings`
  return { app, here, shop, details: () => sandbox.merchants.details(shop.id) }
}

describe('the settings', () => {
  test('keep what was typed and say what is wrong beside the field', async () => {
    const { app, here, shop } = await opened()
    const { clientId } = shop
    const mistakes = [
      ['application', { clientId, returnUrl: 'nowhere' }, `application-${clientId}-returnUrl`, 'nowhere'],
      [
        'application',
        { clientId, 'PAYMENT FAILED': 'ftp://x' },
        `application-${clientId}-PAYMENT-FAILED`,
        'ftp://x',
      ],
      ['webhooks', { 'PAYMENT RECEIVED': 'hook' }, 'webhooks-PAYMENT-RECEIVED', 'hook'],
      ['add-key', { clientId, lifetime: 'long' }, `add-key-${clientId}-lifetime`, 'long'],
      ['dialect', { name: 'linkExpirySeconds', value: 'soon' }, 'dialect-linkExpirySeconds-value', 'soon'],
    ] as const
    for (const [form, fields, id, typed] of mistakes) {
      const reply = await submit(app, `${here}/${form}`, fields)
      expect(reply.statusCode).toBe(422)
      expect(reply.body).toContain(`aria-describedby="${id}-error"`)
      expect(reply.body).toContain(`value="${typed}"`)
    }
    const ticked = { clientId, returnUrl: 'nowhere', 'payout-api': 'on' }
    const { body } = await submit(app, `${here}/application`, ticked)
    expect(body).toMatch(/name="payout-api" checked/)
    expect(body).not.toMatch(/name="hosted-checkout" checked/)
  })

  test('of an application and of the merchant are saved', async () => {
    const { app, here, shop, details } = await opened()
    await submit(app, `${here}/application`, {
      clientId: shop.clientId,
      returnUrl: 'https://duka.example/return',
      'PAYMENT RECEIVED': 'https://duka.example/hook',
      checksumKey: 'CHKnew',
      checksumEnabled: 'on',
      enabled: 'on',
      'payment-api': 'on',
    })
    await submit(app, `${here}/webhooks`, { 'PAYMENT FAILED': 'https://duka.example/failed' })
    const { merchant, applications } = await details()
    expect(applications[0]).toMatchObject({
      returnUrl: 'https://duka.example/return',
      webhooks: { 'PAYMENT RECEIVED': 'https://duka.example/hook' },
      checksumKey: 'CHKnew',
      checksumEnabled: true,
      enabled: true,
      features: ['payment-api'],
    })
    expect(merchant.webhooks).toEqual({ 'PAYMENT FAILED': 'https://duka.example/failed' })
    await submit(app, `${here}/application`, {
      clientId: shop.clientId,
      checksumKey: 'CHKnew',
      enabled: 'on',
    })
    expect((await details()).applications[0]).toMatchObject({
      returnUrl: null,
      webhooks: {},
      checksumEnabled: false,
    })
  })

  test('give keys out that expire, and take them back', async () => {
    const { app, here, shop, details } = await opened()
    await submit(app, `${here}/add-key`, { clientId: shop.clientId, name: 'short one', lifetime: '1h' })
    const [first, second] = (await details()).apiKeys
    expect([second?.name, second?.expiresAt]).toEqual(['short one', (second?.createdAt ?? 0) + 3_600_000])
    await submit(app, `${here}/revoke-key`, { keyId: first?.id ?? '' })
    expect((await details()).apiKeys[0]?.revokedAt).not.toBeNull()
    expect(textOf((await app.inject({ url: here })).body)).toContain('revoked')
  })

  test('explain every switch with its evidence, and set it, numbers too', async () => {
    const { app, here, details } = await opened()
    const text = textOf((await app.inject({ url: here })).body)
    expect(text).toContain('an integer of at least 1')
    expect(text).toContain('assumed:')
    await submit(app, `${here}/dialect`, { name: 'linkExpirySeconds', value: '60' })
    await submit(app, `${here}/dialect`, { name: 'linkClosesAfter', value: 'firstSuccess' })
    expect((await details()).merchant.dialect).toMatchObject({
      linkExpirySeconds: 60,
      linkClosesAfter: 'firstSuccess',
    })
  })

  test('show hostile names as text, and no API key whole', async () => {
    const { app, here, shop } = await opened()
    const { body } = await app.inject({ url: here })
    expect(body).not.toContain(HOSTILE)
    expect(body).not.toContain(shop.apiKey)
  })
})
