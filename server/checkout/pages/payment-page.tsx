import { moneyForPeople } from '../../domain/money.js'
import { everPaid } from '../../domain/payment.js'
import type { Scenario } from '../../scenario/scenario.js'
import { addressOf } from '../addresses.js'
import { type FormErrors, pickedMethod, type Typed } from '../form.js'
import { methodsFor } from '../methods.js'
import type { Visit } from '../visit.js'
import { CardFields } from './card-fields.js'
import { Layout } from './layout.js'
import { MobileAndBank } from './mobile-and-bank.js'
import { Receipt } from './order.js'
import { ScenarioPicker } from './scenario-picker.js'

export interface PaymentPageProps {
  readonly visit: Visit
  readonly scenarios: readonly Scenario[]
  /** What the customer sent, when it is shown again for correction. */
  readonly typed?: Typed | undefined
  readonly errors?: FormErrors | undefined
}

/** The open link: what is to be paid, and how. */
export function PaymentPage({ visit, scenarios, typed = {}, errors = {} }: PaymentPageProps) {
  const { link, merchant, payments } = visit
  const picked = pickedMethod(typed, link)
  const wrong = Object.keys(errors).length > 0
  return (
    <Layout
      title={`Pay ${merchant.name}`}
      merchant={merchant}
      prefix={wrong ? 'Please correct' : undefined}
      width="wide"
    >
      <h1 data-testid="title">Pay {merchant.name}</h1>
      <div class="columns">
        <Receipt link={link} />
        <section class="card" aria-labelledby="pay-heading">
          <h2 id="pay-heading">How would you like to pay?</h2>
          <EarlierPayment visit={visit} />
          <form method="post" action={addressOf.pay(link.id)} id="pay-form" novalidate data-pay>
            {wrong && (
              <p class="error-summary" role="alert">
                Nothing was sent yet. Please correct what is marked below.
              </p>
            )}
            {methodsFor(link)[0] === 'CARD' ? (
              <CardFields typed={typed} errors={errors} />
            ) : (
              <MobileAndBank link={link} picked={picked} typed={typed} errors={errors} />
            )}
            <input type="hidden" name="attempt" value={String(payments.length + 1)} />
            <button type="submit" class="pay" data-testid="pay" data-busy="One moment…">
              Pay {moneyForPeople(link.total)}
            </button>
            <ScenarioPicker scenarios={scenarios} picked={typed.scenario} error={errors.scenario} />
          </form>
        </section>
      </div>
    </Layout>
  )
}

/** What became of the attempt before, when the customer should know. */
function EarlierPayment({ visit: { link, payments } }: { readonly visit: Visit }) {
  const latest = payments.at(-1)
  if (!latest) return null
  if (latest.status === 'FAILED') {
    return (
      <div class="notice bad" role="alert" data-testid="failure">
        <p>
          <strong>The payment failed.</strong>{' '}
          {latest.message || 'The operator did not say why. No money was taken.'}
        </p>
        <p>
          <a href="#pay-form" data-testid="retry">
            Try again
          </a>
        </p>
      </div>
    )
  }
  if (latest.status === 'ON-HOLD') {
    return (
      <div class="notice" data-testid="on-hold">
        <p>
          An earlier payment for this order is on hold and being looked into.{' '}
          <a href={addressOf.payment(link.id, latest.id)}>See how it stands</a> before you pay again.
        </p>
      </div>
    )
  }
  if (!everPaid(latest)) return null
  return (
    <div class="notice" data-testid="paid-before">
      <p>This order has been paid already. The link takes further payments.</p>
    </div>
  )
}
