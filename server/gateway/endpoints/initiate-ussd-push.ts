import { iso } from '../../delivery/compose.js'
import { formatAmount } from '../../domain/money.js'
import type { AskedPush } from '../../sandbox/pushes.js'
import type { HandlerOf } from '../call.js'
import { pushFindings } from '../findings/push-body.js'
import { readPush } from '../push.js'
import { saidInHeaders } from '../said-in-headers.js'

/** Shows a PIN prompt on a customer's phone. */
export const initiateUssdPush: HandlerOf<'initiate-ussd-push', AskedPush> = {
  read: (call) => ({ ...readPush(call.body, call.dialect), ...saidInHeaders(call) }),
  check: ({ sandbox, caller }, push) => sandbox.pushes.check(caller, push),
  answer: async ({ sandbox, caller, dialect }, push) => {
    const { id, status, channel, orderReference, collected, createdAt, clientId } =
      await sandbox.pushes.initiate(caller, push)
    return {
      id,
      status,
      channel,
      orderReference,
      collectedAmount: formatAmount(collected.minor, 'twoDecimals'),
      collectedCurrency: collected.currency,
      createdAt: iso(createdAt),
      ...(dialect.clientIdInReplies === 'present' ? { clientId } : {}),
    }
  },
  findings: { parameters: () => [], body: pushFindings },
}
