import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import { packageVersion } from '../package-root.js'

/** What the control API's OpenAPI document says beside its routes. */
export function controlDocument(url: string): NonNullable<FastifyDynamicSwaggerOptions['openapi']> {
  return {
    openapi: '3.1.0',
    info: {
      title: 'The control API of clickpesa-sandbox',
      version: packageVersion,
      description:
        'Opens merchants, chooses scenarios, pays without a browser, moves clocks, and lists and waits for what ' +
        'happened. An {id} may be a merchant id or a client id. Mistakes are { code, message, hint }.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url, description: 'This sandbox' }],
    components: {
      securitySchemes: {
        controlToken: {
          type: 'http',
          scheme: 'bearer',
          description: 'Needed when the sandbox can be reached from other machines.',
        },
      },
    },
    security: [{}, { controlToken: [] }],
  }
}

/** The document that was made from the routes, with a name for each call and a word on its success. */
export function completedControlDocument(document: object): object {
  const { paths, ...rest } = document as { paths: Record<string, Record<string, Call>> }
  return {
    ...rest,
    paths: Object.fromEntries(
      Object.entries(paths).map(([path, calls]) => [
        path,
        Object.fromEntries(
          Object.entries(calls).map(([method, call]) => [
            method,
            {
              operationId: nameOf(method, path),
              ...call,
              responses: { '2XX': { description: 'Done.' }, ...call.responses },
            },
          ]),
        ),
      ]),
    ),
  }
}

interface Call {
  readonly responses: object
}

/** `getMerchantsByIdClock` */
function nameOf(method: string, path: string): string {
  const words = path
    .replaceAll(/\{(\w+)\}/g, 'by/$1')
    .split(/[^A-Za-z0-9]+/)
    .slice(4)
    .filter(Boolean)
  return method + words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join('')
}
