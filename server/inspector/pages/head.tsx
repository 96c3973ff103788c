import { GUIDE_PATH } from '../../guide/guide-path.js'

/** The parts of the sandbox that every page leads to, with the key that goes there. */
const PLACES = [
  ['Overview', '/sandbox', 'o'],
  ['Scenarios', '/sandbox/scenarios', 's'],
  ['Check', '/sandbox/check', 'k'],
  ['Guide', GUIDE_PATH, undefined],
  ['ClickPesa API', '/docs', undefined],
  ['Control API', '/sandbox/docs', undefined],
] as const

interface HeadProps {
  readonly title: string
  /** Further style sheets and scripts, by the names of their files. */
  readonly assets?: readonly string[]
}

/** What browsers are told of a page of the inspector or the guide. */
export function Head({ title, assets = [] }: HeadProps) {
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{`${title} · clickpesa-sandbox`}</title>
      {['inspector.css', ...assets].map((file) =>
        file.endsWith('.js') ? (
          <script key={file} type="module" src={`/sandbox/assets/${file}`} />
        ) : (
          <link key={file} rel="stylesheet" href={`/sandbox/assets/${file}`} />
        ),
      )}
      <link rel="icon" href="/sandbox/assets/icon.svg" type="image/svg+xml" />
    </head>
  )
}

/** The way past the navigation, for who reads by keyboard. */
export function SkipLink() {
  return (
    <a class="skip" href="#main">
      Skip to the content
    </a>
  )
}

interface TopBarProps {
  /** The part that the page belongs to; another name, or none, marks nothing. */
  readonly part?: string | undefined
  /** Whose scenarios are chosen; without one they are only read. */
  readonly merchantId?: string | undefined
}

/** The name of the sandbox, and the ways to its parts. */
export function TopBar({ part, merchantId }: TopBarProps) {
  return (
    <div class="top">
      <a class="brand" href="/sandbox">
        clickpesa-sandbox
      </a>
      <nav aria-label="Sandbox">
        {PLACES.map(([name, path, key]) => (
          <a
            key={name}
            href={name === 'Scenarios' && merchantId ? `${path}?merchant=${merchantId}` : path}
            data-key={key}
            aria-current={name === part ? 'page' : undefined}
          >
            {name}
          </a>
        ))}
      </nav>
    </div>
  )
}
