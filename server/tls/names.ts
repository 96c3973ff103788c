/** The hosts that ClickPesa's clients call, and its customers' browsers open. */
export const CLICKPESA_NAMES = ['api.clickpesa.com', 'checkout.clickpesa.com'] as const

/** The names that a certificate of the sandbox is for. */
export const CERTIFIED_NAMES = [...CLICKPESA_NAMES, 'localhost'] as const

/** The addresses that it is for. */
export const CERTIFIED_ADDRESSES = ['127.0.0.1', '::1'] as const
