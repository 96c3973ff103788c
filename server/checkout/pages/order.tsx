import type { CheckoutLink, OrderItem } from '../../domain/checkout-link.js'
import { moneyForPeople, times } from '../../domain/money.js'

/** What is being paid for, in full: beside the form. */
export function Receipt({ link }: { readonly link: CheckoutLink }) {
  return (
    <section class="receipt" aria-labelledby="order-heading">
      <h2 id="order-heading">Your order</h2>
      <p class="amount" data-testid="amount">
        {moneyForPeople(link.total)}
      </p>
      {link.items.length > 0 && <Items link={link} />}
      <OrderFacts link={link} />
    </section>
  )
}

/** What is being paid for, in short: on the pages after the form. */
export function OrderSummary({ link }: { readonly link: CheckoutLink }) {
  return (
    <section class="summary" aria-label="Order">
      <p class="amount" data-testid="amount">
        {moneyForPeople(link.total)}
      </p>
      <OrderFacts link={link} />
    </section>
  )
}

function Items({ link: { items, total } }: { readonly link: CheckoutLink }) {
  return (
    <ul class="items" data-testid="items">
      {items.map((item, i) => (
        <li key={i}>
          <span class="item-name">
            {item.name}
            {item.quantity !== 1 && (
              <span class="item-count">
                {' '}
                {item.quantity} × {moneyForPeople({ minor: item.price, currency: total.currency })}
              </span>
            )}
          </span>{' '}
          <span class="item-price">{moneyForPeople({ minor: priceOf(item), currency: total.currency })}</span>
        </li>
      ))}
    </ul>
  )
}

function OrderFacts({ link }: { readonly link: CheckoutLink }) {
  return (
    <dl class="facts">
      {link.description && (
        <div>
          <dt>For</dt>
          <dd data-testid="description">{link.description}</dd>
        </div>
      )}
      {link.customer.name && (
        <div>
          <dt>Customer</dt>
          <dd data-testid="customer-name">{link.customer.name}</dd>
        </div>
      )}
      <div>
        <dt>Order reference</dt>
        <dd data-testid="order-reference">{link.orderReference}</dd>
      </div>
    </dl>
  )
}

function priceOf({ price, quantity }: OrderItem): number {
  // A link whose total was given may hold items whose own sum cannot be counted exactly.
  return times(price, quantity) ?? price
}
