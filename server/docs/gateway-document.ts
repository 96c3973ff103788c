import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import { WEBHOOKS } from '../../contracts/schemas/webhooks.js'
import { packageVersion } from '../package-root.js'

type OpenApi = NonNullable<FastifyDynamicSwaggerOptions['openapi']>

/** The plugin passes `webhooks` on, though its types are those of OpenAPI 3.0, which has none. */
type WithWebhooks = OpenApi & { readonly webhooks: Readonly<Record<string, unknown>> }

/** What ClickPesa's OpenAPI document says beside its routes. */
export function gatewayDocument(url: string): WithWebhooks {
  return {
    openapi: '3.1.0',
    info: {
      title: "ClickPesa's hosted checkout, as the sandbox plays it",
      version: packageVersion,
      description:
        'A fake of the part of ClickPesa that a hosted checkout needs. It moves no money. Each schema carries ' +
        'x-evidence, which tells how well the statement is known, and x-source, which tells from where.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url, description: 'This sandbox' }],
    tags: [
      { name: 'Authorization', description: 'Tokens' },
      { name: 'Hosted checkout', description: 'Checkout links' },
      { name: 'Payments', description: 'What became of them' },
      { name: 'Webhooks', description: 'What the sandbox sends to merchants' },
    ],
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'From generate-token.' },
      },
    },
    webhooks: Object.fromEntries(
      Object.entries(WEBHOOKS).map(([event, schema]) => [
        event,
        {
          post: {
            operationId: event
              .toLowerCase()
              .replaceAll(/ (\w)/g, (_, letter: string) => letter.toUpperCase()),
            summary: event,
            description: 'Any 2xx means that it was received; anything else is tried again.',
            tags: ['Webhooks'],
            security: [],
            requestBody: { required: true, content: { 'application/json': { schema } } },
            responses: {
              '2XX': { description: 'Received.' },
              '4XX': { description: 'Not received; tried again on the schedule.' },
            },
          },
        },
      ]),
    ),
  }
}
