import { isObject } from '../domain/checksum.js'
import { readPushPhone } from '../domain/ussd-push.js'
import { type Observer, observation } from './observation.js'
import { fieldsOf, validationMessagesIn } from './traffic.js'

/** What pushes and their previews were answered. */
export const observePushes: Observer = function* ({ calls }) {
  for (const call of calls) {
    if (call.endpoint !== 'preview-ussd-push' && call.endpoint !== 'initiate-ussd-push') continue
    const { phoneNumber, amount } = fieldsOf(call.body)
    const read = typeof phoneNumber === 'string' ? readPushPhone(phoneNumber) : null
    if (read && 'wrong' in read && read.wrong === 'form') {
      for (const text of validationMessagesIn(call)) {
        if (/must start with country code/.test(text)) {
          yield observation('pushPhoneError', 'countryCodeText', call, `"${text}"`)
        } else if (/unsupported phone number/.test(text)) {
          yield observation('pushPhoneError', 'unsupportedText', call, `"${text}" for a plus sign or a 0`)
        }
      }
    }
    const { activeMethods } = fieldsOf(call.answer)
    for (const method of Array.isArray(activeMethods) ? activeMethods.filter(isObject) : []) {
      const [fee, asked] = [Number(method.fee ?? Number.NaN), Number(amount ?? Number.NaN)]
      if (Number.isNaN(fee) || Number.isNaN(asked)) continue
      const includesAmount = fee >= asked
      yield observation(
        'pushPreviewFee',
        includesAmount ? 'amountPlusCharge' : 'chargeOnly',
        call,
        `a fee that is ${includesAmount ? 'at least' : 'less than'} the amount`,
      )
    }
  }
}
