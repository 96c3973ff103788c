/** What `check init` writes. */
export const EXAMPLE_CONFIG = `# What clickpesa-sandbox check needs to know of your shop. Run: clickpesa-sandbox check -- COMMAND
# The command finds CLICKPESA_BASE_URL, CLICKPESA_CLIENT_ID, CLICKPESA_API_KEY and CLICKPESA_CHECKSUM_KEY in its environment.

# Where the shop listens; it is waited for.
url: http://127.0.0.1:3000

# Where it takes ClickPesa's webhooks, and customers who come back from the hosted page.
receives: { webhook: /hooks/clickpesa, return: /back }

# Places an order, in a test build: any amount, and a link or a push that it asks ClickPesa for. The answer has the order's id.
# '{amount}' is a text; '{amount:number}' alone in its quotes becomes a number.
buy: { POST: /orders, body: { amount: '{amount}', currency: '{currency}' }, id: /id }

# Tells what was given out for an order: a number, or a list with an entry for each time. The state is optional.
look: { GET: '/orders/{id}', fulfilments: /credits, state: /state }

# Optional: the customer asks once more for a way to pay the same order.
# again: { POST: '/orders/{id}/link' }

# Optional: sets the shop's clock and runs its background jobs. Without it, lost messages cannot be judged.
# time: { POST: '/jobs/tick?now={now}' }

# Optional: your words for an order that failed, and for one that a person must look at. Without them these are not judged.
# words: { failed: [failed], review: [review] }

# Optional: where correct shops differ. What is left out may go either way.
# policy: { netOfFees: review, overpaid: fulfil, exchanged: review, unverifiable: refuse }

# Optional: how long the shop may take.
# answers: { webhook: 5s, customer: 10s }

# Optional: where the shop reaches ClickPesa, if it runs in a container or on another machine; at 127.0.0.1 without it.
# listens: { host: 0.0.0.0, port: 4299, name: host.docker.internal }

# Optional: false if your application has its checksum switched off.
# checksum: true
`
