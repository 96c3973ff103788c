import type { Evidence, Grade, Profile, Switch } from './dialect.js'

const graded =
  (grade: Grade) =>
  (note: string): Evidence => ({ grade, note })

const documented = graded('documented')
const observed = graded('observed')
const secondhand = graded('secondhand')
const assumed = graded('assumed')

/** The same value in every profile. */
const always = <const V>(value: V): { readonly [P in Profile]: V } => ({
  live: value,
  documented: value,
  legacy2025: value,
})

/** Every dialect switch the sandbox knows, in the order of a payment: token, link, page, notifications, query. */
export const SWITCHES = {
  badCredentialsStatus: {
    decides: 'The status that refuses a wrong, revoked or expired API key, or an unknown client id.',
    values: [
      {
        value: 403,
        means: 'Bad credentials answer 403.',
        evidence: [documented('the API reference lists 403'), observed('most published logs show 403')],
      },
      {
        value: 401,
        means: 'Bad credentials answer 401.',
        evidence: [
          secondhand('a guide gives 401 for every bad credential'),
          observed('one support mail speaks of 401'),
        ],
      },
    ],
    profiles: always(403),
  },
  doubledBearer: {
    decides: 'What happens to `Authorization: Bearer Bearer <jwt>`, the slip of adding the prefix twice.',
    values: [
      {
        value: 'refuse',
        means: 'The call is refused with 401.',
        evidence: [observed('an integrator met 401')],
      },
      {
        value: 'accept',
        means: 'The call goes through as if the prefix stood there once.',
        evidence: [secondhand('an earlier note says so, and four published clients send it')],
      },
    ],
    profiles: always('refuse'),
  },
  bareToken: {
    decides: 'What happens to `Authorization: <jwt>`, without the word Bearer.',
    values: [
      {
        value: 'refuse',
        means: 'The call is refused with 401.',
        evidence: [assumed('the docs always show the prefix')],
      },
      { value: 'accept', means: 'The call goes through.', evidence: [assumed('nobody reports either way')] },
    ],
    profiles: always('refuse'),
  },
  olderTokens: {
    decides: 'Whether a new token ends the ones made before it.',
    values: [
      {
        value: 'stayValid',
        means: 'Every token lives out its hour.',
        evidence: [assumed('integrators run several processes without complaint')],
      },
      {
        value: 'revoked',
        means: 'Only the newest token of an application is valid.',
        evidence: [assumed('how many may live at once is unknown')],
      },
    ],
    profiles: always('stayValid'),
  },
  errorEnvelope: {
    decides: 'The shape of the JSON body that carries a refusal.',
    values: [
      {
        value: 'nest',
        means:
          'Refusals carry `statusCode`, `message` and mostly `error`; checksum and type refusals list texts.',
        evidence: [
          observed('the one full live body on record has this shape (January 2026)'),
          assumed('that every other refusal follows it, and that it was so in 2025'),
        ],
      },
      {
        value: 'messageOnly',
        means: 'Refusals carry `message` alone, always one text.',
        evidence: [documented("the vendor's OpenAPI files declare only `message`")],
      },
    ],
    profiles: { live: 'nest', documented: 'messageOnly', legacy2025: 'nest' },
  },
  missingChecksumMessage: {
    decides: 'The text that refuses a request without the checksum its application demands.',
    values: [
      {
        value: 'checksumIsRequired',
        means: 'The text is `checksum is required`.',
        evidence: [observed('seen on a USSD push')],
      },
      {
        value: 'invalidChecksum',
        means: 'The text is `Invalid checksum`, as for a wrong one.',
        evidence: [observed('reported by two integrators')],
      },
    ],
    profiles: always('checksumIsRequired'),
  },
  checksumWhileDisabled: {
    decides: 'What happens to a checksum sent to an application that has checksums switched off.',
    values: [
      {
        value: 'ignore',
        means: 'It is not looked at.',
        evidence: [assumed('some clients sign always and nobody reports a refusal')],
      },
      { value: 'refuse', means: 'The request is refused.', evidence: [assumed('no source speaks of it')] },
    ],
    profiles: always('ignore'),
  },
  checksumDefaultMethod: {
    decides: 'The checksum method of a request that names none.',
    values: [
      {
        value: 'canonical',
        means: 'The whole body counts, as compact JSON with sorted keys.',
        evidence: [
          documented('the default since January 2026'),
          observed('an SDK was refused in March 2026 until it changed to this form'),
        ],
      },
      {
        value: 'legacy',
        means: 'The top-level values count, joined in the order of their sorted keys.',
        evidence: [documented('the only method until January 2026')],
      },
    ],
    profiles: { live: 'canonical', documented: 'canonical', legacy2025: 'legacy' },
  },
  canonicalNonAscii: {
    decides:
      'How accents and other non-ASCII characters may be written in the text that is hashed of a request.',
    values: [
      {
        value: 'raw',
        means: 'Only the characters themselves, as UTF-8, give a valid checksum.',
        evidence: [assumed('the server most likely runs JavaScript, which writes them so')],
      },
      {
        value: 'either',
        means:
          'A request may also be signed over `\\u` escapes; how webhooks are signed is `webhookNonAscii`.',
        evidence: [assumed('two published SDKs, in Python and PHP, sign over escapes')],
      },
    ],
    profiles: always('raw'),
  },
  totalPriceType: {
    decides: 'The JSON type of `totalPrice`, and of an item `price`, in a link request.',
    values: [
      {
        value: 'stringOrNumber',
        means: 'Both `"12500"` and `12500` are taken.',
        evidence: [
          documented('the docs of 2024 show a number, newer ones a string'),
          secondhand('integrators send both'),
        ],
      },
      {
        value: 'stringOnly',
        means: 'A number is refused with `totalPrice must be a string`.',
        evidence: [documented('the current reference says string'), assumed('the wording of the refusal')],
      },
    ],
    profiles: { live: 'stringOrNumber', documented: 'stringOnly', legacy2025: 'stringOrNumber' },
  },
  unknownBodyFields: {
    decides: 'What happens to fields of a request body that the docs do not know.',
    values: [
      {
        value: 'ignore',
        means: 'They are ignored, though the checksum covers them.',
        evidence: [assumed('integrators send many invented fields and nobody reports a refusal')],
      },
      {
        value: 'refuse',
        means: 'Each is refused with `property X should not exist`.',
        evidence: [assumed('what the likely framework says when told to be strict')],
      },
    ],
    profiles: always('ignore'),
  },
  referenceLengthLimit: {
    decides: 'Where an order reference may have at most 20 characters.',
    values: [
      {
        value: 'pushOnly20',
        means: 'USSD push has the limit, checkout links have none.',
        evidence: [
          documented('the changelog of January 2026 sets it for USSD push'),
          observed('links with references of 32 and 50 characters went through (October 2025)'),
        ],
      },
      {
        value: 'everywhere20',
        means: 'Checkout links have the limit too.',
        evidence: [secondhand('an integrator believes that links have a limit too, though one of 32')],
      },
      {
        value: 'none',
        means: 'A reference may have any length.',
        evidence: [documented('no text before 2026 names a limit')],
      },
    ],
    profiles: { live: 'pushOnly20', documented: 'pushOnly20', legacy2025: 'none' },
  },
  clientIdInReplies: {
    decides: 'Whether replies, query rows and notifications carry `clientId`.',
    values: [
      {
        value: 'present',
        means: 'They carry it.',
        evidence: [documented('newer pages show it')],
      },
      {
        value: 'absent',
        means: 'They leave it out.',
        evidence: [
          observed('a link reply logged in July 2025 lacks it'),
          documented('the texts of March 2025 lack it'),
        ],
      },
    ],
    profiles: { live: 'present', documented: 'present', legacy2025: 'absent' },
  },
  linkExpirySeconds: {
    decides: 'How long a checkout link can be paid.',
    values: [
      {
        value: 'none',
        means: 'Links never expire.',
        evidence: [assumed('no page mentions expiry')],
      },
      {
        integersFrom: 1,
        means: 'A link expires that many seconds after it was made, and its page says so.',
        evidence: [assumed('no page rules it out either')],
      },
    ],
    profiles: always('none'),
  },
  linkClosesAfter: {
    decides: 'Whether a link can be paid again after a payment succeeded.',
    values: [
      {
        value: 'firstSuccess',
        means: 'The first success closes the link, and later visits show that it is paid.',
        evidence: [assumed('one order is paid once')],
      },
      {
        value: 'never',
        means: 'The link stays open, and each payment sends its own notification.',
        evidence: [documented('an old support page says that a link can take several payments')],
      },
    ],
    profiles: { live: 'firstSuccess', documented: 'never', legacy2025: 'never' },
  },
  redirectParams: {
    decides: 'What is added to the Return URL when the browser goes back after a success.',
    values: [
      {
        value: 'full',
        means: 'Both `orderReference` and `status` are added.',
        evidence: [observed('a live project in July 2025')],
      },
      {
        value: 'referenceOnly',
        means: 'Only `orderReference` is added.',
        evidence: [observed('another live project in November 2025')],
      },
      {
        value: 'none',
        means: 'Nothing is added.',
        evidence: [
          documented('by omission: the docs name no parameter'),
          secondhand('integrators say that parameters are sometimes missing'),
        ],
      },
    ],
    profiles: { live: 'full', documented: 'none', legacy2025: 'full' },
  },
  redirectOnFailure: {
    decides: 'Where the browser is after a failed payment.',
    values: [
      {
        value: 'stay',
        means: 'The hosted page stays and offers another try.',
        evidence: [assumed('no source describes a failure')],
      },
      {
        value: 'redirect',
        means: 'The browser goes to the Return URL with `status=FAILED`.',
        evidence: [assumed('no source describes a failure')],
      },
    ],
    profiles: always('stay'),
  },
  redirectStatusCode: {
    decides: 'The HTTP status that sends the browser back to the Return URL.',
    values: [
      { value: 302, means: '302 Found; the browser then does a GET.', evidence: [assumed('never logged')] },
      {
        value: 303,
        means: '303 See Other; the browser then does a GET.',
        evidence: [assumed('never logged')],
      },
    ],
    profiles: always(302),
  },
  paymentIdStyle: {
    decides: "What ClickPesa's own payment ids look like.",
    values: [
      {
        value: 'operatorCode',
        means: 'Ids are `LCPC` and 10 characters, or `CLPLCPC` and 6 for a push.',
        evidence: [observed('live rows, webhooks and push replies')],
      },
      {
        value: 'referencePrefixed',
        means: 'Ids are the order reference, `LCP` and a short code.',
        evidence: [documented('the samples in the docs')],
      },
    ],
    profiles: { live: 'operatorCode', documented: 'referencePrefixed', legacy2025: 'operatorCode' },
  },
  pushPhoneError: {
    decides: 'The text that refuses a USSD push to a number that begins with a plus sign or with 0.',
    values: [
      {
        value: 'countryCodeText',
        means: 'The text is `Phone number must start with country code and without the plus sign`.',
        evidence: [observed('a live refusal, from "must" on'), assumed('how the text begins')],
      },
      {
        value: 'unsupportedText',
        means: 'The text is `Invalid / unsupported phone number`, as for any other wrong number.',
        evidence: [documented('the only text about phones in the API reference')],
      },
    ],
    profiles: { live: 'countryCodeText', documented: 'unsupportedText', legacy2025: 'countryCodeText' },
  },
  pushPreviewFee: {
    decides: 'What `fee` means in the preview of a push or a card payment.',
    values: [
      {
        value: 'amountPlusCharge',
        means: 'The amount is in it: 1150 for an amount of 1000 and a charge of 150.',
        evidence: [observed('1150 for an amount of 1000, with three methods'), assumed('the charge of 150')],
      },
      {
        value: 'chargeOnly',
        means: 'It is the charge alone: 150.',
        evidence: [assumed("the field's name; the charge of 150")],
      },
    ],
    profiles: { live: 'amountPlusCharge', documented: 'chargeOnly', legacy2025: 'chargeOnly' },
  },
  bulkBillPayBody: {
    decides: 'What the body of a bulk creation of control numbers may be.',
    values: [
      {
        value: 'objectOnly',
        means: 'An object with `controlNumbers`.',
        evidence: [documented('the BillPay overview')],
      },
      {
        value: 'objectOrArray',
        means: 'Also the bare array.',
        evidence: [secondhand('one SDK posts it')],
      },
    ],
    profiles: always('objectOnly'),
  },
  webhookChecksum: {
    decides: 'Where a webhook carries its checksum, and what that covers.',
    values: [
      {
        value: 'topLevel',
        means: '`checksum` and `checksumMethod` stand beside `event` and `data`; canonical over the rest.',
        evidence: [
          documented('the wording of the checksum page'),
          secondhand('an SDK went back to this in May 2026 and says that it works'),
        ],
      },
      {
        value: 'topLevelNoMethod',
        means: 'As `topLevel`, without `checksumMethod`.',
        evidence: [assumed('for receivers that forget to leave that field out')],
      },
      {
        value: 'insideDataLegacy',
        means: '`checksum` stands inside `data` and covers its other values, by the legacy method.',
        evidence: [observed('captured in November and December 2025')],
      },
      {
        value: 'none',
        means: 'Webhooks are not signed, whatever the application says.',
        evidence: [assumed('for receivers that must cope without')],
      },
    ],
    profiles: { live: 'topLevel', documented: 'topLevel', legacy2025: 'insideDataLegacy' },
  },
  webhookSignatureHeader: {
    decides: 'Whether a webhook also carries its checksum in a header.',
    values: [
      {
        value: 'none',
        means: 'There is no such header.',
        evidence: [observed('nobody who logged all headers saw one')],
      },
      {
        value: 'xClickpesaChecksum',
        means: 'The header `x-clickpesa-checksum` repeats the checksum of the body.',
        evidence: [secondhand('clients guess at a header')],
      },
    ],
    profiles: always('none'),
  },
  webhookNonAscii: {
    decides:
      'How accents and other non-ASCII characters are written in the text that is hashed of a webhook or callback, by the canonical method. The message itself has the characters.',
    values: [
      {
        value: 'raw',
        means: 'The checksum covers the characters themselves, as UTF-8.',
        evidence: [assumed('the server most likely runs JavaScript, which writes them so')],
      },
      {
        value: 'escaped',
        means:
          'The checksum covers `\\u` escapes in their place: a receiver that hashes the characters finds it wrong.',
        evidence: [assumed('two published SDKs, in Python and PHP, expect it so')],
      },
    ],
    profiles: always('raw'),
  },
  webhookAmountFormat: {
    decides: 'How amounts are written in payment notifications.',
    values: [
      {
        value: 'integerString',
        means: 'A whole amount has no decimals: `"12500"`.',
        evidence: [documented('the newest samples')],
      },
      {
        value: 'twoDecimals',
        means: 'Every amount has two decimals: `"12500.00"`.',
        evidence: [documented('older samples')],
      },
    ],
    profiles: { live: 'integerString', documented: 'integerString', legacy2025: 'twoDecimals' },
  },
  webhookEventKey: {
    decides: 'The key that names the event in a webhook.',
    values: [
      {
        value: 'event',
        means: 'The key is `event` in every webhook.',
        evidence: [documented('the newest samples')],
      },
      {
        value: 'eventTypeOnFailure',
        means: 'PAYMENT FAILED uses `eventType` instead.',
        evidence: [documented('the sample of March 2025')],
      },
    ],
    profiles: { live: 'event', documented: 'event', legacy2025: 'eventTypeOnFailure' },
  },
  paymentReceivedShape: {
    decides: 'The field names inside PAYMENT RECEIVED.',
    values: [
      {
        value: 'current',
        means: '`id`, `collectedAmount`, `customerName` and their like.',
        evidence: [documented('the samples of today')],
      },
      {
        value: 'middle2025',
        means: '`paymentId` still, but already `collectedAmount`, `collectedCurrency` and `clientId`.',
        evidence: [documented('the samples of the rest of 2025'), assumed('the customer keys of that time')],
      },
      {
        value: 'march2025',
        means: '`paymentId`, `amount`, `currency` and a customer with `name`, `email`, `phone`.',
        evidence: [documented('the samples of March 2025')],
      },
    ],
    profiles: { live: 'current', documented: 'current', legacy2025: 'march2025' },
  },
  settledRedelivery: {
    decides: 'Whether a payment that settles is announced by a second PAYMENT RECEIVED.',
    values: [
      {
        value: 'off',
        means: 'Settling sends nothing.',
        evidence: [documented('by omission: the docs name no such message')],
      },
      {
        value: 'on',
        means: 'A second PAYMENT RECEIVED comes with the status SETTLED.',
        evidence: [observed('two integrators received it')],
      },
    ],
    profiles: always('off'),
  },
  appWebhookCoverage: {
    decides: "Which payments go to an application's webhooks instead of the merchant's.",
    values: [
      {
        value: 'allAppActivity',
        means: 'All that belong to the application, hosted checkout included.',
        evidence: [documented('the newest wording')],
      },
      {
        value: 'apiInitiatedOnly',
        means: "Only those started by API; hosted checkout goes to the merchant's webhooks.",
        evidence: [documented('the wording of February 2026')],
      },
      {
        value: 'none',
        means: "None; everything goes to the merchant's webhooks.",
        evidence: [documented('application webhooks did not exist before February 2026')],
      },
    ],
    profiles: { live: 'allAppActivity', documented: 'allAppActivity', legacy2025: 'none' },
  },
  notificationRetry: {
    decides: 'When a notification that was not received is sent again.',
    values: [
      {
        value: 'invented',
        means: 'Eight attempts over two hours, on a schedule invented for the sandbox.',
        evidence: [secondhand('that retries exist at all'), assumed('the schedule')],
      },
      { value: 'none', means: 'It is sent once.', evidence: [assumed('the docs name no retry')] },
      {
        value: 'standardWebhooks',
        means: 'Ten attempts over three days, as the Standard Webhooks project suggests.',
        evidence: [secondhand('that retries exist at all'), assumed('the schedule')],
      },
    ],
    profiles: { live: 'invented', documented: 'none', legacy2025: 'invented' },
  },
  callbackBody: {
    decides: "The body posted to a link's `callbackUrl`.",
    values: [
      {
        value: 'flat',
        means: 'The payment fields stand at the top level.',
        evidence: [
          secondhand('two integrators of the current API'),
          observed('exactly this in the API of 2023 and 2024'),
        ],
      },
      {
        value: 'wrapped',
        means: 'The body is that of the PAYMENT RECEIVED webhook.',
        evidence: [assumed('the docs show no body')],
      },
    ],
    profiles: always('flat'),
  },
  callbackChecksum: {
    decides: 'Whether the call to `callbackUrl` is signed.',
    values: [
      {
        value: 'whenEnabled',
        means: 'It is, where the application has checksums switched on.',
        evidence: [assumed('by analogy with webhooks')],
      },
      { value: 'never', means: 'It never is.', evidence: [assumed('the docs are silent')] },
    ],
    profiles: { live: 'whenEnabled', documented: 'never', legacy2025: 'never' },
  },
  queryUnknownReference: {
    decides: 'The answer to a query for a reference nobody used.',
    values: [
      {
        value: 'badRequest400',
        means: '400 with `Invalid or missing payment: <reference>`.',
        evidence: [observed('twice, by unrelated authors'), assumed('that it was so in 2025')],
      },
      {
        value: 'notFound404',
        means: '404 with the same text.',
        evidence: [documented('the API reference; nobody logged one')],
      },
      {
        value: 'emptyArray200',
        means: '200 with an empty array.',
        evidence: [secondhand('some integrators expect it')],
      },
    ],
    profiles: { live: 'badRequest400', documented: 'notFound404', legacy2025: 'badRequest400' },
  },
  queryLinkWithoutAttempt: {
    decides: 'The answer to a query for a link that nobody tried to pay yet.',
    values: [
      {
        value: 'emptyArray200',
        means: '200 with an empty array.',
        evidence: [assumed('a link is known, and has no rows'), secondhand('several integrators handle it')],
      },
      {
        value: 'sameAsUnknown',
        means: 'The same as for a reference nobody used.',
        evidence: [assumed('the docs know no other way to say "nothing"')],
      },
    ],
    profiles: { live: 'emptyArray200', documented: 'sameAsUnknown', legacy2025: 'emptyArray200' },
  },
  queryAmountFormat: {
    decides: 'The JSON type of `collectedAmount` in query rows.',
    values: [
      { value: 'number', means: 'A number: `12500`.', evidence: [documented('the API reference')] },
      {
        value: 'string',
        means: 'A string without needless decimals: `"12500"`.',
        evidence: [documented("the vendor's own example code")],
      },
      {
        value: 'string2dp',
        means: 'A string with two decimals: `"12500.00"`.',
        evidence: [observed('a live row, though under the key `amount`')],
      },
    ],
    profiles: always('number'),
  },
  queryExtraAmount: {
    decides: 'Whether query rows carry a second amount under the key `amount`.',
    values: [
      { value: 'off', means: 'They do not.', evidence: [documented('the API reference does not list it')] },
      {
        value: 'on',
        means: 'They do, as a string with two decimals.',
        evidence: [observed('one live row of 2026 with `"500.00"`')],
      },
    ],
    profiles: always('off'),
  },
  queryAttemptOrder: {
    decides: 'The order of several payments of one link in the query.',
    values: [
      {
        value: 'newestFirst',
        means: 'The newest payment comes first.',
        evidence: [assumed('most clients read the first row')],
      },
      {
        value: 'oldestFirst',
        means: 'The oldest comes first.',
        evidence: [assumed('no source names an order')],
      },
    ],
    profiles: always('newestFirst'),
  },
  paymentsAllOlderFilters: {
    decides: 'What the older parameters of the payment list (`id`, `search`, `currency`) do.',
    values: [
      {
        value: 'ignored',
        means: 'They are ignored like any unknown parameter.',
        evidence: [assumed('the current reference no longer lists them')],
      },
      {
        value: 'honoured',
        means: 'They filter the list.',
        evidence: [documented('older copies of the reference')],
      },
    ],
    profiles: { live: 'ignored', documented: 'ignored', legacy2025: 'honoured' },
  },
  payoutFeeBearer: {
    decides: 'Who bears the fee of a payout. ClickPesa sets it for each account.',
    values: [
      {
        value: 'merchant',
        means: 'It is taken beside the amount.',
        evidence: [documented('the sample of a payout')],
      },
      {
        value: 'both',
        means: 'Half each.',
        evidence: [documented('the value is listed'), assumed('how it is shared')],
      },
      {
        value: 'customer',
        means: 'The receiver gets so much less.',
        evidence: [documented('the value is listed')],
      },
    ],
    profiles: always('merchant'),
  },
  payoutCooldown: {
    decides: 'Which payouts are refused within 60 seconds of another.',
    values: [
      {
        value: 'sameReceiver',
        means: 'One of the same amount to the same receiver, whatever its reference.',
        evidence: [
          documented('the changelog: against requests that are submitted again'),
          assumed('what is the same'),
        ],
      },
      {
        value: 'everyPayout',
        means: 'Every payout of the merchant.',
        evidence: [assumed('the text names nothing that would have to be the same')],
      },
    ],
    profiles: always('sameReceiver'),
  },
  payoutAccountName: {
    decides: 'Whose name a payout to a bank account shows.',
    values: [
      {
        value: 'asSent',
        means: 'The one that was sent; where none was, the one that the bank has.',
        evidence: [
          documented('the sample of a webhook, whose name is not in capitals, as looked-up ones are'),
        ],
      },
      {
        value: 'lookedUp',
        means: 'The one that the bank has for the account, whatever was sent.',
        evidence: [assumed('names come through payout previews, as is documented')],
      },
    ],
    profiles: always('asSent'),
  },
  payoutUnknownBank: {
    decides: 'What becomes of a payout to a bank that is not in the list of banks.',
    values: [
      {
        value: 'refuse',
        means: 'It is refused with `Invalid / unsupported bank`.',
        evidence: [assumed('as a phone number without an operator is')],
      },
      {
        value: 'accept',
        means: 'It is taken if its code has the form of a SWIFT code, which then stands for the bank.',
        evidence: [assumed("ClickPesa's own list is not published, and may be longer")],
      },
    ],
    profiles: always('refuse'),
  },
  payoutTransferKey: {
    decides: 'What webhooks of payouts to banks call the kind of transfer.',
    values: [
      {
        value: 'transferType',
        means: 'It is `transferType`.',
        evidence: [documented('the newer copy of the docs')],
      },
      {
        value: 'settlementType',
        means: 'It is `settlementType`.',
        evidence: [documented('the older copy of the docs')],
      },
    ],
    profiles: { live: 'transferType', documented: 'transferType', legacy2025: 'settlementType' },
  },
  payoutInitiatedOn: {
    decides: 'When PAYOUT INITIATED is sent.',
    values: [
      {
        value: 'success',
        means: 'When the payout becomes SUCCESS.',
        evidence: [documented('the sample has that status, which means "initiated successfully"')],
      },
      {
        value: 'created',
        means: 'As soon as it is AUTHORIZED.',
        evidence: [assumed('from the name of the event')],
      },
    ],
    profiles: always('success'),
  },
  balanceShape: {
    decides: 'The shape of the answer that tells the balance.',
    values: [
      { value: 'array', means: 'A list of currencies.', evidence: [documented('the API reference')] },
      {
        value: 'object',
        means: 'An object with that list under `balances`.',
        evidence: [secondhand('three clients expect one')],
      },
    ],
    profiles: always('array'),
  },
  balanceCreditedOn: {
    decides: "When the money of a payment reaches the merchant's balance.",
    values: [
      {
        value: 'settlement',
        means: 'When the payment becomes SETTLED.',
        evidence: [documented('the page on statuses: SUCCESS is paid and not yet settled to the merchant')],
      },
      {
        value: 'success',
        means: 'As soon as the payment is SUCCESS.',
        evidence: [assumed('nobody has published a balance before a settlement and after it')],
      },
    ],
    profiles: always('settlement'),
  },
} as const satisfies Record<string, Switch>
