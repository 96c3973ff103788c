/**
 * How often something is repeated: enough to be seen to fail, or with `THOROUGH=1` in the environment so often that
 * what is rare is met as well.
 */
export function runs(usual: number, thorough: number): number {
  return process.env.THOROUGH ? thorough : usual
}
