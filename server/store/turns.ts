/** Does one thing after the other for each owner, and for different owners side by side. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>()

  /** Runs `act` once everything that was asked for this owner before is done, whether it failed or not. */
  async take<T>(owner: string, act: () => Promise<T>): Promise<T> {
    const before = this.#last.get(owner)
    const result = before ? before.then(act) : act()
    const settled = result.then(
      () => {},
      () => {},
    )
    this.#last.set(owner, settled)
    try {
      return await result
    } finally {
      if (this.#last.get(owner) === settled) this.#last.delete(owner)
    }
  }

  /** Resolves once nothing is under way for anybody. */
  async allDone() {
    while (this.#last.size > 0) await Promise.all(this.#last.values())
  }
}
