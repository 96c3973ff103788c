import type { FromSchema } from 'json-schema-to-ts'
import { documented, SOURCE, type WireSchema } from './evidence.js'
import { closedWhereRefused } from './request-dialect.js'
import { checksumFields, filledText, neededAmount, optionalText } from './values.js'

const known = documented(SOURCE.payoutLink)

/** What a merchant's server sends for a link on which somebody says where their money shall go. */
export const payoutLinkRequest = {
  $id: 'PayoutLinkRequest',
  title: 'Payout link request',
  description: 'A page on which whoever opens it chooses where the money goes.',
  type: 'object',
  additionalProperties: true,
  required: ['amount'],
  properties: {
    amount: { ...neededAmount, description: 'In shillings; text is accepted too.', ...known },
    orderReference: {
      ...optionalText,
      description:
        "The merchant's own id of the payout: letters and digits, no payout had it before. Needed.",
      ...known,
    },
    ...checksumFields,
  },
  examples: [{ amount: 20000, orderReference: 'ZAWADI01' }],
  ...known,
} as const satisfies WireSchema

export type PayoutLinkRequest = FromSchema<typeof payoutLinkRequest>
export const payoutLinkRequestSchema = closedWhereRefused(payoutLinkRequest)

/** A payout link. */
export const payoutLinkReply = {
  $id: 'PayoutLink',
  title: 'Payout link',
  description: 'The address of the page. A returnUrl may be appended to it as a query parameter.',
  type: 'object',
  additionalProperties: false,
  required: ['payoutLink'],
  properties: {
    payoutLink: { ...filledText, format: 'uri', description: 'Address of the page.', ...known },
    clientId: {
      ...filledText,
      description: 'The application that asked. Older replies leave it out.',
      ...known,
    },
  },
  examples: [
    {
      payoutLink: 'http://127.0.0.1:4255/payout/PALA1B2C3D',
      clientId: 'IDSANDBOXDEFAULT0000000000000001',
    },
  ],
  ...known,
} as const satisfies WireSchema
