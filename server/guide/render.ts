import { Marked, type Token, type Tokens } from 'marked'
import { escapeHtml } from '../lib/escape-html.js'

/** Where a link of a document leads its reader. */
export interface Links {
  /** The address for a target as the document writes it; null for a picture that is not there. */
  readonly link: (target: string) => string
  readonly picture: (target: string) => string | null
}

/** A heading and what stands below it, up to the next. */
export interface Section {
  /** Of its element; empty for what comes before the first heading. */
  readonly id: string
  readonly title: string
  readonly level: number
  readonly text: string
}

const marked = new Marked({ gfm: true })

/** What a document says, as the inside of a page. Its own HTML is left out, except for pictures. */
export function renderMarkdown(markdown: string, links: Links): string {
  const tokens = marked.lexer(markdown)
  const ids = headingIds(tokens)
  let heading = 0
  const renderer = new Marked({ gfm: true }).use({
    renderer: {
      heading({ tokens: inner, depth }) {
        const id = ids[heading++] ?? ''
        return `<h${depth} id="${escapeHtml(id)}">${this.parser.parseInline(inner)}</h${depth}>\n`
      },
      link({ href, tokens: inner }) {
        return `<a href="${escapeHtml(links.link(href))}">${this.parser.parseInline(inner)}</a>`
      },
      image: ({ href, text }) => picture(href, text, links),
      html: ({ text }) => {
        const [, tag = ''] = /(<img\s[^>]*>)/.exec(text) ?? []
        return tag ? `<p>${picture(attribute(tag, 'src'), attribute(tag, 'alt'), links)}</p>\n` : ''
      },
      // Wide ones scroll by themselves, also by keyboard.
      code: ({ text, lang }) =>
        `<pre tabindex="0"${lang ? ` data-language="${escapeHtml(lang)}"` : ''}><code>${escapeHtml(text)}</code></pre>\n`,
      table(token) {
        const head = token.header.map(
          (cell) => `<th scope="col">${this.parser.parseInline(cell.tokens)}</th>`,
        )
        const rows = token.rows.map(
          (row) =>
            `<tr>${row.map((cell) => `<td>${this.parser.parseInline(cell.tokens)}</td>`).join('')}</tr>`,
        )
        return `<div class="scrolls" tabindex="0" role="group" aria-label="Table"><table><thead><tr>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>\n`
      },
    },
  })
  return renderer.parser(tokens)
}

/** A document in parts, each with its heading, as plain text. */
export function sectionsOf(markdown: string): readonly Section[] {
  const tokens = marked.lexer(markdown)
  const ids = headingIds(tokens)
  const sections: { id: string; title: string; level: number; texts: string[] }[] = []
  for (const token of tokens) {
    if (token.type === 'heading') {
      const { depth: level, tokens: inner } = token as Tokens.Heading
      sections.push({ id: ids[sections.length] ?? '', title: plainText(inner), level, texts: [] })
    } else {
      sections.at(-1)?.texts.push(plainText([token]))
    }
  }
  return sections.map(({ texts, ...section }) => ({
    ...section,
    text: texts.join(' ').replaceAll(/\s+/g, ' ').trim(),
  }))
}

/** The ids of the headings at the top of a document, in order, as GitHub gives them. */
function headingIds(tokens: readonly Token[]): readonly string[] {
  const taken = new Map<string, number>()
  return tokens
    .filter(({ type }) => type === 'heading')
    .map((token) => {
      const words = plainText((token as Tokens.Heading).tokens).toLowerCase()
      const id = words.replaceAll(/[^\p{L}\p{N}_\- ]/gu, '').replaceAll(' ', '-')
      const times = taken.get(id) ?? 0
      taken.set(id, times + 1)
      return times === 0 ? id : `${id}-${times}`
    })
}

function plainText(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      if (token.type === 'html') return ''
      if (token.type === 'table') {
        const { header, rows } = token as Tokens.Table
        return [header, ...rows]
          .map((cells) => cells.map(({ tokens: inner }) => plainText(inner)).join(' '))
          .join(' ')
      }
      if (token.type === 'list')
        return (token as Tokens.List).items.map((item) => plainText(item.tokens)).join(' ')
      if ('tokens' in token && token.tokens) return plainText(token.tokens)
      return 'text' in token ? String(token.text) : token.type === 'space' ? ' ' : ''
    })
    .join('')
}

function picture(source: string, alt: string, links: Links): string {
  const address = links.picture(source)
  // Nothing stands in for a picture that the package leaves out: the text around it says the same.
  return address === null ? '' : `<img src="${escapeHtml(address)}" alt="${escapeHtml(alt)}" loading="lazy">`
}

function attribute(tag: string, name: string): string {
  return new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? ''
}
