import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ZONES, type ZoneName } from '../lib/time-zone.js'

const REMEMBERED_SECONDS = 30 * 24 * 3600

/** The zone in which a visitor wants times: by the address, as chosen before, else that of Tanzania. */
export function zoneOf(request: Pick<FastifyRequest, 'query' | 'headers'>): ZoneName {
  const [, kept] = /(?:^|;\s*)sandbox-zone=(\w+)/.exec(request.headers.cookie ?? '') ?? []
  return askedZone(request) ?? known(kept) ?? 'eat'
}

/** Remembers the zone that an address asks for, for the hosted page and the inspector alike. */
export function rememberZone(app: FastifyInstance) {
  app.addHook('onRequest', async (request, reply) => {
    const zone = askedZone(request)
    if (!zone) return
    const path = request.reached.path || '/'
    reply.header(
      'set-cookie',
      `sandbox-zone=${zone}; Path=${path}; Max-Age=${REMEMBERED_SECONDS}; HttpOnly; SameSite=Lax`,
    )
  })
}

/** The other zone, and the address of the same page in it; null for a page that no address leads to. */
export function otherZone(
  request: FastifyRequest,
): { readonly zone: ZoneName; readonly href: string } | null {
  if (request.method !== 'GET') return null
  const zone = zoneOf(request) === 'eat' ? 'utc' : 'eat'
  const [, query = ''] = request.url.split('?')
  const asked = new URLSearchParams(query)
  asked.set('zone', zone)
  return { zone, href: `?${asked}` }
}

function askedZone({ query }: Pick<FastifyRequest, 'query'>): ZoneName | undefined {
  return known((query as { zone?: unknown } | undefined)?.zone)
}

function known(zone: unknown): ZoneName | undefined {
  return typeof zone === 'string' && Object.hasOwn(ZONES, zone) ? (zone as ZoneName) : undefined
}
