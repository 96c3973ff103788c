import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { answers, publicUrlAnswer } from './answers.js'
import type { ControlOptions } from './options.js'
import { type PublicUrlBody, publicUrlSetting } from './schemas.js'
import type { PublicUrlView } from './views.js'

const tags = ['Tools']

/** Where the sandbox is reached, when that is known only after the start. */
export const publicUrlRoutes: FastifyPluginAsync<ControlOptions> = async (app, { publicAddress }) => {
  const view = ({ reached: { apiUrl, checkoutUrl, inspectorUrl } }: FastifyRequest): PublicUrlView => ({
    publicUrl: publicAddress.fixed,
    apiUrl,
    checkoutUrl,
    inspectorUrl,
  })

  app.get(
    '/public-url',
    {
      schema: { tags, summary: 'Where the sandbox is reached', response: answers({ 200: publicUrlAnswer }) },
    },
    async (request) => view(request),
  )

  app.put<{ Body: PublicUrlBody }>(
    '/public-url',
    {
      schema: {
        tags,
        summary: 'Say where the sandbox is reached',
        description:
          'For an address that is known only after the start, such as the mapped port of a container. Links and all other addresses begin with it until it is set again; a reset leaves it.',
        body: publicUrlSetting,
        response: answers({ 200: publicUrlAnswer }, 409),
      },
    },
    async (request) => {
      publicAddress.set(request.body.publicUrl ?? null)
      return view(request)
    },
  )
}
