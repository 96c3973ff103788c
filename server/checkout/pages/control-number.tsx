import { MOBILE_CHANNELS, OPERATORS } from '../../domain/operators.js'
import type { Payment } from '../../domain/payment.js'
import type { Words } from '../language/language.js'

/** A control number, large enough to be read off the screen, and how to pay it. */
export function ControlNumber({ payment, words }: { readonly payment: Payment; readonly words: Words }) {
  const { controlNumber } = words
  return (
    <div class="control-number">
      <p class="control-digits" data-testid="control-number">
        {payment.controlNumber?.replace(/(\d{4})(?=\d)/g, '$1 ')}
      </p>
      <h2>{controlNumber.steps}</h2>
      <ul>
        {MOBILE_CHANNELS.map((channel) => (
          <li key={channel}>{controlNumber.menu(OPERATORS[channel].brand, OPERATORS[channel].menu)}</li>
        ))}
        <li>{controlNumber.bank}</li>
      </ul>
    </div>
  )
}
