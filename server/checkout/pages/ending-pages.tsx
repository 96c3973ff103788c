import type { ComponentChildren, VNode } from 'preact'
import { addressOf } from '../addresses.js'
import type { CheckoutContext } from '../checkout-context.js'
import type { Words } from '../i18n/language.js'
import type { PageErrorName } from '../page-error.js'
import { Layout } from './layout.js'
import { OrderSummary } from './order.js'
import { Picture, type PictureName } from './picture.js'

interface EndingProps {
  readonly context: CheckoutContext
  readonly bar?: VNode | undefined
}

/** A link that is closed because it was paid. */
export function AlreadyPaidPage({ context, bar }: EndingProps) {
  const { ended } = context.words
  return (
    <ClosedLink context={context} bar={bar} picture="tick" title={ended.paid}>
      {ended.paidText}
    </ClosedLink>
  )
}

export function ExpiredPage({ context, bar }: EndingProps) {
  const { words, merchant } = context
  return (
    <ClosedLink context={context} bar={bar} picture="clock" title={words.ended.expired}>
      {words.ended.expiredText(merchant.name)}
    </ClosedLink>
  )
}

/** The scenario has the customer leave instead of paying. The link stays open. */
export function LeftPage({ context, bar }: EndingProps) {
  const { link, order, merchant, words } = context
  return (
    <Layout title={words.ended.left} context={context} words={words} bar={bar}>
      <section class="card centred">
        <Picture name="turn" />
        <h1 data-testid="title">{words.ended.left}</h1>
        <p class="lead">{words.ended.leftText(merchant.name)}</p>
        <p>
          <a class="button" href={context.to(addressOf.link(link.id))} data-testid="retry">
            {words.ended.comeBack}
          </a>
        </p>
        <OrderSummary order={order} words={words} />
      </section>
    </Layout>
  )
}

/** No link, or something that went wrong: whose shop it is cannot be said. */
export function ErrorPage({ name, words }: { readonly name: PageErrorName; readonly words: Words }) {
  const { title, text } = words.pageErrors[name]
  return (
    <Layout title={title} words={words}>
      <section class="card centred">
        <Picture name="search" />
        <h1 data-testid="title">{title}</h1>
        <p class="lead">{text}</p>
      </section>
    </Layout>
  )
}

interface ClosedLinkProps extends EndingProps {
  readonly picture: PictureName
  readonly title: string
  readonly children: ComponentChildren
}

function ClosedLink({ context, bar, picture, title, children }: ClosedLinkProps) {
  const { order, merchant, returnUrl, words } = context
  return (
    <Layout title={title} context={context} words={words} bar={bar}>
      <section class="card centred">
        <Picture name={picture} />
        <h1 data-testid="title">{title}</h1>
        <p class="lead">{children}</p>
        {returnUrl && (
          <p>
            <a class="button" href={returnUrl} data-testid="back-to-shop">
              {words.status.back(merchant.name)}
            </a>
          </p>
        )}
        <OrderSummary order={order} words={words} />
      </section>
    </Layout>
  )
}
