/**
 * Shares a number of places between those who ask: each holds no more than its part, and where none is free, those who
 * hold the fewest come first.
 */
export class FairShare {
  readonly #places: number
  readonly #placesEach: number
  readonly #held = new Map<string, number>()
  readonly #waiting = new Map<string, Set<Waiting>>()
  #taken = 0

  constructor(places: number, placesEach: number) {
    this.#places = places
    this.#placesEach = placesEach
  }

  /** Starts now where there is a place for `who`, or once there is one. Returns how to give up waiting. */
  enter(who: string, start: () => void): () => void {
    if (this.#hasPlaceFor(who)) {
      this.#take(who)
      start()
      return () => {}
    }
    const waiting = { start }
    const queue = this.#waiting.get(who)
    if (queue) queue.add(waiting)
    else this.#waiting.set(who, new Set([waiting]))
    return () => this.#giveUp(who, waiting)
  }

  /** Gives a place back that was entered. */
  leave(who: string) {
    const held = (this.#held.get(who) ?? 1) - 1
    if (held === 0) this.#held.delete(who)
    else this.#held.set(who, held)
    this.#taken -= 1
    this.#startNext()
  }

  #hasPlaceFor(who: string): boolean {
    return this.#taken < this.#places && (this.#held.get(who) ?? 0) < this.#placesEach
  }

  #take(who: string) {
    this.#taken += 1
    this.#held.set(who, (this.#held.get(who) ?? 0) + 1)
  }

  #startNext() {
    if (this.#waiting.size === 0) return
    const able = [...this.#waiting.keys()].filter((who) => this.#hasPlaceFor(who))
    const [next] = able.sort((a, b) => (this.#held.get(a) ?? 0) - (this.#held.get(b) ?? 0))
    if (next === undefined) return
    const [first] = this.#waiting.get(next) ?? []
    if (!first) return
    this.#giveUp(next, first)
    this.#take(next)
    first.start()
  }

  #giveUp(who: string, waiting: Waiting) {
    const queue = this.#waiting.get(who)
    queue?.delete(waiting)
    if (queue?.size === 0) this.#waiting.delete(who)
  }
}

interface Waiting {
  readonly start: () => void
}
