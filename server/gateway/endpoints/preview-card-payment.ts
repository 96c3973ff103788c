import { amountNumber } from '../../domain/money.js'
import type { AskedCard } from '../../sandbox/cards.js'
import type { HandlerOf } from '../call.js'
import { readCard } from '../card.js'
import { cardFindings } from '../findings/card-body.js'

/** Shows how a customer can pay by card. */
export const previewCardPayment: HandlerOf<'preview-card-payment', AskedCard> = {
  read: ({ body, dialect }) => readCard(body, dialect),
  check: async ({ sandbox, caller }, asked) => {
    await sandbox.cards.preview(caller, asked)
  },
  answer: async ({ sandbox, caller }, asked) => {
    const { isAvailable, fee } = await sandbox.cards.preview(caller, asked)
    return {
      activeMethods: isAvailable
        ? [{ name: 'CARD', status: 'AVAILABLE', fee: amountNumber(fee), message: '' }]
        : [{ name: 'CARD', status: 'UNAVAILABLE', message: 'Try later' }],
    }
  },
  findings: { parameters: () => [], body: cardFindings },
}
