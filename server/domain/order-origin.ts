/** How an order came to be: which operation of the gateway asked for it. */
export const ORDER_ORIGINS = ['checkout-link', 'ussd-push', 'card', 'control-number'] as const
export type OrderOrigin = (typeof ORDER_ORIGINS)[number]
