import type { ComponentChildren } from 'preact'

interface LayoutProps {
  readonly title: string
  /** Loads itself again after so many seconds; never, without it. */
  readonly refreshSeconds?: number
  readonly children: ComponentChildren
}

/** What every page of the inspector has. */
export function Layout({ title, refreshSeconds, children }: LayoutProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        {refreshSeconds && <meta http-equiv="refresh" content={String(refreshSeconds)} />}
        <title>{`${title} · clickpesa-sandbox`}</title>
        <link rel="stylesheet" href="/sandbox/assets/inspector.css" />
        <link rel="icon" href="/sandbox/assets/icon.svg" type="image/svg+xml" />
      </head>
      <body>
        <header>
          <a href="/sandbox">clickpesa-sandbox</a>
          <nav aria-label="Documents">
            <a href="/docs">ClickPesa API</a> <a href="/sandbox/docs">Control API</a>
          </nav>
        </header>
        <main>
          <h1>{title}</h1>
          {children}
        </main>
      </body>
    </html>
  )
}
