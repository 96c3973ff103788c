import { bankPayoutRequest } from '../../../contracts/schemas/bank-payout.js'
import { lipaNambaPayoutRequest } from '../../../contracts/schemas/lipa-namba.js'
import { payoutLinkRequest } from '../../../contracts/schemas/payout-link.js'
import { mobilePayoutRequest } from '../../../contracts/schemas/payouts.js'
import type { FindingRules } from '../call.js'
import { checksumFindings, emptyFields, unqueryable } from './body.js'
import { joined } from './catalogue.js'
import { unknownFields } from './unknown-fields.js'

type Hints = Readonly<Record<string, string>>

/** Fields that integrators send with any payout, and what would be right. */
const HINTS: Hints = {
  reference: 'the name is orderReference',
  callbackUrl: 'a payout calls no address of its own; webhook addresses are set in the dashboard',
}

/** What is odd about the body of a payout to a phone. */
export const mobilePayoutFindings = findingsOf(mobilePayoutRequest, {
  phone: 'the name is phoneNumber',
  accountNumber: 'that is for banks; the name is phoneNumber',
})

/** What is odd about the body of a payout to a bank account. */
export const bankPayoutFindings = findingsOf(bankPayoutRequest, {
  phoneNumber: 'that is for payouts to phones',
  swiftNumber: 'the name is bic',
  bankCode: 'the name is bic, with the SWIFT code of the bank',
  settlementType: 'the name is transferType; settlementType was in older webhooks',
})

/** What is odd about the body that asks for a payout link. */
export const payoutLinkFindings = findingsOf(payoutLinkRequest, {
  currency: 'a payout link is for shillings',
  phoneNumber: 'whoever opens the link says where the money shall go',
  returnUrl: 'append it to the link as a query parameter',
})

/** What is odd about the body of a payout by Lipa Namba. */
export const lipaNambaPayoutFindings = findingsOf(lipaNambaPayoutRequest, {
  tillNumber: 'the name is lipaNamba',
  accountNumber: 'that is for banks; the name is lipaNamba',
  provider: 'the name is providerCode',
})

function findingsOf({ properties }: { readonly properties: object }, more: Hints): FindingRules['body'] {
  const fields = Object.keys(properties)
  const hints = { ...HINTS, ...more }
  return (body, dialect, application) =>
    joined([
      emptyFields(body, fields, application),
      unqueryable(body.orderReference),
      checksumFindings(body, dialect, application),
      unknownFields([{ object: body, place: '', fields }], dialect, hints),
    ])
}
