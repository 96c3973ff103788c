import { type Observer, observation } from './observation.js'
import { isGranted } from './traffic.js'

/** What control numbers tell that were asked for in bulk. */
export const observeControlNumbers: Observer = function* ({ calls }) {
  for (const call of calls) {
    const { endpoint, body, status } = call
    if (endpoint !== 'create-order-control-numbers' && endpoint !== 'create-customer-control-numbers')
      continue
    if (!Array.isArray(body)) continue
    if (isGranted(call)) yield observation('bulkBillPayBody', 'objectOrArray', call, 'a bare list was taken')
    else if (status === 400)
      yield observation('bulkBillPayBody', 'objectOnly', call, 'a bare list was refused')
  }
}
