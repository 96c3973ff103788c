import type { JSONSchema } from 'json-schema-to-ts'
import { type CollectionMethod, METHOD_STATES } from '../domain/collection-methods.js'
import { dialectSchema, PROFILES } from '../domain/dialect.js'
import { FEATURES, type MerchantSettings } from '../domain/merchant.js'
import { WEBHOOK_EVENTS } from '../domain/notification.js'

/** Credentials travel in request headers, so they are visible ASCII characters. */
const VISIBLE_ASCII = '^[!-~]+$'

const webhooksSchema = {
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(
    WEBHOOK_EVENTS.map((event) => [event, { type: 'string', format: 'http-url', maxLength: 2000 }]),
  ) as {
    readonly [event in (typeof WEBHOOK_EVENTS)[number]]: {
      readonly type: 'string'
      readonly format: 'http-url'
      readonly maxLength: 2000
    }
  },
} as const satisfies JSONSchema

const methodState = { enum: METHOD_STATES } as const satisfies JSONSchema

const methodStates = {
  'M-PESA': methodState,
  'TIGO-PESA': methodState,
  'AIRTEL-MONEY': methodState,
  HALOPESA: methodState,
  CARD: methodState,
} as const satisfies Record<CollectionMethod, JSONSchema>

/** What a merchant can be opened with, in a control call or in the configuration file. */
export const merchantSettingsSchema = {
  title: 'MerchantSettings',
  description: 'What a merchant is opened with. Whatever is left out gets a default.',
  type: 'object',
  additionalProperties: false,
  properties: {
    name: { description: 'The name on the hosted page.', type: 'string', minLength: 1, maxLength: 200 },
    email: {
      description: "The merchant's own e-mail address.",
      type: 'string',
      minLength: 3,
      maxLength: 200,
    },
    clientId: {
      description: 'Client id of its application; made up when left out.',
      type: 'string',
      pattern: '^[A-Za-z0-9._-]+$',
      maxLength: 64,
    },
    apiKey: {
      description: 'First API key of its application; made up when left out.',
      type: 'string',
      pattern: VISIBLE_ASCII,
      maxLength: 200,
    },
    checksumKey: {
      description: 'Checksum key of its application; made up when left out.',
      type: 'string',
      minLength: 1,
      maxLength: 200,
    },
    checksumEnabled: {
      description: 'Whether requests must carry a checksum and webhooks are signed. Off by default.',
      type: 'boolean',
    },
    returnUrl: {
      description:
        "Where the hosted page sends the customer's browser: a page or a deep link of an app; null for nowhere.",
      type: ['string', 'null'],
      format: 'return-url',
      maxLength: 2000,
    },
    webhooks: {
      ...webhooksSchema,
      description: "Webhook addresses of the application, by event. They replace the merchant's.",
    },
    merchantWebhooks: { ...webhooksSchema, description: 'Webhook addresses of the merchant, by event.' },
    features: {
      description: 'What the application may use. The hosted checkout and the payment API by default.',
      type: 'array',
      items: { enum: FEATURES },
    },
    approved: {
      description: 'False refuses every call, as for an account that ClickPesa has not approved.',
      type: 'boolean',
    },
    shop: {
      description: 'False refuses links, as for a merchant whose shop was never set up.',
      type: 'boolean',
    },
    strict: {
      description: 'True refuses what the docs do not allow, instead of only writing it down as findings.',
      type: 'boolean',
    },
    waitsForPhone: {
      description:
        'True has payments on the hosted page wait until somebody presses a button of the simulated phone, unless a scenario was chosen.',
      type: 'boolean',
    },
    allowedAddresses: {
      description: 'IP addresses that may call the API; an empty list lets everybody in.',
      type: 'array',
      maxItems: 1000,
      items: { type: 'string', minLength: 1, maxLength: 64 },
    },
    frameAncestors: {
      description:
        'Origins whose pages may show the hosted page in a frame, such as `https://shop.example`. None by default.',
      type: 'array',
      maxItems: 100,
      items: { type: 'string', format: 'origin', maxLength: 300 },
    },
    rateLimit: {
      description: 'Calls a minute from one address before 429; null for no limit.',
      type: ['integer', 'null'],
      minimum: 1,
    },
    collectionMethods: {
      description:
        'How it stands with ways to pay by USSD push and card, by method. MISSING: the account does not have it. Whatever is left out is AVAILABLE.',
      type: 'object',
      additionalProperties: false,
      properties: methodStates,
    },
    scenario: {
      description: 'Name of the scenario for payments that nothing else decides. `success` by default.',
      type: 'string',
      minLength: 1,
      maxLength: 100,
    },
    profile: {
      description: 'Which behaviour of the gateway to follow where the evidence is not clear.',
      enum: PROFILES,
    },
    dialect: { ...dialectSchema, description: 'Single dialect switches that differ from the profile.' },
    clock: {
      description: "The merchant's own clock. It follows real time by default.",
      type: 'object',
      additionalProperties: false,
      properties: {
        start: { description: 'What it shows at the start.', type: 'string', format: 'instant' },
        frozen: { description: 'True stops it until a control call moves it.', type: 'boolean' },
      },
    },
  },
} as const satisfies JSONSchema & { properties: Record<keyof MerchantSettings, object> }
