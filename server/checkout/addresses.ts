/** Where each page of a link is. */
export const addressOf = {
  asset: (file: string) => `/checkout/assets/${file}`,
  link: (linkId: string) => `/checkout/${encodeURIComponent(linkId)}`,
  pay: (linkId: string) => `${addressOf.link(linkId)}/pay`,
  payment: (linkId: string, paymentId: string) =>
    `${addressOf.link(linkId)}/payments/${encodeURIComponent(paymentId)}`,
  phone: (linkId: string, paymentId: string) => `${addressOf.payment(linkId, paymentId)}/phone`,
  bank: (linkId: string, paymentId: string) => `${addressOf.payment(linkId, paymentId)}/bank`,
  status: (linkId: string, paymentId: string) => `${addressOf.payment(linkId, paymentId)}/status`,
  payoutLink: (linkId: string) => `/checkout/payout/${encodeURIComponent(linkId)}`,
  claim: (linkId: string) => `${addressOf.payoutLink(linkId)}/claim`,
  payoutStatus: (linkId: string) => `${addressOf.payoutLink(linkId)}/status`,
  back: (linkId: string, paymentId: string) => `${addressOf.payment(linkId, paymentId)}/return`,
} as const
