import { type BankPayoutRequest, bankPayoutRequestSchema } from '../../contracts/schemas/bank-payout.js'
import {
  type LipaNambaPayoutRequest,
  lipaNambaPayoutRequestSchema,
} from '../../contracts/schemas/lipa-namba.js'
import { type PayoutLinkRequest, payoutLinkRequestSchema } from '../../contracts/schemas/payout-link.js'
import { type MobilePayoutRequest, mobilePayoutRequestSchema } from '../../contracts/schemas/payouts.js'
import { accountHolderOf } from '../domain/account-holder.js'
import { bankOf } from '../domain/banks.js'
import type { JsonObject } from '../domain/checksum.js'
import type { Dialect } from '../domain/dialect.js'
import { LIPA_NAMBA_PROVIDERS, type LipaNamba, lipaNambaInQr, lipaNambaOf } from '../domain/lipa-namba.js'
import { type Currency, formatAmount, type Money, parseAmount } from '../domain/money.js'
import {
  bankReceiver,
  mobileReceiver,
  type PayoutReceiver,
  payoutLimits,
  phoneReceiver,
} from '../domain/payout-receiver.js'
import { Refusal } from '../errors.js'
import type { AskedPayoutLink } from '../sandbox/payout-links.js'
import type { AskedPayout } from '../sandbox/payouts.js'
import { readPhone } from './push.js'
import { readReference, readTypes } from './read-fields.js'

/** The payout to a phone that a request asks for. Refuses types first, then reference, amount and phone. */
export function readMobilePayout(body: JsonObject, dialect: Dialect): AskedPayout {
  const request = readTypes<MobilePayoutRequest>(mobilePayoutRequestSchema(dialect), body, amountsIn)
  return {
    ...readOrder(request, dialect, 'a phone', {}),
    receiver: readPhoneReceiver(request.phoneNumber, dialect),
    accountCurrency: 'TZS',
  }
}

/** The payout to a bank account that a request asks for. Refuses types first, then reference, amount and bank. */
export function readBankPayout(body: JsonObject, dialect: Dialect): AskedPayout {
  const request = readTypes<BankPayoutRequest>(bankPayoutRequestSchema(dialect), body, amountsIn)
  const { transferType, accountCurrency } = request
  return {
    ...readOrder(request, dialect, `a bank account by ${transferType}`, { transferType }),
    receiver: readBankReceiver(request, dialect),
    accountCurrency,
  }
}

/** The payout by Lipa Namba that a request asks for. Refuses types first, then reference, amount and number. */
export function readLipaNambaPayout(body: JsonObject, dialect: Dialect): AskedPayout {
  const request = readTypes<LipaNambaPayoutRequest>(lipaNambaPayoutRequestSchema(dialect), body, amountsIn)
  requireOneWay(request)
  return {
    ...readOrder(request, dialect, 'a Lipa Namba', {}),
    receiver: readShop(request),
    accountCurrency: 'TZS',
  }
}

/** Somebody with a phone. Refuses one that is written wrongly or has no operator. */
function readPhoneReceiver(written: string, dialect: Dialect): PayoutReceiver {
  const { phoneNumber, channel } = readPhone(written, dialect)
  return phoneReceiver(phoneNumber, channel)
}

type BankAccount = Pick<BankPayoutRequest, 'accountNumber' | 'accountName' | 'bic' | 'transferType'>

/** Somebody with a bank account. Refuses an account without a number, and a bank that nobody knows. */
function readBankReceiver(
  { accountNumber, accountName, bic, transferType }: BankAccount,
  { payoutUnknownBank, payoutAccountName }: Dialect,
): PayoutReceiver {
  if (accountNumber.trim() === '') throw invalidField('accountNumber must be a string')
  const swiftNumber = bic.trim().toUpperCase()
  const bank = bankOf(swiftNumber)
  const isTaken = bank !== null || (payoutUnknownBank === 'accept' && hasFormOfBic(swiftNumber))
  if (!isTaken) {
    throw new Refusal(
      'BANK_UNSUPPORTED',
      `no bank in GET /third-parties/list/banks has the SWIFT code ${JSON.stringify(bic.slice(0, 20))} (payoutUnknownBank: ${payoutUnknownBank})`,
    )
  }
  const looked = accountHolderOf(accountNumber)
  return bankReceiver({
    provider: bank?.name ?? swiftNumber,
    transferType,
    accountNumber,
    accountName: payoutAccountName === 'asSent' ? accountName || looked : looked,
    swiftNumber,
  })
}

/** SWIFT codes have 8 characters, or 11 with the branch. */
function hasFormOfBic(text: string): boolean {
  return /^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(text)
}

function readShop({ lipaNamba, providerCode, qrCode }: LipaNambaPayoutRequest): PayoutReceiver {
  const shop: LipaNamba | null = lipaNamba
    ? lipaNambaOf(lipaNamba, providerCode ?? '')
    : lipaNambaInQr(qrCode ?? '')
  if (!shop) {
    const wrong = lipaNamba
      ? 'a Lipa Namba has 4 to 12 digits'
      : "the QR code is not that of a Tanzanian shop: EMVCo's form, the scheme tz.go.bot.tips, and its checksum at the end"
    throw new Refusal('LIPA_NAMBA_UNSUPPORTED', wrong)
  }
  const { number, provider, name } = shop
  return mobileReceiver(number, provider, name ?? accountHolderOf(number))
}

/** Refuses a shop that is not named, and a number without a provider that we know. */
function requireOneWay({ lipaNamba, providerCode, qrCode }: LipaNambaPayoutRequest) {
  if (!lipaNamba && !qrCode) throw invalidField('lipaNamba or qrCode must be a string')
  const codes = LIPA_NAMBA_PROVIDERS.map((provider) => provider.providerCode)
  if (lipaNamba && !codes.includes(providerCode ?? ''))
    throw invalidField(`providerCode must be one of the following values: ${codes.join(', ')}`)
}

interface WrittenOrder {
  readonly amount: string | number
  readonly currency: Currency
  readonly orderReference?: string | null
}

/** What is to be paid out, under which reference. */
function readOrder(
  request: WrittenOrder,
  dialect: Dialect,
  to: string,
  kind: Pick<PayoutReceiver, 'transferType'>,
): { readonly orderReference: string; readonly order: Money } {
  const { currency } = request
  const orderReference = readReference(request.orderReference, dialect, 'other')
  const minor = parseAmount(request.amount) ?? 0
  const { minimum, maximum } = payoutLimits(kind, currency)
  if (minor >= minimum && minor <= maximum) return { orderReference, order: { minor, currency } }
  const [least, most] = [formatAmount(minimum), formatAmount(maximum)]
  throw new Refusal(
    'AMOUNT_OUT_OF_RANGE',
    `${currency} ${least} to ${most} can be paid out to ${to}, and this is ${formatAmount(minor)}`,
    { values: { least, most } },
  )
}

/** The payout link that a request asks for. Refuses types first, then reference and amount. */
export function readPayoutLink(body: JsonObject, dialect: Dialect): AskedPayoutLink {
  const request = readTypes<PayoutLinkRequest>(payoutLinkRequestSchema(dialect), body, amountsIn)
  const ofAll = { ...request, currency: 'TZS' } as const
  const { orderReference, order } = readOrder(ofAll, dialect, 'whoever opens the link', {
    transferType: 'RTGS',
  })
  return { orderReference, amount: order }
}

function amountsIn({ amount }: { readonly amount: unknown }): [string, unknown][] {
  return [['amount', amount]]
}

function invalidField(message: string): Refusal {
  return new Refusal('INVALID_FIELDS', `the fields are wrong: ${message}`, { validationMessages: [message] })
}
