import { documented, SOURCE, type WireSchema } from './evidence.js'
import { filledText } from './values.js'

/** Who the order was for, as far as the link request said. What it left out is left out here. */
export const customer = {
  type: 'object',
  additionalProperties: false,
  properties: {
    customerName: { ...filledText, description: 'Name.', ...documented(SOURCE.query) },
    customerEmail: { ...filledText, description: 'E-mail address.', ...documented(SOURCE.query) },
    customerPhoneNumber: { ...filledText, description: 'Phone number.', ...documented(SOURCE.query) },
  },
} as const satisfies WireSchema

/** The same in the words of 2025. */
export const customerOf2025 = {
  type: 'object',
  additionalProperties: false,
  properties: {
    name: { ...filledText, description: 'Name.', ...documented(SOURCE.docsOf2025) },
    email: { ...filledText, description: 'E-mail address.', ...documented(SOURCE.docsOf2025) },
    phone: { ...filledText, description: 'Phone number.', ...documented(SOURCE.docsOf2025) },
  },
} as const satisfies WireSchema
