/** Something wrong in what a person or a program gave us: where, and what would be right. */
export interface Issue {
  /** Keys and positions from the top to the place. */
  readonly path: readonly (string | number)[]
  readonly message: string
}

/** Of more issues than this, the first ones are reported, and how many more there are. */
export const MAX_ISSUES = 20

/** The first issues and, where there are more, one last that says how many: `and 7980 more`. */
export function firstOf(issues: readonly Issue[], total = issues.length): Issue[] {
  const shown = issues.slice(0, MAX_ISSUES)
  const more = total - shown.length
  return more > 0 ? [...shown, { path: [], message: `and ${more} more` }] : shown
}

/** The same issues, of a value that stands at this place in a larger one. */
export function within(path: Issue['path'], issues: readonly Issue[]): Issue[] {
  return issues.map((issue) => ({ path: [...path, ...issue.path], message: issue.message }))
}

/** `timeline[1].status` */
export function pathText(path: Issue['path']): string {
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${cut(part, MAX_KEY)}`))
    .join('')
}

/** `timeline[1].status: found "SUCCES"; did you mean SUCCESS?` */
export function issueText({ path, message }: Issue): string {
  return path.length > 0 ? `${pathText(path)}: ${message}` : message
}

/** All of them in one line, for a sentence that goes on with them. */
export function oneLine(issues: readonly Issue[]): string {
  return issues.map(issueText).join('; ')
}

/** One issue a line. */
export function lines(issues: readonly Issue[]): string {
  return issues.map(issueText).join('\n')
}

/** Keys of honest schemas are far shorter. */
const MAX_KEY = 100

/** At most this many characters of a value are shown in a message. */
const MAX_SHOWN = 60

/** Values that lie deeper than this have no room in so few characters. */
const MAX_SHOWN_DEPTH = 5

/** A value as JSON, cut where it is long. What is cut is not even looked at, however large it is. */
export function inShort(value: unknown): string {
  return cut(JSON.stringify(beginningOf(value, { left: MAX_SHOWN }, 0)) ?? String(value), MAX_SHOWN)
}

function beginningOf(value: unknown, budget: { left: number }, depth: number): unknown {
  budget.left -= 1
  if (typeof value === 'string') return value.slice(0, MAX_SHOWN)
  if (typeof value !== 'object' || value === null) return value
  if (depth > MAX_SHOWN_DEPTH) return Array.isArray(value) ? [] : {}
  if (Array.isArray(value)) {
    const items: unknown[] = []
    for (let i = 0; i < value.length && budget.left > 0; i++)
      items.push(beginningOf(value[i], budget, depth + 1))
    return items
  }
  const fields: Record<string, unknown> = {}
  for (const key in value) {
    if (budget.left <= 0) break
    fields[key.slice(0, MAX_SHOWN)] = beginningOf((value as Record<string, unknown>)[key], budget, depth + 1)
  }
  return fields
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 3)}...` : text
}
