import type { FromSchema } from 'json-schema-to-ts'
import { assumed, documented, SOURCE, type WireSchema } from './evidence.js'
import { askedOfPayouts } from './payouts.js'
import { closedWhereRefused } from './request-dialect.js'
import { CURRENCIES, TRANSFER_TYPES } from './statuses.js'
import { checksumFields, optionalText } from './values.js'

const known = documented(SOURCE.bankPayoutCreate)

/** What a merchant's server sends to pay somebody out to a bank account, and to preview that. */
export const bankPayoutRequest = {
  $id: 'BankPayoutRequest',
  title: 'Bank payout request',
  description: 'Money for a bank account, out of the balance of the account.',
  type: 'object',
  additionalProperties: true,
  required: ['amount', 'currency', 'accountNumber', 'bic', 'transferType', 'accountCurrency'],
  properties: {
    ...askedOfPayouts,
    accountNumber: { type: 'string', description: 'The account with the bank.', ...known },
    accountName: {
      ...optionalText,
      description: 'Who the account belongs to; looked up when left out.',
      ...assumed('the name is documented; whether it is needed is not'),
    },
    bic: { type: 'string', description: 'SWIFT code of the bank, as the list of banks has it.', ...known },
    transferType: {
      type: 'string',
      enum: TRANSFER_TYPES,
      description: 'ACH goes in batches, RTGS at once and takes larger amounts.',
      ...known,
    },
    accountCurrency: {
      type: 'string',
      enum: CURRENCIES,
      description: 'What the account with the bank is in.',
      ...known,
    },
    ...checksumFields,
  },
  examples: [
    {
      amount: 150000,
      currency: 'TZS',
      orderReference: 'KODI0001',
      accountNumber: '0150123456700',
      accountName: 'Neema Kimaro',
      bic: 'CORUTZTZ',
      transferType: 'ACH',
      accountCurrency: 'TZS',
    },
  ],
  ...known,
} as const satisfies WireSchema

export type BankPayoutRequest = FromSchema<typeof bankPayoutRequest>
export const bankPayoutRequestSchema = closedWhereRefused(bankPayoutRequest)
