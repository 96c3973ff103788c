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
