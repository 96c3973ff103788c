import { describe, expect, test } from 'vitest'
import { startSandbox } from '../support/sandbox.js'
import { HOSTILE, submit, textOf } from './support.js'

async function opened() {
  const { app, sandbox, openShop } = await startSandbox()
  const shop = await openShop({ name: HOSTILE })
  const here = `/sandbox/merchants/${shop.id}/settings`
  const application = {
    clientId: shop.clientId,
    name: 'Hosted checkout',
    checksumKey: 'CHKnew',
    enabled: 'on',
  }
  const merchant = { name: 'Duka la Asha', email: 'asha@duka.example', scenario: 'success' }
  return {
    app,
    sandbox,
    here,
    shop,
    application,
    merchant,
    details: () => sandbox.merchants.details(shop.id),
  }
}

describe('the settings', () => {
  test('keep what was typed and say what is wrong beside the field', async () => {
    const { app, here, shop, application, merchant } = await opened()
    const { clientId } = shop
    const mistakes = [
      ['merchant', { ...merchant, name: '', email: 'x' }, 'merchant-name', 'x'],
      ['merchant', { ...merchant, rateLimit: 'often' }, 'merchant-rateLimit', 'often'],
      ['merchant', { ...merchant, rateLimit: '0' }, 'merchant-rateLimit', '0'],
      [
        'merchant',
        { ...merchant, allowedAddresses: 'x'.repeat(65) },
        'merchant-allowedAddresses',
        'x'.repeat(65),
      ],
      [
        'merchant',
        { ...merchant, frameAncestors: 'https://duka.example/shop' },
        'merchant-frameAncestors',
        'https://duka.example/shop',
      ],
      [
        'merchant',
        { ...merchant, scenario: 'none', email: 'kept@x.example' },
        'merchant-scenario',
        'kept@x.example',
      ],
      [
        'application',
        { ...application, returnUrl: 'nowhere' },
        `application-${clientId}-returnUrl`,
        'nowhere',
      ],
      [
        'application',
        { ...application, 'PAYMENT FAILED': 'ftp://x' },
        `application-${clientId}-PAYMENT-FAILED`,
        'ftp://x',
      ],
      ['application', { ...application, name: '' }, `application-${clientId}-name`, 'CHKnew'],
      ['add-application', { clientId: 'with spaces' }, 'add-application-clientId', 'with spaces'],
      ['add-application', { clientId }, 'add-application-clientId', clientId],
      ['webhooks', { 'PAYMENT RECEIVED': 'hook' }, 'webhooks-PAYMENT-RECEIVED', 'hook'],
      ['add-key', { clientId, lifetime: 'long' }, `add-key-${clientId}-lifetime`, 'long'],
      ['dialect', { switch: 'linkExpirySeconds', value: 'soon' }, 'dialect-linkExpirySeconds-value', 'soon'],
    ] as const
    for (const [form, fields, id, typed] of mistakes) {
      const reply = await submit(app, `${here}/${form}`, fields)
      expect([reply.statusCode, id]).toEqual([422, id])
      expect(reply.body.includes(`aria-describedby="${id}-error"`) ? id : textOf(reply.body)).toBe(id)
      expect(reply.body.includes(`value="${typed}"`)).toBe(true)
    }
    const profile = await submit(app, `${here}/profile`, { profile: 'dead' })
    expect([profile.statusCode, profile.body.includes('profile-profile-error')]).toEqual([422, true])
    const ticked = { ...application, returnUrl: 'nowhere', 'payout-api': 'on' }
    const { body } = await submit(app, `${here}/application`, ticked)
    expect(body).toMatch(/name="payout-api" checked/)
    expect(body).not.toMatch(/name="hosted-checkout" checked/)
  })

  test('of the merchant are saved, and an empty field means no limit', async () => {
    const { app, here, merchant, details } = await opened()
    await submit(app, `${here}/merchant`, {
      ...merchant,
      scenario: 'webhook-lost',
      rateLimit: '60',
      allowedAddresses: '10.0.0.1, 10.0.0.2',
      frameAncestors: 'https://duka.example http://localhost:3000',
      strict: 'on',
      shop: 'on',
    })
    expect((await details()).merchant).toMatchObject({
      name: 'Duka la Asha',
      email: 'asha@duka.example',
      scenario: 'webhook-lost',
      rateLimit: 60,
      allowedAddresses: ['10.0.0.1', '10.0.0.2'],
      frameAncestors: ['https://duka.example', 'http://localhost:3000'],
      strict: true,
      shop: true,
      approved: false,
    })
    await submit(app, `${here}/merchant`, { ...merchant, approved: 'on' })
    expect((await details()).merchant).toMatchObject({
      rateLimit: null,
      allowedAddresses: [],
      frameAncestors: [],
      strict: false,
      approved: true,
    })
  })

  test('of an application and the webhooks of the merchant are saved', async () => {
    const { app, here, application, details } = await opened()
    await submit(app, `${here}/application`, {
      ...application,
      name: 'Website',
      returnUrl: 'https://duka.example/return',
      'PAYMENT RECEIVED': 'https://duka.example/hook',
      checksumEnabled: 'on',
      'payment-api': 'on',
    })
    await submit(app, `${here}/webhooks`, { 'PAYMENT FAILED': 'https://duka.example/failed' })
    const { merchant, applications } = await details()
    expect(applications[0]).toMatchObject({
      name: 'Website',
      returnUrl: 'https://duka.example/return',
      webhooks: { 'PAYMENT RECEIVED': 'https://duka.example/hook' },
      checksumKey: 'CHKnew',
      checksumEnabled: true,
      enabled: true,
      features: ['payment-api'],
    })
    expect(merchant.webhooks).toEqual({ 'PAYMENT FAILED': 'https://duka.example/failed' })
    await submit(app, `${here}/application`, application)
    expect((await details()).applications[0]).toMatchObject({
      returnUrl: null,
      webhooks: {},
      checksumEnabled: false,
    })
  })

  test('add an application, which gets a key that works', async () => {
    const { app, here, details } = await opened()
    await submit(app, `${here}/add-application`, { name: 'Till', clientId: 'IDTILL' })
    await submit(app, `${here}/add-application`)
    const { applications, apiKeys } = await details()
    expect(applications.map(({ name }) => name)).toEqual(['Hosted checkout', 'Till', 'Hosted checkout'])
    const key = apiKeys.find(({ clientId }) => clientId === 'IDTILL')?.secret ?? ''
    const token = await app.inject({
      method: 'POST',
      url: '/third-parties/generate-token',
      headers: { 'client-id': 'IDTILL', 'api-key': key },
    })
    expect(token.statusCode).toBe(200)
  })

  test('give keys out whole, that expire, and take them back', async () => {
    const { app, here, shop, details } = await opened()
    await submit(app, `${here}/add-key`, { clientId: shop.clientId, name: 'short one', lifetime: '1h' })
    const [first, second] = (await details()).apiKeys
    expect([second?.name, second?.expiresAt]).toEqual(['short one', (second?.createdAt ?? 0) + 3_600_000])
    expect((await app.inject({ url: here })).body).toContain(`data-copy="${second?.secret}"`)
    await submit(app, `${here}/revoke-key`, { keyId: first?.id ?? '' })
    expect((await details()).apiKeys[0]?.revokedAt).not.toBeNull()
    expect(textOf((await app.inject({ url: here })).body)).toContain('revoked')
  })

  test('explain every switch with its evidence, and set it, numbers too', async () => {
    const { app, here, details } = await opened()
    const text = textOf((await app.inject({ url: here })).body)
    expect(text).toContain('an integer of at least 1')
    expect(text).toContain('assumed:')
    await submit(app, `${here}/dialect`, { switch: 'linkExpirySeconds', value: '60' })
    await submit(app, `${here}/dialect`, { switch: 'linkClosesAfter', value: 'firstSuccess' })
    expect((await details()).merchant.dialect).toMatchObject({
      linkExpirySeconds: 60,
      linkClosesAfter: 'firstSuccess',
    })
    await submit(app, `${here}/profile`, { profile: 'documented' })
    const { merchant } = await details()
    expect([merchant.profile, merchant.dialect.linkExpirySeconds]).toEqual(['documented', 'none'])
  })

  test('move the clock, and stay where they are', async () => {
    const { app, sandbox, here, shop } = await opened()
    const wrong = await submit(app, `${here}/clock`, { move: 'advance', duration: 'soon' })
    expect([wrong.statusCode, wrong.body.includes('id="clock-duration-error"')]).toEqual([422, true])
    const { now } = await sandbox.clocks.read(shop.id)
    const reply = await submit(app, `${here}/clock`, { move: 'advance', duration: '1h' })
    expect(reply.headers.location).toBe(here)
    expect((await sandbox.clocks.read(shop.id)).now - now).toBe(3_600_000)
  })

  test('reset the merchant', async () => {
    const { app, sandbox, here, shop } = await opened()
    await shop.createLink()
    const reply = await submit(app, `${here}/reset`)
    expect([reply.statusCode, reply.headers.location]).toEqual([303, `${here}?done=reset`])
    expect(await sandbox.orders.findByReference(shop.id, 'ORDER1001')).toBeNull()
  })

  test('show hostile names as text', async () => {
    const { app, here, shop } = await opened()
    await submit(app, `${here}/add-key`, { clientId: shop.clientId, name: HOSTILE })
    const { body } = await app.inject({ url: here })
    expect(body).not.toContain(HOSTILE)
    expect(body).toContain('&lt;script>')
  })
})
