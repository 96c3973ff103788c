import type { ComponentChildren, VNode } from 'preact'
import type { Merchant } from '../../domain/merchant.js'
import { addressOf } from '../addresses.js'

interface LayoutProps {
  readonly title: string
  /** Absent where no merchant is known. */
  readonly merchant?: Merchant | undefined
  /** Put before the title of the window, as after a mistake in the form. */
  readonly prefix?: string | undefined
  /** One card in the middle, or the order beside the form. */
  readonly width?: 'narrow' | 'wide'
  readonly head?: VNode | undefined
  /** What the sandbox has to say for itself, beside its mark. */
  readonly sandboxNotes?: readonly string[]
  readonly children: ComponentChildren
}

/** What every page has: the sandbox mark, whose shop it is, and whom to ask. */
export function Layout({
  title,
  merchant,
  prefix,
  width = 'narrow',
  head,
  sandboxNotes = [],
  children,
}: LayoutProps) {
  const stopped = merchant?.clock.kind === 'frozen'
  return (
    <html lang="en">
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
              <strong>Sandbox: no money moves</strong>
              {sandboxNotes.map((note) => (
                <span key={note}>{note}</span>
              ))}
              {stopped && <span>The clock is stopped until a test moves it</span>}
            </p>
          </div>
          {merchant && (
            <p class="shop">
              <span class="shop-initial" aria-hidden="true">
                {initialOf(merchant.name)}
              </span>
              <span class="shop-name" data-testid="shop-name">
                {merchant.name}
              </span>
            </p>
          )}
        </header>
        <main>{children}</main>
        <footer>
          {merchant && (
            <p>
              Questions about this order? Write to{' '}
              <a
                href={`mailto:${merchant.email.split('@').map(encodeURIComponent).join('@')}`}
                data-testid="merchant-email"
              >
                {merchant.email}
              </a>
            </p>
          )}
          <p>A stand-in for a hosted checkout page, for testing.</p>
        </footer>
      </body>
    </html>
  )
}

function initialOf(name: string): string {
  return ([...name.trim()][0] ?? '?').toUpperCase()
}
