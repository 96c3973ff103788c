import type { FormErrors, Typed } from '../form.js'
import type { Words } from '../i18n/language.js'
import { TEST_CARDS } from '../test-cards.js'
import { Field, FieldError } from './field.js'

interface Props {
  readonly typed: Typed
  readonly errors: FormErrors
  readonly words: Words
}

/** The way to pay in dollars. Browsers are asked not to offer the customer's real cards. */
export function CardFields({ typed, errors, words }: Props) {
  const { card } = words
  const [wrong] = (['cardNumber', 'cardExpiry', 'cardCvc'] as const).filter((field) => errors[field])
  return (
    <>
      <fieldset class="methods" aria-describedby={errors.method ? 'method-error' : undefined}>
        <legend class="unseen">{card.legend}</legend>
        <FieldError name="method" error={errors.method} />
        <label class="choice whole">
          <input type="radio" name="method" value="CARD" checked data-testid="method-CARD" />
          <span class="choice-words">
            <span class="choice-name">{card.name}</span> <span class="choice-detail">{card.detail}</span>
          </span>
        </label>
      </fieldset>
      <Field
        name="cardNumber"
        label={card.number}
        testId="card-number"
        value={typed.cardNumber}
        error={errors.cardNumber}
        input={{ inputMode: 'numeric', autocomplete: 'off', autofocus: wrong === 'cardNumber' }}
      />
      <div class="side-by-side">
        <Field
          name="cardExpiry"
          label={card.expiry}
          hint={card.expiryHint}
          testId="card-expiry"
          value={typed.cardExpiry}
          error={errors.cardExpiry}
          input={{ inputMode: 'numeric', autocomplete: 'off', autofocus: wrong === 'cardExpiry' }}
        />
        <Field
          name="cardCvc"
          label={card.cvc}
          hint={card.cvcHint}
          testId="card-cvc"
          error={errors.cardCvc}
          input={{ inputMode: 'numeric', autocomplete: 'off', autofocus: wrong === 'cardCvc' }}
        />
      </div>
      <details class="test-cards" open={errors.cardNumber !== undefined}>
        <summary>{card.testCards}</summary>
        <p class="hint">{card.testCardsHint}</p>
        <ul>
          {TEST_CARDS.map(({ number, brand, effect }) => (
            <li key={number}>
              <span class="card-digits">{number}</span>{' '}
              <span class="hint">{`${brand}: ${card.effects[effect]}`}</span>
            </li>
          ))}
        </ul>
      </details>
    </>
  )
}
