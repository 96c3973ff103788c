/** The least of several measured times, in milliseconds: what else the machine does only ever adds. */
async function leastTime(act: () => unknown, times: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < times; i++) {
    const from = performance.now()
    await act()
    least = Math.min(least, performance.now() - from)
  }
  return least
}

/** A short time that something else made longer would hide much, and is cheap to take again. */
const SHORT_TIMES = 5
const MAX_LOOKS = 40

/** Half of what quadratic work takes; what is linear takes a little more than ten times, for the memory that it needs. */
export const FAR_BELOW_QUADRATIC = 50

/**
 * How many times longer it takes with 80,000 of something than with 8,000: about 10 times where the work is
 * linear, about 100 times where it is quadratic.
 */
export async function growth(act: (count: number) => () => unknown): Promise<number> {
  const [few, many] = [act(8_000), act(80_000)]
  let [short, long] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  // It is looked at again where something else had the machine for itself throughout.
  for (let look = 0; look < MAX_LOOKS && !(long / short < FAR_BELOW_QUADRATIC); look++) {
    short = Math.min(short, await leastTime(few, SHORT_TIMES))
    long = Math.min(long, await leastTime(many, 1))
  }
  return long / short
}

export function unknownKeys(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 0]))
}

/** The same object, and how often something in it was looked at. */
export function watched<T extends object>(target: T): { readonly value: T; readonly looks: () => number } {
  let looks = 0
  const value = new Proxy(target, {
    get(...args) {
      looks += 1
      return Reflect.get(...args)
    },
    getOwnPropertyDescriptor(...args) {
      looks += 1
      return Reflect.getOwnPropertyDescriptor(...args)
    },
  })
  return { value, looks: () => looks }
}
