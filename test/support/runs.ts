/**
 * How often something is repeated: enough to be seen to fail, or with `THOROUGH=1` in the environment so often that
 * what is rare is met as well. `npm test`, which is run all day, repeats a third as often, and so do the runs of CI on other
 * stores than the memory, where everything takes longer.
 */
export function runs(usual: number, thorough: number): number {
  if (process.env.THOROUGH) return thorough
  return process.env.EVERYDAY || process.env.TEST_STORE ? Math.ceil(usual / 3) : usual
}
