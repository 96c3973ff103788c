import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { docsHeaders } from '../http/security-headers.js'
import type { OpenApiOptions } from './options.js'

/**
 * The OpenAPI documents and the pages that show them. They are made by registering the real doors once
 * more on a server of their own, when somebody first asks: making them at every start would cost more
 * time than all the rest of the start.
 */
export const openapiPlugin: FastifyPluginAsync<OpenApiOptions> = async (app, options) => {
  serve('/docs', () => gatewayDocs(options))
  serve('/sandbox/docs', () => controlDocs(options))

  function serve(prefix: string, make: () => Promise<FastifyInstance>) {
    let made: Promise<FastifyInstance> | null = null
    const handler = async (request: { readonly url: string }, reply: import('fastify').FastifyReply) => {
      made ??= make()
      const docs = await made
      const answer = await docs.inject({ method: 'GET', url: request.url })
      // How long the connection lasts is between the client and this server.
      const { connection: _, ...headers } = answer.headers
      return reply
        .code(answer.statusCode)
        .headers({ ...headers, ...docsHeaders })
        .send(answer.rawPayload)
    }
    app.get(prefix, handler)
    app.get(`${prefix}/*`, handler)
    app.addHook('onClose', async () => {
      if (made) await (await made).close()
    })
  }
}

/** A server that only documents the ClickPesa door. */
export async function gatewayDocs(options: OpenApiOptions): Promise<FastifyInstance> {
  const [{ gatewayPlugin }, { completedGatewayDocument, gatewayDocument }] = await Promise.all([
    import('../gateway/plugin.js'),
    import('./gateway-document.js'),
  ])
  const openapi = gatewayDocument(options.publicUrl())
  return documented('/docs', { openapi, complete: completedGatewayDocument }, (app) =>
    app.register(gatewayPlugin, options),
  )
}

/** A server that only documents the control API. */
export async function controlDocs(options: OpenApiOptions): Promise<FastifyInstance> {
  const [{ controlPlugin, CONTROL_PREFIX }, { completedControlDocument, controlDocument }] =
    await Promise.all([import('../control/plugin.js'), import('./control-document.js')])
  const openapi = controlDocument(options.publicUrl())
  return documented('/sandbox/docs', { openapi, complete: completedControlDocument }, (app) =>
    app.register(controlPlugin, { ...options, prefix: CONTROL_PREFIX }),
  )
}

interface Documented {
  readonly openapi: ReturnType<typeof import('./control-document.js').controlDocument>
  /** Adds to the document of the routes what routes cannot say. */
  readonly complete: (document: object) => object
}

async function documented(
  routePrefix: string,
  { openapi, complete }: Documented,
  register: (app: FastifyInstance) => PromiseLike<unknown>,
): Promise<FastifyInstance> {
  const [{ default: fastify }, { default: swagger }, { default: swaggerUi }] = await Promise.all([
    import('../http/fastify.js'),
    import('@fastify/swagger'),
    import('@fastify/swagger-ui'),
  ])
  const doors = fastify()
  await doors.register(swagger, {
    openapi,
    transformObject: (made) => complete('openapiObject' in made ? made.openapiObject : made.swaggerObject),
    refResolver: { buildLocalReference: (schema, _base, _fragment, i) => String(schema.$id ?? `Schema${i}`) },
  })
  await register(doors)
  await doors.ready()
  const document = doors.swagger()
  await doors.close()
  // Apart from the doors: whatever path is asked for here, none of them answers.
  const pages = fastify()
  await pages.register(swagger, { transformObject: () => document })
  await pages.register(swaggerUi, { routePrefix })
  await pages.ready()
  return pages
}
