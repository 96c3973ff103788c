import type { FastifyHelmetOptions } from '@fastify/helmet'

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
