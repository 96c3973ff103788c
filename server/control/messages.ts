import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { eventIn, type RenderedPayload } from '../sandbox/messages/messages.js'
import { paramsFrom } from '../sandbox/provider-states/written-params.js'
import { answers, messageAnswer } from './answers.js'
import type { ControlOptions } from './options.js'
import { type MessageBody, message, messageQuery } from './schemas.js'

/** The exact bytes that merchants are sent, for whoever verifies or tries out a receiver. */
export const messageRoutes: FastifyPluginAsync<ControlOptions> = async (app, { sandbox: { messages } }) => {
  app.get<{ Params: { event: string }; Querystring: Record<string, string> }>(
    '/messages/:event',
    {
      schema: {
        tags: ['Contracts'],
        summary: 'Show a notification as it would be sent for these values',
        description:
          'Any webhook event, or callback. Payouts and deposits are shown as documented. Changes nothing.',
        querystring: messageQuery,
        response: answers({ 200: messageAnswer }, 404, 409),
      },
    },
    async ({ params, query }, reply) => send(reply, await messages.render(eventIn(params.event), query)),
  )

  app.post<{ Body: MessageBody }>(
    '/messages',
    {
      schema: {
        tags: ['Contracts'],
        summary: 'Show the notification that a message contract means',
        description:
          'The call that Pact verifiers make for a message. The description names the event; the provider ' +
          'states name the order. What was sent for that order is shown unchanged.',
        body: message,
        response: answers({ 200: messageAnswer }, 404, 409),
      },
    },
    async ({ body: { description, providerStates = [] } }, reply) =>
      send(reply, await messages.find(description, providerStates.map(stateFrom))),
  )
}

/** As Pact verifiers take a message: its body, and what goes with it in a header. */
function send(reply: FastifyReply, { body, headers, event, source }: RenderedPayload) {
  const { 'content-type': contentType, ...rest } = headers
  const metadata = { contentType, event, source, ...rest }
  return reply
    .headers(headers)
    .header('pact-message-metadata', Buffer.from(JSON.stringify(metadata)).toString('base64'))
    .serializer((bytes: string) => bytes)
    .send(body)
}

function stateFrom({ name, params: written }: { readonly name: string; readonly params?: unknown }) {
  const params = paramsFrom(written)
  return params === undefined ? { name } : { name, params }
}
