import { assumed, documented, SOURCE, secondhand, type WireSchema } from './evidence.js'
import { CURRENCIES } from './statuses.js'
import { currency, day, filledText, text, timestamp } from './values.js'

const known = documented(SOURCE.account)
const money = { type: 'number', minimum: 0 } as const satisfies WireSchema

const balances = {
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['currency', 'balance'],
    properties: {
      currency: { ...currency, description: 'Currency.', ...known },
      balance: {
        ...money,
        description: 'What the account holds in it.',
        ...assumed('the name is documented; that it is a number follows the other replies'),
      },
    },
    description: 'One currency.',
    ...known,
  },
} as const satisfies WireSchema

/** What the account holds. */
export const accountBalance = {
  $id: 'AccountBalance',
  title: 'Account balance',
  description:
    'What the account holds, one element for each currency; an object around them where the dialect says so.',
  anyOf: [
    { ...balances, description: 'One element for each currency.', ...known },
    {
      type: 'object',
      additionalProperties: false,
      required: ['balances'],
      properties: {
        balances: { ...balances, description: 'The same list.', ...secondhand('three clients expect it') },
      },
      description: 'The list inside an object.',
      ...secondhand('three clients expect it'),
    },
  ],
  examples: [
    [{ currency: 'TZS', balance: 254000.5 }],
    { balances: [{ currency: 'TZS', balance: 254000.5 }] },
  ],
  ...known,
} as const satisfies WireSchema

const stated = documented(SOURCE.statement)

/** Which part of which account. A query string is text, so every parameter is text. */
export const statementQuery = {
  $id: 'StatementQuery',
  title: 'Currency and days of a statement',
  description: 'The currency is needed. Parameters that are not listed are ignored.',
  type: 'object',
  additionalProperties: true,
  required: ['currency'],
  properties: {
    currency: { type: 'string', enum: CURRENCIES, description: 'Currency of the account.', ...stated },
    startDate: {
      ...day,
      description:
        'First day, in East Africa Time: YYYY-MM-DD or DD-MM-YYYY. From the beginning, when left out.',
      ...stated,
    },
    endDate: { ...day, description: 'Last day; it counts too. Until now, when left out.', ...stated },
  },
  examples: [{ currency: 'TZS', startDate: '2026-05-01', endDate: '2026-05-31' }, { currency: 'USD' }],
  ...stated,
} as const satisfies WireSchema

/** What moved the money of an account. */
export const accountStatement = {
  $id: 'AccountStatement',
  title: 'Account statement',
  description: 'Opening balance, entries, closing balance: opening and credits less debits make the closing.',
  type: 'object',
  additionalProperties: false,
  required: ['accountDetails', 'transactions'],
  properties: {
    accountDetails: {
      type: 'object',
      additionalProperties: false,
      required: ['currency', 'openingBalance', 'closingBalance', 'totalCredits', 'totalDebits'],
      properties: {
        currency: { ...currency, description: 'Currency.', ...stated },
        openingBalance: { ...money, description: 'Before the first entry.', ...stated },
        closingBalance: { ...money, description: 'After the last entry.', ...stated },
        totalCredits: { ...money, description: 'All that came in.', ...stated },
        totalDebits: { ...money, description: 'All that went out.', ...stated },
      },
      description: 'The sums.',
      ...stated,
    },
    transactions: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['id', 'type', 'entry', 'amount', 'currency', 'balance', 'date', 'description'],
        properties: {
          id: { ...filledText, description: 'Id of the entry.', ...stated },
          type: {
            ...filledText,
            description: 'What moved the money.',
            ...assumed('the name is documented, its values are not'),
          },
          entry: { type: 'string', enum: ['Credit', 'Debit'], description: 'In or out.', ...stated },
          amount: { ...money, description: 'How much.', ...stated },
          currency: { ...currency, description: 'Currency.', ...stated },
          balance: { ...money, description: 'What the account held afterwards.', ...stated },
          date: { ...timestamp, description: 'When.', ...assumed('the name is documented, its form is not') },
          description: { ...text, description: 'Words for people.', ...stated },
          orderReference: {
            ...filledText,
            description: 'Of the order or the payout; a deposit has none.',
            ...stated,
          },
        },
        description: 'One entry.',
        ...stated,
      },
      description: 'The entries.',
      ...stated,
    },
  },
  examples: [
    {
      accountDetails: {
        currency: 'TZS',
        openingBalance: 0,
        closingBalance: 254000.5,
        totalCredits: 254000.5,
        totalDebits: 0,
      },
      transactions: [
        {
          id: 'LGR0001',
          type: 'PAYMENT',
          entry: 'Credit',
          amount: 254000.5,
          currency: 'TZS',
          balance: 254000.5,
          date: '2026-05-04T09:00:21.000Z',
          description: 'payment DUKA1001LCP4F2A',
          orderReference: 'DUKA1001',
        },
      ],
    },
  ],
  ...stated,
} as const satisfies WireSchema

/** Which rates are wanted. */
export const exchangeRatesQuery = {
  $id: 'ExchangeRatesQuery',
  title: 'Currencies of exchange rates',
  description: 'Both are optional. Parameters that are not listed are ignored.',
  type: 'object',
  additionalProperties: true,
  properties: {
    source: { type: 'string', enum: CURRENCIES, description: 'Only from this currency.', ...known },
    target: { type: 'string', enum: CURRENCIES, description: 'Only into this currency.', ...known },
  },
  examples: [{ source: 'USD', target: 'TZS' }],
  ...known,
} as const satisfies WireSchema

/** What currencies are worth in one another. */
export const exchangeRates = {
  $id: 'ExchangeRates',
  title: 'Exchange rates',
  description: 'What one unit of the source is worth in the target.',
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['source', 'target', 'rate', 'date'],
    properties: {
      source: { ...currency, description: 'Currency that is given.', ...known },
      target: { ...currency, description: 'Currency that is got.', ...known },
      rate: {
        type: 'number',
        exclusiveMinimum: 0,
        description: 'Units of the target for one of the source. The rates are made up.',
        ...known,
      },
      date: {
        ...timestamp,
        description: 'When it was so.',
        ...assumed('the name is documented, its form is not'),
      },
    },
    description: 'One rate.',
    ...known,
  },
  examples: [[{ source: 'USD', target: 'TZS', rate: 2500, date: '2026-05-04T09:00:00.000Z' }]],
  ...known,
} as const satisfies WireSchema

/** The banks that money can be paid out to. */
export const bankList = {
  $id: 'BankList',
  title: 'Banks',
  description: 'The banks that money can be paid out to.',
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['name', 'value', 'bic'],
    properties: {
      name: { ...filledText, description: 'Name.', ...known },
      value: { ...filledText, description: 'What programs call it.', ...known },
      bic: { ...filledText, description: 'SWIFT code.', ...known },
    },
    description: 'One bank.',
    ...known,
  },
  examples: [[{ name: 'CRDB Bank', value: 'crdb_bank_tanzania', bic: 'CORUTZTZ' }]],
  ...known,
} as const satisfies WireSchema
