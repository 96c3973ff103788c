import { createServer } from 'node:net'
import lighthouse from 'lighthouse'
import { expect, it } from 'vitest'
import { openBrowser } from '../support/browser.js'
import { openShop, startServer } from './harness.js'

const CATEGORIES = ['performance', 'accessibility', 'best-practices']
const LEAST = 0.95
/** Speed is reckoned from a trace, which a busy machine can spoil: what counts is the best look. */
const LOOKS = 3

it('Lighthouse gives the payment page on a phone at least 95 of 100 points in each of its categories', async () => {
  const port = await freePort()
  const [browser, server] = await Promise.all([openBrowser(`--remote-debugging-port=${port}`), startServer()])
  try {
    const shop = await openShop(server)
    const link = await shop.link()
    let losses = await audit(link, port)
    for (let look = 1; look < LOOKS && losses.length > 0; look++) losses = await audit(link, port)
    expect(losses).toEqual([])
  } finally {
    await browser.close()
    await server.close()
  }
}, 300_000)

/** What is wrong with each category whose score is too low: the audits that cost it points. */
async function audit(url: string, port: number): Promise<string[]> {
  const result = await lighthouse(url, {
    port,
    logLevel: 'silent',
    onlyCategories: CATEGORIES,
    disableFullPageScreenshot: true,
    // The page fetches nothing by itself, so that nothing comes after a second of quiet.
    networkQuietThresholdMs: 1000,
  })
  if (!result) return ['Lighthouse has no result']
  const { categories, audits } = result.lhr
  return CATEGORIES.flatMap((name) => {
    const { score, auditRefs } = categories[name] ?? { score: null, auditRefs: [] }
    if (score !== null && score >= LEAST) return []
    const costly = auditRefs.filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 1)
    return [
      `${name}: ${score}`,
      ...costly.map(({ id }) => `${id}: ${audits[id]?.title} ${audits[id]?.displayValue ?? ''}`),
    ]
  })
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new TypeError('a port has a number')
  return address.port
}
