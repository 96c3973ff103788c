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

function patternOf(template: string): RegExp {
  const pattern = template
    .replace(/[.*+?^$()|\\]/g, '\\$&')
    .replaceAll('[', '(?:')
    .replaceAll(']', ')?')
    .replace(/\{\w+\}/g, () => '("[^"]*"|\'[^\']*\'|\\S+)')
  return new RegExp(`^${pattern}$`, 'i')
}
