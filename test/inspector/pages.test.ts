import fastify from 'fastify'
import { expect, test } from 'vitest'
import { inspectorPlugin } from '../../server/inspector/plugin.js'
import { INSPECTOR_PAGES } from '../support/inspector-pages.mjs'
import { startSandbox } from '../support/sandbox.js'

/** What is read by programs: a stream, a file, and the redirect of the front door. */
const NO_PAGES = ['/', '/sandbox/*', '/sandbox/merchants/:id/events', '/sandbox/merchants/:id/requests.har']

test('every page of the inspector is on the list of those that are tested and pictured', async () => {
  const { sandbox } = await startSandbox()
  const routes: string[] = []
  const app = fastify()
  app.addHook('onRoute', ({ method, url }) => {
    if (method === 'GET' && !url.startsWith('/sandbox/assets/')) routes.push(url)
  })
  await app.register(inspectorPlugin, { sandbox, controlToken: null })
  await app.ready()
  const listed = Object.values(INSPECTOR_PAGES).map((page) => page.split('?')[0])
  expect(new Set([...listed, ...NO_PAGES])).toEqual(new Set(routes))
})
