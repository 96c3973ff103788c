import { nearest } from './nearest.js'

/** Values by the name of their place in a template. */
export type Filled = Readonly<Record<string, string>>

/**
 * The values that `text` has where the template has `{name}`; null when the text is another sentence. What
 * stands in square brackets may be left out, and a place that is still empty (`{name}`) gives no value. A
 * value is one word, or several in quotes.
 */
export function readSentence(template: string, text: string): Filled | null {
  const names = placesIn(template)
  const match = patternOf(template).exec(text.trim().replace(/\s+/g, ' '))
  if (!match) return null
  const values = match.slice(1).map((value) => value?.replace(/^(["'])(.*)\1$/, '$2'))
  return Object.fromEntries(
    names.flatMap((name, i) => {
      const value = values[i]
      return value === undefined || value === `{${name}}` ? [] : [[name, value]]
    }),
  )
}

/** The names of a template's places, in their order. */
export function placesIn(template: string): readonly string[] {
  return [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
}

/** The template with everything that may be left out, and without it. */
export function formsOf(template: string): readonly [long: string, short: string] {
  return [template.replace(/[[\]]/g, ''), template.replace(/\[[^\]]*\]/g, '')]
}

/** The template, of those without brackets, that a text was most likely meant to be; null when it is far from all. */
export function nearestSentence(text: string, templates: readonly string[]): string | null {
  const words = text.split(/\s+/).filter(Boolean)
  let best: string | null = null
  let least = words.length / 2
  for (const template of templates) {
    const distance = wordsApart(words, template.split(' '))
    if (distance < least) {
      best = template
      least = distance
    }
  }
  return best
}

/** How many words would have to change; a misspelt one counts half, and a place takes any word. */
function wordsApart(words: readonly string[], template: readonly string[]): number {
  let row = Array.from({ length: template.length + 1 }, (_, i) => i)
  for (const [i, word] of words.entries()) {
    const next = [i + 1]
    for (const [j, wanted] of template.entries()) {
      const changed = (row[j] ?? 0) + apart(word, wanted)
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, changed))
    }
    row = next
  }
  return row[template.length] ?? 0
}

function apart(word: string, wanted: string): number {
  if (wanted.startsWith('{') || word.toLowerCase() === wanted.toLowerCase()) return 0
  return nearest(word, [wanted]) ? 0.5 : 1
}

function patternOf(template: string): RegExp {
  const pattern = template
    .replace(/[.*+?^$()|\\]/g, '\\$&')
    .replaceAll('[', '(?:')
    .replaceAll(']', ')?')
    .replace(/\{\w+\}/g, () => '("[^"]*"|\'[^\']*\'|\\S+)')
  return new RegExp(`^${pattern}$`, 'i')
}
