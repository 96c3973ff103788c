import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc, { type Arbitrary } from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { arranged, readPact } from '../../server/cli/pact-file.js'
import { compareTraffic } from '../../server/compare/compare.js'
import { redactedTraffic } from '../../server/compare/redact.js'
import { readConfig } from '../../server/config.js'
import { SandboxMistake } from '../../server/errors.js'
import { harOf } from '../../server/inspector/har.js'
import { packageRoot } from '../../server/package-root.js'
import { loadScenarios } from '../../server/scenario/load.js'
import { hostile } from '../support/arbitrary.js'
import { pay } from '../support/builders.js'
import { calledNobody, mutated } from '../support/mutated.js'
import { runs } from '../support/runs.js'
import { startSandbox } from '../support/sandbox.js'

const RUNS = runs(150, 10_000)
const SEED = Number(process.env.FUZZ_SEED ?? 20_260_507)
const TIMEOUT = { timeout: 300_000 + RUNS * 100 }

/** A file that was right once, as a text. */
function filesFrom(...originals: readonly unknown[]): Arbitrary<string> {
  return fc.oneof(
    { arbitrary: fc.oneof(...originals.map((one) => mutated(one))).map(asText), weight: 12 },
    { arbitrary: fc.constantFrom(...originals).map(asText), weight: 5 },
    hostile.map(asText),
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc
      .tuple(fc.constantFrom(...originals.map(asText)), fc.nat())
      .map(([text, at]) => text.slice(0, at % text.length)),
  )
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(calledNobody(value)) ?? '')
}

/** Runs something that may refuse its input, as long as it does so in words that people can read. */
async function described<T>(work: () => T | Promise<T>): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof SandboxMistake)) throw error
    expect(error.message).toMatch(/\S/)
    expect(error.message.length).toBeLessThan(20_000)
    expect(error.hint).toMatch(/\S/)
    return null
  }
}

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'clickpesa-fuzz-'))
  onTestFinished(() => rm(made, { recursive: true }))
  return made
}

describe('whatever stands in a file', () => {
  test(
    'of scenarios is loaded or refused, and one that is taken can be explained and played',
    TIMEOUT,
    async () => {
      const { sandbox, openShop } = await startSandbox()
      const shop = await openShop({ webhooks: { 'PAYMENT RECEIVED': 'http://127.0.0.1:9/hook' } })
      const built = [...(await loadScenarios(undefined)).values()].map(({ written }) => written)
      let orders = 0
      const property = fc.asyncProperty(filesFrom(...built), async (text) => {
        const written = await described(() => JSON.parse(text) as object).catch(() => null)
        if (typeof written !== 'object' || written === null) return
        const added = await described(async () => {
          await sandbox.scenarios.add('fuzzed', written as never)
          return true
        })
        if (!added) return
        orders += 1
        const link = await shop
          .createLink({ orderReference: `FUZZ${orders}`, totalPrice: '12500' })
          .catch(() => null)
        if (link === null) return
        await pay(sandbox, link, { scenario: 'fuzzed' }).catch((error: Error) => {
          if (!/no payment was made/.test(error.message) && !(error instanceof SandboxMistake)) throw error
        })
        await described(() => sandbox.clocks.advance(shop.id, 60_000))
      })
      await fc.assert(property, { numRuns: RUNS, seed: SEED })
      expect(orders).toBeGreaterThan(RUNS / 30)
    },
  )

  test('of scenarios in a folder is loaded or refused', TIMEOUT, async () => {
    const scenarios = await folder()
    const built = [...(await loadScenarios(undefined)).values()].map(({ written }) => written)
    const property = fc.asyncProperty(filesFrom(...built.slice(0, 10)), async (text) => {
      await writeFile(join(scenarios, 'fuzzed.yaml'), text)
      await described(() => loadScenarios(scenarios))
    })
    await fc.assert(property, { numRuns: RUNS, seed: SEED })
  })

  test('of configuration is read or refused', TIMEOUT, async () => {
    const home = await folder()
    const original = {
      port: 4300,
      publicUrl: 'https://sandbox.shop.test',
      allowedHosts: ['sandbox', '*.shop.test'],
      dialect: { linkExpirySeconds: 900 },
      seed: 12,
      controlToken: 'let-me-in',
      deliveryTimeout: '5s',
      scenarios: './scenarios',
      merchant: {
        name: 'Duka',
        webhooks: { 'PAYMENT RECEIVED': 'http://shop.test/hook' },
        features: ['hosted-checkout'],
        clock: { start: '2026-05-04T09:00:00Z', frozen: true },
      },
    }
    const property = fc.asyncProperty(filesFrom(original), async (text) => {
      await writeFile(join(home, 'c.yaml'), text)
      await described(() => readConfig({ folder: home, flags: { config: 'c.yaml' } }))
    })
    await fc.assert(property, { numRuns: RUNS, seed: SEED })
  })

  test('of flags and variables is read or refused', TIMEOUT, async () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 })
    const property = fc.asyncProperty(
      fc.record(
        {
          port: text,
          host: text,
          publicUrl: text,
          allowedHosts: text,
          controlToken: text,
          seed: text,
          profile: text,
        },
        { requiredKeys: [] },
      ),
      fc.array(text, { maxLength: 2 }),
      async (flags, dialect) => {
        await described(() => readConfig({ flags: { ...flags, dialect } }))
      },
    )
    await fc.assert(property, { numRuns: RUNS, seed: SEED })
  })

  test('of recorded traffic is compared and redacted, or refused', TIMEOUT, async () => {
    const { app, sandbox, openShop } = await startSandbox()
    const shop = await openShop()
    await pay(sandbox, await shop.createLink())
    await shop.get('/payments/ORDER1001')
    await shop.get('/payments/all')
    const listed = await sandbox.engine.store.find('requests', { where: { merchantId: shop.id } })
    const har = harOf(listed, 'http://127.0.0.1:4255', '1')
    await app.close()
    const property = fc.asyncProperty(filesFrom(har), async (text) => {
      const comparison = await described(() => compareTraffic('x.har', text, 'live'))
      if (comparison) await described(() => redactedTraffic('x.har', text))
    })
    await fc.assert(property, { numRuns: RUNS, seed: SEED })
  })

  test('of pacts is arranged or refused', TIMEOUT, async () => {
    const home = await folder()
    const original: unknown = JSON.parse(
      await readFile(join(packageRoot, 'contracts/pacts/example-shop-clickpesa.json'), 'utf8'),
    )
    const property = fc.asyncProperty(filesFrom(original), async (text) => {
      await writeFile(join(home, 'p.json'), text)
      await described(async () => arranged('p.json', await readPact('p.json', home)))
    })
    await fc.assert(property, { numRuns: RUNS, seed: SEED })
  })
})
