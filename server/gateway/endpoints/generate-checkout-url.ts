import { Refusal, SandboxMistake } from '../../errors.js'
import type { AskedLink } from '../../sandbox/links.js'
import type { Sandbox } from '../../sandbox/sandbox.js'
import { type HandlerOf, single } from '../call.js'
import { linkBodyFindings } from '../findings/link-body.js'
import { readOrder } from '../order.js'

/** Opens a checkout link for one order. */
export const generateCheckoutUrl: HandlerOf<'generate-checkout-url', AskedLink> = {
  read: ({ sandbox, headers, body, dialect }) => {
    const order = readOrder(body, dialect)
    const scenario = scenarioAskedFor(sandbox, single(headers['x-sandbox-scenario']))
    return { ...order, ...(scenario ? { scenario } : {}) }
  },
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

function scenarioAskedFor(sandbox: Sandbox, name: string | undefined): string | undefined {
  if (!name) return undefined
  try {
    return sandbox.scenarios.named(name).name
  } catch (error) {
    if (!(error instanceof SandboxMistake)) throw error
    const validationMessages = [`X-Sandbox-Scenario: ${error.message}`]
    throw new Refusal('INVALID_FIELDS', `${error.message}; ${error.hint}`, { validationMessages })
  }
}
