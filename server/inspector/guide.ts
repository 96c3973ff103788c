import type { FastifyPluginAsync } from 'fastify'
import { SandboxMistake } from '../errors.js'
import type { Guide } from '../guide/guide.js'
import { GUIDE_PATH } from '../guide/guide-path.js'
import { sendPage } from '../http/html.js'
import { GuideIndexPage, GuidePageView, GuideSearchPage } from './pages/guide-pages.js'

/** A question longer than this is cut. */
const MAX_QUERY = 200

/** The documents as pages, with a search. They hold nothing of anybody: no token is needed. */
export const guideRoutes: FastifyPluginAsync = async (app) => {
  let opened: Promise<Guide> | null = null
  /** Read when somebody first asks: most runs show no page of it. */
  const open = () => {
    opened ??= import('../guide/guide.js').then(({ Guide }) => new Guide())
    return opened
  }

  app.get(GUIDE_PATH, async (_request, reply) => sendPage(reply, GuideIndexPage({ guide: await open() })))

  app.get<{ Querystring: { q?: unknown } }>(`${GUIDE_PATH}/search`, async ({ query: { q } }, reply) => {
    const guide = await open()
    const asked = (typeof q === 'string' ? q : '').trim().slice(0, MAX_QUERY)
    return sendPage(reply, GuideSearchPage({ guide, query: asked, found: guide.search(asked) }))
  })

  app.get(`${GUIDE_PATH}/llms.txt`, async ({ reached }, reply) => {
    const text = (await open()).summary(({ address }) => `${reached.url}${address}.md`)
    return reply.type('text/plain; charset=utf-8').send(text)
  })

  app.get<{ Params: { name: string } }>(`${GUIDE_PATH}/pictures/:name`, async ({ params, url }, reply) => {
    const picture = (await open()).picture(params.name)
    if (picture === null) throw noSuchPage(url)
    return reply.type('image/webp').send(picture)
  })

  app.get<{ Params: { '*': string } }>(`${GUIDE_PATH}/*`, async ({ params: { '*': name }, url }, reply) => {
    const guide = await open()
    const asWritten = guide.page(name.replace(/\.md$/, ''))
    if (name.endsWith('.md') && asWritten) {
      return reply.type('text/markdown; charset=utf-8').send(guide.source(asWritten))
    }
    const page = guide.page(name)
    if (!page) throw noSuchPage(url)
    return sendPage(reply, GuidePageView({ guide, page, html: guide.html(page) }))
  })
}

function noSuchPage(url: string): SandboxMistake {
  return new SandboxMistake(
    'ROUTE_NOT_FOUND',
    `the guide has no page ${url.split('?')[0]}`,
    `begin at ${GUIDE_PATH}`,
  )
}
