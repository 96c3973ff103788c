import type { AskedCard } from '../../sandbox/cards.js'
import type { HandlerOf } from '../call.js'
import { readCard } from '../card.js'
import { cardFindings } from '../findings/card-body.js'
import { saidInHeaders } from '../said-in-headers.js'

/** Opens a page on which one order is paid by card. */
export const initiateCardPayment: HandlerOf<'initiate-card-payment', AskedCard> = {
  read: (call) => ({ ...readCard(call.body, call.dialect), ...saidInHeaders(call) }),
  check: ({ sandbox, caller }, card) => sandbox.cards.check(caller, card),
  answer: async ({ sandbox, reached, caller, dialect }, card) => {
    const link = await sandbox.cards.initiate(caller, card)
    return {
      cardPaymentLink: reached.checkoutLink(link.id),
      ...(dialect.clientIdInReplies === 'present' ? { clientId: link.order.clientId } : {}),
    }
  },
  findings: { parameters: () => [], body: cardFindings },
}
