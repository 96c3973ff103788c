import type { FastifyPluginAsync } from 'fastify'
import { allOf, answers, scenarioAnswer, scenarioNameAnswer, scenarioNamesAnswer } from './answers.js'
import type { ControlOptions } from './options.js'
import { scenarioName, scenarioNames, scenarioToAdd } from './schemas.js'
import { type ScenarioView, scenarioView } from './views.js'

interface ByMerchant {
  readonly Params: { readonly id: string }
}

const tags = ['Scenarios']

/** Which scenarios there are, and which ones a merchant's payments follow. */
export const scenarioRoutes: FastifyPluginAsync<ControlOptions> = async (app, { sandbox }) => {
  const { merchants, scenarios } = sandbox

  app.get(
    '/scenarios',
    { schema: { tags, summary: 'List the scenarios', response: answers({ 200: allOf(scenarioAnswer) }) } },
    async () => ({
      items: scenarios.list().map(scenarioView),
    }),
  )

  app.get<{ Params: { name: string } }>(
    '/scenarios/:name',
    {
      schema: {
        tags,
        summary: 'Read a scenario with its explanation',
        response: answers({ 200: scenarioAnswer }, 404),
      },
    },
    async ({ params }): Promise<ScenarioView> => scenarioView(scenarios.named(params.name)),
  )

  app.post<{ Body: { name: string } & Record<string, unknown> }>(
    '/scenarios',
    {
      schema: {
        tags,
        summary: 'Add a scenario until the next reset',
        body: scenarioToAdd,
        response: answers({ 201: scenarioAnswer }, 409),
      },
    },
    async ({ body: { name, ...written } }, reply) =>
      reply.code(201).send(scenarioView(await scenarios.add(name, written))),
  )

  app.put<ByMerchant & { Body: { name: string } }>(
    '/merchants/:id/scenario',
    {
      schema: {
        tags,
        summary: 'Choose the default scenario',
        body: scenarioName,
        response: answers({ 200: scenarioNameAnswer }, 404, 409),
      },
    },
    async ({ params, body }) => {
      await scenarios.setDefault(await merchants.idOf(params.id), body.name)
      return { name: body.name }
    },
  )

  app.post<ByMerchant & { Body: { names: string[] } }>(
    '/merchants/:id/scenario-queue',
    {
      schema: {
        tags,
        summary: 'Queue scenarios for the next attempts',
        body: scenarioNames,
        response: answers({ 200: scenarioNamesAnswer }, 404, 409),
      },
    },
    async ({ params, body }) => ({
      names: await scenarios.queue(await merchants.idOf(params.id), body.names),
    }),
  )

  app.put<{ Params: { id: string; orderReference: string }; Body: { name: string } }>(
    '/merchants/:id/orders/:orderReference/scenario',
    {
      schema: {
        tags,
        summary: 'Choose the scenario of one order',
        body: scenarioName,
        response: answers({ 200: scenarioNameAnswer }, 404, 409),
      },
    },
    async ({ params, body }) => {
      await scenarios.setForOrder(await merchants.idOf(params.id), params.orderReference, body.name)
      return { name: body.name }
    },
  )
}
