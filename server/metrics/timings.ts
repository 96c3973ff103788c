import type { Metric, Registry } from 'prom-client'
import { getOrAdd } from '../lib/get-or-add.js'

interface Timed {
  /** How many took no longer than each bound, and longer than the one before. */
  readonly counts: number[]
  sum: number
  count: number
}

/**
 * A histogram in plain numbers, by one label at most. The library's own sorts and checks its labels at every observation,
 * three times in a call; for the rest, all figures are the library's.
 */
export class Timings {
  readonly #named: { readonly name: string; readonly help: string; readonly label: string | null }
  readonly #bounds: readonly number[]
  readonly #timed = new Map<string, Timed>()

  constructor(
    registry: Registry,
    named: { readonly name: string; readonly help: string; readonly label: string | null },
    bounds: readonly number[],
  ) {
    this.#named = named
    this.#bounds = bounds
    if (named.label === null) this.#of('')
    const { name, help } = named
    const metric = { name, help, type: 'histogram', aggregator: 'sum', get: async () => this.#read() }
    // A registry asks nothing else of a metric; its types name the library's own classes alone.
    registry.registerMetric(metric as unknown as Metric)
  }

  /** Takes note of one that took so many seconds. */
  observe(seconds: number, label = '') {
    const timed = this.#of(label)
    timed.sum += seconds
    timed.count += 1
    let at = 0
    while (at < this.#bounds.length && seconds > (this.#bounds[at] ?? 0)) at += 1
    if (at < this.#bounds.length) timed.counts[at] = (timed.counts[at] ?? 0) + 1
  }

  #of(label: string): Timed {
    return getOrAdd(this.#timed, label, () => ({ counts: this.#bounds.map(() => 0), sum: 0, count: 0 }))
  }

  #read() {
    const { name, help, label } = this.#named
    const values = [...this.#timed].flatMap(([value, { counts, sum, count }]) => {
      const labels = label === null ? {} : { [label]: value }
      let upTo = 0
      const buckets = this.#bounds.map((le, at) => {
        upTo += counts[at] ?? 0
        return { labels: { le, ...labels }, value: upTo, metricName: `${name}_bucket` }
      })
      return [
        ...buckets,
        { labels: { le: '+Inf', ...labels }, value: count, metricName: `${name}_bucket` },
        { labels, value: sum, metricName: `${name}_sum` },
        { labels, value: count, metricName: `${name}_count` },
      ]
    })
    return { name, help, type: 'histogram', aggregator: 'sum', values }
  }
}
