import type { CheckoutLink, OrderItem } from '../../domain/checkout-link.js'
import { times } from '../../domain/money.js'
import type { Words } from '../i18n/language.js'

interface Props {
  readonly link: CheckoutLink
  readonly words: Words
}

/** What is being paid for, in full: beside the form. */
export function Receipt({ link, words }: Props) {
  return (
    <section class="receipt" aria-labelledby="order-heading">
      <h2 id="order-heading">{words.order.heading}</h2>
      <p class="amount" data-testid="amount">
        {words.money(link.total)}
      </p>
      {link.items.length > 0 && <Items link={link} words={words} />}
      <OrderFacts link={link} words={words} />
    </section>
  )
}

/** What is being paid for, in short: on the pages after the form. */
export function OrderSummary({ link, words }: Props) {
  return (
    <section class="summary" aria-label={words.order.summary}>
      <p class="amount" data-testid="amount">
        {words.money(link.total)}
      </p>
      <OrderFacts link={link} words={words} />
    </section>
  )
}

function Items({ link: { items, total }, words }: Props) {
  return (
    <ul class="items" data-testid="items">
      {items.map((item, i) => (
        <li key={i}>
          <span class="item-name">
            {item.name}
            {item.quantity !== 1 && (
              <span class="item-count">
                {' '}
                {item.quantity} × {words.money({ minor: item.price, currency: total.currency })}
              </span>
            )}
          </span>{' '}
          <span class="item-price">{words.money({ minor: priceOf(item), currency: total.currency })}</span>
        </li>
      ))}
    </ul>
  )
}

function OrderFacts({ link, words }: Props) {
  return (
    <dl class="facts">
      {link.description && (
        <div>
          <dt>{words.order.for}</dt>
          <dd data-testid="description">{link.description}</dd>
        </div>
      )}
      {link.customer.name && (
        <div>
          <dt>{words.order.customer}</dt>
          <dd data-testid="customer-name">{link.customer.name}</dd>
        </div>
      )}
      <div>
        <dt>{words.order.reference}</dt>
        <dd data-testid="order-reference">{link.orderReference}</dd>
      </div>
    </dl>
  )
}

function priceOf({ price, quantity }: OrderItem): number {
  // A link whose total was given may hold items whose own sum cannot be counted exactly.
  return times(price, quantity) ?? price
}
