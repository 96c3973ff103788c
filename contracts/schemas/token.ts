import type { FromSchema } from 'json-schema-to-ts'
import { documented, SOURCE, type WireSchema } from './evidence.js'
import { filledText } from './values.js'

/** The headers that buy a token. */
export const tokenHeaders = {
  $id: 'TokenHeaders',
  title: 'Credentials of an application',
  description:
    'An application proves itself with its public id and one of its secret keys; no body is needed.',
  type: 'object',
  required: ['client-id', 'api-key'],
  properties: {
    'client-id': { ...filledText, description: 'Public id of the application.', ...documented(SOURCE.token) },
    'api-key': {
      ...filledText,
      description: 'Secret of the application: neither expired nor revoked.',
      ...documented(SOURCE.token),
    },
  },
  examples: [
    {
      'client-id': 'IDSANDBOXDEFAULT0000000000000001',
      'api-key': 'SKSANDBOXDEFAULT00000000000000000000000001',
    },
  ],
  ...documented(SOURCE.token),
} as const satisfies WireSchema

export type TokenHeaders = FromSchema<typeof tokenHeaders>

/** A token, ready to be sent back as it is. */
export const tokenReply = {
  $id: 'TokenReply',
  title: 'Token',
  description:
    'A token for the next hour. It already begins with Bearer: send it unchanged as Authorization.',
  type: 'object',
  additionalProperties: false,
  required: ['success', 'token'],
  properties: {
    success: {
      type: 'boolean',
      const: true,
      description: 'Always true; several clients insist on it.',
      ...documented(SOURCE.token),
    },
    token: {
      type: 'string',
      pattern: '^Bearer [^.]+\\.[^.]+\\.[^.]+$',
      description: 'The word Bearer, one space and a JWT of three parts.',
      ...documented(SOURCE.token),
    },
  },
  examples: [{ success: true, token: 'Bearer eyJhbGciOiJIUzI1NiJ9.eyJpZCI6Im0xIn0.c2lnbmF0dXJl' }],
  ...documented(SOURCE.token),
} as const satisfies WireSchema

export type TokenReply = FromSchema<typeof tokenReply>
