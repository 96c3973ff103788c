import { endpointOf } from '../../contracts/endpoints.js'
import type { MessageSchema } from '../../contracts/schemas/evidence.js'
import { isObject } from '../domain/checksum.js'
import type { Observer } from './observation.js'
import { observation } from './observation.js'
import { fieldsOf, isGranted, validationMessagesIn } from './traffic.js'

/** The form of refusals, and what requests were granted or refused for. */
export const observeRefusals: Observer = function* ({ calls }) {
  for (const call of calls) {
    const { endpoint, status, answer } = call
    const messages = validationMessagesIn(call)
    if (status >= 400 && isObject(answer) && messages.length > 0) {
      const envelope = 'statusCode' in answer ? 'nest' : 'messageOnly'
      yield observation('errorEnvelope', envelope, call, `a refusal with ${Object.keys(answer).join(', ')}`)
    }
    if (!endpoint || endpoint === 'generate-token') continue
    const { needsChecksum, request, reply } = endpointOf(endpoint)
    const body = fieldsOf(call.body)
    const granted = isGranted(call)
    const says = (text: string) => messages.some((message) => message.includes(text))

    if (needsChecksum && status === 400 && (body.checksum ?? '') === '') {
      if (says('checksum is required')) {
        yield observation(
          'missingChecksumMessage',
          'checksumIsRequired',
          call,
          '"checksum is required" for none',
        )
      } else if (says('Invalid checksum')) {
        yield observation('missingChecksumMessage', 'invalidChecksum', call, '"Invalid checksum" for none')
      }
    }
    if (says('property checksum should not exist')) {
      yield observation('checksumWhileDisabled', 'refuse', call, 'a checksum was refused as not wanted')
    }
    if (endpoint === 'generate-checkout-url' && typeof body.totalPrice === 'number') {
      if (granted)
        yield observation('totalPriceType', 'stringOrNumber', call, 'totalPrice was taken as a number')
      else if (says('totalPrice must be a string')) {
        yield observation('totalPriceType', 'stringOnly', call, 'totalPrice was refused as a number')
      }
    }
    const known = propertiesOf(request.body)
    const unknown = Object.keys(body).filter((name) => !known.has(name))
    if (unknown.length > 0 && granted) {
      yield observation('unknownBodyFields', 'ignore', call, 'a request with unknown fields was granted')
    } else if (unknown.some((name) => says(`property ${name} should not exist`))) {
      yield observation('unknownBodyFields', 'refuse', call, 'unknown fields were refused')
    }
    if (String(body.orderReference ?? body.billReference ?? '').length > 20) {
      const isPush = endpoint === 'preview-ussd-push' || endpoint === 'initiate-ussd-push'
      if (granted) {
        const fits = isPush ? (['none'] as const) : (['pushOnly20', 'none'] as const)
        yield observation('referenceLengthLimit', fits, call, 'a long order reference was taken')
      } else if (says('should be less than or equal to 20 characters')) {
        const fits = isPush ? (['pushOnly20', 'everywhere20'] as const) : (['everywhere20'] as const)
        yield observation('referenceLengthLimit', fits, call, 'a long order reference was refused')
      }
    }
    if (granted && propertiesOf(reply).has('clientId')) {
      const has = 'clientId' in fieldsOf(answer)
      yield observation(
        'clientIdInReplies',
        has ? 'present' : 'absent',
        call,
        `a reply ${has ? 'with' : 'without'} clientId`,
      )
    }
  }
}

/** The fields of an object, by its schema; none for a list. */
function propertiesOf(schema: MessageSchema | null): ReadonlySet<string> {
  const properties = typeof schema?.properties === 'object' ? schema.properties : {}
  return new Set(Object.keys(properties))
}
