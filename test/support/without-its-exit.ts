/**
 * Loads a package that ends the process by itself, with the code 0, when nothing is left to do: tests that failed would pass
 * for whoever looks at the code.
 */
export async function withoutItsExit<T>(load: () => Promise<T>): Promise<T> {
  const before = process.listeners('beforeExit')
  const loaded = await load()
  for (const listener of process.listeners('beforeExit'))
    if (!before.includes(listener)) process.off('beforeExit', listener)
  return loaded
}
