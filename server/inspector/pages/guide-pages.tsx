import type { ComponentChildren } from 'preact'
import type { Guide, GuidePage } from '../../guide/guide.js'
import { GUIDE_PATH } from '../../guide/guide-path.js'
import type { Found } from '../../guide/search.js'
import { Head, SkipLink, TopBar } from './head.js'

interface FrameProps {
  readonly guide: Guide
  readonly title: string
  readonly current?: GuidePage | undefined
  readonly query?: string
  readonly children: ComponentChildren
}

/** What every page of the guide has: the way back, a search, and all pages in their order. */
function Frame({ guide, title, current, query = '', children }: FrameProps) {
  return (
    <html lang="en">
      <Head title={title} assets={['guide.css']} />
      <body>
        <SkipLink />
        <header>
          <TopBar part={current ? undefined : 'Guide'} />
        </header>
        <div class="guide">
          <div class="guide-side">
            <search>
              <form action={`${GUIDE_PATH}/search`} method="get">
                <label for="guide-search">Search the guide</label>
                <div class="guide-search">
                  <input id="guide-search" type="search" name="q" value={query} maxLength={200} />
                  <button type="submit">Search</button>
                </div>
              </form>
            </search>
            <details>
              <summary>All pages</summary>
              <nav aria-label="Guide">
                {guide.chapters.map((chapter) => (
                  <section key={chapter.title}>
                    <h2>{chapter.title}</h2>
                    <ol>
                      {chapter.pages.map((page) => (
                        <li key={page.name}>
                          <a href={page.address} aria-current={page === current ? 'page' : undefined}>
                            {page.title}
                          </a>
                        </li>
                      ))}
                    </ol>
                  </section>
                ))}
              </nav>
            </details>
          </div>
          <main id="main">{children}</main>
        </div>
      </body>
    </html>
  )
}

/** All pages in their reading order, each with what its reader gets from it. */
export function GuideIndexPage({ guide }: { readonly guide: Guide }) {
  return (
    <Frame guide={guide} title="Guide">
      <h1>Guide</h1>
      <p class="lead">
        Everything about this sandbox, as it is in the package that runs here: nothing is loaded from
        elsewhere. Read from the top, or search.
      </p>
      {guide.chapters.map(({ title, about, pages }) => (
        <section key={title} aria-label={title}>
          <h2>{title}</h2>
          <p class="hint">{about}</p>
          <ul>
            {pages.map((page) => (
              <li key={page.name}>
                <a href={page.address}>{page.title}</a>
                {page.about && ` ${page.about}`}
              </li>
            ))}
          </ul>
        </section>
      ))}
      <p class="hint">
        For programs that read: <a href={`${GUIDE_PATH}/llms.txt`}>llms.txt</a>, and each page with{' '}
        <code>.md</code> at the end of its address.
      </p>
    </Frame>
  )
}

interface PageProps {
  readonly guide: Guide
  readonly page: GuidePage
  /** What the page says, made from a document of this package. */
  readonly html: string
}

/** One page, and the ways to those before and after it. What it says is rendered from our own documents, which hold nothing of anybody. */
export function GuidePageView({ guide, page, html }: PageProps) {
  const { before, after } = guide.beside(page)
  return (
    <Frame guide={guide} title={page.title} current={page}>
      <article dangerouslySetInnerHTML={{ __html: html }} />
      {(before || after) && (
        <nav class="guide-beside" aria-label="Before and after">
          {before && (
            <a href={before.address} rel="prev">
              {`← ${before.title}`}
            </a>
          )}
          {after && (
            <a href={after.address} rel="next">
              {`${after.title} →`}
            </a>
          )}
        </nav>
      )}
    </Frame>
  )
}

interface SearchProps {
  readonly guide: Guide
  readonly query: string
  readonly found: readonly Found[]
}

/** Where words were found, the best first. */
export function GuideSearchPage({ guide, query, found }: SearchProps) {
  return (
    <Frame guide={guide} title="Search" query={query}>
      <h1>{query === '' ? 'Search' : `Search: ${query}`}</h1>
      {query !== '' && found.length === 0 && (
        <p>
          No section has all of these words. Try fewer, or <a href={GUIDE_PATH}>look through the pages</a>.
        </p>
      )}
      <ol class="guide-found">
        {found.map(({ address, page, title, excerpt }) => (
          <li key={address}>
            <a href={address}>{title === page ? page : `${page}: ${title}`}</a>
            <p>{excerpt}</p>
          </li>
        ))}
      </ol>
    </Frame>
  )
}
