import type { FastifyRequest } from 'fastify'
import { isError, type RequestFinding } from '../domain/journal.js'
import { Refusal } from '../errors.js'
import { bodyOf, type Call, type EndpointHandler, single } from './call.js'
import { validationMessagesOf } from './findings/catalogue.js'
import { requestFindings } from './findings/request-findings.js'

/** What a strict reader of the docs would object to in a request to a known endpoint. */
export function findingsOf(request: FastifyRequest): readonly RequestFinding[] {
  const { gateway, headers, method, url, query } = request
  if (!gateway?.endpoint) return []
  gateway.findings ??= requestFindings(
    {
      endpoint: gateway.endpoint,
      method,
      url,
      query: query as object,
      contentType: headers['content-type'],
      authorization: headers.authorization,
      bodyLength: 'transfer-encoding' in headers ? Infinity : Number(headers['content-length'] ?? 0),
      text: gateway.rawText,
      body: bodyOf(request),
    },
    gateway.dialect,
    gateway.caller?.application ?? null,
  )
  return gateway.findings
}

/** Whether a request could be refused for its findings. Whose it is may be unknown yet. */
export function mayRefuseFindings({ gateway: { caller, merchant } }: FastifyRequest): boolean {
  return (caller?.merchant ?? merchant)?.strict !== false
}

/**
 * Refuses a request with findings that are errors where the merchant is strict. It is the last check of all: everything else about the
 * request has been found right then, and nothing has been changed.
 */
export async function refuseFindings<Input>(
  request: FastifyRequest,
  handler: EndpointHandler<Call, Input>,
  call: Call,
  input: Input,
) {
  const errors = findingsOf(request).filter(isError)
  if (errors.length === 0) return
  await handler.check(call, input)
  // The first token of a new test merchant opens that merchant: whether it is strict is known only now.
  const { tokens } = call.sandbox
  const merchant = call.caller?.merchant ?? request.gateway.merchant
  const known =
    merchant ?? (await tokens.callerNamed(single(call.headers['client-id']), undefined, true))?.merchant
  if (!known?.strict) return
  const explanation = `strict is on, which refuses what the docs do not allow: ${errors.map(({ text }) => text).join('; ')}`
  throw new Refusal('STRICT', explanation, { validationMessages: validationMessagesOf(errors) })
}
