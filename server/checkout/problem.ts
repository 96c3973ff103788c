import { SandboxMistake } from '../errors.js'

/** Ends a visit with a page that says what is wrong. Thrown by routes, shown by the door's error handler. */
export class PageProblem extends Error {
  override readonly name = 'PageProblem'
  readonly status: number
  readonly title: string

  constructor(status: number, title: string, message: string) {
    super(message)
    this.status = status
    this.title = title
  }
}

export function noSuchPage(): PageProblem {
  return new PageProblem(
    404,
    'There is no such payment page',
    'The address may be mistyped, or the sandbox was reset since the link was made. Ask the shop for a new link.',
  )
}

const READABLE: Readonly<Record<number, readonly [title: string, message: string]>> = {
  400: ['This request cannot be read', 'Go back and try again.'],
  413: ['That was too much', 'The form you sent is far larger than any payment form.'],
  415: ['This is not a payment form', 'Payments are sent as a form, from the payment page.'],
}

/** The page for whatever a route threw; null for a fault of the sandbox itself. */
export function problemFrom(error: unknown): PageProblem | null {
  if (error instanceof PageProblem) return error
  // The merchant was removed while the page was being made.
  if (error instanceof SandboxMistake && error.status === 404) return noSuchPage()
  const { statusCode = 500 } = error as { statusCode?: number }
  if (statusCode >= 500) return null
  const [title, message] = READABLE[statusCode] ?? ['This does not work', 'Go back and try again.']
  return new PageProblem(statusCode, title, message)
}
