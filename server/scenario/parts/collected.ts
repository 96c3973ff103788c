import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import { CURRENCIES, type Currency, formatAmount } from '../../domain/money.js'
import type { CollectedScript } from '../../domain/script.js'
import { amount, minorUnits, type Part } from './part.js'

/** Units of the collected currency for one of the order. */
export const exchangeRate = {
  type: 'number',
  exclusiveMinimum: 0,
  maximum: 1_000_000,
} as const satisfies JSONSchema

const collectedSchema = {
  type: 'object',
  description: 'How what is collected differs from what the order asks for: one of the four.',
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
  properties: {
    difference: {
      ...amount,
      description: 'How much more than asked for, or less: "-500". The sum never falls below zero.',
    },
    fee: {
      type: 'string',
      format: 'fee',
      description: 'What the gateway keeps, an amount or a share: "150", "1.5%".',
    },
    currency: {
      enum: [...CURRENCIES],
      description: 'The same number is collected in this currency, without an exchange.',
    },
    exchange: {
      type: 'object',
      description: 'Collected in another currency.',
      additionalProperties: false,
      required: ['currency', 'rate'],
      properties: {
        currency: { enum: [...CURRENCIES], description: 'The currency that is collected.' },
        rate: {
          ...exchangeRate,
          description: 'Units of that currency for one of the order.',
        },
      },
    },
  },
} as const satisfies JSONSchema

export type WrittenCollected = FromSchema<typeof collectedSchema>

export const collected: Part<WrittenCollected, CollectedScript | null> = {
  schema: collectedSchema,
  compile(written) {
    if (written?.difference !== undefined)
      return { kind: 'difference', minor: minorUnits(written.difference) }
    if (written?.fee !== undefined) return feeOf(written.fee)
    if (written?.currency !== undefined) return { kind: 'currency', currency: written.currency as Currency }
    if (!written?.exchange) return null
    const { currency, rate } = written.exchange
    return { kind: 'exchange', currency: currency as Currency, rate }
  },
  explain(script) {
    switch (script?.kind) {
      case undefined:
        return ''
      case 'difference':
        return `What is collected is ${formatAmount(Math.abs(script.minor))} ${script.minor < 0 ? 'less' : 'more'} than the order asks for.`
      case 'fee':
        return `What is reported as collected is net of a fee of ${formatAmount(script.minor)}.`
      case 'fee-share':
        return `What is reported as collected is net of a fee of ${script.share / 100} %.`
      case 'currency':
        return `What is collected is the same number, in ${script.currency}.`
      case 'exchange':
        return `The money is collected in ${script.currency}, ${script.rate} for one unit of the order's currency.`
    }
  },
}

function feeOf(text: string): CollectedScript {
  return text.endsWith('%')
    ? { kind: 'fee-share', share: minorUnits(text.slice(0, -1)) }
    : { kind: 'fee', minor: minorUnits(text) }
}
