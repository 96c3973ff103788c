import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyRequest } from 'fastify'
import type { FromSchema } from 'json-schema-to-ts'
import { type ENDPOINTS, type EndpointId, endpointOf } from '../../contracts/endpoints.js'
import { secretsBeside } from '../checksum-diagnosis/known-secrets.js'
import type { JsonObject } from '../domain/checksum.js'
import type { Dialect } from '../domain/dialect.js'
import type { RequestFinding } from '../domain/journal.js'
import type { Application, Merchant } from '../domain/merchant.js'
import type { TraceContext } from '../domain/trace-context.js'
import type { Refusal } from '../errors.js'
import type { PublicAddresses } from '../lib/public-addresses.js'
import type { FaultSource, MetFault } from '../sandbox/faults.js'
import type { Caller } from '../sandbox/tokens.js'
import type { Span } from '../tracing/tracer.js'
import { checkedBody, wrongChecksum } from './checksum-gate.js'
import type { GatewayOptions } from './options.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the ClickPesa door knows of a request. */
    gateway: GatewayRequest
  }
  interface FastifyContextConfig {
    /** The endpoint of the ClickPesa API that a route is; routes without one are unknown to ClickPesa. */
    endpoint?: EndpointId
  }
}

interface GatewayRequest {
  /** The endpoint of the ClickPesa API that it is for; null where ClickPesa knows no such route. */
  readonly endpoint: EndpointId | null
  /** Who the request seems to come from, before anything is proved. */
  named: Caller | null
  /** Whose merchant that is. */
  merchant: Merchant | null
  dialect: Dialect
  caller: Caller | null
  rawText: string
  /** The order that the call is about, as far as the log and the scenarios need it. */
  orderReference: string | undefined
  refusal: Refusal | null
  /** What a strict reader of the docs would object to; null until somebody asks. */
  findings: readonly RequestFinding[] | null
  /** What a scenario does to the call. */
  fault: MetFault | null
  /** The scenarios whose faults the call may meet; none until they are looked up. */
  faultSources: readonly FaultSource[]
  /** The trace that the caller is following; null where there is none. */
  trace: TraceContext | null
  /** What is reported of the call; null where nobody is reported to. */
  span: Span | null
}

/** A call to an endpoint, as its handler meets it: behind the token and the checksum, where those are needed. */
export interface Call extends GatewayOptions {
  /** Proven by the token; null where none is needed. */
  readonly caller: Caller | null
  readonly dialect: Dialect
  /** Where the caller reaches the sandbox: what every address in an answer begins with. */
  readonly reached: PublicAddresses
  readonly headers: IncomingHttpHeaders
  /** Goes on with whatever the call begins. */
  readonly trace: TraceContext | null
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string | string[]>>
  /** Without a checksum that nobody asked for. */
  readonly body: JsonObject
}

type Row<Id extends EndpointId> = (typeof ENDPOINTS)[Id]

type ParamsIn<Path> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | ParamsIn<Rest> : never

/** A call to one endpoint, with the caller and the parameters that it is certain to have. */
export interface CallTo<Id extends EndpointId> extends Call {
  readonly caller: Row<Id>['needsToken'] extends true ? Caller : null
  readonly params: Readonly<Record<ParamsIn<Row<Id>['path']>, string>>
}

/** What is odd about requests to an endpoint, beside what can be odd about any. */
export interface FindingRules {
  /** The parameters that a dialect knows; all others are ignored. */
  parameters(dialect: Dialect): readonly string[]
  /** What is odd about a body. The application is null while nobody knows who calls. */
  body(body: JsonObject, dialect: Dialect, application: Application | null): readonly RequestFinding[]
}

/** What an endpoint does. `Input` is what it makes of the request. */
export interface EndpointHandler<C extends Call = Call, Input = unknown, Reply = unknown> {
  /** Judges what was sent, and reads it. Refuses in the gateway's order. */
  read(call: C): Input
  /**
   * Refuses all that `answer` would refuse, and changes nothing. Asked only about calls that strict is about to refuse:
   * ClickPesa's own refusals come first.
   */
  check(call: C, input: Input): Promise<void>
  /** Does the work. */
  answer(call: C, input: Input): Promise<Reply>
  readonly findings: FindingRules
}

/** What one of the endpoints does, with its reply as the contract has it. */
export type HandlerOf<Id extends EndpointId, Input> = EndpointHandler<
  CallTo<Id>,
  Input,
  FromSchema<Row<Id>['reply']>
>

/** A request as the handler of its endpoint meets it; null where its checksum is wrong. Refuses one that is missing. */
export function callOf(request: FastifyRequest, id: EndpointId, options: GatewayOptions): Call | null {
  const { caller, trace } = request.gateway
  const { needsToken, needsChecksum } = endpointOf(id)
  if (needsToken && !caller) throw new TypeError(`${id} is not behind the token check`)
  const dialect = caller?.merchant.dialect ?? request.gateway.dialect
  const sent = bodyOf(request)
  const body = needsChecksum && caller ? checkedBody(sent, caller.application, dialect) : sent
  if (body === null) return null
  return {
    sandbox: options.sandbox,
    reached: request.reached,
    caller,
    dialect,
    headers: request.headers,
    trace,
    params: request.params as Call['params'],
    query: request.query as Call['query'],
    body,
  }
}

/** The refusal of a call with a wrong checksum. */
export async function refusalOfChecksum(
  request: FastifyRequest,
  { sandbox }: GatewayOptions,
): Promise<Refusal> {
  const { caller } = request.gateway
  if (!caller) throw new TypeError('a checksum is judged behind the token check')
  const { merchant, application } = caller
  const details = await sandbox.queries.merchant(merchant.id)
  const otherSecrets = details ? secretsBeside(details, application.id) : []
  return wrongChecksum(bodyOf(request), application, merchant.dialect, otherSecrets)
}

/** The object that a request carried; an empty one when it carried nothing. */
export function bodyOf(request: FastifyRequest): JsonObject {
  return (request.body as JsonObject | undefined) ?? {}
}

/** A header's value, the first one when it came more than once. */
export function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header
}
