// How soon a customer can use the payment page on a slow phone with a slow connection: from the start of the
// navigation until the page is drawn, and until it is read and its script has run. Nothing is cached.
import { chromium } from 'playwright-core'
import { createSandbox } from '../dist/server/testing/index.js'
import { createLink } from './create-link.mjs'

const ROUNDS = 9
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 }
const CPU_SLOWDOWN = 4

const sandbox = await createSandbox({ port: 0 })
const shop = await sandbox.createMerchant({ name: 'Duka la Asha' })
const checkoutLink = await createLink(shop)
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH, args: ['--no-sandbox'] })

for (const [name, throttled] of [
  ['slow phone', true],
  ['this machine', false],
]) {
  const rounds = []
  for (let round = 0; round < ROUNDS; round++) rounds.push(await loadPage(throttled))
  const figure = (of) => `${median(rounds.map(of))} ms (${Math.min(...rounds.map(of))} at best)`
  console.log(
    `${name}: drawn after ${figure((round) => round.drawn)}, usable after ${figure((round) => round.usable)}`,
  )
}
await browser.close()
await sandbox.close()

async function loadPage(throttled) {
  const context = await browser.newContext(PHONE)
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  if (throttled) {
    await session.send('Network.emulateNetworkConditions', SLOW_4G)
    await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN })
  }
  await page.goto(checkoutLink)
  // The script is a module: it has run when DOMContentLoaded is over.
  const times = await page.evaluate(async () => {
    const [navigation] = performance.getEntriesByType('navigation')
    const drawn = await new Promise((resolve) =>
      new PerformanceObserver((list) => {
        const paint = list.getEntriesByName('first-contentful-paint')[0]
        if (paint) resolve(paint.startTime)
      }).observe({ type: 'paint', buffered: true }),
    )
    return { drawn: Math.round(drawn), usable: Math.round(navigation.domContentLoadedEventEnd) }
  })
  await context.close()
  return times
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
}
