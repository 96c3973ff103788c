import { describe, expect, test } from 'vitest'
import { exchange, lastAnswer, listening } from '../support/raw-http.js'
import { startSandbox } from '../support/sandbox.js'

describe('every answer that a browser may show', () => {
  test('forbids frames, foreign scripts, guessing of types and telling others the address', async () => {
    const { app, openShop } = await startSandbox()
    const shop = await openShop()
    const link = await shop.createLink()
    const home = `/sandbox/merchants/${shop.id}`
    const urls = [
      '/',
      '/sandbox',
      home,
      `${home}/requests.har`,
      '/sandbox/nothing',
      '/sandbox/assets/inspector.css',
      '/sandbox/assets/nothing.css',
      '/sandbox/api/v1/merchants',
      '/sandbox/api/v1/nothing',
      '/sandbox/docs',
      '/sandbox/docs/',
      '/sandbox/docs/json',
      '/sandbox/docs/yaml',
      '/sandbox/docs/static/index.html',
      '/sandbox/docs/static/swagger-ui.css',
      '/sandbox/docs/nothing',
      '/docs',
      '/docs/json',
      '/docs/static/index.html',
      '/docs/nothing',
      '/sandbox/%zz',
      '/checkout/%E0%A4%A',
      '/healthz',
      '/readyz',
      `/checkout/${link}`,
      `/checkout/${link}/pay`,
      '/checkout/nothing',
      '/checkout/assets/checkout.css',
    ]
    for (const url of urls) {
      for (const method of ['GET', 'HEAD'] as const) {
        for (const more of [{}, { 'sec-fetch-site': 'cross-site' }, { host: 'evil.example' }]) {
          const { headers } = await app.inject({ method, url, headers: more })
          expect([url, headers['content-security-policy']]).toEqual([
            url,
            expect.stringMatching(
              /^(?=.*default-src 'none')(?=.*frame-ancestors 'none')(?!.*script-src[^;]*unsafe)/,
            ),
          ])
          expect([url, headers['x-content-type-options']]).toEqual([url, 'nosniff'])
          expect([url, headers['referrer-policy']]).toEqual([url, 'same-origin'])
          expect([url, headers['x-frame-options']]).toEqual([url, 'DENY'])
        }
      }
    }
  })
})

describe('the documents', () => {
  test.each(['/docs', '/sandbox/docs'])('are no way to another door: %s', async (docs) => {
    const { app, openShop } = await startSandbox()
    const shop = await openShop()
    const port = await listening(app)
    for (const path of [
      '../api/v1/merchants',
      `../api/v1/merchants/${shop.id}/events`,
      '../sandbox/api/v1/merchants',
      '../third-parties/payments/all',
      'x/../../sandbox/api/v1/merchants',
      '/../../sandbox/api/v1/merchants',
      'static/../../api/v1/merchants',
      './../api/v1/merchants',
      '%2e%2e/api/v1/merchants',
      '%2e%2e%2fapi%2fv1%2fmerchants',
      '..%2fapi/v1/merchants',
      '..\\api\\v1\\merchants',
      '..;/api/v1/merchants',
    ]) {
      const head = `GET ${docs}/${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`
      const { status, body } = lastAnswer(await exchange(port, head))
      expect([path, status >= 400]).toEqual([path, true])
      expect(body).not.toContain('SKSANDBOX')
    }
  })

  test('show themselves, and say what they always said', async () => {
    const { app } = await startSandbox()
    for (const docs of ['/docs', '/sandbox/docs']) {
      const page = await app.inject({ url: `${docs}/` })
      expect(page.body).toContain('swagger-ui')
      const json = await app.inject({ url: `${docs}/json` })
      expect(json.json()).toMatchObject({ openapi: '3.1.0' })
    }
  })
})
