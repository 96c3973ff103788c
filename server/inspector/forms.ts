import { SandboxMistake } from '../errors.js'
import { issuesIn, type SchemaOf } from '../schema/validator.js'

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

/** Longer texts are cut: no field needs them. */
const MAX_LENGTH = 2000

/** A posted form; a field that came several times counts once, an empty one not at all. */
export function readForm(body: unknown): Typed {
  const posted = Object.entries((body ?? {}) as Record<string, string | string[]>)
  return Object.fromEntries(
    posted
      .map(([name, value]) => [
        name,
        String(Array.isArray(value) ? value[0] : value)
          .trim()
          .slice(0, MAX_LENGTH),
      ])
      .filter(([, text]) => text !== ''),
  )
}

/** A mistake in one field of a form. */
export class FieldMistake extends SandboxMistake {
  readonly field: string

  constructor(field: string, message: string, hint: string) {
    super('INVALID_INPUT', message, hint)
    this.field = field
  }
}

/** Refuses settings that their schema does not take. Addresses of webhooks are fields of their own, by event. */
export function refuseIssues<T>(
  schema: SchemaOf<T> & { readonly properties: Readonly<Record<string, { readonly description?: string }>> },
  settings: unknown,
): asserts settings is T {
  const [issue] = issuesIn(schema, settings)
  if (!issue) return
  const [name = '', within] = issue.path.map(String)
  const field = /webhooks$/i.test(name) && within ? within : name
  const value = (settings as Readonly<Record<string, unknown>>)[name]
  const message = value === '' ? 'this cannot be empty' : issue.message
  throw new FieldMistake(field, message, schema.properties[name]?.description ?? 'write it in the right form')
}

/**
 * Does what a form asks for. Returns null when that worked and, when it was a mistake, what to show beside the
 * field that it is about, or beside `field` where it does not say. Other errors pass.
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
    const { message, hint } = error
    return { form, field: error instanceof FieldMistake ? error.field : field, message, hint, typed }
  }
}
