/** The rows of some ids come in this order: by a number, and by a second one where the first is the same. */
export interface Order {
  readonly rowOf: (id: string) => object | undefined
  readonly numberOf: (row: object) => number
  readonly tieOf: (row: object) => number
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

  add(id: string, row: object) {
    const last = this.#ids.length - 1
    // Nearly always: what is new comes last.
    if (last < 0 || !this.#isAfter(last, row)) this.#ids.push(id)
    else
      this.#ids.splice(
        this.#search((place) => this.#isAfter(place, row)),
        0,
        id,
      )
  }

  remove(id: string, row: object) {
    const number = this.#order.numberOf(row)
    let place = this.#search((at) => this.#isAfter(at, row)) - 1
    // Rows of different merchants may have the same numbers.
    while (place >= 0 && this.#ids[place] !== id && this.#numberAt(place) === number) place--
    if (this.#ids[place] === id) this.#ids.splice(place, 1)
  }

  /** All ids, in order. */
  all(): readonly string[] {
    return this.#ids
  }

  /** The ids whose numbers are above `after` and below `before`, in order. */
  between(after: number, before: number): readonly string[] {
    const from = this.#search((place) => this.#numberAt(place) > after)
    const to = this.#search((place) => this.#numberAt(place) >= before)
    return from === 0 && to === this.#ids.length ? this.#ids : this.#ids.slice(from, to)
  }

  #isAfter(place: number, row: object): boolean {
    const { numberOf, tieOf } = this.#order
    const known = this.#rowAt(place)
    if (!known) return false
    const difference = numberOf(known) - numberOf(row)
    return difference === 0 ? tieOf(known) > tieOf(row) : difference > 0
  }

  #numberAt(place: number): number {
    const row = this.#rowAt(place)
    return row ? this.#order.numberOf(row) : 0
  }

  #rowAt(place: number): object | undefined {
    return this.#order.rowOf(this.#ids[place] as string)
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
