import fc from 'fast-check'
import { Counter, Histogram, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { Tally } from '../../server/metrics/tally.js'
import { Timings } from '../../server/metrics/timings.js'

const NAMED = { name: 'duration_seconds', help: 'How long calls took.' }
const BOUNDS = [0.001, 0.5, 5]

const seconds = fc.oneof(fc.constantFrom(0, ...BOUNDS), fc.double({ min: 0, max: 9, noNaN: true }))
const labels = fc.constantFrom('generate-token', 'query-payment', 'a "quoted" one')

test('durations in plain numbers are written as the library writes its own', async () => {
  const property = fc.asyncProperty(fc.array(fc.tuple(labels, seconds)), async (observed) => {
    const [ours, theirs] = [new Registry(), new Registry()]
    const timings = new Timings(ours, { ...NAMED, label: 'endpoint' }, BOUNDS)
    const histogram = new Histogram({
      ...NAMED,
      labelNames: ['endpoint'],
      buckets: BOUNDS,
      registers: [theirs],
    })
    for (const [endpoint, value] of observed) {
      timings.observe(value, endpoint)
      histogram.observe({ endpoint }, value)
    }
    expect(await ours.metrics()).toBe(await theirs.metrics())
  })
  await fc.assert(property, { numRuns: 50 })
})

test('durations of what has no label are there from the start, as the library has them', async () => {
  const [ours, theirs] = [new Registry(), new Registry()]
  const timings = new Timings(ours, { ...NAMED, label: null }, BOUNDS)
  const histogram = new Histogram({ ...NAMED, buckets: BOUNDS, registers: [theirs] })
  expect(await ours.metrics()).toBe(await theirs.metrics())
  timings.observe(0.2)
  histogram.observe(0.2)
  expect(await ours.metrics()).toBe(await theirs.metrics())
})

test('counts are handed over once, however often they are asked for', async () => {
  const registry = new Registry()
  const tally = new Tally(['endpoint', 'status'])
  new Counter({
    name: 'requests_total',
    help: 'Calls.',
    labelNames: ['endpoint', 'status'],
    registers: [registry],
    collect() {
      tally.handOver(this)
    },
  })
  tally.add('generate-token', '200')
  tally.add('generate-token', '403')
  tally.add('generate-token', '200')
  await registry.metrics()
  tally.add('generate-token', '403')
  const text = await registry.metrics()
  expect(text).toContain('requests_total{endpoint="generate-token",status="200"} 2\n')
  expect(text).toContain('requests_total{endpoint="generate-token",status="403"} 2\n')
})
