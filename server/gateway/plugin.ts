import type { FastifyInstance, FastifyPluginAsync, FastifyRequest, RouteOptions } from 'fastify'
import { API_PREFIX, type EndpointId, endpointOf, IDS_BY_PATH } from '../../contracts/endpoints.js'
import { callOf, type EndpointHandler, refusalOfChecksum } from './call.js'
import { HANDLERS } from './handlers.js'
import type { GatewayOptions } from './options.js'
import { registerPipeline } from './pipeline.js'
import { mayRefuseFindings, refuseFindings } from './strict.js'

/** Door 1: the ClickPesa API, for merchants' servers. */
export const gatewayPlugin: FastifyPluginAsync<GatewayOptions> = async (app, options) => {
  registerPipeline(app, options.sandbox)
  for (const id of IDS_BY_PATH) app.route(routeOf(id, options))
  refuseTheRest(app)
}

/** What ClickPesa says to calls that none of its endpoints takes, without the endpoints. */
export const unknownRoutesPlugin: FastifyPluginAsync<GatewayOptions> = async (app, { sandbox }) => {
  registerPipeline(app, sandbox)
  refuseTheRest(app)
}

/** Everything else, at any path and by any method, is answered as ClickPesa answers unknown routes. */
function refuseTheRest(app: FastifyInstance) {
  app.all('/*', { schema: { hide: true } }, () => null)
}

const BEARER = [{ token: [] }]

function routeOf(id: EndpointId, options: GatewayOptions): RouteOptions {
  const { method, path, operationId, summary, description, tag, needsToken, request, reply } = endpointOf(id)
  const { headers, params, query, body } = request
  return {
    method,
    url: API_PREFIX + path.replaceAll(/\{(\w+)\}/g, ':$1'),
    config: { endpoint: id },
    schema: {
      operationId,
      summary,
      description,
      tags: [tag],
      ...(needsToken ? { security: BEARER } : {}),
      ...(headers ? { headers } : {}),
      ...(params ? { params } : {}),
      ...(query ? { querystring: query } : {}),
      ...(body ? { body } : {}),
      response: { 200: reply },
    },
    handler: answering(id, options),
  }
}

/** Handles the calls to an endpoint, in the same steps for all. */
function answering(id: EndpointId, options: GatewayOptions) {
  const handler: EndpointHandler = HANDLERS[id]
  return async (request: FastifyRequest) => {
    const call = callOf(request, id, options)
    if (!call) throw await refusalOfChecksum(request, options)
    const input = handler.read(call)
    if (mayRefuseFindings(request)) await refuseFindings(request, handler, call, input)
    // What is awaited is answered a few turns sooner than a promise that is passed on.
    return await handler.answer(call, input)
  }
}
