import type { ComponentChildren } from 'preact'
import { addressOf } from '../addresses.js'
import type { Visit } from '../visit.js'
import { Layout } from './layout.js'
import { OrderSummary } from './order.js'
import { Picture, type PictureName } from './picture.js'

/** A link that is closed because it was paid. */
export function AlreadyPaidPage({ visit }: { readonly visit: Visit }) {
  return (
    <ClosedLink visit={visit} picture="tick" title="This order is already paid">
      There is nothing left to pay. If you came back to check: your payment has arrived.
    </ClosedLink>
  )
}

export function ExpiredPage({ visit }: { readonly visit: Visit }) {
  return (
    <ClosedLink visit={visit} picture="clock" title="This payment link has expired">
      It can no longer be paid. Ask {visit.merchant.name} for a new one.
    </ClosedLink>
  )
}

/** The scenario has the customer leave instead of paying. The link stays open. */
export function LeftPage({ visit }: { readonly visit: Visit }) {
  const { link, merchant } = visit
  return (
    <Layout title="You left without paying" merchant={merchant}>
      <section class="card centred">
        <Picture name="turn" />
        <h1 data-testid="title">You left without paying</h1>
        <p class="lead">
          The scenario wants the customer to close this page now. Nothing was sent to {merchant.name}, which
          only knows that the order is still open.
        </p>
        <p>
          <a class="button" href={addressOf.link(link.id)} data-testid="retry">
            Come back and pay
          </a>
        </p>
        <OrderSummary link={link} />
      </section>
    </Layout>
  )
}

/** No link, or something that went wrong: whose shop it is cannot be said. */
export function ProblemPage({ title, message }: { readonly title: string; readonly message: string }) {
  return (
    <Layout title={title}>
      <section class="card centred">
        <Picture name="search" />
        <h1 data-testid="title">{title}</h1>
        <p class="lead">{message}</p>
      </section>
    </Layout>
  )
}

interface ClosedLinkProps {
  readonly visit: Visit
  readonly picture: PictureName
  readonly title: string
  readonly children: ComponentChildren
}

function ClosedLink({ visit: { link, merchant, returnUrl }, picture, title, children }: ClosedLinkProps) {
  return (
    <Layout title={title} merchant={merchant}>
      <section class="card centred">
        <Picture name={picture} />
        <h1 data-testid="title">{title}</h1>
        <p class="lead">{children}</p>
        {returnUrl && (
          <p>
            <a class="button" href={returnUrl} data-testid="back-to-shop">
              Back to {merchant.name}
            </a>
          </p>
        )}
        <OrderSummary link={link} />
      </section>
    </Layout>
  )
}
