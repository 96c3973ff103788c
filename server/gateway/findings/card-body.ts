import { cardRequest } from '../../../contracts/schemas/card-payment.js'
import { flatBodyFindings } from './body.js'

const NO_CALLBACK = 'a card payment calls no address of its own; webhook addresses are set in the dashboard'

/** What is odd about the body of a card payment, or of its preview. */
export const cardFindings = flatBodyFindings(Object.keys(cardRequest.properties), {
  totalPrice: 'the name is amount',
  orderCurrency: 'the name is currency',
  reference: 'the name is orderReference',
  customerName: 'the name is customer.fullName',
  customerEmail: 'the name is customer.email',
  customerPhone: 'the name is customer.phoneNumber',
  callbackUrl: NO_CALLBACK,
  webhookUrl: NO_CALLBACK,
  returnUrl: 'the browser goes to the Return URL of the application, which is set in the dashboard',
  redirectUrl: 'the browser goes to the Return URL of the application, which is set in the dashboard',
})
