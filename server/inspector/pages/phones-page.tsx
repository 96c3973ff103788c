import type { PhonePayment } from '../../sandbox/queries.js'
import type { Failed } from '../forms.js'
import type { MerchantContext } from '../merchant-context.js'
import { Layout } from './layout.js'
import { Live } from './live.js'
import { ClockBar, Summary } from './parts.js'
import { Phone } from './phone.js'

interface PhonesProps {
  readonly context: MerchantContext
  readonly phones: readonly PhonePayment[]
  readonly failed: Failed | null
}

/** The phones of all customers who are asked to pay now. */
export function PhonesPage({ context, phones, failed }: PhonesProps) {
  return (
    <Layout title="Phones" context={context} part="Phones">
      <Summary failed={failed} />
      <ClockBar context={context} action={`${context.home}/phones/clock`} failed={failed} />
      <p class="hint" id="phone-answer">
        A phone stands here for each USSD push that is under way, by API or from the hosted page. Without an
        answer the payment goes as its scenario says; <code>decide-on-phone</code> waits for yours.
      </p>
      <Live id="phones">
        {phones.length === 0 ? (
          <p>No customer is asked to pay now.</p>
        ) : (
          <div class="phones">
            {phones.map((on) => (
              <Phone key={on.payment.id} context={context} on={on} />
            ))}
          </div>
        )}
      </Live>
    </Layout>
  )
}
