import type { AskedPayoutLink } from '../../sandbox/payout-links.js'
import type { HandlerOf } from '../call.js'
import { payoutLinkFindings } from '../findings/payout-body.js'
import { readPayoutLink } from '../payout.js'
import { saidInHeaders } from '../said-in-headers.js'

/** Opens a page on which somebody chooses where their money goes. */
export const generatePayoutUrl: HandlerOf<'generate-payout-url', AskedPayoutLink> = {
  read: (call) => ({ ...readPayoutLink(call.body, call.dialect), ...saidInHeaders(call) }),
  check: ({ sandbox, caller }, asked) => sandbox.payoutLinks.check(caller, asked),
  answer: async ({ sandbox, reached, caller, dialect }, asked) => {
    const link = await sandbox.payoutLinks.open(caller, asked)
    return {
      payoutLink: reached.payoutLink(link.id),
      ...(dialect.clientIdInReplies === 'present' ? { clientId: link.clientId } : {}),
    }
  },
  findings: { parameters: () => [], body: payoutLinkFindings },
}
