import { BANK_ANSWERS, type Payment } from '../../domain/payment.js'
import { addressOf } from '../addresses.js'
import type { CheckoutContext } from '../checkout-context.js'

/** The page of the bank that asks whether it is really the customer who pays (3-D Secure). */
export function BankCheck({
  context,
  payment,
}: {
  readonly context: CheckoutContext
  readonly payment: Payment
}) {
  const { link, order, merchant, words } = context
  const { bank } = words
  return (
    <aside class="phone-stage" aria-labelledby="bank-heading" data-testid="bank">
      <h2 id="bank-heading">{bank.heading}</h2>
      <form method="post" action={context.to(addressOf.bank(link.id, payment.id))} class="phone">
        <div class="phone-screen">
          <p class="phone-text">{bank.prompt(words.money(order.total), merchant.name)}</p>
          {BANK_ANSWERS.map((answer) => (
            <button
              key={answer}
              type="submit"
              name="answer"
              value={answer}
              class={answer === 'passed' ? 'phone-yes' : undefined}
              data-testid={`bank-${answer}`}
            >
              {bank[answer]}
            </button>
          ))}
        </div>
      </form>
      <p class="hint">{bank.simulated}</p>
    </aside>
  )
}
