import type { FastifyRequest } from 'fastify'
import type { Payout } from '../domain/payout.js'
import { type PayoutLink, type PayoutLinkState, payoutLinkState } from '../domain/payout-link.js'
import { possibleReturnUrl } from '../domain/return.js'
import type { Sandbox } from '../sandbox/sandbox.js'
import { addressOf } from './addresses.js'
import { addressWith, choicesToCarry } from './i18n/language.js'
import { noSuchPage } from './page-error.js'
import { type BarVisit, visitOf } from './visit.js'

/** A browser at a payout link, and everything that decides what it is shown. */
export interface PayoutContext extends BarVisit {
  readonly link: PayoutLink
  readonly state: PayoutLinkState
  /** What the link came to; null until its visitor has said where the money shall go. */
  readonly payout: Payout | null
  /** Where the merchant wants its visitor back, by the `returnUrl` of the address; null for nowhere. */
  readonly returnUrl: string | null
  /** Where the form is sent; the way back goes along. */
  readonly claimAddress: string
  /** The page of the link; the way back goes along. */
  readonly address: string
}

/** Looks up what a visitor of a payout link finds. Throws a 404 page when there is no such link. */
export async function payoutContextOf(
  sandbox: Sandbox,
  request: FastifyRequest,
  linkId: string,
): Promise<PayoutContext> {
  const link = await sandbox.payoutLinks.find(linkId)
  const merchant = link && (await sandbox.merchants.find(link.merchantId))
  if (!link || !merchant) throw noSuchPage()
  const { returnUrl: asked } = request.query as { readonly returnUrl?: unknown }
  const returnUrl = possibleReturnUrl(typeof asked === 'string' ? asked : null)
  const carried = { ...choicesToCarry(request), ...(returnUrl === null ? {} : { returnUrl }) }
  const visit = visitOf(sandbox, request, merchant)
  return {
    ...visit,
    link,
    state: payoutLinkState(link, merchant.dialect, visit.now),
    payout: await sandbox.payoutLinks.payoutOf(link),
    returnUrl,
    to: (address, change) => addressWith(address, { ...carried, ...change }),
    claimAddress: addressWith(addressOf.claim(link.id), carried),
    address: addressWith(addressOf.payoutLink(link.id), carried),
  }
}
