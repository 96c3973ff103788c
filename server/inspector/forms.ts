import { SandboxMistake } from '../errors.js'

/** The fields of a posted form. */
export type Typed = Readonly<Record<string, string>>

/** A form that did not work: what was typed, and what is wrong with which field. */
export interface Failed {
  readonly form: string
  readonly field: string
  readonly message: string
  readonly hint: string
  readonly typed: Typed
}

/** Longer texts are no honest answer to any field. */
const LONGEST = 2000

/** A posted form; a field that came several times counts once, an empty one not at all. */
export function readForm(body: unknown): Typed {
  const posted = Object.entries((body ?? {}) as Record<string, string | string[]>)
  return Object.fromEntries(
    posted
      .map(([name, value]) => [
        name,
        String(Array.isArray(value) ? value[0] : value)
          .trim()
          .slice(0, LONGEST),
      ])
      .filter(([, text]) => text !== ''),
  )
}

/**
 * Does what a form asks for. Answers null when that worked and, when it was a mistake, what to show beside
 * `field` of the form. Other errors pass.
 */
export async function attempt(
  form: string,
  field: string,
  typed: Typed,
  act: () => Promise<unknown>,
): Promise<Failed | null> {
  try {
    await act()
    return null
  } catch (error) {
    if (!(error instanceof SandboxMistake)) throw error
    return { form, field, message: error.message, hint: error.hint, typed }
  }
}
