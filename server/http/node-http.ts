import { createRequire } from 'node:module'

/**
 * `node:http`, as `require` gives it. An `import` of it makes Node 24 look at everything in it, `WebSocket` among that, for
 * which it loads an HTTP client and HTTP/2: a fifth of a start.
 */
export const nodeHttp = createRequire(import.meta.url)('node:http') as typeof import('node:http')

export const { STATUS_CODES } = nodeHttp
