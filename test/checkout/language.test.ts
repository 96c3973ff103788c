import accepts from '@fastify/accepts'
import Fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { en } from '../../server/checkout/i18n/en.js'
import { languageOf, showsBar } from '../../server/checkout/i18n/language.js'
import { sw } from '../../server/checkout/i18n/sw.js'
import { openCheckout } from './support.js'

const asked = (headers: Record<string, string>, query: Record<string, string> = {}) => ({ headers, query })

describe('the language of the page', () => {
  it.each([
    [asked({}), 'en'],
    [asked({ 'accept-language': 'de-DE,fr;q=0.8' }), 'en'],
    [asked({ 'accept-language': 'sw-TZ,sw;q=0.9,en;q=0.8' }), 'sw'],
    [asked({ 'accept-language': 'en;q=0.5, sw;q=0.9' }), 'sw'],
    [asked({ 'accept-language': 'sw;q=0' }), 'en'],
    [asked({ 'accept-language': '*' }), 'en'],
    [asked({ 'accept-language': `${'de,'.repeat(3000)}sw` }), 'sw'],
    [asked({ 'accept-language': 'constructor,__proto__' }), 'en'],
    [asked({ 'accept-language': 'en', cookie: 'a=b; checkout-lang=sw' }), 'sw'],
    [asked({ cookie: 'checkout-lang=xx' }), 'en'],
    [asked({ 'accept-language': 'sw', cookie: 'checkout-lang=sw' }, { lang: 'en' }), 'en'],
    [asked({ 'accept-language': 'sw' }, { lang: 'constructor' }), 'sw'],
  ])('of %j is %s', async ({ headers, query }, language) => {
    const app = Fastify()
    await app.register(accepts)
    app.get('/', async (request) => languageOf(request))
    expect((await app.inject({ url: '/', headers, query })).body).toBe(language)
  })

  it('is remembered when it was chosen by the address', async () => {
    const { app, linkId } = await openCheckout()
    const first = await app.inject(`/checkout/${linkId}?lang=sw`)
    expect(first.body).toContain('<html lang="sw">')
    const [cookie = ''] = String(first.headers['set-cookie']).split(';')
    expect(String(first.headers['set-cookie'])).toMatch(/; HttpOnly; SameSite=Lax$/)
    const second = await app.inject({ url: `/checkout/${linkId}`, headers: { cookie } })
    expect(second.body).toContain('Ungependa kulipa kwa njia gani?')
  })

  it('is kept by the addresses of a page whose visitor keeps no cookies, as in a frame on another site', async () => {
    const { app, linkId } = await openCheckout()
    const home = `/checkout/${linkId}`
    const form = await app.inject(`${home}?lang=sw&bar=0`)
    expect(form.body).toContain(`action="${home}/pay?lang=sw&amp;bar=0"`)
    expect(form.body).toContain('href="?lang=en&amp;bar=0"')
    const pay = (headers: Record<string, string>) =>
      app.inject({
        method: 'POST',
        url: `${home}/pay?lang=sw&bar=0`,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        payload: 'phoneNumber=255744000111',
      })
    const forgetful = await pay({})
    expect(forgetful.headers.location).toMatch(/\?lang=sw&bar=0$/)
    const status = await app.inject(String(forgetful.headers.location))
    expect(status.body).toContain(sw.status.phone)
    expect((await pay({ cookie: 'checkout-lang=sw; checkout-bar=0' })).headers.location).not.toContain('?')
    const again = await app.inject(`${home}/pay?lang=en`)
    expect(again.headers.location).toBe(`${home}?lang=en`)
  })

  it('is that of mistakes and of pages that are not there, too', async () => {
    const { app, customer } = await openCheckout()
    const headers = { 'accept-language': 'sw' }
    expect((await customer.send({ phoneNumber: '1' }, headers)).errors).toEqual({
      phoneNumber: sw.errors.phoneForeign,
    })
    const unknown = await app.inject({ url: '/checkout/CHE0000000', headers })
    expect(unknown.statusCode).toBe(404)
    expect(unknown.body).toContain(sw.pageErrors.noSuchPage.title)
  })

  it('has words of its own for everything', () => {
    const same = textsOf(en).filter(([path, text]) => textsOf(sw).some(([p, t]) => p === path && t === text))
    expect(same).toEqual([])
  })

  it('writes amounts and times as people in Tanzania do', async () => {
    const { app, linkId } = await openCheckout({ clock: { start: '2026-05-04T09:00:00.000Z', frozen: true } })
    const page = await app.inject({ url: `/checkout/${linkId}`, headers: { 'accept-language': 'sw' } })
    expect(page.body).toContain('TSh 12,500')
    expect(page.body).toContain('4 Mei 2026')
    expect(page.body).toContain('12:00:00')
  })
})

describe('the sandbox bar', () => {
  it('is hidden by the address, until it is wanted again', async () => {
    const { app, linkId } = await openCheckout()
    const hidden = await app.inject(`/checkout/${linkId}?bar=0`)
    expect(hidden.body).not.toContain('data-testid="bar"')
    expect(hidden.body).toContain('data-testid="sandbox-mark"')
    expect(String(hidden.headers['set-cookie'])).toContain('checkout-bar=0; Path=/;')
    const cookie = 'checkout-bar=0'
    expect(showsBar(asked({ cookie }) as never)).toBe(false)
    expect(showsBar(asked({ cookie }, { bar: '1' }) as never)).toBe(true)
    expect(showsBar(asked({}) as never)).toBe(true)
  })
})

function textsOf(value: unknown, path = ''): [path: string, text: string][] {
  if (typeof value === 'string') return [[path, value]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => textsOf(inner, `${path}.${key}`))
}
