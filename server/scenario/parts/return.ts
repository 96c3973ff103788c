import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import { RETURN_TRIGGERS, type ReturnScript } from '../../domain/script.js'
import { formatDuration } from '../../lib/duration.js'
import { duration, milliseconds, type Part } from './part.js'

const returnSchema = {
  type: 'object',
  description: "How the customer's browser comes back to the shop.",
  additionalProperties: false,
  properties: {
    send: { type: 'boolean', description: 'False: the customer closes the page and never comes back.' },
    when: {
      enum: [...RETURN_TRIGGERS],
      description:
        'After a success (as usual), after any outcome, or at once, before anybody knows the outcome.',
    },
    after: {
      enum: ['webhook', 'callback'],
      description: 'Waits for this to be sent first (for ten minutes at most), where it is sent at all.',
    },
    delay: { ...duration, description: 'Time between that moment and the redirect.' },
    parameters: {
      enum: ['full', 'referenceOnly', 'none'],
      description: 'What the address carries; as the dialect says, when left out.',
    },
    status: {
      enum: ['SUCCESS', 'FAILED'],
      description: 'What the address claims, whatever the truth is.',
    },
  },
} as const satisfies JSONSchema

export type WrittenReturn = FromSchema<typeof returnSchema>

export const returning: Part<WrittenReturn, ReturnScript> = {
  schema: returnSchema,
  check: (written) => [
    ...(written.send === false
      ? Object.keys(written)
          .filter((key) => key !== 'send')
          .map((key) => ({
            path: [key],
            message: `says how the browser comes back, which it does not: take out "${key}" or "send: false"`,
          }))
      : []),
    ...(written.when === 'at-once' && written.after !== undefined
      ? [
          {
            path: ['after'],
            message: `the ${written.after} comes after the outcome, "when: at-once" before it`,
          },
        ]
      : []),
    ...(written.status !== undefined && (written.parameters ?? 'full') !== 'full'
      ? [{ path: ['status'], message: `an address with "parameters: ${written.parameters}" has no status` }]
      : []),
  ],
  compile: (written = {}) => ({
    send: written.send ?? true,
    when: (written.when as ReturnScript['when'] | undefined) ?? 'success',
    after: (written.after as ReturnScript['after'] | undefined) ?? null,
    delay: milliseconds(written.delay ?? '0s'),
    // A scripted claim can only be read where there are parameters.
    parameters:
      (written.parameters as ReturnScript['parameters'] | undefined) ?? (written.status ? 'full' : null),
    status: (written.status as ReturnScript['status'] | undefined) ?? null,
  }),
  explain({ send, when, after, delay, parameters, status }) {
    if (!send) return 'The browser never comes back to the shop.'
    const late = delay > 0 ? `${formatDuration(delay)} ` : ''
    const trigger = after ? AFTER[after] : delay > 0 || when !== 'success' ? TRIGGER_TEXTS[when] : null
    const address = [
      parameters ? PARAMETERS[parameters] : '',
      status ? `with status=${status}, whatever the truth is` : '',
    ].filter(Boolean)
    if (!trigger && address.length === 0) return ''
    const where = trigger ? ` ${late}${trigger}` : ''
    return `The browser comes back to the shop${where}${address.length > 0 ? `, ${address.join(', ')}` : ''}.`
  },
}

const AFTER = {
  webhook: 'after the webhook has been sent',
  callback: 'after the callbackUrl has been called',
}

const TRIGGER_TEXTS: Readonly<Record<ReturnScript['when'], string>> = {
  success: 'after the success',
  outcome: 'after the outcome, whichever it is',
  'at-once': 'after the customer has paid, before the outcome is known',
}

const PARAMETERS: Readonly<Record<NonNullable<ReturnScript['parameters']>, string>> = {
  full: '',
  referenceOnly: 'with nothing but the order reference in the address',
  none: 'without any parameter in the address',
}
