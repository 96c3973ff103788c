import type { FastifyReply } from 'fastify'

/** Aborted when the client goes before it has its whole answer, so that nobody waits on its behalf. */
export function onDisconnect(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  return gone.signal
}
