import type { FastifyPluginAsync } from 'fastify'
import { onDisconnect } from '../http/on-disconnect.js'
import { parseDuration } from '../lib/duration.js'
import type { HeldResponse } from '../sandbox/held-responses.js'
import { allOf, answers, heldResponseAnswer, holdAnswer } from './answers.js'
import { MAX_WAIT_MS } from './lists.js'
import type { ControlOptions } from './options.js'
import { type HeldQuery, type HoldBody, heldQuery, hold } from './schemas.js'
import { heldResponseView } from './views.js'

interface ById {
  readonly Params: { readonly id: string }
}

const tags = ['API answers']

/** Holds answers of the ClickPesa API on request, lists what is held, and lets it go. */
export const heldResponseRoutes: FastifyPluginAsync<ControlOptions> = async (app, { sandbox }) => {
  const { merchants, heldResponses } = sandbox

  app.post<ById & { Body: HoldBody }>(
    '/merchants/:id/held-responses',
    {
      schema: {
        tags,
        summary: "Hold the answer to the merchant's next call to an endpoint",
        description:
          'The call does its work, and its answer comes when somebody releases it; with `workDone: false` the call is held ' +
          'before its work. What nobody releases is sent after five minutes of real time.',
        body: hold,
        response: answers({ 201: holdAnswer }, 404, 409),
      },
    },
    async ({ params, body }, reply) => {
      const { endpoint, orderReference, workDone = true } = body
      await heldResponses.arm(await merchants.idOf(params.id), { endpoint, orderReference, workDone })
      return reply.code(201).send({ endpoint, orderReference: orderReference ?? null, workDone })
    },
  )

  app.get<ById & { Querystring: HeldQuery }>(
    '/merchants/:id/held-responses',
    {
      schema: {
        tags,
        summary: 'List the calls whose answer is held, delayed, or never comes',
        description: 'The oldest first.',
        querystring: heldQuery,
        response: answers({ 200: allOf(heldResponseAnswer) }, 404),
      },
    },
    async ({ params, query }, reply) => {
      const merchantId = await merchants.idOf(params.id)
      const { endpoint, orderReference, after, limit, wait = '0s' } = query
      const most = Number(limit ?? Number.POSITIVE_INFINITY)
      const isWanted = (held: HeldResponse) =>
        (endpoint === undefined || held.endpoint === endpoint) &&
        (orderReference === undefined || held.orderReference === orderReference) &&
        held.seq > Number(after ?? 0)
      const items = await sandbox.waitUntil(
        merchantId,
        Math.min(parseDuration(wait) ?? 0, MAX_WAIT_MS),
        async () => {
          const held = heldResponses.of(merchantId).filter(isWanted)
          return after === undefined ? held.slice(-most) : held.slice(0, most)
        },
        (found) => found.length > 0,
        { abandoned: onDisconnect(reply) },
      )
      return { items: items.map(heldResponseView) }
    },
  )

  app.post<ById>(
    '/merchants/:id/held-responses/release',
    {
      schema: {
        tags,
        summary: 'Let every held answer go',
        response: answers({ 200: allOf(heldResponseAnswer) }, 404),
      },
    },
    async ({ params }) => ({
      items: heldResponses.release(await merchants.idOf(params.id)).map(heldResponseView),
    }),
  )

  app.post<{ Params: { id: string; heldId: string } }>(
    '/merchants/:id/held-responses/:heldId/release',
    {
      schema: {
        tags,
        summary: 'Let one held answer go',
        response: answers({ 200: heldResponseAnswer }, 404),
      },
    },
    async ({ params }) => {
      const [released] = heldResponses.release(await merchants.idOf(params.id), params.heldId)
      return released && heldResponseView(released)
    },
  )
}
