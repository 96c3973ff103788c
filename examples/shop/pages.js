/** @typedef {import('./shop.js').Order} Order */

/** @param {Record<string, { name: string, price: number }>} items */
export const homePage = (items) =>
  page(
    'Duka la Asha',
    `<p>Two good things from Zanzibar, paid for with ClickPesa.</p>
    <form method="post" action="/orders">
      <fieldset>
        <legend>What would you like?</legend>
        ${Object.entries(items)
          .map(
            ([id, { name, price }], index) =>
              `<label class="item"><input type="radio" name="item" value="${escaped(id)}" ${index === 0 ? 'checked' : ''}>
              ${escaped(name)} <strong>${money(price, 'TZS')}</strong></label>`,
          )
          .join('\n        ')}
      </fieldset>
      <label>Your name <input name="name" value="José Mushi" autocomplete="name" required></label>
      <label>Your phone number, with country code
        <input name="phone" value="255744000111" inputmode="numeric" autocomplete="tel" required></label>
      <button data-testid="buy">Buy</button>
    </form>`,
  )

const statusTexts = {
  paid: ['Thank you, your order is paid', 'We are packing it now.'],
  failed: ['The payment failed', 'No money was taken. You can order again and pay another way.'],
  review: [
    'We are checking your payment',
    'Something about it needs a person to look at it. We will call you.',
  ],
  waiting: ['We are still waiting for your payment', 'This page looks again every few seconds.'],
}

/** @param {Order} order */
export function orderPage({ reference, item, amount, currency, status }) {
  const [title, explanation] = statusTexts[status]
  return page(
    title,
    `<p>${explanation}</p>
    <dl>
      <dt>Status</dt><dd data-testid="order-status">${status}</dd>
      <dt>Order</dt><dd data-testid="order-reference">${escaped(reference)}</dd>
      <dt>Item</dt><dd>${escaped(item)}</dd>
      <dt>Total</dt><dd data-testid="order-amount">${money(amount, currency)}</dd>
    </dl>
    <p><a href="/">Back to the shop</a></p>`,
    // The reference goes along, so that the page asks about the same order without the first address's query.
    status === 'waiting'
      ? `<meta http-equiv="refresh" content="3; url=/return?orderReference=${encodeURIComponent(reference)}">`
      : '',
  )
}

/** @param {string} title @param {string} message */
export const messagePage = (title, message) =>
  page(title, `<p data-testid="message">${escaped(message)}</p><p><a href="/">Back to the shop</a></p>`)

/** @param {string} title @param {string} body @param {string} [head] */
const page = (title, body, head = '') => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escaped(title)}</title>
    ${head}
    <style>
      body { max-width: 32rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; color: #222 }
      fieldset { border: 1px solid #bbb; border-radius: .5rem; margin: 0 0 1rem }
      label { display: block; margin: .75rem 0 }
      input:not([type=radio]), button { display: block; width: 100%; box-sizing: border-box; padding: .75rem; font: inherit }
      button { border: 0; border-radius: .5rem; background: #0b6b4f; color: #fff; font-weight: 600; cursor: pointer }
      dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem }
      dd { margin: 0; overflow-wrap: anywhere }
    </style>
  </head>
  <body>
    <main>
    <h1 data-testid="title">${escaped(title)}</h1>
    ${body}
    </main>
  </body>
</html>
`

/** @param {number} amount @param {string} currency */
const money = (amount, currency) => `${escaped(currency)} ${amount.toLocaleString('en')}`

/** @param {string} text */
const escaped = (text) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
