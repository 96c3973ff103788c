import { type ComponentChildren, h } from 'preact'
import { LIVE_PART } from '../live-parts.js'

/** A part of a page that follows what happens while the page is open. */
export function Live({ id, children }: { readonly id: string; readonly children: ComponentChildren }) {
  return h(LIVE_PART, { id }, children)
}
