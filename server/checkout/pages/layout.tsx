import type { ComponentChildren, VNode } from 'preact'
import type { Merchant } from '../../domain/merchant.js'
import { addressOf } from '../addresses.js'
import { addressWith, type Choices, LANGUAGES, type Language, type Words } from '../i18n/language.js'

/** Whose page a browser is at, and how it goes on from there. */
export interface Visit {
  readonly merchant: Merchant
  /** An address to go on to, by which this visitor's choices are kept, or changed. */
  readonly to: (address: string, change?: Choices) => string
}

interface LayoutProps {
  readonly title: string
  readonly words: Words
  /** Absent where no link is known. */
  readonly context?: Visit | undefined
  /** Put before the title of the window, as after a mistake in the form. */
  readonly prefix?: string | undefined
  /** One card in the middle, or the order beside the form. */
  readonly width?: 'narrow' | 'wide'
  readonly head?: VNode | undefined
  /** What testers need, and customers never see. */
  readonly bar?: VNode | undefined
  /** What comes before the address of the shop. */
  readonly questions?: string
  readonly children: ComponentChildren
}

/** What every page has: the sandbox mark, whose shop it is, the language, and whom to ask. */
export function Layout({
  title,
  words,
  context,
  prefix,
  width = 'narrow',
  head,
  bar,
  questions = words.layout.questions,
  children,
}: LayoutProps) {
  const { layout } = words
  const merchant = context?.merchant
  const to = context?.to ?? addressWith
  return (
    <html lang={words === LANGUAGES.sw ? 'sw' : 'en'}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{`${prefix ? `${prefix}: ` : ''}${title}${merchant ? ` · ${merchant.name}` : ''}`}</title>
        <link rel="stylesheet" href={addressOf.asset('checkout.css')} />
        <link rel="icon" href={addressOf.asset('icon.svg')} type="image/svg+xml" />
        <script type="module" src={addressOf.asset('checkout.js')}></script>
        {head}
      </head>
      <body class={width}>
        <header>
          <div class="sandbox-mark" data-testid="sandbox-mark">
            <p>
              <strong>{layout.mark}</strong>
              {merchant?.clock.kind === 'frozen' && <span>{layout.clockStopped}</span>}
            </p>
          </div>
          <div class="masthead">
            {merchant && <ShopName merchant={merchant} />}
            <nav class="languages" aria-label={layout.language}>
              {Object.entries(LANGUAGES).map(([language, { name }]) => (
                <a
                  key={language}
                  class="language"
                  href={to('', { lang: language as Language })}
                  lang={language}
                  hreflang={language}
                  aria-current={LANGUAGES[language as keyof typeof LANGUAGES] === words ? 'true' : undefined}
                  data-testid={`language-${language}`}
                >
                  {name}
                </a>
              ))}
            </nav>
          </div>
        </header>
        <main>{children}</main>
        {bar}
        <footer>
          {merchant && (
            <p>
              {questions}{' '}
              <a
                href={`mailto:${merchant.email.split('@').map(encodeURIComponent).join('@')}`}
                data-testid="merchant-email"
              >
                {merchant.email}
              </a>
            </p>
          )}
          <p>{layout.standIn}</p>
        </footer>
      </body>
    </html>
  )
}

function ShopName({ merchant }: { readonly merchant: Merchant }) {
  return (
    <p class="shop">
      <span class="shop-initial" aria-hidden="true">
        {([...merchant.name.trim()][0] ?? '?').toUpperCase()}
      </span>
      <span class="shop-name" data-testid="shop-name">
        {merchant.name}
      </span>
    </p>
  )
}
