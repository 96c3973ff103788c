import fc, { type Arbitrary } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arbitraryOf, hostile, nearly } from '../support/arbitrary.js'
import { pay } from '../support/builders.js'
import { calledNobody, mutated } from '../support/mutated.js'
import { controlDocument, type Operation, operationsOf } from '../support/openapi.js'
import { runs } from '../support/runs.js'
import { startSandbox } from '../support/sandbox.js'

const RUNS = runs(40, 4000)

/** A failure prints its seed and the shortest request that it found; `FUZZ_SEED` repeats it. */
const SEED = Number(process.env.FUZZ_SEED ?? 20_260_505)

/** Streams do not end by themselves. */
const OPERATIONS = operationsOf(controlDocument()).filter(({ path }) => !path.endsWith('/events'))

/** A sandbox in which there is one of everything. */
async function furnished() {
  const { app, sandbox, openShop } = await startSandbox()
  const shop = await openShop({ webhooks: { 'PAYMENT RECEIVED': 'http://127.0.0.1:9/hook' } })
  const payment = await pay(sandbox, await shop.createLink())
  const linkId = await shop.createLink({ orderReference: 'ORDER1002' })
  await sandbox.clocks.advance(shop.id, 5000)
  const [delivery] = await sandbox.engine.store.find('deliveries', { where: { merchantId: shop.id } })
  const home = `/sandbox/api/v1/merchants/${shop.id}`
  const snapshot: unknown = (await app.inject({ url: `${home}/snapshot` })).json()
  const ids: Readonly<Record<string, string>> = {
    id: shop.id,
    clientId: shop.clientId,
    keyId: shop.apiKeys[0]?.id ?? '',
    orderReference: 'ORDER1002',
    linkId,
    paymentId: payment.id,
    deliveryId: delivery?.id ?? '',
    name: 'webhook-duplicate',
    event: 'PAYMENT RECEIVED',
  }
  return { app, sandbox, ids, snapshot }
}

interface FuzzedCall {
  readonly url: string
  readonly type: string
  readonly text: string | null
}

function callsTo(
  path: string,
  operation: Operation,
  ids: Readonly<Record<string, string>>,
  snapshot: unknown,
): Arbitrary<FuzzedCall> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  const inPath = fc.tuple(
    ...names.map((name) =>
      fc.oneof(
        { arbitrary: fc.constant(ids[name] ?? 'x'), weight: 8 },
        // An address cannot carry these two.
        fc
          .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
          .filter((text) => !['.', '..'].includes(text)),
        fc.constantFrom('__proto__', 'constructor', '%00', 'nobody', '*'),
      ),
    ),
  )
  const query = fc.dictionary(
    fc.constantFrom(
      ...(operation.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name),
      'x',
    ),
    fc.oneof(
      fc.constantFrom('1', '0', '-1', '1000', '99999999999', 'SUCCESS', 'PAYMENT RECEIVED', ''),
      fc.string({ unit: 'grapheme' }),
    ),
    { maxKeys: 3 },
  )
  const schema = operation.requestBody?.content['application/json'].schema
  const valid = path.endsWith('/snapshot')
    ? mutated(snapshot)
    : schema
      ? arbitraryOf(schema)
      : fc.constant({})
  const body = fc.oneof({ arbitrary: valid, weight: 6 }, { arbitrary: nearly(valid), weight: 4 }, hostile)
  return fc
    .record({
      inPath,
      query,
      body: body.map((value) => JSON.stringify(calledNobody(value)) ?? ''),
      raw: fc.oneof(
        { arbitrary: fc.constant(null), weight: 12 },
        fc.string({ unit: 'binary', maxLength: 60 }),
      ),
      type: fc.oneof(
        { arbitrary: fc.constant('application/json'), weight: 12 },
        fc.constantFrom('text/plain', ''),
      ),
    })
    .map(({ inPath, query, body, raw, type }) => {
      let place = 0
      const filled = path.replaceAll(/\{\w+\}/g, () =>
        encodeURIComponent((inPath[place++] ?? '').toWellFormed()),
      )
      // Time stands still here, so a wait that is valid would never end.
      const search = new URLSearchParams(
        Object.entries(query).map(([name, text]) => [name, name === 'wait' ? 'soon' : text.toWellFormed()]),
      )
      return {
        url: search.size === 0 ? filled : `${filled}?${search}`,
        type,
        text: operation.requestBody || raw !== null ? (raw ?? body) : null,
      }
    })
}

describe('whatever is sent to the control API', () => {
  test.each(OPERATIONS)(
    '$method $path answers it or refuses it in words, and meets no fault',
    { timeout: 300_000 + RUNS * 100 },
    async ({ path, method, operation }) => {
      const { app, ids, snapshot } = await furnished()
      const property = fc.asyncProperty(
        callsTo(path, operation, ids, snapshot),
        async ({ url, type, text }) => {
          const reply = await app.inject({
            method: method.toUpperCase() as 'GET' | 'POST',
            url,
            ...(text === null ? {} : { headers: { 'content-type': type }, payload: text }),
          })
          expect(reply.statusCode).toBeLessThan(500)
          if (reply.statusCode === 204) return
          expect(reply.headers['content-type']).toMatch(/^application\/json\b/)
          if (reply.statusCode < 400) return
          const { code, message, hint } = reply.json()
          for (const words of [code, message, hint]) expect(words).toMatch(/\S/)
          expect(reply.body.length).toBeLessThan(20_000)
        },
      )
      await fc.assert(property, { numRuns: RUNS, seed: SEED })
      // Whatever was changed can still be looked at.
      for (const page of [
        '/sandbox',
        `/sandbox/merchants/${ids.id}`,
        `/sandbox/merchants/${ids.id}/settings`,
      ]) {
        expect((await app.inject({ url: page })).statusCode).toBeLessThan(500)
      }
    },
  )
})
