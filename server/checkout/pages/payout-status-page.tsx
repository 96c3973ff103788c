import type { VNode } from 'preact'
import { hasArrived, isUnderWay, type Payout } from '../../domain/payout.js'
import { addressOf } from '../addresses.js'
import type { PayoutContext } from '../payout-context.js'
import { Layout } from './layout.js'
import { PayoutFacts } from './payout-page.js'
import { Picture, type PictureName } from './picture.js'

/** Seconds between two looks of a browser without JavaScript. */
const LOOK_AGAIN_SECONDS = 2

/** How the money stands: on its way, arrived, given back. Goes on by itself, with or without JavaScript. */
export function PayoutStatusPage({
  context,
  payout,
  bar,
}: {
  readonly context: PayoutContext
  readonly payout: Payout
  readonly bar?: VNode | undefined
}) {
  const { words } = context
  const { picture, title, text } = standing(context, payout)
  const waits = isUnderWay(payout)
  const refresh = waits ? (
    <noscript>
      <meta http-equiv="refresh" content={String(LOOK_AGAIN_SECONDS)} />
    </noscript>
  ) : undefined
  return (
    <Layout
      title={title}
      words={words}
      context={context}
      head={refresh}
      bar={bar}
      questions={words.payout.questions}
    >
      <section class="card centred">
        <Picture name={picture} />
        <h1 data-testid="title">{title}</h1>
        <p class="lead">{text}</p>
        <p
          class={`status ${waits ? 'waiting' : ''}`}
          role="status"
          data-testid="status"
          data-status={payout.status}
        >
          {waits ? words.payout.onItsWay : words.status.close}
        </p>
        {waits && (
          <p
            class="notice"
            role="alert"
            hidden
            data-follow={addressOf.payoutStatus(context.link.id)}
            data-seen={payout.status}
            data-testid="offline"
          >
            {words.payout.offline}
          </p>
        )}
        <WayBack context={context} />
        <section class="summary" aria-label={words.payout.forYou}>
          <p class="amount" data-testid="amount">
            {words.money(payout.received)}
          </p>
          <PayoutFacts context={context} />
        </section>
      </section>
    </Layout>
  )
}

/** A link that can no longer be used. */
export function ExpiredPayoutPage({
  context,
  bar,
}: {
  readonly context: PayoutContext
  readonly bar?: VNode | undefined
}) {
  const { merchant, words } = context
  return (
    <Layout
      title={words.payout.expired}
      words={words}
      context={context}
      bar={bar}
      questions={words.payout.questions}
    >
      <section class="card centred">
        <Picture name="clock" />
        <h1 data-testid="title">{words.payout.expired}</h1>
        <p class="lead">{words.payout.expiredText(merchant.name)}</p>
        <WayBack context={context} />
      </section>
    </Layout>
  )
}

/** The way back that the merchant appended to the link. */
function WayBack({ context: { returnUrl, merchant, words } }: { readonly context: PayoutContext }) {
  if (returnUrl === null) return null
  return (
    <p>
      <a class="button" href={returnUrl} data-testid="back-to-shop">
        {words.status.back(merchant.name)}
      </a>
    </p>
  )
}

interface Standing {
  readonly picture: PictureName
  readonly title: string
  readonly text: string
}

function standing({ merchant, words }: PayoutContext, payout: Payout): Standing {
  const { payout: says } = words
  const { provider, beneficiary } = payout
  const amount = words.money(payout.received).replaceAll(' ', '\u00a0')
  const to = says.account(provider, beneficiary.accountNumber)
  if (hasArrived(payout)) return { picture: 'tick', title: says.arrived, text: says.arrivedText(amount, to) }
  if (isUnderWay(payout)) {
    const picture = payout.channel === 'BANK TRANSFER' ? 'bank' : 'phone'
    return { picture, title: says.sent, text: says.sentText(amount, to) }
  }
  return { picture: 'cross', title: says.failed, text: says.failedText(merchant.name) }
}
