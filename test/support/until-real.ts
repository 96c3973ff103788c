/** Many times as long as anything takes that processes do to each other, so that only what never comes is late. */
const FAR_TOO_LONG_MS = 120_000

/** Waits in real time, since processes of their own are at work; what does not come is said in words. */
export async function untilReal(what: string, holds: () => boolean): Promise<void> {
  const from = performance.now()
  while (!holds()) {
    if (performance.now() - from > FAR_TOO_LONG_MS) throw new Error(`it never comes about that ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
