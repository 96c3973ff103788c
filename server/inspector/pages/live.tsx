import { type ComponentChildren, createContext, h } from 'preact'
import { useContext } from 'preact/hooks'
import { renderToString } from 'preact-render-to-string'
import { shortHash } from '../short-hash.js'
import { type ShownZone, ZoneContext } from './zone.js'

/** The element around a part of a page that changes while it is open. They never stand inside each other. */
const LIVE_PART = 'live-part'

/** A request of a browser that has the page open: what it shows, by its marks, and the parts that are new to it. */
export interface Refresh {
  readonly shown: ReadonlySet<string>
  /** Filled while the page is rendered. */
  readonly news: string[]
}

/** Null where the whole page is asked for. */
export const RefreshContext = createContext<Refresh | null>(null)

const NOTHING: ReadonlySet<string> = new Set()

const ShownRows = createContext(NOTHING)

interface LiveProps {
  readonly id: string
  readonly children: ComponentChildren
}

/** A part of a page that follows what happens while the page is open, marked with what it shows. */
export function Live({ id, children }: LiveProps) {
  const refresh = useContext(RefreshContext)
  const zone = useContext(ZoneContext)
  const whole = inside(NOTHING, zone, children)
  const mark = shortHash(whole)
  const part = (html: string) => h(LIVE_PART, { id, 'data-mark': mark, ...rendered(html) })
  if (refresh && !refresh.shown.has(mark)) {
    refresh.news.push(renderToString(part(inside(refresh.shown, zone, children))))
  }
  return part(whole)
}

/** A row within a live part. For a browser that shows it already it is empty. */
export function LiveRow({ id, children }: LiveProps) {
  const shown = useContext(ShownRows)
  const cells = inside(NOTHING, useContext(ZoneContext), children)
  const mark = shortHash(`${id}\n${cells}`)
  return h('tr', { id, 'data-mark': mark, ...rendered(shown.has(mark) ? '' : cells) })
}

/** Rendered by itself, a part knows what the page around it knows only when it is told. */
function inside(shown: ReadonlySet<string>, zone: ShownZone, children: ComponentChildren): string {
  return renderToString(
    <ZoneContext.Provider value={zone}>
      <ShownRows.Provider value={shown}>{children}</ShownRows.Provider>
    </ZoneContext.Provider>,
  )
}

/** What was rendered already, and has escaped what others wrote. */
function rendered(html: string) {
  return { dangerouslySetInnerHTML: { __html: html } }
}
