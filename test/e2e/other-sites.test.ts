import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { buildApp } from '../../server/app.js'
import { Sandbox } from '../../server/sandbox/sandbox.js'
import { openBrowser } from '../support/browser.js'
import { openPage } from './harness.js'

let browser: Browser

beforeAll(async () => {
  browser = await openBrowser('--host-resolver-rules=MAP evil.example 127.0.0.1, MAP shop.example 127.0.0.1')
})

afterAll(() => browser.close())

interface Seen {
  readonly method: string
  readonly path: string
  readonly host: string | undefined
  readonly status: number
}

/** A sandbox on this machine, and how it answered to what. */
async function openSandbox(port = 0) {
  const sandbox = await Sandbox.open({ seed: 'other sites' })
  const app = await buildApp(sandbox)
  const seen: Seen[] = []
  app.addHook('onResponse', async ({ method, url: path, headers }, { statusCode: status }) => {
    seen.push({ method, path, host: headers.host, status })
  })
  const url = await app.listen({ port, host: '127.0.0.1' })
  onTestFinished(async () => {
    await app.close()
    await sandbox.close()
  })
  return { sandbox, url, seen }
}

/** A site of somebody else: one page, whatever is asked for. */
async function openSite(
  html: string,
): Promise<{ readonly origin: string; readonly close: () => Promise<void> }> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(html)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://evil.example:${(server.address() as AddressInfo).port}`
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  onTestFinished(close)
  return { origin, close }
}

const MERCHANTS = '/sandbox/api/v1/merchants'

describe('a page whose name has come to mean this machine', () => {
  test('reads and changes nothing, at any door', async () => {
    const page = await openPage(browser)
    const site = await openSite('<p>evil</p>')
    await page.goto(site.origin)
    await site.close()
    const { host, port } = new URL(site.origin)
    const { sandbox, seen } = await openSandbox(Number(port))
    const before = await sandbox.merchants.list()
    const answers = await page.evaluate(
      async ({ paths }) => {
        const ask = async (path: string, init: RequestInit) => {
          const reply = await fetch(path, init)
          return { status: reply.status, text: await reply.text() }
        }
        return Promise.all([
          ...paths.map((path) => ask(path, {})),
          ask('/sandbox/api/v1/merchants', {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: '{}',
          }),
          ask('/sandbox/api/v1/reset', { method: 'POST' }),
        ])
      },
      {
        paths: [
          MERCHANTS,
          '/sandbox',
          '/sandbox/docs/json',
          '/third-parties/payments/all',
          '/checkout/x',
          '/healthz',
        ],
      },
    )
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 421))
    expect(answers.map(({ text }) => text).join()).not.toContain('SKSANDBOX')
    expect(seen.every((request) => request.host === host)).toBe(true)
    expect(await sandbox.merchants.list()).toEqual(before)
  })
})

describe('a page of another site', () => {
  test('makes no read in any of the ways in which a page can', async () => {
    const { sandbox, url, seen } = await openSandbox()
    const [details] = await sandbox.merchants.list()
    const events = `${MERCHANTS}/${details?.merchant.id}/events`
    const { origin } = await openSite(`
      <link rel="stylesheet" href="${url}${MERCHANTS}?style">
      <script src="${url}${MERCHANTS}?script" onerror="1"></script>
      <img src="${url}${MERCHANTS}?picture">
      <iframe src="${url}/sandbox?frame"></iframe>
      <object data="${url}/sandbox?object"></object>
      <embed src="${url}/sandbox?embed">
      <video src="${url}${MERCHANTS}?video"></video>
    `)
    const page = await openPage(browser)
    await page.goto(origin)
    const caught = await page.evaluate(
      async ({ to, stream }) => {
        const quiet = (promise: Promise<Response>) =>
          promise.then(
            (reply) => reply.type,
            () => 'refused',
          )
        const source = new EventSource(`${stream}?source`)
        const told = new Promise<string>((resolve) => {
          source.onerror = () => resolve('refused')
          source.onopen = () => resolve('open')
        })
        return Promise.all([
          quiet(fetch(`${to}?fetch`)),
          quiet(fetch(`${to}?credentials`, { credentials: 'include' })),
          quiet(fetch(`${to}?opaque`, { mode: 'no-cors' })),
          quiet(fetch(`${to}?head`, { method: 'HEAD', mode: 'no-cors' })),
          quiet(fetch(`${stream}?stream`, { mode: 'no-cors' })),
          told,
        ])
      },
      { to: `${url}${MERCHANTS}`, stream: `${url}${events}` },
    )
    // An opaque answer tells nothing, and the policy of the sandbox forbids even that.
    expect(caught).toEqual(caught.map(() => 'refused'))
    const asked = [
      'style',
      'script',
      'picture',
      'frame',
      'object',
      'embed',
      'fetch',
      'opaque',
      'head',
      'stream',
      'source',
    ]
    await expect
      .poll(() => asked.filter((name) => !seen.some(({ path }) => path.includes(`?${name}`))))
      .toEqual([])
    expect(seen.filter(({ status }) => status !== 403)).toEqual([])
  })

  test('has a link to the inspector that works, and a form that does not', async () => {
    const { sandbox, url, seen } = await openSandbox()
    const { origin } = await openSite(`
      <a href="${url}/sandbox">the inspector</a>
      <form method="post" action="${url}/sandbox/merchants"><input name="name" value="evil"><button>send</button></form>
    `)
    const before = await sandbox.merchants.list()
    const page = await openPage(browser)
    await page.goto(origin)
    await page.getByText('the inspector').click()
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/sandbox')
    await page.goto(origin)
    await page.getByRole('button', { name: 'send' }).click()
    await page.getByText('This does not work').first().waitFor()
    expect(seen.find(({ method }) => method === 'POST')?.status).toBe(403)
    expect(await sandbox.merchants.list()).toEqual(before)
  })
})

describe('a link with the control token', () => {
  test('lets a browser in from another site, and stays in no address', async () => {
    const sandbox = await Sandbox.open({ seed: 'other sites' })
    const app = await buildApp(sandbox, { controlToken: 'the-token' })
    const url = await app.listen({ port: 0, host: '127.0.0.1' })
    onTestFinished(async () => {
      await app.close()
      await sandbox.close()
    })
    const { origin } = await openSite(
      `<a href="${url}/sandbox?token=the-token">in</a> <a href="${url}/sandbox">later</a>`,
    )
    const page = await openPage(browser)
    for (const link of ['in', 'later']) {
      await page.goto(origin)
      await page.getByText(link, { exact: true }).click()
      await page.waitForURL(`${url}/sandbox`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      expect(await page.title()).not.toContain('does not work')
    }
  })
})

describe('the documents', () => {
  test.each(['/docs', '/sandbox/docs'])('are shown under their policy: %s', async (docs) => {
    const { url } = await openSandbox()
    const page = await openPage(browser)
    const consoleErrors: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') consoleErrors.push(message.text())
    })
    await page.goto(`${url}${docs}`)
    await page.locator('.opblock').first().waitFor()
    expect(consoleErrors).toEqual([])
  })
})
