import { SandboxMistake } from '../errors.js'
import type { Words } from './i18n/language.js'

/** What can be wrong with a visit, by the name of the page that says so. */
export type PageErrorName = keyof Words['pageErrors']

/** Ends a visit with a page that says what is wrong. Thrown by routes, shown by the door's error handler. */
export class PageError extends Error {
  override readonly name = 'PageError'
  readonly status: number
  readonly page: PageErrorName

  constructor(status: number, page: PageErrorName) {
    super(page)
    this.status = status
    this.page = page
  }
}

export function noSuchPage(): PageError {
  return new PageError(404, 'noSuchPage')
}

const READABLE: Readonly<Record<number, PageErrorName>> = {
  400: 'unreadable',
  413: 'tooLarge',
  415: 'notAForm',
}

/** The page for whatever a route threw; null for a fault of the sandbox itself. */
export function pageErrorFrom(error: unknown): PageError | null {
  if (error instanceof PageError) return error
  // The merchant was removed while the page was being made.
  if (error instanceof SandboxMistake && error.status === 404) return noSuchPage()
  if (error instanceof SandboxMistake && error.code === 'HOST_NOT_SERVED')
    return new PageError(421, 'otherHost')
  if (error instanceof SandboxMistake && error.code === 'SANDBOX_FULL') return new PageError(507, 'full')
  const { statusCode = 500 } = error as { statusCode?: number }
  return statusCode >= 500 ? null : new PageError(statusCode, READABLE[statusCode] ?? 'broken')
}
