import { CURRENCIES, parseAmount } from '../../domain/money.js'
import { normalisePhone } from '../../domain/operators.js'
import { isWellFormedReference } from '../../domain/order-reference.js'
import { channelsFor } from '../../domain/payment.js'
import { SandboxMistake } from '../../errors.js'
import { nearest } from '../../lib/nearest.js'
import { isHttpUrl } from '../../schema/formats.js'

interface Parameter {
  readonly means: string
  /** What it is where nobody says so. */
  readonly usual?: string
  readonly wants: string
  readonly fits: (text: string) => boolean
}

const CHANNELS = CURRENCIES.flatMap((currency) => channelsFor(currency))

const isText = (text: string) => text !== ''
const isOneOf = (allowed: readonly string[]) => (text: string) => allowed.includes(text)
const isCredential = (text: string) => /^[!-~]{1,200}$/.test(text)

/** What a provider state can be told, in its sentence or beside it. */
export const PARAMETERS = {
  clientId: {
    means: 'The merchant that the state is about, by the client id of its application.',
    wants: 'letters, digits, dots, hyphens or underscores, at most 64',
    fits: (text) => /^[A-Za-z0-9._-]{1,64}$/.test(text),
  },
  apiKey: { means: 'An API key.', wants: 'visible ASCII characters without a space', fits: isCredential },
  checksumKey: {
    means: 'The checksum key of the application; the one that it has, when left out.',
    wants: 'visible ASCII characters without a space',
    fits: isCredential,
  },
  orderReference: {
    means: "The merchant's own id of the order.",
    usual: 'ORDER1001',
    wants: 'letters and digits',
    fits: isWellFormedReference,
  },
  amount: {
    means: 'What the order asks for.',
    usual: '12500',
    wants: 'an amount such as 12500 or 250.50',
    fits: (text) => (parseAmount(text) ?? 0) > 0,
  },
  currency: {
    means: 'The currency of the order.',
    usual: 'TZS',
    wants: CURRENCIES.join(' or '),
    fits: isOneOf(CURRENCIES),
  },
  method: {
    means: 'How the customer pays; M-PESA in TZS and CARD in USD, when left out.',
    wants: `one of ${CHANNELS.join(', ')}`,
    fits: isOneOf(CHANNELS),
  },
  phoneNumber: {
    means: 'The phone that pays.',
    usual: '255744000111',
    wants: 'a Tanzanian phone number such as 255744000111',
    fits: (text) => normalisePhone(text) !== null,
  },
  customerName: { means: 'Who the order is for.', usual: 'Asha Mushi', wants: 'some text', fits: isText },
  customerEmail: { means: 'Their e-mail.', usual: 'asha@shop.example', wants: 'some text', fits: isText },
  customerPhone: { means: 'Their phone.', usual: '255712000111', wants: 'some text', fits: isText },
  callbackUrl: {
    means: 'The callbackUrl of the link; none, when left out.',
    wants: 'an absolute http or https URL',
    fits: isHttpUrl,
  },
  message: {
    means: "The operator's words about a failure.",
    usual: 'Insufficient balance',
    wants: 'some text',
    fits: isText,
  },
  url: { means: 'An address.', wants: 'an absolute http or https URL', fits: isHttpUrl },
  scenario: { means: 'The name of a scenario.', wants: 'the name of a scenario', fits: isText },
  continue: {
    means:
      'With `true`, the merchant is not reset first: the state is added to what it already has. For linked pairs.',
    usual: 'false',
    wants: 'true or false',
    fits: isOneOf(['true', 'false']),
  },
} as const satisfies Record<string, Parameter>

export type ParameterName = keyof typeof PARAMETERS

/** Parameters that every state takes. */
export const ALWAYS = ['clientId', 'continue'] as const satisfies readonly ParameterName[]

/** What an order is made from, for the states that need one. */
export const ORDER = [
  'orderReference',
  'amount',
  'currency',
  'customerName',
  'customerEmail',
  'customerPhone',
  'callbackUrl',
] as const satisfies readonly ParameterName[]

/** What an attempt to pay is made from, besides its order. */
export const ATTEMPT = ['method', 'phoneNumber'] as const satisfies readonly ParameterName[]

/** The values that a state was told. */
export type Given = { readonly [Name in ParameterName]?: string | undefined }

type WithUsual = {
  [Name in ParameterName]: (typeof PARAMETERS)[Name] extends { usual: string } ? Name : never
}[ParameterName]

/** The value of a parameter: what was given, or the usual one. */
export function valueFor(given: Given, name: WithUsual): string {
  return given[name] ?? PARAMETERS[name].usual
}

/**
 * Reads what `about` is told: numbers and booleans count as what they look like. Throws a SandboxMistake
 * that names the parameter which is unknown or wrong.
 */
export function readParameters(
  about: string,
  known: readonly ParameterName[],
  parameters: Readonly<Record<string, unknown>>,
): Given {
  for (const [name, value] of Object.entries(parameters)) {
    const parameter = known.find((candidate) => candidate === name)
    if (!parameter) {
      const guess = nearest(name, known)
      throw new SandboxMistake(
        'INVALID_INPUT',
        `${about} takes no parameter "${name}"${guess ? `; did you mean "${guess}"?` : ''}`,
        `it takes ${known.join(', ')}`,
      )
    }
    const { fits, wants } = PARAMETERS[parameter]
    if (!isPlain(value) || !fits(String(value))) {
      const found = `${about} was given the ${name} ${JSON.stringify(value)}`
      throw new SandboxMistake('INVALID_INPUT', found, `give it ${wants}`)
    }
  }
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)]))
}

function isPlain(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}
