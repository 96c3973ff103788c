import {
  billChangeRequest,
  customerBillRequest,
  customerBillsRequest,
  orderBillRequest,
  orderBillsRequest,
} from '../../../contracts/schemas/bill-pay.js'
import type { FindingRules } from '../call.js'
import { emptyFields, flatBodyFindings, unqueryable } from './body.js'
import { joined } from './catalogue.js'
import { itemsOf, unknownFields } from './unknown-fields.js'

/** Fields that integrators send with a control number, and what would be right. */
const HINTS: Readonly<Record<string, string>> = {
  amount: 'the name is billAmount',
  description: 'the name is billDescription',
  orderReference: 'the name is billReference',
  reference: 'the name is billReference',
}

/** What is odd about the bodies of the operations on control numbers. */
export const billFindings = {
  order: oneBill(orderBillRequest.properties),
  customer: oneBill(customerBillRequest.properties),
  orders: manyBills(orderBillsRequest.properties),
  customers: manyBills(customerBillsRequest.properties),
  change: flatBodyFindings(Object.keys(billChangeRequest.properties), HINTS),
} as const

function oneBill(properties: object): FindingRules['body'] {
  const flat = flatBodyFindings(Object.keys(properties), HINTS)
  return (body, dialect, application) =>
    joined([flat(body, dialect, application), unqueryable(body.billReference, 'billReference')])
}

/** Of the list, and of each control number in it; the bare list is not judged, which the docs do not know at all. */
function manyBills(properties: (typeof orderBillsRequest | typeof customerBillsRequest)['properties']) {
  const flat = flatBodyFindings(Object.keys(properties), HINTS)
  const fields = Object.keys(properties.controlNumbers.items.properties)
  const rules: FindingRules['body'] = (body, dialect, application) => {
    const bills = itemsOf(body.controlNumbers, 'controlNumbers', fields)
    return joined([
      flat(body, dialect, application),
      ...bills.flatMap(({ object, place }) => [
        emptyFields(object, fields, application, place),
        unqueryable(object.billReference, `${place}billReference`),
      ]),
      unknownFields(bills, dialect, HINTS),
    ])
  }
  return rules
}
