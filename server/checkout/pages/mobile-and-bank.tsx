import { normalisePhone, OPERATORS } from '../../domain/operators.js'
import type { Order } from '../../domain/order.js'
import type { FormErrors, Typed } from '../form.js'
import type { Words } from '../i18n/language.js'
import { isMobile, type Method, methodsFor, unfitFor } from '../methods.js'
import { Field, FieldError } from './field.js'

interface Props {
  readonly order: Order
  readonly picked: Method
  readonly typed: Typed
  readonly errors: FormErrors
  readonly words: Words
}

/** The ways to pay in shillings: mobile money by phone number, or a bank transfer. */
export function MobileAndBank({ order, picked, typed, errors, words }: Props) {
  const { methods } = words
  const unfit = unfitFor(order, 'auto', words)
  const known = normalisePhone(order.customer.phone ?? '')
  return (
    <>
      <fieldset class="methods" aria-describedby={errors.method ? 'method-error' : undefined}>
        <legend class="unseen">{methods.legend}</legend>
        <FieldError name="method" error={errors.method} />
        {methodsFor(order).map((method) => (
          <Choice
            key={method}
            method={method}
            checked={method === picked}
            unfit={unfitFor(order, method, words)}
            words={words}
          />
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
          label={methods.phone}
          testId="phone-number"
          value={typed.phoneNumber ?? known ?? undefined}
          error={errors.phoneNumber}
          hint={methods.phoneHint}
          input={{
            type: 'tel',
            inputMode: 'tel',
            autocomplete: 'tel',
            placeholder: '0744 000 111',
            autofocus: errors.phoneNumber !== undefined,
          }}
        />
        <p class="recognised" data-recognised={methods.recognised} data-testid="recognised" role="status"></p>
      </div>
      <p class="for-bank hint">{methods.bankHint}</p>
      <p class="for-control-number hint">{methods.controlNumberHint}</p>
    </>
  )
}

function Choice({
  method,
  checked,
  unfit,
  words,
}: {
  readonly method: Method
  readonly checked: boolean
  readonly unfit: string | null
  readonly words: Words
}) {
  const { name, detail, prefixes } = choiceWords(method, words)
  return (
    <label class={`choice ${isMobile(method) && method !== 'auto' ? '' : 'whole'}`} data-prefixes={prefixes}>
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
        <span class="choice-name">{name}</span>{' '}
        <span class="choice-detail">{unfit ? words.methods.unfit : detail}</span>
      </span>
    </label>
  )
}

function choiceWords(
  method: Method,
  { methods }: Words,
): { name: string; detail: string; prefixes?: string } {
  if (method === 'auto') return { name: methods.auto, detail: methods.autoDetail }
  if (method === 'CONTROL-NUMBER') return { name: methods.controlNumber, detail: methods.controlNumberDetail }
  if (!isMobile(method)) return { name: methods.bank, detail: methods.bankDetail }
  const { brand, network, prefixes } = OPERATORS[method as keyof typeof OPERATORS]
  return { name: brand, detail: network, prefixes: prefixes.join(' ') }
}
