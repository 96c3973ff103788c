import type { FastifyPluginAsync, FastifyRequest, preSerializationHookHandler } from 'fastify'
import type { WireSchema } from '../../contracts/schemas/evidence.js'
import { LIMITS } from '../domain/limits.js'
import { mistakeOf, SandboxMistake } from '../errors.js'
import { withGuideAddresses } from '../guide/named-documents.js'
import { guard } from '../http/guard.js'
import type { SelfCheck } from '../sandbox/self-check.js'
import { oneLine } from '../schema/issue.js'
import { issuesIn, isValid } from '../schema/validator.js'
import { accountRoutes } from './account.js'
import { applicationRoutes } from './applications.js'
import { heldResponseRoutes } from './held-responses.js'
import { readJsonBody } from './json-body.js'
import { listRoutes } from './lists.js'
import { merchantRoutes } from './merchants.js'
import { messageRoutes } from './messages.js'
import type { ControlOptions } from './options.js'
import { orderRoutes } from './orders.js'
import { payoutRoutes } from './payouts.js'
import { providerStateRoutes } from './provider-states.js'
import { publicUrlRoutes } from './public-url.js'
import { scenarioRoutes } from './scenarios.js'
import { SEE_DOCS } from './see-docs.js'
import { snapshotRoutes } from './snapshots.js'
import { toolRoutes } from './tools.js'

const BODY_LIMIT_BYTES = LIMITS.controlBody.most

/** Of a call that can be asked nothing in its address. */
const NO_QUERY = { type: 'object', additionalProperties: false, properties: {} } as const

/** Door 3: our own JSON, for tests and tools. */
export const controlPlugin: FastifyPluginAsync<ControlOptions> = async (app, options) => {
  const { sandbox, controlToken, publicAddress } = options
  await guard(app, { controlToken, links: 'nothing' })
  const parts: ControlOptions = { sandbox, controlToken, publicAddress }

  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    '*',
    { parseAs: 'string', bodyLimit: BODY_LIMIT_BYTES },
    async ({ headers, routeOptions }: FastifyRequest, text: string) =>
      // A route that takes larger bodies takes any number of values: a snapshot has many.
      readJsonBody(text, headers['content-type'], (routeOptions.bodyLimit ?? 0) > BODY_LIMIT_BYTES),
  )
  app.setValidatorCompiler(({ schema, httpPart }) => (value) => {
    // A request without a body is one that leaves everything out.
    const given = value ?? {}
    if (isValid(schema as object, given)) return { value: given }
    const issues = oneLine(issuesIn(schema as object, given))
    return { error: invalid(`the ${httpPart ?? 'request'} is wrong: ${issues}`) }
  })
  app.addHook('preValidation', async (request) => {
    // The control token may stand in any address, for tools that can be given nothing but one.
    const { token: _, ...asked } = request.query as Readonly<Record<string, unknown>>
    request.query = asked
    const { schema } = request.routeOptions
    // A route that is not a call of the control API has no answers.
    if (!schema?.response || schema.querystring || Object.keys(asked).length === 0) return
    throw invalid(`the querystring is wrong: ${oneLine(issuesIn(NO_QUERY, asked))}`)
  })
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer))
  if (sandbox.selfCheck) app.addHook('preSerialization', checked(sandbox.selfCheck))
  app.setErrorHandler((error, request, reply) => {
    const known = mistakeFrom(error)
    if (known.status >= 500) request.log.error(error)
    else
      request.log.info(
        { code: known.code },
        `${request.method} ${request.url.split('?')[0]} → ${known.status}; ${known.message} (${known.hint})`,
      )
    const told = (text: string) => withGuideAddresses(text, `${request.reached.inspectorUrl}/guide`)
    return reply
      .code(known.status)
      .send({ code: known.code, message: told(known.message), hint: told(known.hint) })
  })

  // They share all hooks, so none is a Fastify plugin of its own, which would cost more than its routes.
  for (const routes of [
    merchantRoutes,
    applicationRoutes,
    orderRoutes,
    accountRoutes,
    payoutRoutes,
    listRoutes,
    heldResponseRoutes,
    scenarioRoutes,
    providerStateRoutes,
    messageRoutes,
    snapshotRoutes,
    toolRoutes,
    publicUrlRoutes,
  ]) {
    await routes(app, parts)
  }

  app.all('/*', { schema: { hide: true } }, refuseUnknown)
  // Methods that no route can have, such as PROPFIND.
  app.setNotFoundHandler(refuseUnknown)
}

function refuseUnknown({ method, url }: FastifyRequest): never {
  throw new SandboxMistake(
    'ROUTE_NOT_FOUND',
    `the control API has no ${method} ${url.split('?')[0]}`,
    'see /sandbox/docs for what it has',
  )
}

/** Compares each answer with the schema that its route has for it. */
function checked(selfCheck: SelfCheck): preSerializationHookHandler {
  return async ({ method, routeOptions }, reply, answer) => {
    const { url = '', schema } = routeOptions
    const schemas = schema?.response as Readonly<Record<number, WireSchema>> | undefined
    // A route that is not a call of the control API has no schemas.
    if (schemas) {
      selfCheck.controlAnswer(
        `the ${reply.statusCode} of ${method} ${url}`,
        schemas[reply.statusCode],
        answer,
      )
    }
    return answer
  }
}

interface ErrorReply {
  readonly status: number
  readonly code: string
  readonly message: string
  readonly hint: string
}

function mistakeFrom(error: unknown): ErrorReply {
  const mistake = mistakeOf(error)
  if (mistake) return mistake
  const { statusCode, message } = error as { statusCode?: number; message?: string }
  if (statusCode && statusCode < 500) {
    return {
      // A content type that is none is wrong like any other that is not JSON.
      status: statusCode === 415 ? 400 : statusCode,
      code: 'INVALID_INPUT',
      message: message ?? 'the request cannot be read',
      hint: SEE_DOCS,
    }
  }
  return {
    status: 500,
    code: 'FAULT',
    message: 'the sandbox had an internal error',
    hint: 'the log of the sandbox has the details; please report it',
  }
}

function invalid(message: string, hint = SEE_DOCS): SandboxMistake {
  return new SandboxMistake('INVALID_INPUT', message, hint)
}
