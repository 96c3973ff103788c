/** Ids in the order of a number that goes with each, and of a second one where the first is the same. */
export class SortedIds {
  readonly #numbers: number[] = []
  readonly #ties: number[] = []
  readonly #ids: string[] = []

  get size(): number {
    return this.#ids.length
  }

  add(id: string, number: number, tie: number) {
    const last = this.#ids.length - 1
    // Nearly always: what is new comes last.
    if (last < 0 || !this.#isAfter(last, number, tie)) {
      this.#numbers.push(number)
      this.#ties.push(tie)
      this.#ids.push(id)
      return
    }
    const place = this.#search((at) => this.#isAfter(at, number, tie))
    this.#numbers.splice(place, 0, number)
    this.#ties.splice(place, 0, tie)
    this.#ids.splice(place, 0, id)
  }

  remove(id: string, number: number) {
    let place = this.#search((at) => (this.#numbers[at] as number) >= number)
    while (this.#numbers[place] === number && this.#ids[place] !== id) place++
    if (this.#ids[place] !== id) return
    this.#numbers.splice(place, 1)
    this.#ties.splice(place, 1)
    this.#ids.splice(place, 1)
  }

  /** The ids whose numbers are above `after` and below `before`, in order. */
  between(after: number, before: number): readonly string[] {
    const from = this.#search((at) => (this.#numbers[at] as number) > after)
    const to = this.#search((at) => (this.#numbers[at] as number) >= before)
    return from === 0 && to === this.#ids.length ? this.#ids : this.#ids.slice(from, to)
  }

  #isAfter(place: number, number: number, tie: number): boolean {
    const known = this.#numbers[place] as number
    return known > number || (known === number && (this.#ties[place] as number) > tie)
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
