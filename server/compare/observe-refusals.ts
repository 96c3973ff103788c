import { checkoutLinkRequest } from '../../contracts/schemas/checkout-link.js'
import { isObject } from '../domain/checksum.js'
import type { Observer } from './observation.js'
import { observation } from './observation.js'
import { fieldsOf, validationMessagesIn } from './traffic.js'

const KNOWN_FIELDS = Object.keys(checkoutLinkRequest.properties)

/** The form of refusals, and what link requests were granted or refused for. */
export const observeRefusals: Observer = function* ({ calls }) {
  for (const call of calls) {
    const { endpoint, status, answer } = call
    const messages = validationMessagesIn(call)
    if (status >= 400 && isObject(answer) && messages.length > 0) {
      const envelope = 'statusCode' in answer ? 'nest' : 'messageOnly'
      yield observation('errorEnvelope', envelope, call, `a refusal with ${Object.keys(answer).join(', ')}`)
    }
    if (endpoint !== 'generate-checkout-url') continue
    const body = fieldsOf(call.body)
    const granted = status >= 200 && status < 300
    const says = (text: string) => messages.some((message) => message.includes(text))

    if (status === 400 && (body.checksum ?? '') === '') {
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
    if (typeof body.totalPrice === 'number') {
      if (granted)
        yield observation('totalPriceType', 'stringOrNumber', call, 'totalPrice was taken as a number')
      else if (says('totalPrice must be a string')) {
        yield observation('totalPriceType', 'stringOnly', call, 'totalPrice was refused as a number')
      }
    }
    const unknown = Object.keys(body).filter((name) => !KNOWN_FIELDS.includes(name))
    if (unknown.length > 0 && granted) {
      yield observation('unknownBodyFields', 'ignore', call, 'a request with unknown fields was granted')
    } else if (unknown.some((name) => says(`property ${name} should not exist`))) {
      yield observation('unknownBodyFields', 'refuse', call, 'unknown fields were refused')
    }
    if (String(body.orderReference ?? '').length > 20) {
      if (granted) {
        yield observation(
          'referenceLengthLimit',
          ['pushOnly20', 'none'],
          call,
          'a long order reference was taken',
        )
      } else if (says('should be less than or equal to 20 characters')) {
        yield observation('referenceLengthLimit', 'everywhere20', call, 'a long order reference was refused')
      }
    }
    if (granted) {
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
