import { expect, onTestFinished, test } from 'vitest'
import { pause, systemClock } from '../../server/agenda/real-clock.js'
import { checkMerchant } from '../../server/check/check.js'
import { slackOf } from '../../server/check/patience.js'
import type { Look, ShopStarter } from '../../server/check/shop.js'
import { createSandbox } from '../../server/testing/index.js'
import { nodeShop } from './shops.js'

test('a shop gets more time the longer a look at it takes, and no more than eight times as much', () => {
  expect([0, 25, 100, 10_000].map(slackOf)).toEqual([1, 2, 5, 8])
})

/** As on a busy machine: every look takes a tenth of a second, and what was fulfilled shows so much later. */
function slowly(lateMs: number): ShopStarter {
  return {
    start: async (merchant) => {
      const shop = await nodeShop().start(merchant)
      let since: number | null = null
      const look = async (id: string, signal: AbortSignal): Promise<Look> => {
        await pause(100)
        const seen = await shop.look(id, signal)
        if (seen.fulfilments === 1) since ??= systemClock.uptime()
        const shows = since !== null && systemClock.uptime() - since >= lateMs
        return shows ? seen : { fulfilments: 0, state: 'waiting' }
      }
      return { ...shop, look }
    },
  }
}

test('a shop that is slow on a slow machine is not blamed', async () => {
  const sandbox = await createSandbox({ port: 0 })
  onTestFinished(() => sandbox.close())
  const report = await checkMerchant(sandbox, slowly(2000), { only: ['success'], explore: '0s' })
  expect(report.mistakes.map(({ title, proof }) => ({ title, proof }))).toEqual([])
})
