import {
  billChangeRequest,
  customerBillRequest,
  customerBillsRequest,
  orderBillRequest,
  orderBillsRequest,
} from '../../../contracts/schemas/bill-pay.js'
import { flatBodyFindings } from './body.js'

/** Fields that integrators send with a control number, and what would be right. */
const HINTS: Readonly<Record<string, string>> = {
  amount: 'the name is billAmount',
  description: 'the name is billDescription',
  orderReference: 'the name is billReference',
  reference: 'the name is billReference',
}

/** What is odd about the bodies of the operations on control numbers. */
export const billFindings = {
  order: flatBodyFindings(Object.keys(orderBillRequest.properties), HINTS),
  customer: flatBodyFindings(Object.keys(customerBillRequest.properties), HINTS),
  orders: flatBodyFindings(Object.keys(orderBillsRequest.properties), HINTS),
  customers: flatBodyFindings(Object.keys(customerBillsRequest.properties), HINTS),
  change: flatBodyFindings(Object.keys(billChangeRequest.properties), HINTS),
} as const
