import type { AskedLink } from '../../sandbox/links.js'
import type { HandlerOf } from '../call.js'
import { linkBodyFindings } from '../findings/link-body.js'
import { readOrder } from '../order.js'
import { saidInHeaders } from '../said-in-headers.js'

/** Opens a checkout link for one order. */
export const generateCheckoutUrl: HandlerOf<'generate-checkout-url', AskedLink> = {
  read: (call) => ({ ...readOrder(call.body, call.dialect), ...saidInHeaders(call) }),
  check: ({ sandbox, caller }, order) => sandbox.links.check(caller, order),
  answer: async ({ sandbox, reached, caller, dialect }, order) => {
    const link = await sandbox.links.open(caller, order)
    return {
      checkoutLink: reached.checkoutLink(link.id),
      ...(dialect.clientIdInReplies === 'present' ? { clientId: link.order.clientId } : {}),
    }
  },
  findings: { parameters: () => [], body: linkBodyFindings },
}
