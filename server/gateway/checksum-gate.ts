import { diagnoseChecksum } from '../checksum-diagnosis/diagnose.js'
import type { NamedKey } from '../checksum-diagnosis/question.js'
import {
  CHECKSUM_METHODS,
  type ChecksumMethod,
  checksumOf,
  escapedChecksumOf,
  type JsonObject,
  sameChecksum,
} from '../domain/checksum.js'
import type { Dialect } from '../domain/dialect.js'
import type { Application } from '../domain/merchant.js'
import { Refusal } from '../errors.js'

const LOOK_FURTHER =
  'POST /sandbox/api/v1/checksum/explain and `clickpesa-sandbox checksum` find more mistakes, and show the text to hash.'

/**
 * The body to go on with, without a checksum that nobody asked for; null where the application asks for one and the body's is
 * wrong (ClickPesa docs, home/checksum). Refuses one that is missing.
 */
export function checkedBody(body: JsonObject, application: Application, dialect: Dialect): JsonObject | null {
  const { checksum } = body
  const isMissing = checksum === undefined || checksum === null || checksum === ''
  if (!application.checksumEnabled) {
    if (!isMissing && dialect.checksumWhileDisabled === 'refuse') {
      throw new Refusal('CHECKSUM_NOT_EXPECTED', 'the checksum is off (checksumWhileDisabled: refuse)')
    }
    return withoutChecksum(body)
  }
  if (isMissing) {
    const explanation = `the application ${application.id} asks for a checksum, and the body has none`
    throw dialect.missingChecksumMessage === 'invalidChecksum'
      ? new Refusal('INVALID_CHECKSUM', explanation)
      : new Refusal('CHECKSUM_REQUIRED', explanation)
  }
  const method = methodOf(body.checksumMethod, dialect)
  const { checksumKey } = application
  const matches =
    typeof checksum === 'string' &&
    (sameChecksum(checksum, checksumOf(body, checksumKey, method)) ||
      (method === 'canonical' &&
        dialect.canonicalNonAscii === 'either' &&
        sameChecksum(checksum, escapedChecksumOf(body, checksumKey))))
  return matches ? body : null
}

/** Says that the checksum of a body is wrong, and why it may be: the other secrets of the merchant may explain it. */
export function wrongChecksum(
  body: JsonObject,
  { checksumKey }: Application,
  dialect: Dialect,
  otherKeys: readonly NamedKey[],
): Refusal {
  const { checksum } = body
  if (typeof checksum !== 'string') return new Refusal('INVALID_CHECKSUM', 'the checksum is not a string')
  const method = methodOf(body.checksumMethod, dialect)
  const question = { payload: body, checksum, checksumKey, method, otherKeys }
  const { mistake, explanation } = diagnoseChecksum(question, { effort: 'quick' })
  return new Refusal(
    'INVALID_CHECKSUM',
    mistake === 'unrecognised' ? `${explanation} ${LOOK_FURTHER}` : explanation,
  )
}

/** Most bodies have none, and are not copied to leave it out. */
function withoutChecksum(body: JsonObject): JsonObject {
  if (body.checksum === undefined && body.checksumMethod === undefined) return body
  const { checksum: _, checksumMethod: __, ...rest } = body
  return rest
}

function methodOf(written: JsonObject[string] | undefined, dialect: Dialect): ChecksumMethod {
  if (written === undefined || written === null || written === '') return dialect.checksumDefaultMethod
  const method = CHECKSUM_METHODS.find((known) => known === written)
  if (!method) throw new Refusal('UNKNOWN_CHECKSUM_METHOD', `checksumMethod is ${JSON.stringify(written)}`)
  return method
}
