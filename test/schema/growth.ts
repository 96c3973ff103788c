/** The least of several measured times, in milliseconds: what else the machine does only ever adds. */
async function leastTime(act: () => unknown): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < 5; i++) {
    const from = performance.now()
    await act()
    least = Math.min(least, performance.now() - from)
  }
  return least
}

/**
 * How many times longer it takes with 80,000 of something than with 8,000: about 10 times where the work is
 * linear, about 100 times where it is quadratic.
 */
export async function growth(act: (count: number) => () => unknown): Promise<number> {
  const [few, many] = [act(8_000), act(80_000)]
  // A second look, where something else took the machine's time throughout the first.
  const ratio = async () => (await leastTime(many)) / (await leastTime(few))
  return Math.min(await ratio(), await ratio())
}

/** Between linear and quadratic, on a scale of factors. */
export const FAR_BELOW_QUADRATIC = 10 ** 1.5

export function unknownKeys(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 0]))
}
