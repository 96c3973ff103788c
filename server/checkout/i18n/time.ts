import { ZONES, type ZoneName } from '../../lib/time-zone.js'
import type { Words } from './language.js'

const formats = new Map<string, Intl.DateTimeFormat>()

/** A time as people in Tanzania read it, in a zone: with its day, or `short` as the hour alone. */
export function timeFor(
  { locale }: Pick<Words, 'locale'>,
  instant: number,
  zone: ZoneName,
  length: 'full' | 'short' = 'full',
) {
  const key = `${locale} ${zone} ${length}`
  let format = formats.get(key)
  if (!format) {
    format = new Intl.DateTimeFormat(locale, {
      ...(length === 'full' ? { dateStyle: 'medium' } : {}),
      timeStyle: 'medium',
      hourCycle: 'h23',
      timeZone: ZONES[zone].timeZone,
    })
    formats.set(key, format)
  }
  return format.format(instant)
}
