import type { FastifyReply } from 'fastify'

/** Aborted when the client goes before it has its whole answer, so that nobody waits on its behalf. */
export function onDisconnect(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  // It may have gone while the door was made or its merchant looked for, and will not be heard to go again.
  if (reply.raw.destroyed) gone.abort()
  else reply.raw.once('close', () => gone.abort())
  return gone.signal
}
