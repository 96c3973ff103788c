import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { CONTROL_PREFIX } from '../control/prefix.js'
import { SandboxMistake } from '../errors.js'
import { docsHeaders } from '../http/security-headers.js'
import { DOCS_STYLE, DOCS_TITLES, docsPage } from './docs-page.js'
import type { OpenApiOptions } from './options.js'

/**
 * The OpenAPI documents and the pages that show them. They are made by registering the real doors once
 * more on a server of their own, when somebody first asks: making them at every start would cost more
 * time than all the rest of the start.
 */
export const openapiPlugin: FastifyPluginAsync<OpenApiOptions> = async (app, options) => {
  serve('/docs', () => gatewayDocs(options))
  serve('/sandbox/docs', () => controlDocs(options))

  function serve(prefix: keyof typeof DOCS_TITLES, make: () => Promise<FastifyInstance>) {
    let made: Promise<FastifyInstance> | null = null
    const handler = async (request: FastifyRequest, reply: FastifyReply) => {
      made ??= make()
      const docs = await made
      const headers = { [SERVED_AT]: request.reached.url }
      const answer = await docs.inject({ method: 'GET', url: request.url, headers })
      if (answer.statusCode >= 400 && answer.statusCode < 500)
        throw new SandboxMistake(
          'ROUTE_NOT_FOUND',
          `there is no page ${request.url.split('?')[0]}`,
          `begin at ${prefix}; the document itself is at ${prefix}/json`,
        )
      // How long the connection lasts is between the client and this server.
      const { connection: _, 'content-length': __, ...others } = answer.headers
      const isPage = String(others['content-type']).startsWith('text/html')
      return reply
        .code(answer.statusCode)
        .headers({ ...others, ...docsHeaders })
        .send(
          isPage ? docsPage(answer.payload, DOCS_TITLES[prefix], request.reached.path) : answer.rawPayload,
        )
    }
    app.get(prefix, handler)
    app.get(`${prefix}/*`, handler)
    app.addHook('onClose', async () => {
      if (made) await (await made).close()
    })
  }
}

/** Tells the pages where their reader reaches the sandbox. */
const SERVED_AT = 'x-served-at'

/** The document for a reader who reaches the sandbox at this address. */
function servedAt(document: object, url: string): object {
  const { servers } = document as { servers?: readonly object[] }
  return { ...document, servers: servers?.map((server) => ({ ...server, url })) }
}

/** A server that only documents the ClickPesa door. */
export async function gatewayDocs(options: OpenApiOptions): Promise<FastifyInstance> {
  const [{ gatewayPlugin }, { completedGatewayDocument, gatewayDocument }] = await Promise.all([
    import('../gateway/plugin.js'),
    import('./gateway-document.js'),
  ])
  const openapi = gatewayDocument(options.publicAddress.url)
  return documented('/docs', { openapi, complete: completedGatewayDocument }, (app) =>
    app.register(gatewayPlugin, options),
  )
}

/** A server that only documents the control API. */
export async function controlDocs(options: OpenApiOptions): Promise<FastifyInstance> {
  const [{ controlPlugin }, { completedControlDocument, controlDocument }] = await Promise.all([
    import('../control/plugin.js'),
    import('./control-document.js'),
  ])
  const openapi = controlDocument(options.publicAddress.url)
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
  routePrefix: keyof typeof DOCS_TITLES,
  { openapi, complete }: Documented,
  register: (app: FastifyInstance) => PromiseLike<unknown>,
): Promise<FastifyInstance> {
  const [{ newServer }, { default: swagger }, { default: swaggerUi }] = await Promise.all([
    import('../http/fastify.js'),
    import('@fastify/swagger'),
    import('@fastify/swagger-ui'),
  ])
  const doors = newServer()
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
  const pages = newServer()
  await pages.register(swagger, { transformObject: () => document })
  await pages.register(swaggerUi, {
    routePrefix,
    theme: {
      title: `${DOCS_TITLES[routePrefix]} · clickpesa-sandbox`,
      css: [{ filename: 'sandbox.css', content: DOCS_STYLE }],
    },
    transformSpecificationClone: false,
    transformSpecification: (document, request) => servedAt(document, String(request.headers[SERVED_AT])),
  })
  await pages.ready()
  return pages
}
