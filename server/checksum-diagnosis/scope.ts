import { isObject, type JsonObject, type JsonValue } from '../domain/checksum.js'
import type { Case } from './question.js'
import type { Slip } from './slip.js'

/** Slips of choosing what to hash: too much of the message, or too little. */
export function scopeSlips(question: Case): Slip[] {
  const { payload, body, rawText } = question
  const slips = checksumFieldsLeftIn(question)
  if (isObject(payload.data)) {
    const { checksum: _, checksumMethod: __, ...data } = payload.data
    slips.push({
      code: 'data-only',
      change: { root: data, rootPath: 'data' },
      did: 'The hash covered only what is inside `data`.',
      instead: 'Hash the whole body, `event` and `data` included.',
    })
  }
  slips.push({
    code: 'empty-fields-left-out',
    change: {
      root: Object.fromEntries(Object.entries(body).filter(([, value]) => value !== '' && value !== null)),
    },
    did: 'The hash did not cover fields that are empty or null.',
    instead: 'Hash every field that is in the body, or leave it out of the body too.',
  })
  if (rawText !== undefined) {
    slips.push({
      code: 'raw-body',
      change: { rawText },
      did: 'The body was hashed byte for byte as it went over the wire.',
      instead:
        'Parse the body, leave out `checksum` and `checksumMethod`, and write it in normal form before hashing.',
    })
  }
  return slips
}

function checksumFieldsLeftIn({ payload, checksum, method }: Case): Slip[] {
  const instead = 'Leave `checksum` and `checksumMethod` out of the text that is hashed, and nothing else.'
  const { checksumMethod = method, checksum: sent = '' } = payload
  const withMethod = { ...payload, checksumMethod }
  const slips: Slip[] = [
    {
      code: 'checksum-method-left-in',
      change: { root: without(withMethod, 'checksum') },
      did: 'The hash covered `checksumMethod`.',
      instead,
    },
  ]
  for (const value of new Set<JsonValue>(['', null, ...(sent === checksum ? [] : [sent])])) {
    const kind = value === null ? ' (as null)' : value === '' ? ' (as an empty string)' : ''
    slips.push(
      {
        code: 'checksum-left-in',
        change: { root: without({ ...payload, checksum: value }, 'checksumMethod') },
        did: `The hash covered \`checksum\`${kind}.`,
        instead,
      },
      {
        code: 'checksum-fields-left-in',
        change: { root: { ...withMethod, checksum: value } },
        did: `The hash covered \`checksum\`${kind} and \`checksumMethod\`.`,
        instead,
      },
    )
  }
  return slips
}

function without(object: JsonObject, field: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== field))
}
