import type { Counter } from 'prom-client'

/**
 * Counts in plain numbers, which each call adds to, and hands them over when figures are asked for: the library's own
 * counter sorts and checks its labels at every count.
 */
export class Tally<Label extends string> {
  readonly #counts = new Map<string, { readonly labels: Readonly<Record<Label, string>>; count: number }>()

  /** One more with these labels. */
  add(labels: Readonly<Record<Label, string>>) {
    let key = ''
    for (const name in labels) key += `${labels[name]}\n`
    const known = this.#counts.get(key)
    if (known) known.count += 1
    else this.#counts.set(key, { labels, count: 1 })
  }

  /** Adds to a counter what was counted since the last time. */
  handOver(counter: Counter<Label>) {
    for (const one of this.#counts.values()) {
      if (one.count > 0) counter.inc(one.labels, one.count)
      one.count = 0
    }
  }
}
