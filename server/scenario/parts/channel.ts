import type { JSONSchema } from 'json-schema-to-ts'
import { durationText } from '../../domain/duration.js'
import type { ChannelScript } from '../../domain/script.js'
import { duration, milliseconds, type Part } from './part.js'

const channelSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    send: { type: 'boolean', description: 'False keeps the notification back for good.' },
    delay: { ...duration, description: 'Time between the outcome and the first attempt.' },
  },
} as const satisfies JSONSchema

function channel(name: string): Part<typeof channelSchema, ChannelScript> {
  return {
    schema: channelSchema,
    compile: (written = {}) => ({ send: written.send ?? true, delay: milliseconds(written.delay ?? '0s') }),
    explain({ send, delay }) {
      if (!send) return `The ${name} is never sent.`
      return delay > 0 ? `The ${name} is sent ${durationText(delay)} after the outcome.` : ''
    },
  }
}

export const webhook = channel('webhook')
export const callback = channel('callbackUrl call')
