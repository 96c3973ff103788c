import type { CheckoutLink } from '../../domain/checkout-link.js'
import type { Payment } from '../../domain/payment.js'
import type { Payout } from '../../domain/payout.js'
import { SandboxMistake } from '../../errors.js'
import { formsOf, nearestSentence, placesIn, readSentence } from '../../lib/sentence.js'
import type { BilledOrder } from '../bills.js'
import { ALWAYS, ATTEMPT, type Given, ORDER, type ParameterName, readParameters } from './parameters.js'
import type { StateContext } from './state-context.js'

/** Something that a consumer's contract can presuppose. */
export interface ProviderState {
  /** What stands in brackets may be left out; `{name}` is a parameter. */
  readonly sentence: string
  readonly means: string
  /** Parameters besides those of the sentence and those that every state takes. */
  readonly takes?: readonly ParameterName[]
  /** Makes it true. What it answers goes into the answer of the set-up. */
  readonly apply: (context: StateContext, given: Given) => Promise<Values>
}

/** What generators can inject into requests, beside the merchant's own credentials. */
export interface Values {
  readonly orderReference?: string
  readonly linkId?: string
  readonly billPayNumber?: string
  readonly paymentId?: string
}

const ATTEMPT_TAKES = [...ORDER, ...ATTEMPT] as const
const PUSH_TAKES = ['orderReference', 'amount', 'phoneNumber'] as const
const IN_TZS = '[ of {amount} TZS][ for order {orderReference}]'
const IN_USD = '[ of {amount} USD][ for order {orderReference}]'
const PAYOUT_TAKES = ['orderReference', 'amount', 'phoneNumber'] as const
const CARD_TAKES = ['orderReference', 'amount', 'customerName', 'customerEmail', 'customerPhone'] as const
const BILL_TAKES = ['orderReference', 'amount'] as const
const OF_ORDER = '[ of {amount} {currency}][ for order {orderReference}]'

/** Every provider state, in the order in which the documents list them. */
export const STATES: readonly ProviderState[] = [
  {
    sentence: 'nothing has happened yet',
    means: 'The merchant is as it was opened. Also used for an interaction that names no state.',
    apply: async () => ({}),
  },
  {
    sentence: 'the merchant {clientId} has the API key {apiKey}',
    means:
      'This client id can get a token with this key. An unknown merchant is opened, with the settings of the default merchant.',
    // The merchant itself was opened before its states are brought about.
    apply: doing((context, { apiKey = '' }) => context.apiKey(apiKey)),
  },
  {
    sentence: 'the order reference[ {orderReference}] is free',
    means: 'No link was ever made for it.',
    apply: doing((context, given) => context.free(given)),
  },
  {
    sentence: 'the order reference[ {orderReference}] is used',
    means: 'A link was made for it, so that a second one is refused.',
    takes: ORDER,
    apply: async (context, given) => linkValues(await context.link(given)),
  },
  {
    sentence: `a link${OF_ORDER} exists`,
    means: 'The order has a checkout link, and nobody has tried to pay it.',
    takes: ORDER,
    apply: async (context, given) => linkValues(await context.unpaidLink(given)),
  },
  {
    sentence: `a payment${OF_ORDER} is being processed`,
    means: 'The customer has been asked to pay, and the outcome is not known: PROCESSING.',
    takes: ATTEMPT_TAKES,
    apply: async (context, given) => paymentValues(context, await context.paymentUnderway(given)),
  },
  {
    sentence: `a payment${OF_ORDER} has succeeded`,
    means: 'The customer has paid: SUCCESS. What the merchant is owed has been sent.',
    takes: ATTEMPT_TAKES,
    apply: async (context, given) => paymentValues(context, await context.payment(given, 'SUCCESS')),
  },
  {
    sentence: `a payment${OF_ORDER} has failed`,
    means: 'One attempt failed: FAILED. The customer may try again.',
    takes: [...ATTEMPT_TAKES, 'message'],
    apply: async (context, given) => paymentValues(context, await context.payment(given, 'FAILED')),
  },
  {
    sentence: `a payment${OF_ORDER} has failed and then succeeded`,
    means: 'Two attempts on one link: the first FAILED, the second SUCCESS.',
    takes: [...ATTEMPT_TAKES, 'message'],
    apply: async (context, given) =>
      paymentValues(context, await context.payment(given, 'FAILED', 'SUCCESS')),
  },
  {
    sentence: `a payment${OF_ORDER} was settled`,
    means: 'The customer has paid, and the money was passed on to the merchant: SETTLED.',
    takes: ATTEMPT_TAKES,
    apply: async (context, given) => paymentValues(context, await context.settledPayment(given)),
  },
  {
    sentence: `a push${IN_TZS} is on the phone`,
    means: 'The customer was asked to pay by USSD push, and has not answered: PROCESSING.',
    takes: PUSH_TAKES,
    apply: async (context, given) => paymentValues(context, await context.push(given, null)),
  },
  {
    sentence: `a push${IN_TZS} has succeeded`,
    means: 'The customer has paid by USSD push: SUCCESS.',
    takes: PUSH_TAKES,
    apply: async (context, given) => paymentValues(context, await context.push(given, 'SUCCESS')),
  },
  {
    sentence: `a push${IN_TZS} has failed`,
    means: 'The USSD push came to nothing: FAILED. A retry needs another order reference.',
    takes: [...PUSH_TAKES, 'message'],
    apply: async (context, given) => paymentValues(context, await context.push(given, 'FAILED')),
  },
  {
    sentence: `a card payment${IN_USD} is asked for`,
    means: 'The order has a page on which it is paid by card, and nobody has tried to.',
    takes: CARD_TAKES,
    apply: async (context, given) => linkValues(await context.cardPage(given)),
  },
  {
    sentence: `a card payment${IN_USD} has succeeded`,
    means: 'The customer has paid by card on the page of the order: SUCCESS.',
    takes: CARD_TAKES,
    apply: async (context, given) => paymentValues(context, await context.cardPayment(given, 'SUCCESS')),
  },
  {
    sentence: `a card payment${IN_USD} has failed`,
    means: 'The card was declined: FAILED. The customer may try again on the same page.',
    takes: [...CARD_TAKES, 'message'],
    apply: async (context, given) => paymentValues(context, await context.cardPayment(given, 'FAILED')),
  },
  {
    sentence: `a control number${IN_TZS} exists`,
    means: 'The order has a control number, which takes any amount, and nobody has paid it.',
    takes: BILL_TAKES,
    apply: async (context, given) => billValues(await context.bill(given)),
  },
  {
    sentence: `a customer's control number${IN_TZS} exists`,
    means: 'A customer has a control number, which stays open after a payment.',
    takes: [...BILL_TAKES, 'customerName', 'customerEmail', 'customerPhone'],
    apply: async (context, given) => billValues(await context.bill(given, 'customer')),
  },
  {
    sentence: `a control number${IN_TZS} was paid`,
    means: 'All that the control number of an order asks for was paid: SUCCESS. It takes no more.',
    takes: [...BILL_TAKES, 'phoneNumber'],
    apply: async (context, given) => paymentValues(context, await context.billPayment(given)),
  },
  {
    sentence: `a control number${IN_TZS} was closed`,
    means: 'The merchant has made the control number of an order INACTIVE.',
    takes: BILL_TAKES,
    apply: async (context, given) => billValues(await context.inactiveBill(given)),
  },
  {
    sentence: `a payout${IN_TZS} is on its way`,
    means:
      'Money was paid out to a phone, and has not arrived: AUTHORIZED. The account holds enough for more.',
    takes: PAYOUT_TAKES,
    apply: async (context, given) => payoutValues(await context.payout(given)),
  },
  {
    sentence: `a payout${IN_TZS} has succeeded`,
    means: 'Money was paid out to a phone, and has arrived: SUCCESS.',
    takes: PAYOUT_TAKES,
    apply: async (context, given) => payoutValues(await context.payout(given, 'SUCCESS')),
  },
  {
    sentence: `a payout${IN_TZS} has failed`,
    means: 'A payout to a phone came to nothing, and its money is not back yet: FAILED.',
    takes: [...PAYOUT_TAKES, 'message'],
    apply: async (context, given) => payoutValues(await context.payout(given, 'FAILED')),
  },
  {
    sentence: `a payout${IN_TZS} was refunded`,
    means: 'A payout to a phone failed, and its money is back in the account: REFUNDED.',
    takes: [...PAYOUT_TAKES, 'message'],
    apply: async (context, given) => payoutValues(await context.payout(given, 'FAILED', 'REFUNDED')),
  },
  {
    sentence: `a payout link${IN_TZS} exists`,
    means: 'Nobody has said on its page where the money shall go. The account holds enough for it.',
    takes: BILL_TAKES,
    apply: async (context, given) => payoutValues(await context.payoutLink(given)),
  },
  {
    sentence: 'the account holds {amount} TZS',
    means: 'That much more is in the account, for payouts to be made from.',
    apply: doing((context, given) => context.deposit(given)),
  },
  {
    sentence: 'the checksum is switched on[ with the key {checksumKey}]',
    means: 'Requests need a checksum, and notifications are signed. Tokens stay valid.',
    apply: doing((context, { checksumKey }) =>
      context.change({ checksumEnabled: true, ...(checksumKey ? { checksumKey } : {}) }),
    ),
  },
  {
    sentence: 'the token has expired',
    means: 'No token that was made so far is valid any more, including the one in the answer of this set-up.',
    apply: doing((context) => context.endTokens('a provider state says that the token has expired')),
  },
  {
    sentence: 'the API key {apiKey} has expired',
    means: 'This key gets no token.',
    apply: doing((context, { apiKey = '' }) => context.apiKey(apiKey, true)),
  },
  {
    sentence: 'the account is not approved',
    means: 'Every call is refused with 401.',
    apply: doing((context) => context.disapprove()),
  },
  {
    sentence: 'the application has no access to checkout links',
    means: 'A link is refused because the feature is missing.',
    apply: doing((context) => context.change({ features: [] })),
  },
  {
    sentence: 'the application has no access to the collection API',
    means: 'Pushes, card payments and control numbers are refused because the feature is missing.',
    apply: doing((context) => context.change({ features: ['hosted-checkout'] })),
  },
  {
    sentence: 'the application has no access to payouts',
    means: 'Payouts and payout links are refused because the features are missing.',
    apply: doing((context) => context.change({ features: ['hosted-checkout', 'payment-api'] })),
  },
  {
    sentence: 'the account collects no money by API',
    means: 'Pushes and card payments are refused because the account has no method for them.',
    apply: doing((context) => context.collectsNothing()),
  },
  {
    sentence: 'webhooks go to {url}',
    means: 'Both payment events of the application are sent to this address.',
    apply: doing((context, { url = '' }) =>
      context.change({ webhooks: { 'PAYMENT RECEIVED': url, 'PAYMENT FAILED': url } }),
    ),
  },
  {
    sentence: 'the scenario is {scenario}',
    means: 'What happens from now on follows this scenario. Use it before the state about the payment.',
    apply: doing((context, { scenario = '' }) => context.follow(scenario)),
  },
]

/** A sentence that was understood. */
export interface ParsedState {
  readonly state: ProviderState
  readonly given: Given
}

/**
 * The state that a sentence means, with its parameters from the sentence and from beside it. Throws a
 * SandboxMistake that names the nearest one, or the parameter that is wrong.
 */
export function parseState(text: string, parameters: Readonly<Record<string, unknown>> = {}): ParsedState {
  const wanted = text === '' ? 'nothing has happened yet' : text
  for (const state of STATES) {
    const inSentence = readSentence(state.sentence, wanted)
    if (inSentence) return { state, given: checked(state, { ...parameters, ...inSentence }) }
  }
  const guess = nearestSentence(
    text,
    STATES.flatMap(({ sentence }) => formsOf(sentence)),
  )
  throw new SandboxMistake(
    'UNKNOWN_STATE',
    `there is no provider state "${text}"${guess ? `; did you mean "${guess}"?` : ''}`,
    `docs/provider-states.md has them all: ${[...new Set(STATES.map(({ sentence }) => formsOf(sentence)[1]))].join('; ')}`,
  )
}

/** The parameters that a state takes, those of its sentence first. */
export function parametersOf({ sentence, takes = [] }: ProviderState): readonly ParameterName[] {
  return [...new Set([...(placesIn(sentence) as ParameterName[]), ...takes, ...ALWAYS])]
}

function checked(state: ProviderState, parameters: Readonly<Record<string, unknown>>): Given {
  const [long, short] = formsOf(state.sentence)
  const about = `the provider state "${long}"`
  const given = readParameters(about, parametersOf(state), parameters)
  for (const name of placesIn(short) as ParameterName[]) {
    if (given[name] === undefined) {
      throw new SandboxMistake(
        'INVALID_INPUT',
        `${about} lacks ${name}`,
        'say it in the sentence, or in params',
      )
    }
  }
  return given
}

function doing(act: (context: StateContext, given: Given) => Promise<void>): ProviderState['apply'] {
  return async (context, given) => {
    await act(context, given)
    return {}
  }
}

function linkValues({ id: linkId, order: { orderReference } }: CheckoutLink): Values {
  return { linkId, orderReference }
}

function payoutValues({ orderReference }: Pick<Payout, 'orderReference'>): Values {
  return { orderReference }
}

function billValues({ orderReference, bill }: BilledOrder): Values {
  return { orderReference, billPayNumber: bill.number }
}

async function paymentValues(context: StateContext, payment: Payment): Promise<Values> {
  const { id: paymentId, orderReference } = payment
  const { linkId, bill } = await context.orderOf(payment)
  return {
    ...{ paymentId, orderReference },
    ...(linkId === null ? {} : { linkId }),
    ...(bill ? { billPayNumber: bill.number } : {}),
  }
}
