import type { Counter } from 'prom-client'
import { getOrAdd } from '../lib/get-or-add.js'

/** The names of the labels that something is counted by. */
export type TallyLabels<Label extends string> = readonly [Label] | readonly [Label, Label]

/**
 * Counts in plain numbers, which each call adds to, and hands them over when figures are asked for: the library's own
 * counter sorts and checks its labels at every count.
 */
export class Tally<Label extends string> {
  readonly #labels: TallyLabels<Label>
  /** By the value of the first label, and then by that of the second. */
  readonly #counts = new Map<string, Map<string, number>>()

  constructor(labels: TallyLabels<Label>) {
    this.#labels = labels
  }

  /** One more with these values of the labels. */
  add(first: string, second = '') {
    const counts = getOrAdd(this.#counts, first, newCounts)
    counts.set(second, (counts.get(second) ?? 0) + 1)
  }

  /** Adds to a counter what was counted since the last time. */
  handOver(counter: Counter<Label>) {
    const [one, other] = this.#labels
    for (const [first, counts] of this.#counts) {
      for (const [second, count] of counts) {
        const labels = { [one]: first, ...(other === undefined ? {} : { [other]: second }) }
        if (count > 0) counter.inc(labels as Record<Label, string>, count)
        counts.set(second, 0)
      }
    }
  }
}

function newCounts(): Map<string, number> {
  return new Map()
}
