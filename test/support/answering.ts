let underway = 0

/** Whether somebody waits for an answer of a store that is far away: what comes of it has not happened yet. */
export function isAnswering(): boolean {
  return underway > 0
}

/** Takes note that an answer is waited for until it has come. */
export async function answering<T>(answer: Promise<T>): Promise<T> {
  underway += 1
  try {
    return await answer
  } finally {
    underway -= 1
  }
}
