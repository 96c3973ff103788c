import { expect, test } from 'vitest'
import { startSandbox } from '../support/sandbox.js'
import { HOSTILE, textOf } from './support.js'

test('one time zone holds for the bar, the inspector and the journal, is named, and can be changed', async () => {
  const { app, sandbox, openShop } = await startSandbox()
  const shop = await openShop({ clock: { start: '2026-05-04T09:00:00.000Z', frozen: true } })
  const linkId = await shop.createLink()
  await sandbox.clocks.advance(shop.id, 60_000)
  const home = `/sandbox/merchants/${shop.id}`
  const pages = [home, `${home}/orders/ORDER1001`, '/sandbox', `/checkout/${linkId}`]
  const textsWith = (cookie: string, query = '') =>
    Promise.all(
      pages.map(async (page) => textOf((await app.inject({ url: page + query, headers: { cookie } })).body)),
    )

  for (const page of await textsWith('')) {
    expect(page).toContain('EAT (UTC+3)')
    expect(page).toMatch(/12:0[01]:00/)
    expect(page).not.toMatch(/09:0[01]:00/)
  }
  const [merchant] = await textsWith('')
  expect(merchant).toContain('the clock was moved on and shows 2026-05-04 12:01:00 EAT (UTC+3)')

  const asked = await app.inject({ url: `${home}?zone=utc` })
  const kept = String(asked.headers['set-cookie']).split(';')[0] ?? ''
  expect(asked.headers['set-cookie']).toContain('Path=/;')
  for (const page of [...(await textsWith('', '?zone=utc')), ...(await textsWith(kept))]) {
    expect(page).toMatch(/09:0[01]:00/)
    expect(page).not.toMatch(/12:0[01]:00/)
    expect(page).toMatch(/(Show|Show times in) EAT \(UTC\+3\)/)
  }
  const happened = await app.inject({ url: `/checkout/${linkId}/happenings`, headers: { cookie: kept } })
  expect(happened.json().items[0].time).toBe('09:00:00')
})

test('the way to the other zone keeps what the page was asked for, and takes no other zone', async () => {
  const { app, openShop } = await startSandbox()
  const { id } = await openShop()
  const { body } = await app.inject({
    url: `/sandbox/merchants/${id}/payments?q=a%26b&zone=${encodeURIComponent(HOSTILE)}`,
  })
  expect(body).toContain('href="?q=a%26b&amp;zone=utc"')
  expect(body).toContain('Times are in EAT')
})
