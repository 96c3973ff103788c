// What Lighthouse makes of the payment page on a phone. Exits with 1 when one of its categories has less than 95 of
// 100 points. Needs a build, and a Chromium at CHROMIUM_PATH.
import { createServer } from 'node:net'
import lighthouse from 'lighthouse'
import { chromium } from 'playwright-core'
import { createSandbox } from '../dist/server/testing/index.js'
import { createLink } from './create-link.mjs'

const CATEGORIES = ['performance', 'accessibility', 'best-practices']
const LEAST = 0.95
/** Speed is reckoned from a trace, which a busy machine can spoil: what counts is the best look. */
const LOOKS = 3

const port = await freePort()
const sandbox = await createSandbox({ port: 0 })
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH,
  args: ['--no-sandbox', `--remote-debugging-port=${port}`],
})
try {
  const shop = await sandbox.createMerchant({ name: 'Duka la Asha' })
  const link = await createLink(shop)
  let losses = await audit(link)
  for (let look = 1; look < LOOKS && losses.length > 0; look++) losses = await audit(link)
  for (const loss of losses) console.error(loss)
  process.exitCode = losses.length > 0 ? 1 : 0
} finally {
  await browser.close()
  await sandbox.close()
}

/** What is wrong with each category whose score is too low: the audits that cost it points. */
async function audit(url) {
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
  console.log(CATEGORIES.map((name) => `${name}: ${Math.round(categories[name].score * 100)}`).join(', '))
  return CATEGORIES.flatMap((name) => {
    const { score, auditRefs } = categories[name]
    if (score >= LEAST) return []
    const costly = auditRefs.filter(({ id, weight }) => weight > 0 && (audits[id]?.score ?? 1) < 1)
    return costly.map(({ id }) => `${name}: ${id}: ${audits[id]?.title} ${audits[id]?.displayValue ?? ''}`)
  })
}

async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address()
  await new Promise((resolve) => server.close(resolve))
  return port
}
