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
 * Refuses a body whose checksum is missing or wrong where the application asks for one (ClickPesa docs,
 * home/checksum). The answer is the body to go on with: a checksum that nobody asked for is left out.
 * Where it is wrong, the other secrets of the merchant may explain it.
 */
export async function checkedBody(
  body: JsonObject,
  application: Application,
  dialect: Dialect,
  otherSecrets: () => Promise<readonly NamedKey[]>,
): Promise<JsonObject> {
  const { checksum, checksumMethod, ...rest } = body
  const isMissing = checksum === undefined || checksum === null || checksum === ''
  if (!application.checksumEnabled) {
    if (!isMissing && dialect.checksumWhileDisabled === 'refuse') {
      throw new Refusal('CHECKSUM_NOT_EXPECTED', 'the checksum is off (checksumWhileDisabled: refuse)')
    }
    return rest
  }
  if (isMissing) {
    const explanation = `the application ${application.id} asks for a checksum, and the body has none`
    throw dialect.missingChecksumMessage === 'invalidChecksum'
      ? new Refusal('INVALID_CHECKSUM', explanation)
      : new Refusal('CHECKSUM_REQUIRED', explanation)
  }
  const method = methodOf(checksumMethod, dialect)
  const { checksumKey } = application
  const matches =
    typeof checksum === 'string' &&
    (sameChecksum(checksum, checksumOf(body, checksumKey, method)) ||
      (method === 'canonical' &&
        dialect.canonicalNonAscii === 'either' &&
        sameChecksum(checksum, escapedChecksumOf(body, checksumKey))))
  if (matches) return body
  if (typeof checksum !== 'string') throw new Refusal('INVALID_CHECKSUM', 'the checksum is not a string')
  const otherKeys = await otherSecrets()
  const question = { payload: body, checksum, checksumKey, method, otherKeys }
  const { mistake, explanation } = diagnoseChecksum(question, { effort: 'quick' })
  throw new Refusal(
    'INVALID_CHECKSUM',
    mistake === 'unrecognised' ? `${explanation} ${LOOK_FURTHER}` : explanation,
  )
}

function methodOf(written: JsonObject[string] | undefined, dialect: Dialect): ChecksumMethod {
  if (written === undefined || written === null || written === '') return dialect.checksumDefaultMethod
  const method = CHECKSUM_METHODS.find((known) => known === written)
  if (!method) throw new Refusal('UNKNOWN_CHECKSUM_METHOD', `checksumMethod is ${JSON.stringify(written)}`)
  return method
}
