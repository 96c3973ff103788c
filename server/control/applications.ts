import type { FastifyPluginAsync } from 'fastify'
import type { ApplicationSettings } from '../sandbox/applications.js'
import { allOf, answers, apiKeyAnswer, applicationAnswer } from './answers.js'
import type { ControlOptions } from './options.js'
import {
  type ApiKeyBody,
  type ApplicationBody,
  type ApplicationChanges,
  apiKeySettings,
  applicationChanges,
  applicationSettings,
} from './schemas.js'
import { type ApplicationView, apiKeyView, applicationView } from './views.js'

interface ByMerchant {
  readonly Params: { readonly id: string }
}
interface ByApplication {
  readonly Params: { readonly id: string; readonly clientId: string }
}
interface ByKey {
  readonly Params: { readonly id: string; readonly keyId: string }
}

const tags = ['Applications']

/** A merchant's applications and their API keys. */
export const applicationRoutes: FastifyPluginAsync<ControlOptions> = async (
  app,
  { sandbox: { merchants, applications } },
) => {
  const shown = async (merchantId: string, clientId: string): Promise<ApplicationView | undefined> => {
    const { applications: all, apiKeys } = await merchants.details(merchantId)
    const application = all.find(({ id }) => id === clientId)
    return application && applicationView(application, apiKeys)
  }

  app.get<ByMerchant>(
    '/merchants/:id/applications',
    {
      schema: {
        tags,
        summary: 'List the applications with their API keys',
        response: answers({ 200: allOf(applicationAnswer) }, 404),
      },
    },
    async ({ params }) => {
      const { applications: all, apiKeys } = await merchants.details(params.id)
      return { items: all.map((application) => applicationView(application, apiKeys)) }
    },
  )

  app.post<ByMerchant & { Body: ApplicationBody }>(
    '/merchants/:id/applications',
    {
      schema: {
        tags,
        summary: 'Add an application',
        body: applicationSettings,
        response: answers({ 201: applicationAnswer }, 404, 409),
      },
    },
    async ({ params, body }, reply) => {
      const id = await merchants.idOf(params.id)
      const application = await applications.add(id, body as ApplicationSettings)
      return reply.code(201).send(await shown(id, application.id))
    },
  )

  app.patch<ByApplication & { Body: ApplicationChanges }>(
    '/merchants/:id/applications/:clientId',
    {
      schema: {
        tags,
        summary: 'Change an application',
        body: applicationChanges,
        response: answers({ 200: applicationAnswer }, 404, 409),
      },
    },
    async ({ params, body }) => {
      const id = await merchants.idOf(params.id)
      await applications.change(id, params.clientId, body as ApplicationSettings)
      return shown(id, params.clientId)
    },
  )

  app.post<ByApplication & { Body: ApiKeyBody }>(
    '/merchants/:id/applications/:clientId/api-keys',
    {
      schema: {
        tags,
        summary: 'Add an API key',
        body: apiKeySettings,
        response: answers({ 201: apiKeyAnswer }, 404, 409),
      },
    },
    async ({ params, body }, reply) => {
      const id = await merchants.idOf(params.id)
      const key = await applications.addApiKey(id, params.clientId, {
        name: body.name,
        secret: body.apiKey,
        expiresAt: body.expiresAt === undefined ? null : Date.parse(body.expiresAt),
      })
      return reply.code(201).send(apiKeyView(key))
    },
  )

  app.delete<ByKey>(
    '/merchants/:id/api-keys/:keyId',
    { schema: { tags, summary: 'Revoke an API key', response: answers({ 200: apiKeyAnswer }, 404, 409) } },
    async ({ params }) =>
      apiKeyView(await applications.revokeApiKey(await merchants.idOf(params.id), params.keyId)),
  )

  // The same, under the application that the key is for.
  app.delete<ByKey>(
    '/merchants/:id/applications/:clientId/api-keys/:keyId',
    {
      schema: {
        tags,
        summary: 'Revoke an API key of an application',
        response: answers({ 200: apiKeyAnswer }, 404, 409),
      },
    },
    async ({ params }) =>
      apiKeyView(await applications.revokeApiKey(await merchants.idOf(params.id), params.keyId)),
  )
}
