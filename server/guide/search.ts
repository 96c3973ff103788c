import type { Section } from './render.js'

/** A section of a page, as a search looks at it. */
export interface Searched {
  /** The page it is on, and where on it. */
  readonly address: string
  readonly page: string
  readonly section: Section
}

/** Where words were found. */
export interface Found {
  readonly address: string
  readonly page: string
  readonly title: string
  /** What stands around the first of the words. */
  readonly excerpt: string
}

const MAX_FOUND = 30
const MAX_WORDS = 10
const AROUND = 90

/**
 * The sections that have all the words, wherever a word begins with them, the best first: those whose heading or page is
 * named so, then those that have them often for their length.
 */
export function search(sections: readonly Searched[], query: string): readonly Found[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean).slice(0, MAX_WORDS)
  if (words.length === 0) return []
  const patterns = words.map(beginningWith)
  return sections
    .map((searched) => ({ searched, score: scoreOf(searched, patterns) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MAX_FOUND)
    .map(({ searched: { address, page, section } }) => ({
      ...{ address, page, title: section.title },
      excerpt: excerptOf(section.text, patterns),
    }))
}

function scoreOf({ page, section: { title, text, level } }: Searched, patterns: readonly RegExp[]): number {
  let score = 0
  for (const pattern of patterns) {
    const inTitle = countIn(title, pattern)
    const inText = countIn(text, pattern)
    const inPage = countIn(page, pattern)
    if (inTitle + inText + inPage === 0) return 0
    score += 20 * Math.min(inTitle, 1) + 5 * Math.min(inPage, 1) + (10 * inText) / (20 + text.length / 40)
  }
  // The first section of a page stands for the whole.
  return level === 1 ? score * 1.5 : score
}

function countIn(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}

function excerptOf(text: string, patterns: readonly RegExp[]): string {
  const first = Math.min(
    ...patterns.map((pattern) => text.search(pattern)).filter((at) => at >= 0),
    text.length,
  )
  const at = first === text.length ? 0 : first
  const from = at <= AROUND ? 0 : text.indexOf(' ', at - AROUND) + 1
  const to = at + 2 * AROUND >= text.length ? text.length : text.lastIndexOf(' ', at + 2 * AROUND)
  return `${from > 0 ? '… ' : ''}${text.slice(from, to)}${to < text.length ? ' …' : ''}`
}

/** Where a word begins with these letters, in small or capital ones. */
function beginningWith(word: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])${word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`, 'giu')
}
