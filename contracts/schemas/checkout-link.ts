import type { FromSchema } from 'json-schema-to-ts'
import { documented, SOURCE, type WireSchema } from './evidence.js'
import type { RequestDialect } from './request-dialect.js'
import { CURRENCIES } from './statuses.js'
import { optionalAmount as amount, checksumFields, filledText, optionalText } from './values.js'

const amountAsTextOnly = { type: ['string', 'null'], format: 'amount' } as const satisfies WireSchema

const orderItem = {
  type: 'object',
  additionalProperties: true,
  properties: {
    name: { ...optionalText, description: 'What is sold.', ...documented(SOURCE.link) },
    price: { ...amount, description: 'Price of one.', ...documented(SOURCE.link) },
    quantity: {
      type: ['integer', 'null'],
      minimum: 1,
      description: 'How many are sold; a JSON number.',
      ...documented(SOURCE.link),
    },
  },
} as const satisfies WireSchema

/**
 * What a merchant's server sends to open a hosted checkout, as far as types, enums and formats go.
 * Which fields an order cannot do without is decided afterwards, with the gateway's own sentences.
 */
export const checkoutLinkRequest = {
  $id: 'CheckoutLinkRequest',
  title: 'Checkout link request',
  description:
    'One order to be paid on the hosted page: either totalPrice, or orderItems to be added up. ' +
    'An empty string or null counts as absent, and is nevertheless part of the checksum. ' +
    'There is no return address here: the browser goes to the Return URL of the application.',
  type: 'object',
  additionalProperties: true,
  required: ['orderCurrency'],
  properties: {
    totalPrice: {
      ...amount,
      description:
        'What the customer pays. Text by the manual; a number is accepted too. Used instead of orderItems.',
      ...documented(SOURCE.link),
    },
    orderItems: {
      type: ['array', 'null'],
      items: orderItem,
      description: 'What is sold; without totalPrice the sum of price times quantity is charged.',
      ...documented(SOURCE.link),
    },
    orderReference: {
      ...optionalText,
      description: "The merchant's own id of the order: letters and digits, never used before.",
      ...documented(SOURCE.link),
    },
    orderCurrency: {
      type: 'string',
      enum: CURRENCIES,
      description: 'Currency of all prices in the request.',
      ...documented(SOURCE.link),
    },
    customerName: { ...optionalText, description: 'Shown on the page.', ...documented(SOURCE.link) },
    customerEmail: { ...optionalText, description: 'Not checked.', ...documented(SOURCE.link) },
    customerPhone: {
      ...optionalText,
      description: 'With country code and without plus sign; not checked.',
      ...documented(SOURCE.link),
    },
    description: { ...optionalText, description: 'Free text, any length.', ...documented(SOURCE.link) },
    callbackUrl: {
      ...optionalText,
      format: 'http-url',
      description: 'Address that is called when a payment of this link succeeds.',
      ...documented(SOURCE.link),
    },
    wooCommerceCallbackURL: {
      ...optionalText,
      description: 'Used by the WooCommerce plugin; kept and shown, never called.',
      ...documented(SOURCE.linkReference),
    },
    ...checksumFields,
  },
  examples: [
    { totalPrice: '18000', orderReference: 'DUKA1001', orderCurrency: 'TZS' },
    {
      orderItems: [
        { name: 'Kitenge, 6 yards', price: '15000', quantity: 2 },
        { name: 'Coffee "Kilimanjaro"', price: '7500.50', quantity: 1 },
      ],
      orderReference: 'DUKA1002',
      orderCurrency: 'TZS',
      customerName: "Neema Ng'wanakilala",
      customerEmail: '',
      customerPhone: '255754000111',
      callbackUrl: 'https://duka.test/hooks/clickpesa',
    },
  ],
  ...documented(SOURCE.link),
} as const satisfies WireSchema

export type CheckoutLinkRequest = FromSchema<typeof checkoutLinkRequest>

/** The request as a dialect takes it. The same dialect gets the same object, so a compiler can cache it. */
export function checkoutLinkRequestSchema(dialect: RequestDialect): WireSchema {
  return VARIANTS[dialect.totalPriceType][dialect.unknownBodyFields]
}

const VARIANTS = {
  stringOrNumber: {
    ignore: checkoutLinkRequest,
    refuse: variant('CheckoutLinkRequest.refuseUnknown', amount, false),
  },
  stringOnly: {
    ignore: variant('CheckoutLinkRequest.stringOnly', amountAsTextOnly, true),
    refuse: variant('CheckoutLinkRequest.stringOnly.refuseUnknown', amountAsTextOnly, false),
  },
} as const

function variant($id: string, price: typeof amount | typeof amountAsTextOnly, unknownFields: boolean) {
  const { totalPrice, orderItems } = checkoutLinkRequest.properties
  return {
    ...checkoutLinkRequest,
    $id,
    additionalProperties: unknownFields,
    properties: {
      ...checkoutLinkRequest.properties,
      totalPrice: { ...price, description: totalPrice.description, ...documented(SOURCE.link) },
      orderItems: {
        ...orderItems,
        items: {
          ...orderItem,
          additionalProperties: unknownFields,
          properties: {
            ...orderItem.properties,
            price: {
              ...price,
              description: orderItem.properties.price.description,
              ...documented(SOURCE.link),
            },
          },
        },
      },
    },
  } as const satisfies WireSchema
}

/** Where the customer has to go. */
export const checkoutLinkReply = {
  $id: 'CheckoutLinkReply',
  title: 'Checkout link',
  description: 'Send the customer to this address; nothing is paid until they do something there.',
  type: 'object',
  additionalProperties: false,
  required: ['checkoutLink'],
  properties: {
    checkoutLink: {
      type: 'string',
      format: 'uri',
      description: 'Address of the hosted page of this order.',
      ...documented(SOURCE.link),
    },
    clientId: {
      ...filledText,
      description: 'The application that asked. Older replies leave it out.',
      ...documented(SOURCE.link),
    },
  },
  examples: [
    {
      checkoutLink: 'http://127.0.0.1:4255/CHE0A1B2C3',
      clientId: 'IDSANDBOXDEFAULT0000000000000001',
    },
  ],
  ...documented(SOURCE.link),
} as const satisfies WireSchema

export type CheckoutLinkReply = FromSchema<typeof checkoutLinkReply>
