/** The zones in which pages can show times. Neither has a summer time. */
export const ZONES = {
  eat: { name: 'EAT (UTC+3)', timeZone: 'Africa/Dar_es_Salaam', offsetMs: 3 * 3_600_000 },
  utc: { name: 'UTC', timeZone: 'UTC', offsetMs: 0 },
} as const
export type ZoneName = keyof typeof ZONES

/** An instant in a zone, to the second: `2026-05-04 12:00:00`. */
export function timeIn(zone: ZoneName, instant: number): string {
  return new Date(instant + ZONES[zone].offsetMs).toISOString().slice(0, 19).replace('T', ' ')
}

const INSTANTS = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z/g

/** A sentence with the instants in it as a zone has them. */
export function withTimesIn(zone: ZoneName, text: string): string {
  return text.replace(INSTANTS, (iso) => `${timeIn(zone, Date.parse(iso))} ${ZONES[zone].name}`)
}
