import type { FormErrors, Typed } from '../form.js'
import { TEST_CARDS } from '../test-cards.js'
import { Field, FieldError } from './field.js'

/** The way to pay in dollars. Browsers are asked not to offer the customer's real cards. */
export function CardFields({ typed, errors }: { readonly typed: Typed; readonly errors: FormErrors }) {
  const [wrong] = (['cardNumber', 'cardExpiry', 'cardCvc'] as const).filter((field) => errors[field])
  return (
    <>
      <fieldset class="methods" aria-describedby={errors.method ? 'method-error' : undefined}>
        <legend>Card</legend>
        <FieldError name="method" error={errors.method} />
        <label class="choice whole">
          <input type="radio" name="method" value="CARD" checked data-testid="method-CARD" />
          <span class="choice-words">
            <span class="choice-name">Card</span>{' '}
            <span class="choice-detail">Visa, Mastercard or UnionPay</span>
          </span>
        </label>
      </fieldset>
      <Field
        name="cardNumber"
        label="Card number"
        testId="card-number"
        value={typed.cardNumber}
        error={errors.cardNumber}
        input={{ inputMode: 'numeric', autocomplete: 'off', autofocus: wrong === 'cardNumber' }}
      />
      <div class="side-by-side">
        <Field
          name="cardExpiry"
          label="Expiry date"
          hint="Month and year, MM/YY"
          testId="card-expiry"
          value={typed.cardExpiry}
          error={errors.cardExpiry}
          input={{ inputMode: 'numeric', autocomplete: 'off', autofocus: wrong === 'cardExpiry' }}
        />
        <Field
          name="cardCvc"
          label="Security code"
          hint="3 or 4 digits, any will do"
          testId="card-cvc"
          error={errors.cardCvc}
          input={{ inputMode: 'numeric', autocomplete: 'off', autofocus: wrong === 'cardCvc' }}
        />
      </div>
      <details class="test-cards" open={errors.cardNumber !== undefined}>
        <summary>Test cards</summary>
        <p class="hint">
          Only these are accepted, with any expiry date in the future. Never type a real card.
        </p>
        <ul>
          {TEST_CARDS.map(({ number, brand }) => (
            <li key={number}>
              <span class="card-digits">{number}</span> <span class="hint">{brand}</span>
            </li>
          ))}
        </ul>
      </details>
    </>
  )
}
