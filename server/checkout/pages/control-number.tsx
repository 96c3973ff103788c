import { MOBILE_CHANNELS, OPERATORS } from '../../domain/operators.js'
import type { Payment } from '../../domain/payment.js'
import type { Words } from '../i18n/language.js'

/** A control number, large enough to be read off the screen, and how to pay it. */
export function ControlNumber({ payment, words }: { readonly payment: Payment; readonly words: Words }) {
  const { controlNumber } = words
  return (
    <div class="control-number">
      <p class="control-digits" data-testid="control-number">
        {formatControlNumber(payment.controlNumber ?? '')}
      </p>
      <h2>{controlNumber.byPhone}</h2>
      <dl class="menus">
        {MOBILE_CHANNELS.map((channel) => (
          <div key={channel}>
            <dt>{OPERATORS[channel].brand}</dt>
            <dd>{OPERATORS[channel].menu}</dd>
          </div>
        ))}
      </dl>
      <p>{controlNumber.inMenu}</p>
      <h2>{controlNumber.byBank}</h2>
      <p>{controlNumber.inBank}</p>
    </div>
  )
}

/** `990062027842` as people read it out: `9900 6202 7842`. */
export function formatControlNumber(digits: string): string {
  return digits.replace(/(\d{4})(?=\d)/g, '$1 ')
}
