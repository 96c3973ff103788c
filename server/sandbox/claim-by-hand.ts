import { bankOf, isAccountNumber } from '../domain/banks.js'
import { channelOfPhone, normalisePhone } from '../domain/operators.js'
import type { Payout } from '../domain/payout.js'
import { fitsPhone, type PayoutLink, transferFor } from '../domain/payout-link.js'
import { bankReceiver, type PayoutReceiver, phoneReceiver } from '../domain/payout-receiver.js'
import { Refusal, SandboxMistake } from '../errors.js'
import { digitsAsTyped } from '../lib/digits-as-typed.js'
import { SOMEBODYS_PHONE } from './pay-by-hand.js'
import type { PayoutLinks } from './payout-links.js'

/** Where the money of a payout link shall go: to a phone, or to a bank account where `bic` is given. */
export interface HandClaim {
  readonly phoneNumber?: string | undefined
  /** SWIFT code of the bank. */
  readonly bic?: string | undefined
  readonly accountNumber?: string | undefined
  readonly accountName?: string | undefined
}

/** Says in a visitor's place where the money of a link shall go. Throws a SandboxMistake that says why it cannot go there. */
export async function claimByHand(
  payoutLinks: PayoutLinks,
  link: PayoutLink,
  asked: HandClaim,
): Promise<Payout> {
  const receiver = asked.bic === undefined ? phoneOf(link, asked) : accountOf(link, asked)
  const payout = await payoutLinks.claim(link, receiver).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error
    throw notClaimed(
      `payout link ${link.id} cannot be paid out: ${error.explanation}`,
      'the link stays open: put money into the account, or give the application its feature back',
    )
  })
  if (payout) return payout
  const { orderReference, payoutId } = link
  throw notClaimed(
    `payout link ${link.id} for ${orderReference} is no longer open${payoutId ? `: it came to payout ${payoutId}` : ''}`,
    'generate another link, with another order reference',
  )
}

function phoneOf(link: PayoutLink, { phoneNumber = SOMEBODYS_PHONE }: HandClaim): PayoutReceiver {
  if (!fitsPhone(link.amount)) {
    throw notClaimed('this is more than a phone can receive', 'give bic, accountNumber and accountName')
  }
  const phone = normalisePhone(phoneNumber)
  const operator = phone === null ? null : channelOfPhone(phone)
  if (phone !== null && operator !== null) return phoneReceiver(phone, operator)
  throw new SandboxMistake(
    'INVALID_INPUT',
    `"${phoneNumber}" is not a phone with mobile money`,
    'give 12 digits that begin with 255, such as 255744000111',
  )
}

function accountOf(
  { amount }: PayoutLink,
  { bic = '', accountNumber = '', accountName = '' }: HandClaim,
): PayoutReceiver {
  const bank = bankOf(bic)
  if (!bank) {
    throw new SandboxMistake(
      'INVALID_INPUT',
      `no bank has the SWIFT code "${bic}"`,
      'GET /third-parties/list/banks lists them, such as CORUTZTZ',
    )
  }
  if (!isAccountNumber(accountNumber) || accountName === '') {
    throw new SandboxMistake(
      'INVALID_INPUT',
      'a bank account needs its accountNumber and accountName',
      'give 4 to 34 letters and digits, and the name of the holder',
    )
  }
  const account = {
    swiftNumber: bank.bic,
    accountNumber: digitsAsTyped(accountNumber),
    accountName,
  }
  return bankReceiver({ provider: bank.name, transferType: transferFor(amount), ...account })
}

function notClaimed(message: string, hint: string): SandboxMistake {
  return new SandboxMistake('PAYOUT_LINK_NOT_CLAIMED', message, hint)
}
