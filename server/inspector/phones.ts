import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { PHONE_ANSWERS, type PhoneAnswer } from '../domain/payment.js'
import { SandboxMistake } from '../errors.js'
import { moveClock } from './clock-moves.js'
import { attempt, type Failed, readForm } from './forms.js'
import { merchantContextOf } from './merchant-context.js'
import type { InspectorOptions } from './options.js'
import { PhonesPage } from './pages/phones-page.js'
import { showPage } from './show-page.js'

interface OfMerchant {
  readonly Params: { readonly id: string }
}
interface OfPayment {
  readonly Params: { readonly id: string; readonly paymentId: string }
}

/** The phones on which customers are asked to pay, and answering them. */
export const phoneRoutes: FastifyPluginAsync<InspectorOptions> = async (app, { sandbox }) => {
  app.get<OfMerchant>('/sandbox/merchants/:id/phones', ({ params }, reply) =>
    sendPhones(reply, params.id, null),
  )

  app.post<OfPayment>('/sandbox/merchants/:id/payments/:paymentId/phone', async ({ params, body }, reply) => {
    const typed = readForm(body)
    const { merchant, home } = await merchantContextOf(sandbox, params.id)
    const failed = await attempt('phone', 'answer', typed, async () => {
      const hadPrompt = await sandbox.payments.answerPhone(
        merchant.id,
        params.paymentId,
        answerFrom(typed.answer),
      )
      if (!hadPrompt) throw noPrompt(params.paymentId)
    })
    return failed ? sendPhones(reply.code(422), merchant.id, failed) : reply.redirect(`${home}/phones`, 303)
  })

  app.post<OfMerchant>('/sandbox/merchants/:id/phones/clock', async ({ params, body }, reply) => {
    const typed = readForm(body)
    const { merchant, home } = await merchantContextOf(sandbox, params.id)
    const failed = await attempt('clock', 'duration', typed, () => moveClock(sandbox, merchant.id, typed))
    return failed ? sendPhones(reply.code(422), merchant.id, failed) : reply.redirect(`${home}/phones`, 303)
  })

  async function sendPhones(reply: FastifyReply, id: string, failed: Failed | null) {
    const context = await merchantContextOf(sandbox, id)
    const phones = await sandbox.queries.onPhones(context.merchant.id)
    return showPage(reply, PhonesPage({ context, phones, failed }))
  }
}

function answerFrom(text: string | undefined): PhoneAnswer {
  const answer = PHONE_ANSWERS.find((known) => known === text)
  if (answer) return answer
  throw new SandboxMistake(
    'INVALID_INPUT',
    `there is no answer ${text ?? ''}`,
    `choose one of ${PHONE_ANSWERS.join(', ')}`,
  )
}

function noPrompt(paymentId: string): SandboxMistake {
  return new SandboxMistake(
    'NO_PROMPT',
    `payment ${paymentId} has no prompt on a phone any more: it was answered, or the payment has ended`,
    'the page of the order says how it went',
  )
}
