import { mobilePayoutRequest } from '../../../contracts/schemas/payouts.js'
import type { FindingRules } from '../call.js'
import { checksumFindings, emptyFields, unqueryable } from './body.js'
import { unknownFields } from './unknown-fields.js'

const FIELDS = Object.keys(mobilePayoutRequest.properties)

/** Fields that integrators send with a payout, and what would be right. */
const HINTS: Readonly<Record<string, string>> = {
  phone: 'the name is phoneNumber',
  accountNumber: 'that is for banks; the name is phoneNumber',
  reference: 'the name is orderReference',
  callbackUrl: 'a payout calls no address of its own; webhook addresses are set in the dashboard',
}

/** What is odd about the body of a payout to a phone. */
export const mobilePayoutFindings: FindingRules['body'] = (body, dialect, application) => [
  ...emptyFields(body, FIELDS, application),
  ...unqueryable(body.orderReference),
  ...checksumFindings(body, dialect, application),
  ...(dialect.unknownBodyFields === 'ignore' ? unknownFields(body, { fields: FIELDS, hints: HINTS }) : []),
]
