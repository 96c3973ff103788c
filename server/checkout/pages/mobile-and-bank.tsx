import type { CheckoutLink } from '../../domain/checkout-link.js'
import { normalisePhone, OPERATORS } from '../../domain/operators.js'
import type { FormErrors, Typed } from '../form.js'
import { isMobile, type Method, methodsFor, unfitFor } from '../methods.js'
import { Field, FieldError } from './field.js'

interface Props {
  readonly link: CheckoutLink
  readonly picked: Method
  readonly typed: Typed
  readonly errors: FormErrors
}

/** The ways to pay in shillings: mobile money by phone number, or a bank transfer. */
export function MobileAndBank({ link, picked, typed, errors }: Props) {
  const unfit = unfitFor(link, 'auto')
  const known = normalisePhone(link.customer.phone ?? '')
  return (
    <>
      <fieldset class="methods" aria-describedby={errors.method ? 'method-error' : undefined}>
        <legend>Mobile money or bank</legend>
        <FieldError name="method" error={errors.method} />
        {methodsFor(link).map((method) => (
          <Choice key={method} method={method} checked={method === picked} unfit={unfitFor(link, method)} />
        ))}
        {unfit && (
          <p class="hint" id="unfit" data-testid="unfit">
            {unfit}
          </p>
        )}
      </fieldset>
      <div class="for-mobile">
        <Field
          name="phoneNumber"
          label="Phone number that pays"
          testId="phone-number"
          value={typed.phoneNumber ?? known ?? undefined}
          error={errors.phoneNumber}
          hint="We send a request to this phone. You confirm it there with your PIN."
          input={{
            type: 'tel',
            inputMode: 'tel',
            autocomplete: 'tel',
            placeholder: '0744 000 111',
            autofocus: errors.phoneNumber !== undefined,
          }}
        />
        <p class="recognised" data-recognised data-testid="recognised" role="status"></p>
      </div>
      <p class="for-bank hint">Your bank asks you to confirm the transfer.</p>
    </>
  )
}

function Choice({
  method,
  checked,
  unfit,
}: {
  readonly method: Method
  readonly checked: boolean
  readonly unfit: string | null
}) {
  const { name, detail, prefixes } = wordsFor(method)
  return (
    <label class={`choice ${method === 'auto' || method === 'BANK' ? 'whole' : ''}`} data-prefixes={prefixes}>
      <input
        type="radio"
        name="method"
        value={method}
        checked={checked}
        disabled={unfit !== null}
        aria-describedby={unfit === null ? undefined : 'unfit'}
        data-testid={`method-${method}`}
      />
      <span class="choice-words">
        <span class="choice-name">{name}</span> <span class="choice-detail">{detail}</span>
        {unfit && <span class="choice-unfit"> Not for this amount</span>}
      </span>
    </label>
  )
}

function wordsFor(method: Method): { name: string; detail: string; prefixes?: string } {
  if (method === 'auto') {
    return { name: 'Mobile money', detail: 'We recognise the operator from your number' }
  }
  if (!isMobile(method)) return { name: 'Bank transfer', detail: 'From your bank account' }
  const { brand, network, prefixes } = OPERATORS[method as keyof typeof OPERATORS]
  return { name: brand, detail: network, prefixes: prefixes.join(' ') }
}
