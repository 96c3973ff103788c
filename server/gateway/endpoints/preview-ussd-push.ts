import { amountNumber } from '../../domain/money.js'
import type { AskedPushPreview, PreviewedMethod, PushPreview } from '../../sandbox/pushes.js'
import type { HandlerOf } from '../call.js'
import { pushPreviewFindings } from '../findings/push-body.js'
import { readPushPreview } from '../push.js'

/** Shows how a customer can pay by USSD push. */
export const previewUssdPush: HandlerOf<'preview-ussd-push', AskedPushPreview> = {
  read: ({ body, dialect }) => readPushPreview(body, dialect),
  check: async ({ sandbox, caller }, asked) => {
    await sandbox.pushes.preview(caller, asked)
  },
  answer: async ({ sandbox, caller }, asked) => {
    const { methods, sender } = await sandbox.pushes.preview(caller, asked)
    return { activeMethods: methods.map(activeMethod), ...senderFields(sender) }
  },
  findings: { parameters: () => [], body: pushPreviewFindings },
}

function activeMethod({ channel: name, isAvailable, fee }: PreviewedMethod) {
  return isAvailable
    ? ({ name, status: 'AVAILABLE', fee: amountNumber(fee), message: '' } as const)
    : ({ name, status: 'UNAVAILABLE', message: 'Try later' } as const)
}

function senderFields(sender: PushPreview['sender']) {
  if (sender === null) return {}
  const { name, payer } = sender
  return {
    sender: { accountName: name, accountNumber: payer.phoneNumber, accountProvider: payer.channel },
  }
}
