import type { VNode } from 'preact'
import { OPERATORS } from '../../domain/operators.js'
import { isDecided, isPaid, type Payment, type PhoneAnswer } from '../../domain/payment.js'
import { awaitsBank, awaitsPhone } from '../../sandbox/payments.js'
import { addressOf } from '../addresses.js'
import type { CheckoutContext } from '../checkout-context.js'
import type { Words } from '../i18n/language.js'
import { isWaiting, outcomeForShop } from '../outcome.js'
import { BankCheck } from './bank-check.js'
import { ControlNumber } from './control-number.js'
import { Layout } from './layout.js'
import { OrderSummary } from './order.js'
import { PhonePrompt } from './phone-prompt.js'
import { Picture, type PictureName } from './picture.js'

interface Props {
  readonly context: CheckoutContext
  readonly payment: Payment
  readonly bar?: VNode | undefined
}

/** Seconds between two looks of a browser without JavaScript. */
const LOOK_AGAIN_SECONDS = 2
/** Long enough to read that the payment arrived. */
const LEAVE_AFTER_SECONDS = 1

/** How one payment stands: waiting, received, failed. Goes on by itself, with or without JavaScript. */
export function StatusPage({ context, payment, bar }: Props) {
  const { link, order, merchant, words } = context
  const outcome = outcomeForShop(payment, context)
  const waiting = isWaiting(payment, context)
  const { picture, title, text, status } = standing(context, payment)
  const back = addressOf.back(link.id, payment.id)
  const onPhone = awaitsPhone(payment) && context.bar
  const atBank = awaitsBank(payment)
  const acting = onPhone || atBank
  const refresh = outcome ? (
    <Refresh seconds={LEAVE_AFTER_SECONDS} to={back} />
  ) : waiting ? (
    <Refresh />
  ) : undefined
  return (
    <Layout
      title={title}
      words={words}
      context={context}
      head={refresh}
      width={acting ? 'wide' : 'narrow'}
      bar={bar}
    >
      <div class={acting ? 'columns with-phone' : undefined}>
        <section class="card centred">
          <Picture name={picture} />
          <h1 data-testid="title">{title}</h1>
          <p class="lead">{text}</p>
          {payment.controlNumber && waiting && <ControlNumber payment={payment} words={words} />}
          <p
            class={`status ${waiting ? 'waiting' : ''}`}
            role="status"
            data-testid="status"
            data-status={payment.status}
          >
            {status}
          </p>
          {waiting && (
            <p
              class="notice"
              role="alert"
              hidden
              data-follow={addressOf.status(link.id, payment.id)}
              data-seen={payment.status}
              data-testid="offline"
            >
              {words.status.offline}
            </p>
          )}
          {outcome && (
            <p>
              <a
                class="button"
                href={back}
                data-testid="return-link"
                data-leave-after={String(LEAVE_AFTER_SECONDS)}
              >
                {words.status.back(merchant.name)}
              </a>
            </p>
          )}
          {outcome === 'FAILED' && (
            <p>
              <a href={context.to(addressOf.link(link.id))} data-testid="retry">
                {words.status.tryHere}
              </a>
            </p>
          )}
          <OrderSummary order={order} words={words} />
        </section>
        {onPhone && <PhonePrompt context={context} payment={payment} />}
        {atBank && <BankCheck context={context} payment={payment} />}
      </div>
    </Layout>
  )
}

/**
 * Takes a browser without JavaScript on. With JavaScript the script does it, and the page stays free
 * of refreshes by the clock, which screen readers and slow readers suffer from.
 */
function Refresh({ seconds = LOOK_AGAIN_SECONDS, to }: { readonly seconds?: number; readonly to?: string }) {
  return (
    <noscript>
      <meta http-equiv="refresh" content={to ? `${seconds}; url=${to}` : String(seconds)} />
    </noscript>
  )
}

interface Standing {
  readonly picture: PictureName
  readonly title: string
  readonly text: string
  readonly status: string
}

function standing(context: CheckoutContext, payment: Payment): Standing {
  const { merchant, order, words } = context
  const { status: says } = words
  const amount = unbroken(words.money(order.total))
  if (isPaid(payment.status)) {
    const received = { picture: 'tick', title: says.received, text: says.has(merchant.name, amount) } as const
    if (!context.returnUrl) return { ...received, status: says.close }
    const status = payment.returnOpen ? says.leaving(merchant.name) : says.leavingSoon(merchant.name)
    return { ...received, status }
  }
  if (payment.status === 'FAILED') {
    const text = words.operator(payment.message) || words.pay.noReason
    return { picture: 'cross', title: says.failed, text, status: says.leaving(merchant.name) }
  }
  if (isDecided(payment.status)) {
    const text = says.undone(amount, merchant.name)
    return {
      picture: 'turn',
      title: says.givenBack,
      text,
      status: words.operator(payment.message) || says.close,
    }
  }
  if (payment.status === 'ON-HOLD') {
    const text = says.onHoldText(merchant.name)
    return { picture: 'clock', title: says.onHold, text, status: says.onHoldStatus }
  }
  const waiting = waitingFor(context, payment, amount)
  return outcomeForShop(payment, context) === null
    ? waiting
    : { ...waiting, status: says.leaving(merchant.name) }
}

function waitingFor(
  { merchant: { name: shop }, words }: CheckoutContext,
  payment: Payment,
  amount: string,
): Standing {
  const { status: says } = words
  if (payment.controlNumber) {
    return {
      picture: 'bank',
      title: says.controlNumber,
      text: says.controlNumberText(amount, shop),
      status: says.controlNumberStatus,
    }
  }
  switch (payment.channel) {
    case 'CARD':
      if (awaitsBank(payment)) {
        const asked = words.bank.prompt(amount, shop)
        return { picture: 'card', title: words.bank.asks, text: asked, status: says.bankStatus }
      }
      return { picture: 'card', title: says.card, text: says.cardText(amount, shop), status: says.bankStatus }
    case 'BANK':
      return { picture: 'bank', title: says.bank, text: says.bankText(amount, shop), status: says.bankStatus }
    default: {
      if (payment.phoneAnswer) return answered(payment, payment.phoneAnswer, words)
      const phone = payment.phoneNumber ? formatPhone(payment.phoneNumber) : says.yourPhone
      const text = says.phoneText(OPERATORS[payment.channel].brand, amount, phone)
      return { picture: 'phone', title: says.phone, text, status: says.phoneStatus }
    }
  }
}

/** What was done on the phone, until the outcome is known. */
function answered({ channel }: Payment, answer: PhoneAnswer, { phone }: Words): Standing {
  const operator = channel === 'CARD' || channel === 'BANK' ? channel : OPERATORS[channel].brand
  return {
    picture: 'phone',
    title: phone.answered[answer],
    text: phone.answeredText[answer](operator),
    status: phone.answeredStatus,
  }
}

/** `255744000111` as people read it: `+255 744 000 111`. */
function formatPhone(phone: string): string {
  return unbroken(phone.replace(/^(\d{3})(\d{3})(\d{3})(\d{3})$/, '+$1 $2 $3 $4'))
}

/** An amount or a number that stays on one line. */
function unbroken(text: string): string {
  return text.replaceAll(' ', '\u00a0')
}
