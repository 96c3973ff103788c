import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, extname, join, posix } from 'node:path'
import { packageRoot } from '../package-root.js'
import { GUIDE_PATH, pageName } from './guide-path.js'
import { type Chapter, DECISIONS, READING_ORDER } from './reading-order.js'
import { renderMarkdown, sectionsOf } from './render.js'
import { type Found, type Searched, search } from './search.js'

/** Where the source is, for what the package does not have. */
const REPOSITORY = repositoryIn(join(packageRoot, 'package.json'))

/** A page of the guide. */
export interface GuidePage {
  /** What follows the guide's own address: `testing`, `decisions/0003-serial-keys`. */
  readonly name: string
  readonly file: string
  readonly title: string
  /** What its reader gets from it; empty for a decision, whose title says it, and for a file that is shown as it is. */
  readonly about: string
  readonly address: string
}

/** A chapter with its pages. */
export interface GuideChapter extends Omit<Chapter, 'pages'> {
  readonly pages: readonly GuidePage[]
}

/**
 * The documents of this package as pages that lead to one another. Everything is read once, when it is first
 * asked for.
 */
export class Guide {
  readonly chapters: readonly GuideChapter[]
  readonly #pages: ReadonlyMap<string, GuidePage>
  readonly #files: ReadonlyMap<string, GuidePage>
  readonly #html = new Map<GuidePage, string>()
  #searched: readonly Searched[] | null = null

  constructor() {
    const decisions = filesBelow(DECISIONS).map((file): [string, string] => [file, ''])
    const all: readonly Chapter[] = [
      ...READING_ORDER,
      {
        title: 'Decisions',
        about: 'Choices that somebody may question, and why they were made.',
        pages: decisions,
      },
    ]
    this.chapters = all.map(({ pages, ...chapter }) => ({
      ...chapter,
      pages: pages.map(([file, about]) => pageOf(file, about)),
    }))
    const recipes = filesBelow('docs/recipes').filter((file) => !file.endsWith('.md'))
    const pages = [
      ...this.chapters.flatMap((chapter) => chapter.pages),
      ...recipes.map((file) => pageOf(file, '')),
    ]
    this.#pages = new Map(pages.map((page) => [page.name, page]))
    this.#files = new Map(pages.map((page) => [page.file, page]))
  }

  /** The page with a name; null where there is none. */
  page(name: string): GuidePage | null {
    return this.#pages.get(name) ?? null
  }

  /** What a page says, as HTML. */
  html(page: GuidePage): string {
    const known = this.#html.get(page)
    if (known !== undefined) return known
    const text = withoutFrontMatter(read(page.file))
    const links = {
      link: (target: string) => this.#addressOf(page, target),
      picture: (target: string) => pictureAt(page, target),
    }
    const html = renderMarkdown(page.file.endsWith('.md') ? text : asCode(page, text), links)
    this.#html.set(page, html)
    return html
  }

  /** The pages before and after one in the reading order; undefined where there is none. */
  beside(page: GuidePage): { readonly before: GuidePage | undefined; readonly after: GuidePage | undefined } {
    const order = this.chapters.flatMap(({ pages }) => pages)
    const at = order.indexOf(page)
    return at === -1
      ? { before: undefined, after: undefined }
      : { before: order[at - 1], after: order[at + 1] }
  }

  /** Where words are found. */
  search(query: string): readonly Found[] {
    this.#searched ??= this.chapters.flatMap(({ pages }) =>
      pages.flatMap((page) =>
        sectionsOf(withoutFrontMatter(read(page.file))).map((section) => ({
          address: section.level === 1 ? page.address : `${page.address}#${section.id}`,
          page: page.title,
          section,
        })),
      ),
    )
    return search(this.#searched, query)
  }

  /** What programs that read for people are told: each page with its address and what it is about. */
  summary(addressOf: (page: GuidePage) => string): string {
    const chapters = this.chapters.map(({ title, pages }) =>
      [
        `## ${title}`,
        '',
        ...pages.map((page) => `- [${page.title}](${addressOf(page)})${page.about ? `: ${page.about}` : ''}`),
      ].join('\n'),
    )
    return `${[SUMMARY_BEGINS, ...chapters].join('\n\n')}\n`
  }

  /** A picture of the documents by its name, which a clone has and the package does not; null where there is none. */
  picture(name: string): Buffer | null {
    const folder = join(packageRoot, PICTURES)
    const isThere = name.endsWith('.webp') && existsSync(folder) && readdirSync(folder).includes(name)
    return isThere ? readFileSync(join(folder, name)) : null
  }

  /** The text of a page as it was written. */
  source({ file }: GuidePage): string {
    return read(file)
  }

  #addressOf(from: GuidePage, target: string): string {
    if (/^[a-z]+:/i.test(target)) return target
    const [path = '', fragment] = target.split('#')
    const file = path === '' ? from.file : posix.join(posix.dirname(from.file), path)
    const page = this.#files.get(file)
    const address = page?.address ?? `${REPOSITORY}/blob/main/${file}`
    return fragment === undefined ? address : `${address}#${fragment}`
  }
}

const SUMMARY_BEGINS = `# clickpesa-sandbox

> A faithful fake of ClickPesa, the Tanzanian payment gateway, which has no sandbox of its own: the same API, payment pages, webhooks and
> errors, without the money; it can be told to misbehave, and its time can be moved.`

function pageOf(file: string, about: string): GuidePage {
  const isDocument = file.endsWith('.md')
  const name = pageName(file)
  const title = isDocument ? (/^# (.+)$/m.exec(read(file))?.[1] ?? name) : basename(file)
  return { name, file, title: title.replaceAll('`', ''), about, address: `${GUIDE_PATH}/${name}` }
}

/** A file that is not a document, shown as it is. */
function asCode({ title, file }: GuidePage, text: string): string {
  const fence = '`'.repeat(8)
  return `# ${title}\n\n${fence}${extname(file).slice(1)}\n${text}\n${fence}\n`
}

/** A picture of the documents, which a clone has and the package does not. */
function pictureAt({ file }: GuidePage, target: string): string | null {
  const path = posix.join(posix.dirname(file), target)
  if (dirname(path) !== PICTURES || !existsSync(join(packageRoot, path))) return null
  return `${GUIDE_PATH}/pictures/${basename(path)}`
}

const PICTURES = 'docs/screenshots'

/** What tools read at the top of a document, between two lines of hyphens. */
function withoutFrontMatter(text: string): string {
  return text.replace(/^---\n[\s\S]*?\n---\n/, '')
}

function read(file: string): string {
  return readFileSync(join(packageRoot, file), 'utf8')
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(packageRoot, folder))
    .toSorted()
    .map((name) => `${folder}/${name}`)
}

function repositoryIn(file: string): string {
  const { homepage } = JSON.parse(readFileSync(file, 'utf8')) as { homepage: string }
  return homepage.replace(/#.*$/, '')
}
