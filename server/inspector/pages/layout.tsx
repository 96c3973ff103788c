import type { ComponentChildren } from 'preact'
import type { MerchantContext } from '../merchant-context.js'
import { Head, SkipLink, TopBar } from './head.js'
import { ZoneNote } from './zone.js'

interface LayoutProps {
  readonly title: string
  /** The merchant whose page it is; without one the page is about the whole sandbox. */
  readonly context?: MerchantContext | undefined
  /** The part of the navigation that the page belongs to. */
  readonly part?: string
  readonly children: ComponentChildren
}

const PARTS = [
  ['Merchant', '', 'm'],
  ['Payments', '/payments', 'p'],
  ['Phones', '/phones', 'h'],
  ['Control numbers', '/control-numbers', 'b'],
  ['Payouts', '/payouts', 'u'],
  ['Account', '/account', 'a'],
  ['Deliveries', '/deliveries', 'd'],
  ['Requests', '/requests', 'r'],
  ['Settings', '/settings', 'c'],
] as const

/** What the keyboard does, wherever nobody is typing. */
const KEYS = [
  ['/', 'search'],
  ['j k', 'next, previous row'],
  ['Enter', 'open the row'],
  ['g o', 'overview'],
  ['g s', 'scenarios'],
  ['g k', 'check'],
  ['g m', 'merchant'],
  ['g p', 'payments'],
  ['g h', 'phones'],
  ['g b', 'control numbers'],
  ['g u', 'payouts'],
  ['g a', 'account'],
  ['g d', 'deliveries'],
  ['g r', 'requests'],
  ['g c', 'settings'],
  ['?', 'this list'],
] as const

/** What every page of the inspector has. */
export function Layout({ title, context, part, children }: LayoutProps) {
  const current = (name: string) => (name === part ? ({ 'aria-current': 'page' } as const) : {})
  return (
    <html lang="en">
      <Head title={title} assets={['inspector.js']} />
      <body data-events={context ? `${context.home}/events?seen=${context.sequence}` : undefined}>
        <SkipLink />
        <header>
          <TopBar part={part} merchantId={context?.merchant.id} />
          {!context && (
            <nav hidden aria-label="Shortcuts">
              {PARTS.map(([name, path, key]) => (
                <a key={name} href={`/sandbox/first${path}`} data-key={key}>
                  {name}
                </a>
              ))}
            </nav>
          )}
          {context && (
            <div class="merchant-bar">
              <strong>{context.merchant.name}</strong>
              <nav aria-label="Merchant">
                {PARTS.map(([name, path, key]) => (
                  <a key={name} href={`${context.home}${path}`} data-key={key} {...current(name)}>
                    {name}
                  </a>
                ))}
              </nav>
            </div>
          )}
        </header>
        <main id="main">
          <h1>{title}</h1>
          {children}
          <ZoneNote />
        </main>
        <dialog id="keys" aria-labelledby="keys-title">
          <h2 id="keys-title">Keyboard</h2>
          <dl class="facts">
            {KEYS.map(([key, does]) => (
              <>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{does}</dd>
              </>
            ))}
          </dl>
          <form method="dialog">
            <button type="submit">Close</button>
          </form>
        </dialog>
      </body>
    </html>
  )
}
