import type { FastifyReply, FastifyRequest } from 'fastify'
import type { RequestEntry } from '../domain/journal.js'
import type { Refusal } from '../errors.js'

/** As much of a body as the log keeps. */
const KEPT_CHARACTERS = 16_384

/** A request and its answer as the log keeps them: bounded, and without what could be used again. */
export function requestEntry(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: string,
  refusal: Refusal | null,
): Omit<RequestEntry, 'seq' | 'at' | 'merchantId'> {
  const { rawText, orderReference } = request.gateway
  return {
    method: request.method,
    path: request.url.slice(0, 2048),
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [
        name,
        redacted(name, String(value)).slice(0, 2048),
      ]),
    ),
    body: rawText.slice(0, KEPT_CHARACTERS),
    ...(orderReference ? { orderReference } : {}),
    status: reply.statusCode,
    response: answer.replace(/("token":"Bearer )[^"]*"/, '$1…"').slice(0, KEPT_CHARACTERS),
    durationMs: Math.round(reply.elapsedTime * 100) / 100,
    ...(refusal ? { refusal: { code: refusal.code, explanation: refusal.explanation } } : {}),
  }
}

/** The ends of a secret are enough to see which one it was. */
function redacted(name: string, value: string): string {
  if (name === 'api-key' || name === 'cookie') return shortened(value)
  return name === 'authorization' ? value.replace(/\S+$/, shortened) : value
}

function shortened(secret: string): string {
  return secret.length > 12 ? `${secret.slice(0, 4)}…${secret.slice(-4)}` : '…'
}
