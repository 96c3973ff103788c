import type { Words } from './language.js'

const formats = new Map<string, Intl.DateTimeFormat>()

/** A time as people in Tanzania read it: with its day, or `short` as the hour alone. */
export function timeFor(
  { locale }: Pick<Words, 'locale'>,
  instant: number,
  length: 'full' | 'short' = 'full',
) {
  const key = `${locale} ${length}`
  let format = formats.get(key)
  if (!format) {
    format = new Intl.DateTimeFormat(locale, {
      ...(length === 'full' ? { dateStyle: 'medium' } : {}),
      timeStyle: 'medium',
      hourCycle: 'h23',
      timeZone: 'Africa/Dar_es_Salaam',
    })
    formats.set(key, format)
  }
  return format.format(instant)
}
