import type { FastifyReply, FastifyRequest } from 'fastify'
import { LIMITS } from '../domain/limits.js'
import { traceIdOf } from '../domain/trace-context.js'
import type { Refusal } from '../errors.js'
import { cut } from '../lib/cut.js'
import { hidePasswords } from '../lib/hide-passwords.js'
import type { RequestToLog } from '../sandbox/request-log.js'
import type { Sent } from './fault-injection.js'

/** At most this many characters of a body are logged. */
const MAX_KEPT_CHARACTERS = LIMITS.loggedBody.most

/** At most this many characters of a path, a header or an explanation are logged. */
const MAX_LINE_LENGTH = LIMITS.loggedLine.most

type Writable<Of> = { -readonly [Key in keyof Of]: Of[Key] }

/** A request and its answer as the log keeps them: bounded, and without what could be used again. */
export function requestEntry(
  request: FastifyRequest,
  reply: FastifyReply,
  sent: Sent,
  fault?: RequestToLog['fault'],
): RequestToLog {
  const { rawText, orderReference, refusal, findings, trace } = request.gateway
  const entry: Writable<RequestToLog> = {
    method: request.method,
    path: withoutSecrets(cut(request.url, MAX_LINE_LENGTH)),
    headers: redactedHeaders(request.headers),
    body: cut(
      hidePasswords(refusal?.code === 'NO_SUCH_ROUTE' ? withoutSecretFields(rawText) : rawText),
      MAX_KEPT_CHARACTERS,
    ),
    status: sent.status,
    response: keptAnswer(sent.text, refusal),
    durationMs: Math.round(reply.elapsedTime * 100) / 100,
  }
  // Engines add a field far faster than they copy one out of an object made for it.
  if (orderReference) entry.orderReference = orderReference
  if (trace) entry.traceId = traceIdOf(trace)
  if (refusal) {
    const explanation = cut(hidePasswords(refusal.explanation), MAX_LINE_LENGTH)
    entry.refusal = { code: refusal.code, explanation }
  }
  if (fault) entry.fault = fault
  if (findings?.length) entry.findings = findings
  return entry
}

// A plain loop: this runs for every request.
function redactedHeaders(headers: FastifyRequest['headers']): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const name in headers) kept[name] = cut(redacted(name, String(headers[name])), MAX_LINE_LENGTH)
  return kept
}

/** A path that nobody knows is told back. */
function keptAnswer(text: string, refusal: Refusal | null): string {
  const kept = cut(hidePasswords(withoutToken(text)), MAX_KEPT_CHARACTERS)
  return refusal?.code === 'NO_SUCH_ROUTE' ? withoutSecrets(kept) : kept
}

/** An address, where a slip of the pen may have led a secret that belonged to another one. */
function withoutSecrets(text: string): string {
  return text.includes('?') ? text.replaceAll(SECRETS, '$1…') : text
}

const SECRETS = /([?&](?:[\w-]{0,20}(?:token|key|secret)|authorization|password)=)[^&#\s"]+/gi

/** A body of an unknown call, which nobody knows the secrets of, without what its names say is one. */
function withoutSecretFields(text: string): string {
  return cut(text, 4 * MAX_KEPT_CHARACTERS).replaceAll(SECRET_FIELDS, '$1"…"')
}

const SECRET_FIELDS =
  /("[\w-]{0,20}(?:token|key|secret|password|passwd|pin|cvv|cvc|authorization|card_?number)"\s*:\s*)(?:"(?:[^"\\]|\\.)*"|[\d.]+)/gi

const BEFORE_TOKEN = '"token":"Bearer '

// Not a pattern: this runs for every answer, and a token is long.
function withoutToken(answer: string): string {
  const at = answer.startsWith('{"success"') ? answer.indexOf(BEFORE_TOKEN) : -1
  if (at === -1) return answer
  const from = at + BEFORE_TOKEN.length
  const end = answer.indexOf('"', from)
  return `${answer.slice(0, from)}…${end === -1 ? '' : answer.slice(end)}`
}

/** The ends of a secret are enough to see which one it was. */
function redacted(name: string, value: string): string {
  if (name === 'api-key' || name === 'cookie') return shortened(value)
  if (name === 'referer') return withoutSecrets(value)
  if (name !== 'authorization') return value
  const secret = value.lastIndexOf(' ') + 1
  return value.slice(0, secret) + shortened(value.slice(secret))
}

function shortened(secret: string): string {
  return secret.length > 12 ? `${secret.slice(0, 4)}…${secret.slice(-4)}` : '…'
}
