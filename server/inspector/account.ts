import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { CURRENCIES, type Currency, parseAmount } from '../domain/money.js'
import { attempt, type Failed, FieldMistake, readForm } from './forms.js'
import { type Asked, askedIn } from './listing.js'
import { merchantContextOf } from './merchant-context.js'
import type { InspectorOptions } from './options.js'
import { AccountPage } from './pages/account-page.js'
import { showPage } from './show-page.js'

interface OfMerchant {
  readonly Params: { readonly id: string }
}

/** At most this many entries of a statement are shown: the newest. */
const ENTRIES_SHOWN = 200

/** What a merchant has with the gateway, and what moved it. */
export const accountRoutes: FastifyPluginAsync<InspectorOptions> = async (app, { sandbox }) => {
  app.get<OfMerchant>('/sandbox/merchants/:id/account', ({ params, query }, reply) =>
    sendAccount(reply, params.id, askedIn(query), null),
  )

  app.post<OfMerchant>('/sandbox/merchants/:id/account/deposit', async ({ params, body }, reply) => {
    const typed = readForm(body)
    const { merchant, home } = await merchantContextOf(sandbox, params.id)
    const currency = currencyIn(typed)
    const failed = await attempt('deposit', 'amount', typed, async () => {
      const minor = parseAmount(typed.amount ?? '')
      if (minor === null || minor <= 0) {
        throw new FieldMistake('amount', 'this is not an amount', 'write a number such as 50000 or 12.50')
      }
      await sandbox.account.deposit(merchant.id, { money: { minor, currency } })
    })
    return failed
      ? sendAccount(reply.code(422), merchant.id, { currency }, failed)
      : reply.redirect(`${home}/account?currency=${currency}`, 303)
  })

  async function sendAccount(reply: FastifyReply, id: string, asked: Asked, failed: Failed | null) {
    const context = await merchantContextOf(sandbox, id)
    const { merchant } = context
    const currency = currencyIn(asked)
    const balances = await sandbox.account.balances(merchant.id)
    const { entries, ...sums } = await sandbox.account.statement(merchant.id, currency)
    const latest = entries.slice(-ENTRIES_SHOWN).toReversed()
    const statement = { ...sums, entries: latest }
    return showPage(
      reply,
      AccountPage({ context, balances, statement, left: entries.length - latest.length, failed }),
    )
  }
}

function currencyIn({ currency }: { readonly currency?: string | undefined }): Currency {
  return CURRENCIES.find((known) => known === currency) ?? 'TZS'
}
