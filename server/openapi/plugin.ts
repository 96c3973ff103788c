import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { CONTROL_PREFIX } from '../control/prefix.js'
import { SandboxMistake } from '../errors.js'
import { pathOf } from '../http/plug-when-asked.js'
import { docsHeaders } from '../http/security-headers.js'
import { getOrAdd } from '../lib/get-or-add.js'
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
    const kept = new Map<string, Promise<Kept | null>>()
    /** What there is not is not kept: anybody could fill the memory with it. */
    const answerTo = (docs: FastifyInstance, path: string) =>
      getOrAdd(kept, path, () => {
        const answer = answerAt(docs, path)
        const forget = () => kept.delete(path)
        void answer.then((found) => found ?? forget(), forget)
        return answer
      })
    const handler = async (request: FastifyRequest, reply: FastifyReply) => {
      made ??= make()
      const docs = await made
      const path = pathOf(request.url)
      const answer = OWN_PATH.test(path) ? await answerTo(docs, path) : null
      if (!answer)
        throw new SandboxMistake(
          'ROUTE_NOT_FOUND',
          `there is no page ${path}`,
          `begin at ${prefix}; the document itself is at ${prefix}/json`,
        )
      const { status, headers, isPage, parts } = answer
      const { reached } = request
      const body = isPage
        ? [docsPage(String(parts[0]), DOCS_TITLES[prefix], reached.path)]
        : betweenEach(parts, Buffer.from(JSON.stringify(reached.url).slice(1, -1)))
      const length = body.reduce((sum, part) => sum + Buffer.byteLength(part), 0)
      return reply
        .code(status)
        .headers({ ...headers, ...docsHeaders, 'content-length': length })
        .send(Readable.from(body, { objectMode: false }))
    }
    app.get(prefix, handler)
    app.get(`${prefix}/*`, handler)
    app.addHook('onClose', async () => {
      if (made) await (await made).close()
    })
  }
}

/** An answer that is made once: however many ask for it and do not read it, it is there once. */
interface Kept {
  readonly status: number
  readonly headers: Readonly<Record<string, string | number | readonly string[] | undefined>>
  readonly isPage: boolean
  /** What comes before, between and after the places where its reader's address stands. */
  readonly parts: readonly Buffer[]
}

/** Paths of the documents are written in one way alone, so that there are few. */
const OWN_PATH = /^(\/(?!\.{1,2}(\/|$))[\w.-]+){1,5}\/?$/

/** What the documents have at a path; null for nothing. */
async function answerAt(docs: FastifyInstance, path: string): Promise<Kept | null> {
  const { statusCode: status, headers, payload, rawPayload } = await docs.inject({ method: 'GET', url: path })
  if (status >= 400 && status < 500) return null
  // How long the connection lasts is between the client and this server.
  const { connection: _, 'content-length': __, ...others } = headers
  const isPage = String(others['content-type']).startsWith('text/html')
  const parts = payload.includes(READERS_ADDRESS)
    ? payload.split(READERS_ADDRESS).map((part) => Buffer.from(part))
    : [rawPayload]
  return { status, headers: others, isPage, parts }
}

function betweenEach(parts: readonly Buffer[], between: Buffer): Buffer[] {
  return parts.flatMap((part, i) => (i === 0 ? [part] : [between, part]))
}

/** Stands in a document where the address belongs at which its reader reaches the sandbox. */
const READERS_ADDRESS = 'http://readers-address.invalid'

function forAnyReader(document: object): object {
  const { servers } = document as { servers?: readonly object[] }
  return { ...document, servers: servers?.map((server) => ({ ...server, url: READERS_ADDRESS })) }
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
    transformSpecification: forAnyReader,
  })
  await pages.ready()
  return pages
}
