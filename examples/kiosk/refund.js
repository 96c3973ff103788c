/** What a refund is, and how it changes: money that goes back to the phone of a sale. Nothing here knows of HTTP. */

const BACK = ['REFUNDED', 'REVERSED']

/** A refund whose payout was asked for: `amount` in whole shillings. */
export function newRefund({ reference, sale }) {
  return { reference, sale: sale.reference, amount: sale.amount, phone: sale.phone, state: 'sent' }
}

/** The refund as it is once these payouts are known. Even a payout that has arrived may be taken back. */
export function afterPayouts(refund, payouts) {
  const payout = payouts.find(({ orderReference }) => orderReference === refund.reference)
  if (!payout) return refund
  if (BACK.includes(payout.status)) return { ...refund, state: 'back' }
  // FAILED alone does not bring the money back: until it is REFUNDED, nothing is paid a second time.
  return payout.status === 'SUCCESS' && refund.state !== 'back' ? { ...refund, state: 'arrived' } : refund
}
