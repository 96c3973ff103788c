import { type EndpointId, endpointOf } from '../../../contracts/endpoints.js'
import type { JsonObject } from '../../domain/checksum.js'
import type { Dialect } from '../../domain/dialect.js'
import type { RequestFinding } from '../../domain/journal.js'
import type { Application } from '../../domain/merchant.js'
import { HANDLERS } from '../handlers.js'
import { joined } from './catalogue.js'
import { parameterFindings } from './query-parameters.js'
import { authorizationFindings, bodyFindings, pathFindings, unreadBodyFindings } from './transport.js'

/** A request to one of ClickPesa's endpoints, as far as findings are concerned. */
export interface SeenRequest {
  readonly endpoint: EndpointId
  readonly method: string
  /** Path and query, as written. */
  readonly url: string
  readonly query: object
  readonly contentType: string | undefined
  readonly authorization: string | undefined
  /** In bytes, as announced; infinite where it comes in pieces. */
  readonly bodyLength: number
  /** The body's own text, and what was read from it; that of a GET is not read. */
  readonly text: string
  readonly body: JsonObject
}

/**
 * What a strict reader of the docs would object to in a request, in the order path, headers, parameters,
 * body. What the dialect refuses is not a finding: the refusal says it.
 */
export function requestFindings(
  request: SeenRequest,
  dialect: Dialect,
  application: Application | null,
): readonly RequestFinding[] {
  const { endpoint, url, method, text, contentType } = request
  const { needsToken } = endpointOf(endpoint)
  const rules = HANDLERS[endpoint].findings
  const isRead = method !== 'GET' && method !== 'HEAD'
  return joined([
    pathFindings(url),
    needsToken ? authorizationFindings(request.authorization) : [],
    isRead ? bodyFindings(!needsToken, text, contentType) : unreadBodyFindings(request.bodyLength),
    parameterFindings(request.query, rules.parameters(dialect)),
    rules.body(request.body, dialect, application),
  ])
}
