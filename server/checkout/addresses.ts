/** Where each page of a link is. */
export const addressOf = {
  asset: (file: string) => `/checkout/assets/${file}`,
  link: (linkId: string) => `/checkout/${encodeURIComponent(linkId)}`,
  pay: (linkId: string) => `${addressOf.link(linkId)}/pay`,
  payment: (linkId: string, paymentId: string) =>
    `${addressOf.link(linkId)}/payments/${encodeURIComponent(paymentId)}`,
  status: (linkId: string, paymentId: string) => `${addressOf.payment(linkId, paymentId)}/status`,
  back: (linkId: string, paymentId: string) => `${addressOf.payment(linkId, paymentId)}/return`,
} as const
