import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { timeIn, withTimesIn, ZONES, type ZoneName } from '../../lib/time-zone.js'

export interface ShownZone {
  readonly zone: ZoneName
  /** The same page in the other zone; null where nothing leads to it. */
  readonly other: { readonly zone: ZoneName; readonly href: string } | null
}

/** In which zone a page shows times. */
export const ZoneContext = createContext<ShownZone>({ zone: 'eat', other: null })

/** A time on a merchant's clock, to the second, in the zone of the page. */
export function Time({ at }: { readonly at: number }) {
  const { zone } = useContext(ZoneContext)
  return <time dateTime={new Date(at).toISOString()}>{timeIn(zone, at)}</time>
}

/** A sentence of the journal, with the times in it in the zone of the page. */
export function Sentence({ text }: { readonly text: string }) {
  return <>{withTimesIn(useContext(ZoneContext).zone, text)}</>
}

/** Names the zone, and leads to the other one. */
export function ZoneNote() {
  const { zone, other } = useContext(ZoneContext)
  return (
    <p class="hint zone">
      {`Times are in ${ZONES[zone].name}. `}
      {other && <a href={other.href}>{`Show ${ZONES[other.zone].name}`}</a>}
    </p>
  )
}
