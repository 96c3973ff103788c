import { assumed, documented, observed, SOURCE, secondhand } from '../contracts/schemas/evidence.js'

/** What the sandbox does that is neither a field nor a refusal nor decided by a switch, and how it is known. */
export const BEHAVIOUR = {
  Tokens: [
    ['A token lives for one hour of the merchant’s clock.', documented(SOURCE.token)],
    ['The token begins with Bearer and goes back unchanged.', documented(SOURCE.token)],
    ['Switching the checksum on or off ends all tokens of the application.', documented(SOURCE.checksum)],
    ['Revoking an API key ends the tokens that it made.', assumed('the docs do not say')],
    [
      'A token carries the merchant id in the claim id.',
      observed('an integrator of the older checkout call'),
    ],
    [
      'The other claims of a token, and that it is signed with HS256.',
      assumed('only the length of one token is known'),
    ],
    ['A token has about 392 characters.', observed('one whole token, February 2026')],
    ['The word Bearer counts in any case.', assumed('the habit of the framework')],
  ],
  Requests: [
    [
      'The checksum is checked before the fields.',
      observed('a body with wrong field names got "Invalid checksum"'),
    ],
    ['The order of all other checks.', assumed('no source compares them')],
    ['A refused request changes nothing and uses up no reference.', assumed('no source says otherwise')],
    ['Creating a link uses its reference up, paid or not.', assumed('from the text of the 409')],
    [
      'References that differ only in the case of their letters are different references.',
      assumed('no source says otherwise'),
    ],
    [
      'An empty string or null counts as absent, and is part of the checksum.',
      secondhand('an integrator sends empty ones'),
    ],
    ['With totalPrice and orderItems, totalPrice is charged.', assumed('the docs have one or the other')],
    ['No body, {} and [] are taken where no body is needed.', observed('published clients send all of them')],
    ['A slash at the end of a path changes nothing.', assumed('the habit of the framework')],
    [
      'The canonical checksum: sorted keys at all depths, compact JSON, HMAC-SHA256 in hex.',
      documented(SOURCE.checksum),
    ],
    [
      'Characters and numbers are written as JavaScript does before hashing.',
      assumed('the server most likely runs it'),
    ],
  ],
  'The hosted page': [
    [
      'Mobile money, bank and cards; a phone prompt for mobile money.',
      documented('docs.clickpesa.com/home/payment-methods'),
    ],
    ['Which methods a currency offers.', assumed('no page lists them by currency')],
    [
      'After a payment the browser goes to the Return URL of the application.',
      documented(SOURCE.hostedApplication),
    ],
    ['A Return URL keeps its own query and fragment.', assumed('no source says otherwise')],
    ['The redirect waits for no notification.', observed('notifications often come later')],
    ['A link has one control number, however often it is asked for.', assumed('no source says otherwise')],
    [
      'A control number begins as PENDING and is reported under the operator of the customer’s phone.',
      assumed('what the gateway reports of a bill payment is unknown'),
    ],
    [
      'No other page may frame it, unless a merchant of the sandbox allows that.',
      assumed('no page mentions frames'),
    ],
    ['Test cards, the look of the page and its texts.', assumed('made for the sandbox')],
  ],
  Payments: [
    ['The names of the statuses and what they mean.', documented(SOURCE.paymentStatus)],
    ['Which status may follow which.', assumed('from what they mean')],
    ['Several attempts under one order.', assumed('the query answers a list')],
    [
      'When a payment settles: only on command.',
      observed('integrators met it in the same session or a day later'),
    ],
    ['Messages of failures.', assumed('one text is known, about a low balance')],
    ['collectedAmount may be less than what was asked.', documented(SOURCE.webhooks)],
  ],
  'USSD push': [
    ['The channel follows from the digits after 255.', documented('ClickPesa/tanzanian-phone-validator')],
    ['Which channel belongs to which phone company.', assumed('the docs name channels, not companies')],
    ['A phone number has 12 digits.', assumed('all examples have')],
    ['A preview checks the form of the reference, and does not reserve it.', documented(SOURCE.pushPreview)],
    ['A push costs the customer TZS 150.', assumed('1150 was seen for 1000; that it is flat is a guess')],
    ['A push near the least amount may have failed by the time of its reply.', observed('live pushes')],
    [
      'A method that is unavailable is shown by the preview, and refused by the push with 404.',
      assumed('the docs have the texts, without their causes'),
    ],
    ['Without a phone number a preview names no sender.', assumed('there is nobody to name')],
  ],
  Cards: [
    ['A card costs the customer 4.85 %.', secondhand('integrators say so')],
    ['The methods that a preview of a card payment lists.', assumed('the docs name none')],
    [
      'The link of a card payment is one of the hosted page.',
      assumed('the docs only say that it is an address'),
    ],
    ['A customer id is not looked up.', assumed('no operation of the API makes customers')],
    ['The 3-D Secure step: when it comes, and what it looks like.', assumed('nobody has published it')],
    ['That cards need a completed KYC is not played.', documented(SOURCE.rateLimits)],
  ],
  BillPay: [
    ['The number of an order closes after a payment, even a partial one.', documented(SOURCE.billPay)],
    ['The number of a customer stays open.', documented(SOURCE.billPay)],
    [
      'A control number has 14 digits, of which the first four are those of the merchant.',
      observed('the documented samples'),
    ],
    [
      'A bill payment is PENDING first, and comes over the operator of the phone.',
      assumed('no source says so'),
    ],
    ['Mobile money pays TZS 500 to 5,000,000 of a bill.', secondhand('integrators say so')],
    ['Query Payment takes the reference of a bill.', assumed('the docs name no other query')],
    ['Control numbers need the feature of the collection API.', assumed('the docs do not say')],
  ],
  Notifications: [
    ['A webhook is a POST of JSON; any 2xx means received.', documented(SOURCE.webhooks)],
    ['The URL of the application replaces that of the merchant.', documented(SOURCE.webhooks)],
    ['The callbackUrl is called on success, beside the webhook.', documented(SOURCE.link)],
    [
      'Every failed attempt sends one PAYMENT FAILED, every success one PAYMENT RECEIVED.',
      assumed('the docs name the events, not how often they come'),
    ],
    ['ON-HOLD, REFUNDED and REVERSED of a payment send nothing.', assumed('no event is listed for them')],
    ['A receiver has 30 seconds.', secondhand('integrators say so, without a log')],
    ['Redirects of receivers are not followed.', assumed('no source speaks of it')],
    ['Plain http receivers are taken, with a note.', assumed('needed on one’s own machine')],
    ['Headers and sender of notifications.', assumed('nobody has published them')],
  ],
  Queries: [
    ['Query Payment answers a list, one row for each attempt.', documented(SOURCE.query)],
    [
      'Days of the list are those of East Africa Time, the last one included.',
      assumed('the docs do not say'),
    ],
    ['limit has no maximum.', assumed('the docs name none')],
    ['Payments of all applications of a merchant are visible.', assumed('rows carry the client id')],
  ],
} as const
