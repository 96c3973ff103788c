import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hostile } from '../support/arbitrary.js'
import { pay } from '../support/builders.js'
import { runs } from '../support/runs.js'
import { startSandbox } from '../support/sandbox.js'

const RUNS = runs(40, 3000)
const SEED = Number(process.env.FUZZ_SEED ?? 20_260_506)

/** What no page may ever have in it as it stands. */
const MARKUP = '<script>alert(1)</script>'

interface Form {
  readonly action: string
  readonly fields: Readonly<Record<string, string>>
}

/** Every form that changes something on a page, with its fields as they stand. */
function formsIn(html: string): Form[] {
  return [...html.matchAll(/<form[^>]*method="post"[^>]*>([\s\S]*?)<\/form>/gi)].map(
    ([whole, inside = '']) => ({
      action: textOf(/action="([^"]*)"/.exec(whole)?.[1] ?? ''),
      fields: Object.fromEntries(
        [...inside.matchAll(/<(?:input|select|textarea|button)[^>]*\bname="([^"]*)"[^>]*>/g)].map(
          ([tag, name = '']) => [name, textOf(/value="([^"]*)"/.exec(tag)?.[1] ?? '')],
        ),
      ),
    }),
  )
}

function textOf(attribute: string): string {
  return attribute.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&')
}

const values = fc.oneof(
  fc.constantFrom(
    MARKUP,
    '',
    '0',
    '-1',
    '1e309',
    '255744000111',
    'success',
    'on',
    '9999-99-99',
    '2026-05-04T09:00',
    '99999999999d',
  ),
  hostile.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).map(String),
)

async function furnished() {
  const { app, sandbox, openShop } = await startSandbox()
  const shop = await openShop({ webhooks: { 'PAYMENT RECEIVED': 'http://127.0.0.1:9/hook' } })
  const linkId = await shop.createLink()
  const payment = await pay(sandbox, linkId, { inBrowser: true })
  const open = await shop.createLink({ orderReference: 'ORDER1002' })
  await sandbox.clocks.advance(shop.id, 5000)
  const [delivery] = await sandbox.engine.store.find('deliveries', { where: { merchantId: shop.id } })
  const home = `/sandbox/merchants/${shop.id}`
  const pages = {
    inspector: [
      '/sandbox',
      home,
      `${home}/payments`,
      `${home}/orders/ORDER1001`,
      `${home}/orders/ORDER1002`,
      `${home}/deliveries/${delivery?.id}`,
      `${home}/settings`,
      `/sandbox/scenarios/success?merchant=${shop.id}`,
    ],
    checkout: [`/checkout/${open}`, `/checkout/${linkId}/payments/${payment.id}`],
  }
  return { app, pages }
}

describe('whatever is sent as a form', () => {
  test.each(['inspector', 'checkout'] as const)(
    'to the %s is answered with a page or refused with one, and nothing in it becomes markup',
    { timeout: 300_000 + RUNS * 100 },
    async (door) => {
      const { app, pages } = await furnished()
      const forms: Form[] = []
      for (const url of pages[door]) forms.push(...formsIn((await app.inject({ url })).body))
      const actions = new Set(forms.map(({ action }) => action))
      expect(actions.size).toBeGreaterThan(door === 'inspector' ? 8 : 1)
      const changed = fc.tuple(
        fc.constantFrom(...forms),
        fc.dictionary(fc.nat({ max: 20 }).map(String), values, { maxKeys: 4 }),
        fc.dictionary(fc.string({ maxLength: 10 }), values, { maxKeys: 2 }),
      )
      const property = fc.asyncProperty(changed, async ([{ action, fields }, changes, others]) => {
        const names = Object.keys(fields)
        const sent = { ...fields, ...others }
        for (const [at, value] of Object.entries(changes)) {
          const name = names[Number(at) % Math.max(1, names.length)]
          // A fuzzer must call no one.
          if (name !== undefined) sent[name] = /^https?:/i.test(value) ? 'http://127.0.0.1:9/nobody' : value
        }
        const payload = new URLSearchParams(
          Object.entries(sent).map(([name, value]) => [name.toWellFormed(), value.toWellFormed()]),
        ).toString()
        const headers = { 'content-type': 'application/x-www-form-urlencoded' }
        const reply = await app.inject({ method: 'POST', url: action, headers, payload })
        expect(reply.statusCode).toBeLessThan(500)
        expect(reply.body).not.toContain(MARKUP)
        const { location } = reply.headers
        if (location === undefined) return
        const next = await app.inject({ url: location })
        expect(next.statusCode).toBeLessThan(500)
        expect(next.body).not.toContain(MARKUP)
      })
      await fc.assert(property, { numRuns: RUNS * 5, seed: SEED })
      for (const url of pages[door]) expect((await app.inject({ url })).statusCode).toBeLessThan(500)
    },
  )
})
