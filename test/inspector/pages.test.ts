import fastify from 'fastify'
import { expect, test } from 'vitest'
import { inspectorPlugin } from '../../server/inspector/plugin.js'
import { INSPECTOR_PAGES } from '../support/inspector-pages.mjs'
import { marksIn } from '../support/marks-in.js'
import { startSandbox } from '../support/sandbox.js'

/** What is read by programs: a stream, a file, and redirects. */
const NO_PAGES = [
  '/',
  '/sandbox/first',
  '/sandbox/first/*',
  '/sandbox/*',
  // Its pages are followed one by one in guide.test.ts.
  '/sandbox/guide/*',
  '/sandbox/guide/llms.txt',
  '/sandbox/guide/pictures/:name',
  '/sandbox/merchants/:id/events',
  '/sandbox/merchants/:id/requests.har',
]

test('every page of the inspector is on the list of those that are tested and pictured', async () => {
  const { sandbox } = await startSandbox()
  const routes: string[] = []
  const app = fastify()
  app.addHook('onRoute', ({ method, url }) => {
    if (method === 'GET' && !url.startsWith('/sandbox/assets/')) routes.push(url)
  })
  await app.register(inspectorPlugin, { sandbox, controlToken: null, checkReport: null })
  await app.ready()
  const listed = Object.values(INSPECTOR_PAGES).map((page) => page.split('?')[0])
  expect(new Set([...listed, ...NO_PAGES])).toEqual(new Set(routes))
})

test('every page has a place for every shortcut', async () => {
  const { app, sandbox, openShop } = await startSandbox()
  const { id } = await openShop()
  const [first] = await sandbox.merchants.list()
  for (const page of [
    '/sandbox',
    '/sandbox/limits',
    '/sandbox/nothing',
    `/sandbox/merchants/${id}/payments`,
  ]) {
    const { body } = await app.inject({ url: page })
    const places = new Map(
      [...body.matchAll(/href="([^"]*)" data-key="(\w)"/g)].map(([, href, key]) => [key, href]),
    )
    const keys = [...body.matchAll(/<kbd>g (\w)<\/kbd>/g)].map(([, key]) => key)
    expect([page, keys.filter((key) => !places.has(key))]).toEqual([page, []])
    const payments = await app.inject({ url: places.get('p') ?? '' })
    const merchantId = page.includes('/merchants/') ? id : first?.merchant.id
    if (payments.statusCode === 302) {
      expect(payments.headers.location).toBe(`/sandbox/merchants/${merchantId}/payments`)
    } else {
      expect(places.get('p')).toBe(`/sandbox/merchants/${merchantId}/payments`)
    }
  }
})

test('every page leads to the same parts of the sandbox, and marks its own', async () => {
  const { app } = await startSandbox()
  const navigation = async (url: string) => {
    const { body } = await app.inject({ url })
    const [, nav = ''] = /<nav aria-label="Sandbox">(.*?)<\/nav>/s.exec(body) ?? []
    const links = [...nav.matchAll(/<a href="([^"]*)"([^>]*)>([^<]*)</g)]
    const current = links.filter(([, , rest = '']) => rest.includes('aria-current="page"'))
    return {
      links: links.map(([, href, , name]) => [name, href]),
      current: current.map(([, , , name]) => name),
    }
  }
  const { links, current } = await navigation('/sandbox')
  expect(links.map(([name]) => name)).toEqual([
    'Overview',
    'Scenarios',
    'Check',
    'Guide',
    'ClickPesa API',
    'Control API',
  ])
  expect(current).toEqual(['Overview'])
  expect(await navigation('/sandbox/check')).toEqual({ links, current: ['Check'] })
  expect(await navigation('/sandbox/guide')).toEqual({ links, current: ['Guide'] })
  expect(await navigation('/sandbox/guide/testing')).toEqual({ links, current: [] })
})

test('no page shows the marks of Markdown', async () => {
  const { app } = await startSandbox()
  for (const url of Object.values(INSPECTOR_PAGES).filter((page) => !page.includes(':'))) {
    expect([url, marksIn((await app.inject({ url })).body)]).toEqual([url, []])
  }
})

test.each([
  ['/docs', 'ClickPesa API'],
  ['/sandbox/docs', 'Control API'],
])('%s has our name, a way back, and the width of a phone', async (url, title) => {
  const { app } = await startSandbox()
  const { body } = await app.inject({ url })
  expect(body).toContain(`<title>${title} · clickpesa-sandbox</title>`)
  expect(body).toContain('<a href="/sandbox">← clickpesa-sandbox</a>')
  expect(body).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">')
  const [, style = ''] = body.match(/href="([^"]*theme\/sandbox\.css)"/) ?? []
  const { statusCode, body: css } = await app.inject({ url: new URL(style, `http://x${url}`).pathname })
  expect([statusCode, css.includes('.sandbox-header')]).toEqual([200, true])
})
