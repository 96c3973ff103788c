import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import type { MerchantDetails, MerchantSettings } from '../domain/merchant.js'
import { SandboxMistake } from '../errors.js'
import { parseDuration } from '../lib/duration.js'
import { merchantSettingsSchema } from '../schema/merchant-settings.js'
import {
  allOf,
  answers,
  clockAnswer,
  clockMoveAnswer,
  merchantAnswer,
  nothing,
  taskAnswer,
} from './answers.js'
import type { ControlOptions } from './options.js'
import { addressesFor } from './reached.js'
import { type ClockBody, clockMove } from './schemas.js'
import {
  type ClockMoveView,
  clockMoveView,
  clockView,
  type MerchantView,
  merchantView,
  taskView,
} from './views.js'

interface ById {
  readonly Params: { readonly id: string }
}

const tags = ['Merchants']

/** Opening, reading, changing, resetting and removing merchants, and their clocks. */
export const merchantRoutes: FastifyPluginAsync<ControlOptions> = async (app, { sandbox }) => {
  const { merchants, clocks } = sandbox
  const view = (request: FastifyRequest, details: MerchantDetails): MerchantView =>
    merchantView(details, sandbox.now(details.merchant), addressesFor(request))

  app.post<{ Body: MerchantSettings }>(
    '/merchants',
    {
      schema: {
        tags,
        summary: 'Open an isolated merchant',
        body: merchantSettingsSchema,
        response: answers({ 201: merchantAnswer }, 404, 409),
      },
    },
    async (request, reply) => {
      if (request.body.scenario) sandbox.scenarios.named(request.body.scenario)
      return reply.code(201).send(view(request, await merchants.open(request.body, 'the control API')))
    },
  )

  app.get(
    '/merchants',
    { schema: { tags, summary: 'List the merchants', response: answers({ 200: allOf(merchantAnswer) }) } },
    async (request) => ({
      items: (await merchants.list()).map((details) => view(request, details)),
    }),
  )

  app.get<ById>(
    '/merchants/:id',
    { schema: { tags, summary: 'Read a merchant', response: answers({ 200: merchantAnswer }, 404) } },
    async (request) => view(request, await merchants.details(request.params.id)),
  )

  app.patch<ById & { Body: MerchantSettings }>(
    '/merchants/:id',
    {
      schema: {
        tags,
        summary: 'Change a merchant',
        body: merchantChanges,
        response: answers({ 200: merchantAnswer }, 404, 409),
      },
    },
    async (request) => {
      const { params, body } = request
      if (body.scenario) sandbox.scenarios.named(body.scenario)
      return view(request, await merchants.change(await merchants.idOf(params.id), body))
    },
  )

  app.delete<ById>(
    '/merchants/:id',
    {
      schema: {
        tags,
        summary: 'Remove a merchant and all it owns',
        response: answers({ 204: nothing }, 404, 409),
      },
    },
    async ({ params }, reply) => {
      await sandbox.removeMerchant(await merchants.idOf(params.id))
      return reply.code(204).send()
    },
  )

  app.post<ById>(
    '/merchants/:id/reset',
    {
      schema: {
        tags,
        summary: 'Take a merchant back to how it was opened',
        response: answers({ 200: merchantAnswer }, 404, 409),
      },
    },
    async (request) => view(request, await sandbox.resetMerchant(await merchants.idOf(request.params.id))),
  )

  app.post(
    '/reset',
    {
      schema: {
        tags,
        summary: 'Take everything back to the start; other merchants are gone',
        response: answers({ 200: allOf(merchantAnswer) }),
      },
    },
    async (request) => {
      await sandbox.reset()
      return { items: (await merchants.list()).map((details) => view(request, details)) }
    },
  )

  app.get<ById>(
    '/merchants/:id/clock',
    { schema: { tags: ['Clock'], summary: 'Read the clock', response: answers({ 200: clockAnswer }, 404) } },
    async ({ params }) => clockView(await clocks.read(await merchants.idOf(params.id))),
  )

  app.post<ById & { Body: ClockBody }>(
    '/merchants/:id/clock',
    {
      schema: {
        tags: ['Clock'],
        summary: 'Move, stop or start the clock',
        description:
          'Returns once everything that came due has run, with what ran: the first 1000 tasks, and how many in all.',
        body: clockMove,
        response: answers({ 200: clockMoveAnswer }, 404, 409),
      },
    },
    async ({ params, body }): Promise<ClockMoveView> => {
      requireOneMove(body)
      const id = await merchants.idOf(params.id)
      const { sideBySide = false } = body
      if (body.advance !== undefined)
        return clockMoveView(await clocks.advance(id, parseDuration(body.advance) ?? 0, { sideBySide }))
      if (body.to !== undefined)
        return clockMoveView(await clocks.to(id, Date.parse(body.to), { sideBySide }))
      if (body.freeze) return clockMoveView(await clocks.freeze(id))
      if (body.resume) return clockMoveView(await clocks.resume(id))
      return clockMoveView(await clocks.runUntilIdle(id, { sideBySide }))
    },
  )

  app.get<ById>(
    '/merchants/:id/agenda',
    {
      schema: {
        tags: ['Clock'],
        summary: 'What will happen, when, and why',
        response: answers({ 200: allOf(taskAnswer) }, 404),
      },
    },
    async ({ params }) => {
      const tasks = await sandbox.queries.agenda(await merchants.idOf(params.id))
      return { items: tasks.map(taskView) }
    },
  )
}

// Credentials and the clock belong to the opening; a clock is moved by its own call.
const {
  clientId: _clientId,
  apiKey: _apiKey,
  clock: _clock,
  ...changeable
} = merchantSettingsSchema.properties
const merchantChanges = { ...merchantSettingsSchema, title: 'MerchantChanges', properties: changeable }

/** Throws a SandboxMistake where a body says more than one thing to do, or how to do what moves no clock on. */
function requireOneMove({ sideBySide, ...moves }: ClockBody) {
  const said = Object.keys(moves)
  const movesOn = moves.advance ?? moves.to ?? moves.runUntilIdle
  if (said.length === 1 && (sideBySide === undefined || movesOn !== undefined)) return
  throw new SandboxMistake(
    'INVALID_INPUT',
    `the body is wrong: ${said.length === 1 ? `sideBySide does not go with ${said[0]}` : `found ${said.join(' and ') || 'no move'}`}`,
    'say one of advance, to, freeze, resume and runUntilIdle; sideBySide goes with a move of the clock',
  )
}
