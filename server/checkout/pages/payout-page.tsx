import type { VNode } from 'preact'
import { fitsPhone } from '../../domain/payout-link.js'
import type { Words } from '../i18n/language.js'
import type { PayoutContext } from '../payout-context.js'
import {
  BANKS_TO_CHOOSE,
  PAYOUT_METHODS,
  type PayoutFormErrors,
  type PayoutMethod,
  pickedPayoutMethod,
  type TypedPayout,
} from '../payout-form.js'
import { Field, FieldError } from './field.js'
import { Layout } from './layout.js'

interface Props {
  readonly context: PayoutContext
  readonly bar?: VNode | undefined
  /** What was sent, when it is shown again for correction. */
  readonly typed?: TypedPayout
  readonly errors?: PayoutFormErrors
  /** Whether the merchant could not pay out. */
  readonly refused?: boolean
}

/** The open link: what is to be had, and where it shall go. */
export function PayoutPage({ context, bar, typed = {}, errors = {}, refused = false }: Props) {
  const { link, merchant, words } = context
  const says = words.payout
  const wrong = Object.keys(errors).length > 0
  const title = says.title(merchant.name)
  return (
    <Layout
      title={title}
      words={words}
      context={context}
      prefix={wrong ? words.layout.correct : undefined}
      width="wide"
      bar={bar}
      questions={says.questions}
    >
      <h1 data-testid="title">{title}</h1>
      <div class="columns">
        <section class="receipt" aria-labelledby="payout-heading">
          <h2 id="payout-heading">{says.forYou}</h2>
          <p class="amount" data-testid="amount">
            {words.money(link.amount)}
          </p>
          <PayoutFacts context={context} />
        </section>
        <section class="card" aria-labelledby="where-heading">
          <h2 id="where-heading">{says.where}</h2>
          {refused && (
            <div class="notice bad" role="alert" data-testid="refused">
              <p>
                <strong>{says.refused}</strong> {says.refusedText(merchant.name)}
              </p>
            </div>
          )}
          <form method="post" action={context.claimAddress} id="pay-form" novalidate data-pay>
            {wrong && (
              <p class="error-summary" role="alert">
                {words.pay.nothingSent}
              </p>
            )}
            <Methods context={context} typed={typed} errors={errors} />
            <PhoneFields typed={typed} errors={errors} words={words} />
            <BankFields typed={typed} errors={errors} words={words} />
            <button type="submit" class="pay" data-testid="claim" data-busy={words.pay.busy}>
              {says.button(words.money(link.amount))}
            </button>
          </form>
        </section>
      </div>
    </Layout>
  )
}

/** What the page is about, in short. */
export function PayoutFacts({ context: { link, merchant, words } }: { readonly context: PayoutContext }) {
  return (
    <dl class="facts">
      <div>
        <dt>{words.payout.from}</dt>
        <dd>{merchant.name}</dd>
      </div>
      <div>
        <dt>{words.payout.reference}</dt>
        <dd data-testid="order-reference">{link.orderReference}</dd>
      </div>
    </dl>
  )
}

function Methods({
  context: { link, words },
  typed,
  errors,
}: Required<Pick<Props, 'context' | 'typed' | 'errors'>>) {
  const picked = pickedPayoutMethod(typed, link)
  const isTooLarge = !fitsPhone(link.amount)
  return (
    <fieldset class="methods" aria-describedby={errors.method ? 'method-error' : undefined}>
      <legend class="unseen">{words.payout.legend}</legend>
      <FieldError name="method" error={errors.method} />
      {PAYOUT_METHODS.map((method) => (
        <Choice
          key={method}
          method={method}
          checked={method === picked}
          disabled={method === 'PHONE' && isTooLarge}
          words={words}
        />
      ))}
      {isTooLarge && (
        <p class="hint" id="unfit" data-testid="unfit">
          {words.payout.tooLargeForPhone}
        </p>
      )}
    </fieldset>
  )
}

interface ChoiceProps {
  readonly method: PayoutMethod
  readonly checked: boolean
  readonly disabled: boolean
  readonly words: Words
}

function Choice({ method, checked, disabled, words }: ChoiceProps) {
  const [name, detail] = words.payout.methods[method]
  return (
    <label class="choice">
      <input
        type="radio"
        name="method"
        value={method}
        checked={checked}
        disabled={disabled}
        aria-describedby={disabled ? 'unfit' : undefined}
        data-testid={`method-${method}`}
      />
      <span class="choice-words">
        <span class="choice-name">{name}</span>{' '}
        <span class="choice-detail">{disabled ? words.methods.unfit : detail}</span>
      </span>
    </label>
  )
}

interface FieldsProps {
  readonly typed: TypedPayout
  readonly errors: PayoutFormErrors
  readonly words: Words
}

function PhoneFields({ typed, errors, words: { payout } }: FieldsProps) {
  return (
    <div class="for-mobile">
      <Field
        name="phoneNumber"
        label={payout.phone}
        testId="phone-number"
        value={typed.phoneNumber}
        error={errors.phoneNumber}
        hint={payout.phoneHint}
        input={{
          type: 'tel',
          inputMode: 'tel',
          autocomplete: 'tel',
          placeholder: '0744 000 111',
          autofocus: errors.phoneNumber !== undefined,
        }}
      />
    </div>
  )
}

function BankFields({ typed, errors, words: { payout } }: FieldsProps) {
  return (
    <div class="for-bank account-fields">
      <div class="field">
        <label for="bic">{payout.bank}</label>
        <select
          id="bic"
          name="bic"
          data-testid="bank"
          aria-describedby={errors.bic ? 'bic-error' : undefined}
          aria-invalid={errors.bic ? 'true' : undefined}
        >
          <option value="">{payout.chooseBank}</option>
          {BANKS_TO_CHOOSE.map(({ name, bic }) => (
            <option key={bic} value={bic} selected={bic === typed.bic}>
              {name}
            </option>
          ))}
        </select>
        <FieldError name="bic" error={errors.bic} />
      </div>
      <Field
        name="accountNumber"
        label={payout.accountNumber}
        testId="account-number"
        value={typed.accountNumber}
        error={errors.accountNumber}
        input={{ autocomplete: 'off', spellcheck: false }}
      />
      <Field
        name="accountName"
        label={payout.accountName}
        testId="account-name"
        value={typed.accountName}
        error={errors.accountName}
        input={{ autocomplete: 'name' }}
      />
    </div>
  )
}
