/** What can be wrong with a shop, in the words of its owner. */
export const MISTAKES = {
  'fulfils-again': {
    title: 'fulfils an order more than once',
    likely:
      'the handler does not remember which orders it has fulfilled, or looks and writes in two steps that others can come between',
  },
  'believes-forgery': {
    title: 'believes a message that ClickPesa did not send',
    likely:
      'the checksum of a webhook is not verified, or a message that fails it is acted upon all the same',
  },
  'believes-return': {
    title: 'believes the address with which the browser comes back',
    likely: 'the return page reads `status` from the address instead of asking ClickPesa',
  },
  'fulfils-unpaid': {
    title: 'fulfils an order that nobody has paid yet',
    likely: 'the event or the mere arrival of a message is read, not the status of the payment',
  },
  'fulfils-too-little': {
    title: 'fulfils an order for which too little was paid',
    likely: 'the collected amount is not compared with the price of the order',
  },
  'fulfils-other-currency': {
    title: 'fulfils an order that was paid in another currency',
    likely: 'the number is compared, but not the currency',
  },
  'never-fulfils': {
    title: 'never fulfils an order that was paid',
    likely: 'see what had reached the shop: it did not act on it',
  },
  'misses-without-message': {
    title: 'never fulfils a paid order when no message reaches it',
    likely: 'nothing asks ClickPesa about orders that stay open: a webhook can be lost',
  },
  'fails-without-failure': {
    title: 'calls an order failed although no payment of it failed',
    likely: 'an error of the API, an unanswered call or an empty query is taken for a failed payment',
  },
  'stays-failed': {
    title: 'leaves an order failed that was paid in the end',
    likely:
      'a failed attempt is taken for the end of the order; the customer may try again, and messages come in any order',
  },
  'misses-reversal': {
    title: 'does not notice that the money was taken back',
    likely: 'messages about an order that is paid already are ignored whatever they say',
  },
  'not-reviewed': {
    title: 'calls nobody although the money does not fit the order',
    likely:
      'a payment of a wrong amount or in another currency is ignored; somebody has to give the money back',
  },
  'refuses-genuine': {
    title: 'refuses a genuine message of ClickPesa',
    likely: 'the handler is too strict, or fails: ClickPesa only sees that it was not taken',
  },
  'answers-late': {
    title: 'answers a message too late',
    likely: 'work is done before the answer; answer first, ask and fulfil afterwards',
  },
  'customer-error': {
    title: 'shows an error to a customer who comes back',
    likely: 'the return page fails where ClickPesa does, or without parameters in its address',
  },
  'customer-waits': {
    title: 'lets a customer wait too long',
    likely: 'a call to ClickPesa has no time-out, or a long one',
  },
  'no-link': {
    title: 'cannot sell although ClickPesa is well',
    likely: 'something of an earlier fault stays: a dead token that is kept, a reference that is used again',
  },
  'refused-call': {
    title: 'makes calls that ClickPesa refuses for their form',
    likely: 'see the explanation of the gateway',
  },
  'other-amount': {
    title: 'asks for another amount than the order costs',
    likely: 'amounts are rounded, or multiplied as floating-point numbers',
  },
} as const satisfies Readonly<Record<string, { readonly title: string; readonly likely: string }>>

export type MistakeKind = keyof typeof MISTAKES

/** One mistake that a run has shown. */
export interface Mistake {
  readonly kind: MistakeKind
  /** What tells it from others of its kind, such as the code of a refusal; empty as a rule. */
  readonly detail: string
  /** What was seen, a sentence each. */
  readonly proof: readonly string[]
  /** After how many steps it showed. */
  readonly step: number
}

/** Mistakes with one key are one line of the report. */
export function keyOf({ kind, detail }: Pick<Mistake, 'kind' | 'detail'>): string {
  return detail ? `${kind}: ${detail}` : kind
}
