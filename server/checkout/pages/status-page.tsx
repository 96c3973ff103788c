import { moneyForPeople } from '../../domain/money.js'
import { OPERATORS } from '../../domain/operators.js'
import { type Channel, isDecided, isPaid, type Payment } from '../../domain/payment.js'
import { addressOf } from '../addresses.js'
import { isWaiting, outcomeForShop } from '../outcome.js'
import type { Visit } from '../visit.js'
import { Layout } from './layout.js'
import { OrderSummary } from './order.js'
import { Picture, type PictureName } from './picture.js'

interface Props {
  readonly visit: Visit
  readonly payment: Payment
}

/** Seconds between two looks of a browser without JavaScript. */
const LOOK_AGAIN_SECONDS = 2
/** Long enough to read that the payment arrived. */
const LEAVE_AFTER_SECONDS = 1

/** How one payment stands: waiting, received, failed. Goes on by itself, with or without JavaScript. */
export function StatusPage({ visit, payment }: Props) {
  const { link, merchant } = visit
  const outcome = outcomeForShop(payment, visit)
  const waiting = isWaiting(payment, visit)
  const { picture, title, text, status } = wordsFor(visit, payment)
  const back = addressOf.back(link.id, payment.id)
  return (
    <Layout
      title={title}
      merchant={merchant}
      sandboxNotes={[`Scenario: ${payment.scenario}`]}
      head={outcome ? <Refresh seconds={LEAVE_AFTER_SECONDS} to={back} /> : waiting ? <Refresh /> : undefined}
    >
      <section class="card centred">
        <Picture name={picture} />
        <h1 data-testid="title">{title}</h1>
        <p class="lead">{text}</p>
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
            The connection is lost. Your payment is not: this page goes on as soon as it can.
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
              Back to {merchant.name}
            </a>
          </p>
        )}
        {outcome === 'FAILED' && (
          <p>
            <a href={addressOf.link(link.id)} data-testid="retry">
              Try again here instead
            </a>
          </p>
        )}
        <OrderSummary link={link} />
      </section>
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

interface Words {
  readonly picture: PictureName
  readonly title: string
  readonly text: string
  readonly status: string
}

function wordsFor(visit: Visit, payment: Payment): Words {
  const { merchant, link } = visit
  const amount = moneyForPeople(link.total)
  if (isPaid(payment.status)) {
    const received = { picture: 'tick', title: 'Payment received' } as const
    const text = `${merchant.name} has your ${amount}.`
    if (!visit.returnUrl) return { ...received, text, status: 'You can close this page.' }
    return payment.returnOpen
      ? { ...received, text, status: `Payment received, taking you back to ${merchant.name}.` }
      : { ...received, text, status: `Payment received. In a moment you go back to ${merchant.name}.` }
  }
  if (payment.status === 'FAILED') {
    return {
      picture: 'cross',
      title: 'The payment failed',
      text: payment.message || 'The operator did not say why. No money was taken.',
      status: `Taking you back to ${merchant.name}.`,
    }
  }
  if (isDecided(payment.status)) {
    return {
      picture: 'turn',
      title: 'Your money was given back',
      text: `The payment of ${amount} to ${merchant.name} was undone.`,
      status: payment.message || 'You can close this page.',
    }
  }
  if (payment.status === 'ON-HOLD') {
    return {
      picture: 'clock',
      title: 'Your payment is on hold',
      text: `${merchant.name} is looking into it. There is no need to pay again.`,
      status: 'Waiting for it to go on.',
    }
  }
  const words = waitingWords(payment.channel, payment, merchant.name, amount)
  return outcomeForShop(payment, visit) === null
    ? words
    : { ...words, status: `Taking you back to ${merchant.name}.` }
}

function waitingWords(channel: Channel, payment: Payment, shop: string, amount: string): Words {
  switch (channel) {
    case 'CARD':
      return {
        picture: 'card',
        title: 'Your bank is checking the card',
        text: `${amount} to ${shop}. Some banks ask you to confirm it in their app.`,
        status: 'Waiting for your bank.',
      }
    case 'BANK':
      return {
        picture: 'bank',
        title: 'Confirm the transfer with your bank',
        text: `Your bank asks you to confirm ${amount} to ${shop}.`,
        status: 'Waiting for your bank.',
      }
    default:
      return {
        picture: 'phone',
        title: 'Enter your PIN on your phone',
        text: `${OPERATORS[channel].brand} has sent a request for ${amount} to ${forPeople(payment.phoneNumber)}. Confirm it there with your PIN.`,
        status: 'Waiting for you to confirm.',
      }
  }
}

/** `255744000111` as people read it: `+255 744 000 111`. */
function forPeople(phone: string | undefined): string {
  return phone ? phone.replace(/^(\d{3})(\d{3})(\d{3})(\d{3})$/, '+$1 $2 $3 $4') : 'your phone'
}
