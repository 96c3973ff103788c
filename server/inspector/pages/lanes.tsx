import { useContext } from 'preact/hooks'
import { timeIn, type ZoneName } from '../../lib/time-zone.js'
import { LANES, type Place, timelineEventId } from '../timeline.js'
import { rowId } from './table.js'
import { ZoneContext } from './zone.js'

const WIDTH = 1000
const NAMES = 110
const ROW = 34
const TOP = 26

interface LanesProps {
  readonly places: readonly Place[]
  /** The table that says the same. */
  readonly tableId: string
}

/** What happened to an order as a drawing: a lane for each who acts, time from left to right. */
export function Lanes({ places, tableId }: LanesProps) {
  const { zone } = useContext(ZoneContext)
  const height = TOP + LANES.length * ROW
  const furthest = Math.max(1, ...places.map(({ x }) => x))
  const xOf = (x: number) => NAMES + 14 + (x / furthest) * (WIDTH - NAMES - 60)
  const yOf = (row: number) => TOP + row * ROW + ROW / 2
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be focusable
    <section class="scroll drawing" aria-label="Timeline drawing" tabIndex={0}>
      <svg
        viewBox={`0 0 ${WIDTH} ${height}`}
        aria-label="What happened, in lanes; the table below says the same"
      >
        {LANES.map((lane, row) => (
          <g key={lane}>
            <text x={8} y={yOf(row) + 4} class="lane-name">
              {lane}
            </text>
            <line x1={NAMES} x2={WIDTH} y1={yOf(row)} y2={yOf(row)} class="lane" />
          </g>
        ))}
        {ticksOf(places, zone).map(({ x, text }) => (
          <text key={x} x={xOf(x)} y={15} class="tick">
            {text}
          </text>
        ))}
        {places.map(({ x, row, event }, i) => {
          const title = `${timeOf(zone, event.at)} ${event.lane}: ${event.what}`
          return (
            <a key={i} href={event.href ?? `#${rowId(tableId, timelineEventId(event))}`}>
              <title>{title}</title>
              <circle cx={xOf(x)} cy={yOf(row)} r={7} class={`mark ${event.severity}`} />
            </a>
          )
        })}
      </svg>
    </section>
  )
}

/** Labels that are nearer than this would run into each other. */
const APART = 0.1

/** Times at the top, as many as fit beside each other. */
function ticksOf(places: readonly Place[], zone: ZoneName): { x: number; text: string }[] {
  const ticks: { x: number; text: string }[] = []
  for (const { x, event } of places) {
    const last = ticks.at(-1)
    if (last && x - last.x < APART) continue
    ticks.push({ x, text: timeOf(zone, event.at) })
  }
  return ticks
}

function timeOf(zone: ZoneName, at: number): string {
  return timeIn(zone, at).slice(11)
}
