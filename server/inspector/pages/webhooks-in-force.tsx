import type { Application } from '../../domain/merchant.js'
import { WEBHOOK_EVENTS, webhookDestination } from '../../domain/notification.js'
import { hidePasswords } from '../../lib/hide-passwords.js'
import type { MerchantContext } from '../merchant-context.js'

interface WebhooksProps {
  readonly context: MerchantContext
  readonly application: Application | undefined
}

/** Where each event of an application's checkout links goes, and whose setting that is. */
export function WebhooksInForce({ context: { merchant }, application }: WebhooksProps) {
  const { appWebhookCoverage } = merchant.dialect
  const inForce = WEBHOOK_EVENTS.flatMap((event) => {
    const found = webhookDestination(
      event,
      application ?? { webhooks: {} },
      merchant,
      'checkout-link',
      appWebhookCoverage,
    )
    return found ? [{ event, ...found }] : []
  })
  if (inForce.length === 0) return <>none: no event has an address</>
  return (
    <ul>
      {inForce.map(({ event, url, level }) => (
        <li key={event}>
          {event}: <code>{hidePasswords(url)}</code> {`(set on the ${level})`}
        </li>
      ))}
    </ul>
  )
}

/** Which of the two places wins. */
export function WebhookRule({ context: { merchant } }: Pick<WebhooksProps, 'context'>) {
  const { appWebhookCoverage } = merchant.dialect
  return (
    <p class="hint">
      {appWebhookCoverage === 'allAppActivity'
        ? 'For each event, the address of the application replaces that of the merchant. Only one of them is called.'
        : `The dialect switch appWebhookCoverage is ${appWebhookCoverage}: the addresses of applications are not used for hosted checkout; only those of the merchant are.`}
    </p>
  )
}
