/** A place in a line: `come` resolves when everybody before has passed. */
interface Turn {
  readonly come: Promise<void>
  readonly pass: () => void
}

/** Puts things that run side by side in line, in the order in which they take their turns. */
export class Turns {
  #last = Promise.resolve()

  take(): Turn {
    const come = this.#last
    let pass = () => {}
    this.#last = new Promise((resolve) => {
      pass = resolve
    })
    return { come, pass: () => pass() }
  }
}
