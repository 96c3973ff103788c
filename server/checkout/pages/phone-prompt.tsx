import { OPERATORS } from '../../domain/operators.js'
import type { Payment } from '../../domain/payment.js'
import { addressOf } from '../addresses.js'
import type { CheckoutContext } from '../checkout-context.js'
import { formatControlNumber } from './control-number.js'

/** The customer's phone with the push prompt on it, to be answered by whoever shows the flow. */
export function PhonePrompt({
  context,
  payment,
}: {
  readonly context: CheckoutContext
  readonly payment: Payment
}) {
  const { link, order, merchant, words } = context
  const { phone, controlNumber } = words
  const byNumber = payment.controlNumber !== undefined
  const brand =
    payment.channel === 'CARD' || payment.channel === 'BANK' ? '' : OPERATORS[payment.channel].brand
  return (
    <aside class="phone-stage" aria-labelledby="phone-heading" data-testid="phone">
      <h2 id="phone-heading">{phone.heading}</h2>
      <form method="post" action={context.to(addressOf.phone(link.id, payment.id))} class="phone">
        <span class="phone-ear" aria-hidden="true"></span>
        <div class="phone-screen">
          <p class="phone-operator">{brand}</p>
          <p class="phone-text">
            {(byNumber ? controlNumber : phone).prompt(words.money(order.total), merchant.name)}
          </p>
          {payment.controlNumber ? (
            <p class="phone-number">{formatControlNumber(payment.controlNumber)}</p>
          ) : (
            <p class="phone-pin" aria-hidden="true">
              <span></span>
              <span></span>
              <span></span>
              <span></span>
            </p>
          )}
          <button
            type="submit"
            name="answer"
            value="right-pin"
            class="phone-yes"
            data-testid="phone-right-pin"
          >
            {byNumber ? controlNumber.simulate : phone.right}
          </button>
          {!byNumber && (
            <>
              <button type="submit" name="answer" value="wrong-pin" data-testid="phone-wrong-pin">
                {phone.wrong}
              </button>
              <div class="phone-pair">
                <button type="submit" name="answer" value="cancel" data-testid="phone-cancel">
                  {phone.cancel}
                </button>
                <button type="submit" name="answer" value="ignore" data-testid="phone-ignore">
                  {phone.ignore}
                </button>
              </div>
            </>
          )}
        </div>
      </form>
      <p class="hint">{byNumber ? controlNumber.simulated : phone.simulated}</p>
    </aside>
  )
}
