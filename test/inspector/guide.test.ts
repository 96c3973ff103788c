import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Guide } from '../../server/guide/guide.js'
import { DECISIONS, READING_ORDER } from '../../server/guide/reading-order.js'
import { search } from '../../server/guide/search.js'
import { packageRoot } from '../../server/package-root.js'
import { marksIn } from '../support/marks-in.js'
import { startSandbox } from '../support/sandbox.js'

const REPOSITORY = 'https://github.com/clickpesa-sandbox/clickpesa-sandbox'

const hrefs = (html: string) => [...html.matchAll(/ (?:href|src)="([^"]*)"/g)].map(([, to = '']) => to)
const ids = (html: string) => [...html.matchAll(/ id="([^"]*)"/g)].map(([, id = '']) => id)

test('every document is a page of the guide, and every page is a document', () => {
  const documents = readdirSync(join(packageRoot, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !name.startsWith('decisions'))
    .map((name) => `docs/${name}`)
  const listed = READING_ORDER.flatMap(({ pages }) => pages.map(([file]) => file))
  expect(listed.filter((file) => file.startsWith('docs/')).toSorted()).toEqual(documents.toSorted())
  expect(listed.filter((file) => !existsSync(join(packageRoot, file)))).toEqual([])
  expect(new Set(listed).size).toBe(listed.length)
  const decisions = new Guide().chapters.at(-1)?.pages.map(({ file }) => file)
  expect(decisions).toEqual(readdirSync(join(packageRoot, DECISIONS)).map((name) => `${DECISIONS}/${name}`))
})

test('every link of every page leads to something, also to headings, and no page shows the marks of Markdown', async () => {
  const { app } = await startSandbox()
  const pages = new Map<string, string>()
  const open = ['/sandbox/guide', '/sandbox/guide/search?q=webhook']
  const broken: string[] = []
  const targets: { from: string; path: string; fragment: string | undefined }[] = []
  for (const from of open) {
    const { statusCode, body } = await app.inject({ url: from })
    pages.set(from, body)
    if (statusCode !== 200) broken.push(`${from}: ${statusCode}`)
    if (!/<html/.test(body)) continue
    const doubled = ids(body).filter((id, i, all) => all.indexOf(id) !== i)
    broken.push(...doubled.map((id) => `${from} has the id ${id} twice`))
    if (body.match(/<h1/g)?.length !== 1) broken.push(`${from} has not one h1`)
    broken.push(...marksIn(body).map((line) => `${from} shows ${line}`))
    for (const to of hrefs(body)) {
      const [path = '', fragment] = to.split('#')
      const inRepository = path.startsWith(`${REPOSITORY}/`) && path.split('/blob/main/')[1]
      if (inRepository && !existsSync(join(packageRoot, inRepository))) broken.push(`${from}: ${to}`)
      if (path !== '' && !path.startsWith('/')) continue
      targets.push({ from, path: path || from, fragment })
      if (path.startsWith('/sandbox/guide') && !open.includes(path)) open.push(path)
    }
  }
  for (const { from, path, fragment } of targets) {
    if (fragment === undefined || !path.startsWith('/sandbox/guide')) continue
    if (!ids(pages.get(path) ?? '').includes(fragment)) broken.push(`${from}: ${path}#${fragment}`)
  }
  expect(broken).toEqual([])
  expect(pages.size).toBeGreaterThan(60)
  for (const to of new Set(targets.map(({ path }) => path))) {
    if (to.startsWith('/sandbox/guide')) continue
    expect([to, (await app.inject({ url: to })).statusCode]).toEqual([to, 200])
  }
})

describe('the guide', () => {
  test('says where a page stands in the reading order, and leads on', async () => {
    const { app } = await startSandbox()
    const { body } = await app.inject({ url: '/sandbox/guide/for-testers' })
    expect(body).toContain('<title>For testers: show and try a checkout · clickpesa-sandbox</title>')
    expect(body).toMatch(/<a href="\/sandbox\/guide\/for-ci" rel="prev">/)
    expect(body).toMatch(/<a href="\/sandbox\/guide\/glossary" rel="next">/)
    expect(body).toContain('<a href="/sandbox/guide/for-testers" aria-current="page">')
  })

  test('is open where the inspector needs a token', async () => {
    const { app } = await startSandbox({}, 'secret')
    expect((await app.inject({ url: '/sandbox' })).statusCode).toBe(401)
    expect((await app.inject({ url: '/sandbox/guide' })).statusCode).toBe(200)
  })

  test.each([
    '/sandbox/guide/nothing',
    '/sandbox/guide/..%2f..%2fpackage.json',
    '/sandbox/guide/pictures/x.webp',
  ])('has no page %s', async (url) => {
    const { app } = await startSandbox()
    const { statusCode, body } = await app.inject({ url })
    expect([statusCode, body]).toEqual([
      404,
      expect.stringMatching(/the guide has no page .*egin at \/sandbox\/guide/i),
    ])
  })

  test('is summed up for programs, with an address for each page as it was written', async () => {
    const { app } = await startSandbox()
    const { body } = await app.inject({ url: '/sandbox/guide/llms.txt' })
    const addresses = [...body.matchAll(/\]\((http[^)]*)\)/g)].map(([, to = '']) => new URL(to).pathname)
    expect(addresses.length).toBeGreaterThan(40)
    for (const url of addresses) {
      const { statusCode, headers, body: text } = await app.inject({ url })
      expect([url, statusCode, headers['content-type']]).toEqual([url, 200, 'text/markdown; charset=utf-8'])
      expect(text).toMatch(/^(<!--.*-->\n+)?(---\n[\s\S]*?---\n+)?# /)
    }
  })
})

describe('the search', () => {
  const guide = new Guide()

  test.each([
    ['wrong pin', 'Scenarios'],
    ['snapshot', 'Time'],
    ['payoutCooldown', 'Dialect'],
    ['docker', 'Containers'],
    ['lipa namba', 'Glossary'],
  ])('finds "%s" on the page %s', (query, page) => {
    expect(guide.search(query).map((found) => found.page)).toEqual(
      expect.arrayContaining([expect.stringMatching(new RegExp(page, 'i'))]),
    )
  })

  test('wants every word, and puts headings first', () => {
    const section = (title: string, text: string) => ({
      address: `/${title}`,
      page: 'A page',
      section: { id: title, title, level: 2, text },
    })
    const sections = [
      section('Retries', 'A webhook is sent again.'),
      section('Webhooks', 'What is sent, and when it is sent again.'),
      section('Clocks', 'Time is moved.'),
    ]
    expect(search(sections, 'webhook sent').map(({ title }) => title)).toEqual(['Webhooks', 'Retries'])
    expect(search(sections, 'sent clock')).toEqual([])
    expect(search(sections, '  ')).toEqual([])
    expect(search(sections, 'ime')).toEqual([])
  })

  test('shows what it was asked as text, whatever it is', async () => {
    const { app } = await startSandbox()
    const query = '"><script>(.*)[a'
    const { statusCode, body } = await app.inject({ url: '/sandbox/guide/search', query: { q: query } })
    expect([statusCode, body]).toEqual([200, expect.not.stringContaining('<script')])
    expect(body).toContain('No section has all of these words.')
  })
})
