import type { FastifyPluginAsync } from 'fastify'
import { parseAmount } from '../domain/money.js'
import { SandboxMistake } from '../errors.js'
import { allOf, answers, balanceAnswer, depositAnswer } from './answers.js'
import type { ControlOptions } from './options.js'
import { type DepositBody, deposit } from './schemas.js'
import { balanceView, depositView } from './views.js'

interface ById {
  readonly Params: { readonly id: string }
}

const tags = ['Account']

/** What a merchant has with the gateway, and money that reaches it without an order. */
export const accountRoutes: FastifyPluginAsync<ControlOptions> = async (app, { sandbox }) => {
  const { merchants, account } = sandbox

  app.get<ById>(
    '/merchants/:id/balances',
    {
      schema: {
        tags,
        summary: 'What the account holds, in each currency that was ever moved in it',
        response: answers({ 200: allOf(balanceAnswer) }, 404),
      },
    },
    async ({ params }) => ({
      items: (await account.balances(await merchants.idOf(params.id))).map(balanceView),
    }),
  )

  app.post<ById & { Body: DepositBody }>(
    '/merchants/:id/deposits',
    {
      schema: {
        tags,
        summary: 'Money reaches the account without an order',
        description: "It is booked, and DEPOSIT RECEIVED is sent to the merchant's own address for it.",
        body: deposit,
        response: answers({ 201: depositAnswer }, 404, 409),
      },
    },
    async ({ params, body: { amount, currency = 'TZS', ...how } }, reply) => {
      const merchantId = await merchants.idOf(params.id)
      const money = { minor: parseAmount(amount) ?? 0, currency }
      if (money.minor <= 0) {
        const found = `amount: found "${amount}", which should be more than 0`
        throw new SandboxMistake(
          'INVALID_INPUT',
          `the body is wrong: ${found}`,
          'give an amount such as 250000',
        )
      }
      return reply.code(201).send(depositView(await account.deposit(merchantId, { money, ...how })))
    },
  )
}
