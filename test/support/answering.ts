let underway = 0
let waiting: (() => void)[] = []

/** Whether somebody waits for an answer of a store that is far away: what comes of it has not happened yet. */
export function isAnswering(): boolean {
  return underway > 0
}

/** Resolves once one of these answers has come. The store may need the processor that looking again and again would take. */
export function anAnswer(): Promise<void> {
  return new Promise((resolve) => waiting.push(resolve))
}

/** Takes note that an answer is waited for until it has come. */
export async function answering<T>(answer: Promise<T>): Promise<T> {
  underway += 1
  try {
    return await answer
  } finally {
    underway -= 1
    const told = waiting
    waiting = []
    for (const tell of told) tell()
  }
}
