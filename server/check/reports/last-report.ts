import { readFile, stat } from 'node:fs/promises'
import { LIMITS } from '../../domain/limits.js'
import { printable } from '../../lib/printable.js'
import { isValid, type SchemaOf } from '../../schema/validator.js'
import { type CheckReport, checkReportSchema } from './report.js'

/** What a check has left in its folder. `cannotBeRead` says why a file that is there shows nothing. */
export type LastReport =
  | { readonly report: CheckReport; readonly writtenAt: number }
  | { readonly cannotBeRead: string }

const { most: MAX_BYTES } = LIMITS.checkReport

/** Reads the report that a check has left at a path; null where there is none. Its texts are those of a stranger. */
export async function readLastReport(path: string): Promise<LastReport | null> {
  const file = await stat(path).catch(() => null)
  if (!file) return null
  if (!file.isFile()) return { cannotBeRead: 'it is not a file' }
  if (file.size > MAX_BYTES)
    return {
      cannotBeRead: `it has ${Math.ceil(file.size / 2 ** 20)} MB, and ${MAX_BYTES / 2 ** 20} are shown`,
    }
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return { cannotBeRead: 'it may not be opened' }
  const report = read(text)
  if (!isValid<CheckReport>(checkReportSchema as SchemaOf<CheckReport>, report))
    return { cannotBeRead: 'it is not a report that this version of check has written' }
  return { report, writtenAt: file.mtimeMs }
}

/** A sign that turns the direction of a text would turn what stands beside it too, and is spelled out. */
function read(text: string): unknown {
  try {
    return JSON.parse(text, (_, value) => (typeof value === 'string' ? printable(value) : value))
  } catch {
    return undefined
  }
}
