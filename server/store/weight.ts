/** What an object, a field and a number take, roughly. A text takes two bytes for each character at most. */
const OBJECT_BYTES = 48
const FIELD_BYTES = 16

/** About how many bytes a row takes in memory, and rather more than less. */
export function weightOf(value: unknown): number {
  if (typeof value === 'string') return weightOfText(value)
  if (typeof value !== 'object' || value === null) return 0
  // Not `for … in`: it looks up the names of all fields first, which takes Node 24 several times as long.
  const values: readonly unknown[] = Array.isArray(value) ? value : Object.values(value)
  let weight = OBJECT_BYTES + FIELD_BYTES * values.length
  // Most fields are texts and numbers, and a call for each of them is most of the work.
  for (let i = 0; i < values.length; i++) {
    const field = values[i]
    if (typeof field === 'string') weight += weightOfText(field)
    else if (typeof field === 'object') weight += weightOf(field)
  }
  return weight
}

function weightOfText(text: string): number {
  return OBJECT_BYTES / 2 + text.length * 2
}
