import { SandboxMistake } from '../errors.js'
import type { Words } from './i18n/language.js'

/** What can be wrong with a visit, by the name of the page that says so. */
export type ProblemName = keyof Words['problems']

/** Ends a visit with a page that says what is wrong. Thrown by routes, shown by the door's error handler. */
export class PageProblem extends Error {
  override readonly name = 'PageProblem'
  readonly status: number
  readonly page: ProblemName

  constructor(status: number, page: ProblemName) {
    super(page)
    this.status = status
    this.page = page
  }
}

export function noSuchPage(): PageProblem {
  return new PageProblem(404, 'noSuchPage')
}

const READABLE: Readonly<Record<number, ProblemName>> = {
  400: 'unreadable',
  413: 'tooLarge',
  415: 'notAForm',
}

/** The page for whatever a route threw; null for a fault of the sandbox itself. */
export function problemFrom(error: unknown): PageProblem | null {
  if (error instanceof PageProblem) return error
  // The merchant was removed while the page was being made.
  if (error instanceof SandboxMistake && error.status === 404) return noSuchPage()
  const { statusCode = 500 } = error as { statusCode?: number }
  return statusCode >= 500 ? null : new PageProblem(statusCode, READABLE[statusCode] ?? 'broken')
}
