import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Refusal } from '../errors.js'
import type { RequestToLog } from '../sandbox/request-log.js'
import type { Sent } from './fault-injection.js'

/** At most this many characters of a body are logged. */
const MAX_KEPT_CHARACTERS = 16_384

/** At most this many characters of a path, a header or an explanation are logged. */
const MAX_LINE_LENGTH = 2048

/** A request and its answer as the log keeps them: bounded, and without what could be used again. */
export function requestEntry(
  request: FastifyRequest,
  reply: FastifyReply,
  sent: Sent,
  fault?: RequestToLog['fault'],
): RequestToLog {
  const { rawText, orderReference, refusal, findings } = request.gateway
  return {
    method: request.method,
    path: withoutSecrets(request.url.slice(0, MAX_LINE_LENGTH)),
    headers: redactedHeaders(request.headers),
    body: rawText.slice(0, MAX_KEPT_CHARACTERS),
    ...(orderReference ? { orderReference } : {}),
    status: sent.status,
    response: keptAnswer(sent.text, refusal),
    durationMs: Math.round(reply.elapsedTime * 100) / 100,
    ...(refusal
      ? { refusal: { code: refusal.code, explanation: refusal.explanation.slice(0, MAX_LINE_LENGTH) } }
      : {}),
    ...(fault ? { fault } : {}),
    ...(findings?.length ? { findings } : {}),
  }
}

// A plain loop: this runs for every request.
function redactedHeaders(headers: FastifyRequest['headers']): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const name in headers) kept[name] = redacted(name, String(headers[name])).slice(0, MAX_LINE_LENGTH)
  return kept
}

/** A path that nobody knows is told back. */
function keptAnswer(text: string, refusal: Refusal | null): string {
  const kept = withoutToken(text).slice(0, MAX_KEPT_CHARACTERS)
  return refusal?.code === 'NO_SUCH_ROUTE' ? withoutSecrets(kept) : kept
}

/** An address, where a slip of the pen may have led a secret that belonged to another one. */
function withoutSecrets(text: string): string {
  return text.includes('?') ? text.replaceAll(SECRETS, '$1…') : text
}

const SECRETS = /([?&](?:[\w-]{0,20}(?:token|key|secret)|authorization|password)=)[^&#\s"]+/gi

function withoutToken(answer: string): string {
  return answer.startsWith('{"success"') ? answer.replace(/("token":"Bearer )[^"]*/, '$1…') : answer
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
