import { createSandbox, type MerchantClient, type PaymentView } from 'clickpesa-sandbox'
import { type CheckoutPage, fixtures } from 'clickpesa-sandbox/playwright'

const sandbox = await createSandbox({ port: 0, merchant: { clock: { frozen: true } } })
const shop: MerchantClient = await sandbox.createMerchant({ scenario: 'success' })
const payment: PaymentView = await shop.waitForPayment({ orderReference: 'ORDER1' })
const status: string = payment.status
// @ts-expect-error: a number is no name of a scenario
await sandbox.createMerchant({ scenario: 1 })

export const seen: [string, CheckoutPage | null, object] = [status, null, fixtures]
