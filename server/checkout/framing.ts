import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import { framedBy, securityHeaders } from '../http/security-headers.js'
import type { Sandbox } from '../sandbox/sandbox.js'

/** Protects every page of a scope. Those of a link may be framed by whom its merchant names, others by nobody. */
export async function protectPages(app: FastifyInstance, sandbox: Sandbox) {
  await app.register(helmet, { ...securityHeaders, global: false })
  app.addHook('onRequest', async ({ params }, reply) => {
    const { linkId } = params as { linkId?: string }
    // What fails here fails again in the route, whose page says so; that one shall be protected as well.
    const origins = linkId === undefined ? [] : await frameAncestorsOf(sandbox, linkId).catch(() => [])
    await reply.helmet(origins.length > 0 ? framedBy(origins) : securityHeaders)
  })
}

async function frameAncestorsOf({ links, merchants }: Sandbox, linkId: string): Promise<readonly string[]> {
  const link = await links.find(linkId)
  const merchant = link && (await merchants.find(link.order.merchantId))
  return merchant?.frameAncestors ?? []
}
