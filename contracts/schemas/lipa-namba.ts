import type { FromSchema } from 'json-schema-to-ts'
import { assumed, documented, SOURCE, type WireSchema } from './evidence.js'
import { askedOfPayouts } from './payouts.js'
import { closedWhereRefused } from './request-dialect.js'
import { checksumFields, filledText, optionalText } from './values.js'

const known = documented(SOURCE.lipaNamba)

/** What a merchant's server sends to pay a shop by its Lipa Namba, and to preview that. */
export const lipaNambaPayoutRequest = {
  $id: 'LipaNambaPayoutRequest',
  title: 'Lipa Namba payout request',
  description: 'Money for a shop: a Lipa Namba with its provider, or the text of its QR code.',
  type: 'object',
  additionalProperties: true,
  required: ['amount', 'currency'],
  properties: {
    ...askedOfPayouts,
    lipaNamba: { ...optionalText, description: 'The number that the shop collects by.', ...known },
    providerCode: {
      ...optionalText,
      description: 'Whose number it is, as the list of providers has it. Needed with lipaNamba.',
      ...known,
    },
    qrCode: {
      ...optionalText,
      description: "The text of the shop's QR code, in the place of both.",
      ...known,
    },
    ...checksumFields,
  },
  examples: [
    {
      amount: 15000,
      currency: 'TZS',
      orderReference: 'STOKI0001',
      lipaNamba: '5512345',
      providerCode: 'mpesa_tanzania',
    },
    {
      amount: 15000,
      currency: 'TZS',
      orderReference: 'STOKI0002',
      qrCode:
        '00020101021126470014tz.go.bot.tips0114mpesa_tanzania020755123455204541153038345802TZ5913DUKA LA NEEMA6006ARUSHA630437AE',
    },
  ],
  ...known,
} as const satisfies WireSchema

export type LipaNambaPayoutRequest = FromSchema<typeof lipaNambaPayoutRequest>
export const lipaNambaPayoutRequestSchema = closedWhereRefused(lipaNambaPayoutRequest)

/** Who runs Lipa Namba numbers. */
export const lipaNambaProviders = {
  $id: 'LipaNambaProviders',
  title: 'Lipa Namba providers',
  description: 'Who runs the numbers that shops collect by.',
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['name', 'providerCode'],
    properties: {
      name: { ...filledText, description: 'Name of the provider.', ...known },
      providerCode: {
        ...filledText,
        description: 'What a payout calls it.',
        ...assumed('the name is documented, the codes are not'),
      },
    },
    description: 'A provider.',
    ...known,
  },
  examples: [
    [
      { name: 'M-PESA', providerCode: 'mpesa_tanzania' },
      { name: 'TIGO-PESA', providerCode: 'tigo_pesa_tanzania' },
    ],
  ],
  ...known,
} as const satisfies WireSchema
