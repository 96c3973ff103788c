import type { JsonObject } from '../../domain/checksum.js'
import type { Dialect } from '../../domain/dialect.js'
import type { RequestFinding } from '../../domain/journal.js'
import type { Application } from '../../domain/merchant.js'
import type { Endpoint } from '../../scenario/fault.js'
import { MAX_FINDINGS } from './catalogue.js'
import { linkBodyFindings } from './link-body.js'
import { listParameters, parameterFindings } from './query-parameters.js'
import { authorizationFindings, bodyFindings, pathFindings, unreadBodyFindings } from './transport.js'

/** A request to one of ClickPesa's endpoints, as far as findings are concerned. */
export interface SeenRequest {
  readonly endpoint: Endpoint
  readonly method: string
  /** Path and query, as written. */
  readonly url: string
  readonly query: object
  readonly contentType: string | undefined
  readonly authorization: string | undefined
  readonly hasBody: boolean
  /** The body's own text, and what was read from it; that of a GET is not read. */
  readonly text: string
  readonly body: JsonObject
}

/**
 * What a strict reader of the docs would object to in a request, in the order path, headers, parameters,
 * body. What the dialect refuses is no finding: the refusal says it.
 */
export function requestFindings(
  request: SeenRequest,
  dialect: Dialect,
  application: Application | null,
): RequestFinding[] {
  const { endpoint, url, method, text, contentType } = request
  return [
    ...pathFindings(url.split('?', 1)[0] ?? ''),
    ...(endpoint === 'generate-token' ? [] : authorizationFindings(request.authorization)),
    ...(method === 'POST' ? bodyFindings(endpoint, text, contentType) : unreadBodyFindings(request.hasBody)),
    ...parameterFindings(request.query, endpoint === 'query-payments' ? listParameters(dialect) : []),
    ...(endpoint === 'generate-checkout-url' ? linkBodyFindings(request.body, dialect, application) : []),
  ].slice(0, MAX_FINDINGS)
}
