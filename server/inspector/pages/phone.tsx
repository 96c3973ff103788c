import { OPERATORS } from '../../domain/operators.js'
import type { PhoneAnswer } from '../../domain/payment.js'
import { awaitsPhone } from '../../sandbox/payments.js'
import type { PhonePayment } from '../../sandbox/queries.js'
import { type MerchantContext, orderAddress } from '../merchant-context.js'
import { Money } from './table.js'

interface PhoneProps {
  readonly context: MerchantContext
  readonly on: PhonePayment
}

/** A customer's phone with the prompt of one payment, to be answered by whoever shows the flow. */
export function Phone({ context: { merchant, home }, on: { payment, order } }: PhoneProps) {
  const { id, channel, phoneNumber, phoneAnswer, orderReference } = payment
  const brand = channel === 'CARD' || channel === 'BANK' ? '' : OPERATORS[channel].brand
  return (
    <form
      method="post"
      action={`${home}/payments/${encodeURIComponent(id)}/phone`}
      class="phone"
      aria-label={`The phone ${phoneNumber}, order ${orderReference}`}
      data-testid="phone"
    >
      <p class="operator">{`${brand} · ${phoneNumber}`}</p>
      <p class="prompt">
        {`Pay ${merchant.name} `}
        <Money of={order.total} />
        {' for '}
        <a href={orderAddress(merchant.id, orderReference)}>{orderReference}</a>?
      </p>
      {awaitsPhone(payment) ? (
        <Buttons />
      ) : (
        <p class="hint">{`The customer ${phoneAnswer ? DID[phoneAnswer] : 'has no prompt'}; the operator is at work.`}</p>
      )}
    </form>
  )
}

function Buttons() {
  return (
    <div class="buttons">
      {CHOICES.map(([answer, text]) => (
        <button key={answer} type="submit" name="answer" value={answer} data-testid={`phone-${answer}`}>
          {text}
        </button>
      ))}
    </div>
  )
}

const CHOICES: readonly (readonly [answer: PhoneAnswer, text: string])[] = [
  ['right-pin', 'Enter the PIN and pay'],
  ['wrong-pin', 'Enter a wrong PIN'],
  ['cancel', 'Decline'],
  ['ignore', 'Let it time out'],
]

const DID: Readonly<Record<PhoneAnswer, string>> = {
  'right-pin': 'has entered the PIN',
  'wrong-pin': 'has entered a wrong PIN',
  cancel: 'has declined',
  ignore: 'lets it time out',
}
