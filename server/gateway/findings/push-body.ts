import { pushPreviewRequest, pushRequest } from '../../../contracts/schemas/ussd-push.js'
import { flatBodyFindings } from './body.js'

const NO_CALLBACK = 'a push calls no address of its own; webhook addresses are set in the dashboard'

/** Fields that integrators send with a push, and what would be right. */
const HINTS: Readonly<Record<string, string>> = {
  totalPrice: 'the name is amount',
  orderCurrency: 'the name is currency',
  reference: 'the name is orderReference',
  customerPhone: 'the name is phoneNumber',
  phone: 'the name is phoneNumber',
  msisdn: 'the name is phoneNumber',
  callbackUrl: NO_CALLBACK,
  callback_url: NO_CALLBACK,
  webhookUrl: NO_CALLBACK,
  channel: 'the channel follows from the phone number',
  provider: 'the channel follows from the phone number',
}

/** What is odd about the body of a push. */
export const pushFindings = flatBodyFindings(Object.keys(pushRequest.properties), HINTS)

/** What is odd about the body of its preview. */
export const pushPreviewFindings = flatBodyFindings(Object.keys(pushPreviewRequest.properties), HINTS)
