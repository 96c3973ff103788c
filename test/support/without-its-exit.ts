const ENDS = ['beforeExit', 'exit'] as const

/**
 * Loads a package that ends the process by itself, with a code of its own, when nothing is left to do: tests that failed would
 * pass for whoever looks at the code. Signals stay its own.
 */
export async function withoutItsExit<T>(load: () => Promise<T>): Promise<T> {
  const before = ENDS.flatMap((event) => process.listeners(event as 'exit'))
  const loaded = await load()
  for (const event of ENDS) {
    for (const listener of process.listeners(event as 'exit'))
      if (!before.includes(listener)) process.off(event, listener)
  }
  return loaded
}
