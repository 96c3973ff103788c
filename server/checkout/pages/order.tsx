import { times } from '../../domain/money.js'
import type { Order, OrderItem } from '../../domain/order.js'
import type { Words } from '../i18n/language.js'

interface Props {
  readonly order: Order
  readonly words: Words
}

/** What is being paid for, in full: beside the form. */
export function Receipt({ order, words }: Props) {
  return (
    <section class="receipt" aria-labelledby="order-heading">
      <h2 id="order-heading">{words.order.heading}</h2>
      <p class="amount" data-testid="amount">
        {words.money(order.total)}
      </p>
      {order.items.length > 0 && <Items order={order} words={words} />}
      <OrderFacts order={order} words={words} />
    </section>
  )
}

/** What is being paid for, in short: on the pages after the form. */
export function OrderSummary({ order, words }: Props) {
  return (
    <section class="summary" aria-label={words.order.summary}>
      <p class="amount" data-testid="amount">
        {words.money(order.total)}
      </p>
      <OrderFacts order={order} words={words} />
    </section>
  )
}

function Items({ order: { items, total }, words }: Props) {
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

function OrderFacts({ order, words }: Props) {
  return (
    <dl class="facts">
      {order.description && (
        <div>
          <dt>{words.order.for}</dt>
          <dd data-testid="description">{order.description}</dd>
        </div>
      )}
      {order.customer.name && (
        <div>
          <dt>{words.order.customer}</dt>
          <dd data-testid="customer-name">{order.customer.name}</dd>
        </div>
      )}
      <div>
        <dt>{words.order.reference}</dt>
        <dd data-testid="order-reference">{order.orderReference}</dd>
      </div>
    </dl>
  )
}

function priceOf({ price, quantity }: OrderItem): number {
  // A link whose total was given may hold items whose own sum cannot be counted exactly.
  return times(price, quantity) ?? price
}
