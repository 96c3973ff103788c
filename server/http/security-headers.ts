import type { FastifyHelmetOptions } from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'

const common = {
  // Not `no-referrer`: browsers then send `Origin: null` with the page's own form.
  referrerPolicy: { policy: 'same-origin' },
  // A sandbox is mostly plain http on localhost, and a browser would remember this for every port of it.
  strictTransportSecurity: false,
  // A shop that opens the page in a window of its own may keep hold of that window.
  crossOriginOpenerPolicy: false,
} as const

/**
 * Headers of every page. No script or style stands inside a page, so neither may run from there.
 * A browser leaves for the shop by a link or a refresh, never by a form that is redirected there:
 * Chromium would hold `form-action` against the redirect as well.
 */
export const securityHeaders: FastifyHelmetOptions = {
  ...common,
  contentSecurityPolicy: policyWith(["'none'"]),
  xFrameOptions: { action: 'deny' },
}

/** The same for a page that pages of these origins may show in a frame. */
export function framedBy(origins: readonly string[]): FastifyHelmetOptions {
  return {
    ...common,
    contentSecurityPolicy: policyWith([...origins]),
    // It knows no list of origins.
    xFrameOptions: false,
  }
}

function policyWith(frameAncestors: string[]) {
  return {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      scriptSrc: ["'self'"],
      connectSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors,
    },
  }
}

/** Headers of what is not a page of ours and has none of its own: data, files, redirects, refusals. */
export const PLAIN_HEADERS = {
  'content-security-policy': "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

/** Protects every answer of a scope that nothing else has protected. */
export function protectEverything(app: FastifyInstance) {
  app.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('content-security-policy')) reply.headers(PLAIN_HEADERS)
  })
}

/** Swagger UI writes styles into its page, and pictures into its styles. */
export const docsHeaders = {
  ...PLAIN_HEADERS,
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join(';'),
}
