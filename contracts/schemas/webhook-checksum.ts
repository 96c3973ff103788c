import { assumed, documented, observed, SOURCE, type WireSchema } from './evidence.js'
import { digest } from './values.js'

/** Where the signature of a message is, or that it has none. */
export type ChecksumPlace = 'topLevel' | 'topLevelNoMethod' | 'insideDataLegacy' | 'none'

/** The signature beside event and data, as the newest manual words it. */
export const topLevelChecksum = {
  checksum: {
    ...digest,
    description: 'HMAC-SHA256 over the rest of the body; present where the application has checksums on.',
    ...documented(SOURCE.checksum),
  },
  checksumMethod: {
    type: 'string',
    enum: ['canonical', 'legacy'],
    description: 'How checksum was computed.',
    ...documented(SOURCE.checksum),
  },
} as const satisfies Record<string, WireSchema>

/** An object that names all its keys. */
export interface ExactObject {
  readonly type: 'object'
  readonly additionalProperties: false
  readonly required: readonly string[]
  readonly properties: Readonly<Record<string, WireSchema>>
}

/** The same message with its signature required at the top level, with or without a method, or forbidden. */
export function signedAtTopLevel(
  message: ExactObject,
  place: 'topLevel' | 'topLevelNoMethod' | 'none',
): ExactObject {
  const { checksum: _, checksumMethod: __, ...unsigned } = message.properties
  return withKeys({ ...message, properties: unsigned }, SIGNATURES[place])
}

/** The same data with its signature among the values it covers, as in late 2025. */
export function signedInside(data: ExactObject): ExactObject {
  return withKeys(data, {
    checksum: {
      ...digest,
      description: 'HMAC-SHA256 over the other values of data, one after another in the order of their keys.',
      ...observed('captured in November and December 2025'),
    },
  })
}

const SIGNATURES: Record<'topLevel' | 'topLevelNoMethod' | 'none', Record<string, WireSchema>> = {
  none: {},
  topLevelNoMethod: { checksum: topLevelChecksum.checksum },
  topLevel: {
    checksum: topLevelChecksum.checksum,
    checksumMethod: {
      type: 'string',
      const: 'canonical',
      description: 'How checksum was computed.',
      ...assumed('the manual names both methods; at the top level the sandbox uses one'),
    },
  },
}

function withKeys(object: ExactObject, keys: Record<string, WireSchema>): ExactObject {
  return {
    ...object,
    required: [...object.required, ...Object.keys(keys)],
    properties: { ...object.properties, ...keys },
  }
}
