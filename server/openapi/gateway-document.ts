import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import { TAGS } from '../../contracts/endpoints/endpoint.js'
import { API_PREFIX, ENDPOINT_IDS, type EndpointId, endpointOf } from '../../contracts/endpoints.js'
import { MESSAGES } from '../../contracts/messages.js'
import type { MessageSchema } from '../../contracts/schemas/evidence.js'
import { WEBHOOKS } from '../../contracts/schemas/webhooks.js'
import { UNPUBLISHED_KNOWN, UNPUBLISHED_OPERATIONS } from '../../contracts/unpublished-operations.js'
import { packageVersion } from '../package-root.js'
import { CALLBACK_KNOWN, RETRIES_KNOWN } from './operations.js'
import { refusalResponse, refusalResponses } from './refusal-responses.js'

type OpenApi = NonNullable<FastifyDynamicSwaggerOptions['openapi']>

type Part = Record<string, unknown>

/** A document as far as it is completed here; the plugin's own types are those of OpenAPI 3.0. */
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Part>>>>
}

/** What ClickPesa's OpenAPI document says beside its routes. */
export function gatewayDocument(url: string): OpenApi {
  return {
    openapi: '3.1.0',
    info: {
      title: "ClickPesa's API, as the sandbox plays it",
      version: packageVersion,
      description:
        'A fake of the ClickPesa API: what a merchant collects, pays out and asks for. It moves no money. Operations, fields and ' +
        'examples of refusals carry x-evidence, which tells how well the statement is known, and x-source, which ' +
        'tells from where. What is marked x-sandbox-only is none of ClickPesa. Refusals come in the envelope of ' +
        'Refusal, or in that of RefusalMessageOnly where the dialect says so.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url, description: 'This sandbox' }],
    tags: [
      ...Object.entries(TAGS).map(([name, description]) => ({ name, description })),
      { name: 'Direct debit', description: 'Operations without published messages, which are answered 501' },
      { name: 'Webhooks', description: 'What the sandbox sends to merchants' },
    ],
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'From generate-token.' },
      },
    },
  }
}

/**
 * The document that was made from the routes, with all that routes cannot say: every refusal by its status
 * and with its texts, examples, headers, the callback of a link, webhooks, and how everything is known.
 */
export function completedGatewayDocument(document: object): object {
  const { paths, ...rest } = document as Document & Part
  return {
    ...rest,
    paths: {
      ...Object.fromEntries(
        Object.entries(paths).map(([path, operations]) => [
          path,
          Object.fromEntries(
            Object.entries(operations).map(([method, operation]) => [method, completed(operation)]),
          ),
        ]),
      ),
      ...unpublishedPaths(),
    },
    webhooks: Object.fromEntries(
      Object.entries(WEBHOOKS).map(([event, { $id, 'x-evidence': grade, 'x-source': source }]) => [
        event,
        {
          post: {
            operationId: event
              .toLowerCase()
              .replaceAll(/ (\w)/g, (_, letter: string) => letter.toUpperCase()),
            ...notification(event, [$id, ...olderForms($id)]),
            'x-evidence': grade,
            'x-source': source,
          },
        },
      ]),
    ),
    components: {
      ...(rest.components as Part),
      parameters: { Scenario: SCENARIO },
      headers: { Findings: FINDINGS, RetryAfter: RETRY_AFTER },
      schemas: Object.fromEntries(MESSAGES.map(({ $id, ...schema }) => [$id, schema])),
    },
  }
}

function completed(operation: Part): Part {
  const { responses: _, parameters = [], ...rest } = operation
  const id = endpointWith(operation.operationId)
  const { request, reply, 'x-evidence': grade, 'x-source': source } = endpointOf(id)
  const known = { 'x-evidence': grade, 'x-source': source }
  return {
    security: [],
    ...rest,
    parameters: [
      ...(parameters as Part[]).map((parameter) => withEvidence(parameter, known)),
      { $ref: '#/components/parameters/Scenario' },
    ],
    ...(request.body ? { requestBody: { required: true, content: contentOf([request.body.$id]) } } : {}),
    responses: {
      200: {
        description: reply.description,
        headers: { 'X-Sandbox-Findings': { $ref: '#/components/headers/Findings' } },
        content: contentOf([reply.$id]),
      },
      ...refusalResponses(id),
      default: {
        description: 'Anything that a scenario scripts: another status, a page of HTML, half an answer.',
        'x-sandbox-only': true,
      },
    },
    ...(id === 'generate-checkout-url' ? { callbacks: CALLBACKS } : {}),
    ...known,
  }
}

/** Operations that are answered 501, each with a path of its own. */
function unpublishedPaths(): Record<string, Part> {
  return Object.fromEntries(
    UNPUBLISHED_OPERATIONS.map(({ method, path, operationId, summary }) => [
      API_PREFIX + path,
      {
        [method.toLowerCase()]: {
          operationId,
          summary,
          description: 'ClickPesa lists it, and nobody has published its messages.',
          tags: ['Direct debit'],
          security: [],
          parameters: [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
            name,
            in: 'path',
            required: true,
            schema: { type: 'string' },
            ...UNPUBLISHED_KNOWN,
          })),
          responses: refusalResponse('NOT_IMPLEMENTED'),
          ...UNPUBLISHED_KNOWN,
        },
      },
    ]),
  )
}

function endpointWith(operationId: unknown): EndpointId {
  const id = ENDPOINT_IDS.find((id) => endpointOf(id).operationId === operationId)
  if (!id) throw new TypeError(`contracts/endpoints.ts says nothing of ${operationId}`)
  return id
}

/**
 * The plugin keeps what is known of a parameter in its schema; readers look for it on the parameter. What
 * says nothing of itself is known as its endpoint is.
 */
function withEvidence(parameter: Part, ofEndpoint: Part): Part {
  const { 'x-evidence': grade, 'x-source': source, ...schema } = parameter.schema as Part
  const known = grade ? { 'x-evidence': grade, 'x-source': source } : ofEndpoint
  return { ...parameter, schema, ...known }
}

function notification(summary: string, schemas: readonly string[]): Part {
  return {
    summary,
    description: 'Any 2xx means that it was received; anything else is tried again on a schedule.',
    tags: ['Webhooks'],
    security: [],
    requestBody: { required: true, content: contentOf(schemas) },
    responses: {
      '2XX': { description: 'Received.' },
      '4XX': { description: 'Not received; tried again.', ...RETRIES_KNOWN },
    },
  }
}

/** A body in JSON that has one of the schemas, with the examples of all. */
function contentOf(names: readonly string[]): Part {
  const refs = names.map((name) => ({ $ref: `#/components/schemas/${name}` }))
  const examples = names.flatMap((name) => {
    const { title, examples: values = [] } = schemaOf(name)
    return values.map(
      (value, i) => [`${name}${i > 0 ? `.${i + 1}` : ''}`, { summary: title, value }] as const,
    )
  })
  return {
    'application/json': {
      schema: refs.length === 1 ? refs[0] : { anyOf: refs },
      examples: Object.fromEntries(examples),
    },
  }
}

function schemaOf(name: string): MessageSchema {
  const schema = MESSAGES.find(({ $id }) => $id === name)
  if (!schema) throw new TypeError(`contracts/schemas has no ${name}`)
  return schema
}

/** The forms of a message in other dialects: their names begin with its own. */
function olderForms(name: string): string[] {
  return MESSAGES.map(({ $id }) => $id).filter(($id) => $id.startsWith(`${name}.`))
}

const CALLBACKS = {
  paid: {
    '{$request.body#/callbackUrl}': {
      post: {
        operationId: 'linkPaid',
        ...notification('A payment of the link succeeded', ['CallbackFlat', 'PaymentReceived']),
        ...CALLBACK_KNOWN,
      },
    },
  },
}

const SCENARIO = {
  name: 'X-Sandbox-Scenario',
  in: 'header',
  required: false,
  description: 'Name of a scenario that this call, and the order of a link request, is to follow.',
  schema: { type: 'string' },
  'x-sandbox-only': true,
}

const FINDINGS = {
  description:
    'What the docs would object to in a request that was taken nevertheless, as code=field, with ;warning after those that are not errors. Absent when there is nothing.',
  schema: { type: 'string', pattern: '^[ -~]+$', maxLength: 1100 },
  'x-sandbox-only': true,
}

const RETRY_AFTER = {
  description: 'Seconds until the next call may be made.',
  schema: { type: 'string', pattern: '^\\d+$' },
  'x-evidence': 'assumed',
  'x-source': 'good manners; the docs name no header',
}
