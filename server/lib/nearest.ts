/** The candidate that `text` most looks like; null when it looks like none of them. */
export function nearest<Name extends string>(text: string, candidates: readonly Name[]): Name | null {
  const wanted = text.toLowerCase()
  let best: Name | null = null
  let least = Math.max(text.length < 4 ? 2 : 3, Math.ceil(text.length / 2))
  for (const candidate of candidates) {
    const known = candidate.toLowerCase()
    // The distance is never less than this, and a long text would take long to measure.
    if (Math.abs(wanted.length - known.length) >= least) continue
    const distance = editDistance(wanted, known)
    if (distance < least) {
      best = candidate
      least = distance
    }
  }
  return best
}

/** How many letters were added, left out, exchanged or swapped with their neighbour. */
function editDistance(a: string, b: string): number {
  let before: readonly number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const isSwapped = i > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swapped = isSwapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substituted, swapped))
    }
    before = row
    row = next
  }
  return row[b.length] ?? 0
}
