import type { VNode } from 'preact'
import { everPaid } from '../../domain/payment.js'
import { addressOf } from '../addresses.js'
import type { CheckoutContext } from '../checkout-context.js'
import { type FormErrors, pickedMethod, type Typed } from '../form.js'
import { methodsFor } from '../methods.js'
import { CardFields } from './card-fields.js'
import { Layout } from './layout.js'
import { MobileAndBank } from './mobile-and-bank.js'
import { Receipt } from './order.js'

export interface PaymentPageProps {
  readonly context: CheckoutContext
  readonly bar?: VNode | undefined
  /** What the customer sent, when it is shown again for correction. */
  readonly typed?: Typed | undefined
  readonly errors?: FormErrors | undefined
}

/** The open link: what is to be paid, and how. */
export function PaymentPage({ context, bar, typed = {}, errors = {} }: PaymentPageProps) {
  const { link, order, merchant, payments, words } = context
  const { pay } = words
  const picked = pickedMethod(typed, order)
  const wrong = Object.keys(errors).length > 0
  const title = pay.title(merchant.name)
  return (
    <Layout
      title={title}
      words={words}
      context={context}
      prefix={wrong ? words.layout.correct : undefined}
      width="wide"
      bar={bar}
    >
      <h1 data-testid="title">{title}</h1>
      <div class="columns">
        <Receipt order={order} words={words} />
        <section class="card" aria-labelledby="pay-heading">
          <h2 id="pay-heading">{pay.how}</h2>
          <EarlierPayment context={context} />
          <form method="post" action={context.to(addressOf.pay(link.id))} id="pay-form" novalidate data-pay>
            {wrong && (
              <p class="error-summary" role="alert">
                {pay.nothingSent}
              </p>
            )}
            {methodsFor(order)[0] === 'CARD' ? (
              <CardFields typed={typed} errors={errors} words={words} />
            ) : (
              <MobileAndBank order={order} picked={picked} typed={typed} errors={errors} words={words} />
            )}
            <input type="hidden" name="attempt" value={String(payments.length + 1)} />
            <button type="submit" class="pay" data-testid="pay" data-busy={pay.busy}>
              {pay.button(words.money(order.total))}
            </button>
          </form>
        </section>
      </div>
    </Layout>
  )
}

/** What became of the attempt before, when the customer should know. */
function EarlierPayment({ context: { link, payments, words, to } }: { readonly context: CheckoutContext }) {
  const { pay } = words
  const latest = payments.at(-1)
  if (!latest) return null
  if (latest.status === 'FAILED') {
    return (
      <div class="notice bad" role="alert" data-testid="failure">
        <p>
          <strong>{pay.failed}</strong> {words.operator(latest.message) || pay.noReason}
        </p>
        <p>
          <a href="#pay-form" data-testid="retry">
            {pay.tryAgain}
          </a>
        </p>
      </div>
    )
  }
  if (latest.status === 'ON-HOLD') {
    return (
      <div class="notice" data-testid="on-hold">
        <p>
          {pay.onHold} <a href={to(addressOf.payment(link.id, latest.id))}>{pay.seeOnHold}</a>{' '}
          {pay.beforeYouPay}
        </p>
      </div>
    )
  }
  if (!everPaid(latest)) return null
  return (
    <div class="notice" data-testid="paid-before">
      <p>{pay.paidBefore}</p>
    </div>
  )
}
