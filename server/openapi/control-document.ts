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

/** The document that was made from the routes, with a name for each call and for each schema that has a title. */
export function completedControlDocument(document: object): object {
  const { paths, components, ...rest } = document as ControlDocument
  const schemas: Record<string, unknown> = {}
  const named = Object.fromEntries(
    Object.entries(paths).map(([path, calls]) => [
      path,
      Object.fromEntries(
        Object.entries(calls).map(([method, call]) => [
          method,
          { operationId: nameOf(method, path), ...(withNames(described(call), schemas) as object) },
        ]),
      ),
    ]),
  )
  return { ...rest, paths: named, components: { ...components, schemas } }
}

interface ControlDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Call>>>>
  readonly components: object
}

interface Call {
  readonly responses: Readonly<Record<string, { readonly description: string }>>
}

const STATUSES: Readonly<Record<string, string>> = {
  200: 'Done.',
  201: 'Made.',
  202: 'Planned; it happens in a moment.',
  400: 'Something in the request is wrong.',
  401: 'The control token is missing or wrong.',
  403: 'A page of another origin asked.',
  404: 'There is no such thing.',
  409: 'It cannot be done as things are.',
  413: 'The body is too large.',
  421: 'The sandbox is not known by the name that was asked for.',
  500: 'The sandbox had an internal error.',
  507: 'The sandbox holds as much as its memory allows.',
}

/** The call with words for answers that say nothing of themselves. */
function described({ responses, ...call }: Call): object {
  const describedResponses = Object.entries(responses).map(([status, { description, ...response }]) => [
    status,
    {
      description: description === UNSAID ? (STATUSES[status] ?? description) : description,
      ...response,
    },
  ])
  return { ...call, responses: Object.fromEntries(describedResponses) }
}

/** What the plugin writes where a schema has no description. */
const UNSAID = 'Default Response'

/** Puts each schema with a title among the named ones, and what refers to it in its place. */
function withNames(part: unknown, schemas: Record<string, unknown>): unknown {
  if (Array.isArray(part)) return part.map((element) => withNames(element, schemas))
  if (typeof part !== 'object' || part === null) return part
  const { title, ...inner } = Object.fromEntries(
    Object.entries(part).map(([key, value]) => [key, withNames(value, schemas)]),
  )
  if (typeof title !== 'string' || !('type' in inner))
    return title === undefined ? inner : { ...inner, title }
  if (schemas[title] && JSON.stringify(schemas[title]) !== JSON.stringify(inner)) {
    throw new TypeError(`two schemas of the control API are called ${title}`)
  }
  schemas[title] = inner
  return { $ref: `#/components/schemas/${title}` }
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
