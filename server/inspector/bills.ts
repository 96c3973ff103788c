import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { type BillPayment, payBill } from '../sandbox/pay-bill.js'
import { attempt, type Failed, readForm } from './forms.js'
import { merchantContextOf, orderAddress } from './merchant-context.js'
import type { InspectorOptions } from './options.js'
import { BillsPage } from './pages/bills-page.js'
import { showPage } from './show-page.js'

interface OfMerchant {
  readonly Params: { readonly id: string }
}

/** At most this many control numbers are listed: the newest. */
const LISTED = 100

/** The page on which a payer pays a control number, as in a menu or a bank app. */
export const billRoutes: FastifyPluginAsync<InspectorOptions> = async (app, { sandbox }) => {
  app.get<OfMerchant>('/sandbox/merchants/:id/control-numbers', ({ params }, reply) =>
    sendBills(reply, params.id, null),
  )

  app.post<OfMerchant>('/sandbox/merchants/:id/control-numbers/pay', async ({ params, body }, reply) => {
    const typed = readForm(body)
    const { merchant } = await merchantContextOf(sandbox, params.id)
    const { number = '', amount, phoneNumber, method } = typed
    const how = { amount, phoneNumber, method: method as BillPayment['method'] }
    let orderReference = ''
    const failed = await attempt('pay', 'number', typed, async () => {
      ;({ orderReference } = await payBill(sandbox, merchant.id, number.replaceAll(/\s/g, ''), how))
    })
    return failed
      ? sendBills(reply.code(422), merchant.id, failed)
      : reply.redirect(orderAddress(merchant.id, orderReference), 303)
  })

  async function sendBills(reply: FastifyReply, id: string, failed: Failed | null) {
    const context = await merchantContextOf(sandbox, id)
    const bills = await sandbox.bills.latest(context.merchant.id, LISTED)
    return showPage(reply, BillsPage({ context, bills, failed }))
  }
}
