/** The rows of some ids come in this order: by a number, and by a second one where the first is the same. */
export interface Order {
  readonly numberOf: (id: string) => number
  readonly tieOf: (id: string) => number
}

/**
 * Ids in the order of their rows. The numbers are looked up rather than kept: most lists are short, and there are many
 * of them. So a row must stay as it is while its id is here.
 */
export class SortedIds {
  readonly #order: Order
  readonly #ids: string[] = []

  constructor(order: Order) {
    this.#order = order
  }

  get size(): number {
    return this.#ids.length
  }

  add(id: string) {
    const last = this.#ids.length - 1
    // Nearly always: what is new comes last.
    if (last < 0 || !this.#isAfter(last, id)) this.#ids.push(id)
    else
      this.#ids.splice(
        this.#search((place) => this.#isAfter(place, id)),
        0,
        id,
      )
  }

  remove(id: string) {
    const { numberOf } = this.#order
    let place = this.#search((at) => this.#isAfter(at, id)) - 1
    // Rows of different merchants may have the same numbers.
    while (place >= 0 && this.#ids[place] !== id && numberOf(this.#ids[place] as string) === numberOf(id))
      place--
    if (this.#ids[place] === id) this.#ids.splice(place, 1)
  }

  /** All ids, in order. */
  all(): readonly string[] {
    return this.#ids
  }

  /** The ids whose numbers are above `after` and below `before`, in order. */
  between(after: number, before: number): readonly string[] {
    const { numberOf } = this.#order
    const from = this.#search((place) => numberOf(this.#ids[place] as string) > after)
    const to = this.#search((place) => numberOf(this.#ids[place] as string) >= before)
    return from === 0 && to === this.#ids.length ? this.#ids : this.#ids.slice(from, to)
  }

  #isAfter(place: number, id: string): boolean {
    const { numberOf, tieOf } = this.#order
    const known = this.#ids[place] as string
    return numberOf(known) > numberOf(id) || (numberOf(known) === numberOf(id) && tieOf(known) > tieOf(id))
  }

  /** The first place of which something is true that is true of all that come behind it. */
  #search(holds: (place: number) => boolean): number {
    let [low, high] = [0, this.#ids.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (holds(middle)) high = middle
      else low = middle + 1
    }
    return low
  }
}
