/** What an object, a field and a number take, roughly. A text takes two bytes for each character at most. */
const OBJECT_BYTES = 48
const FIELD_BYTES = 16

/** About how many bytes a row takes in memory, and rather more than less. */
export function weightOf(value: unknown): number {
  if (typeof value === 'string') return OBJECT_BYTES / 2 + value.length * 2
  if (typeof value !== 'object' || value === null) return 0
  let weight = OBJECT_BYTES
  // Not `for … in`: it looks up the names of all fields first, which takes Node 24 several times as long.
  const values: readonly unknown[] = Array.isArray(value) ? value : Object.values(value)
  for (let i = 0; i < values.length; i++) weight += FIELD_BYTES + weightOf(values[i])
  return weight
}
