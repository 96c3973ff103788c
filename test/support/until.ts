/**
 * Lets what is under way go on until something holds. Has no deadline of its own, because a slow machine is no
 * failure: what never comes runs into the time-out of the test.
 */
export async function until(holds: () => boolean | Promise<boolean>) {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve))
}
