import {
  askedInVain,
  back,
  bought,
  callback,
  fault,
  forged,
  look,
  payment,
  query,
  refused,
  type Story,
  story,
  tick,
  webhook,
} from './stories.js'

const paid = [webhook('SUCCESS'), look(1, 'paid')]
const waiting = [bought, look(0, 'waiting')]
const two = [payment(['SUCCESS']), payment(['SUCCESS'], { id: 'PAYMENT2' })]
const less = [payment(['SUCCESS'], { amount: '6250' })]
const dollars = [payment(['SUCCESS'], { currency: 'USD' })]
const LESS = { amount: 625_000 }
const USD = { currency: 'USD' }
const failed = [payment(['FAILED'])]
const none = { payments: [] }
const deliver = (message: number) => ({ do: 'deliver', message }) as const
const review = { plan: { ends: ['review'] as const } }

/** Stories of one order each, in which every invariant of the judge is kept by one shop and broken by another. */
export const STORIES: readonly Story[] = [
  story('paid and fulfilled', [waiting, paid, [tick, look(1, 'paid')]], []),

  // Fulfilled at most once.
  story(
    'fulfilled again when the message comes again',
    [waiting, paid, [webhook('SUCCESS'), look(2, 'paid')]],
    ['fulfils-again'],
  ),
  story(
    'fulfilled whenever the message comes',
    [waiting, paid, [webhook('SUCCESS'), look(2)], [webhook('SUCCESS'), look(3)]],
    ['fulfils-again'],
  ),
  story('fulfilled twice at one moment', [waiting, [webhook('SUCCESS'), look(2, 'paid')]], ['fulfils-again']),
  story('told again, fulfilled once', [waiting, paid, [webhook('SUCCESS'), look(1, 'paid')]], []),

  // Only with proof.
  story('fulfilled before anybody paid', [[bought, look(1, 'paid')]], ['fulfils-unpaid'], none),
  story(
    'fulfilled while the payment is under way',
    [waiting, [webhook('PROCESSING'), look(1, 'paid')]],
    ['fulfils-unpaid'],
  ),
  story(
    'fulfilled before the proof came',
    [waiting, [look(1, 'paid')], [webhook('SUCCESS'), look(1, 'paid')]],
    ['fulfils-unpaid'],
  ),
  story(
    'fulfilled before anybody paid, and lied to later',
    [
      [bought, look(1, 'paid')],
      [forged('SUCCESS'), look(1, 'paid')],
    ],
    ['fulfils-unpaid'],
    none,
  ),
  story('fulfilled by the answer to a query', [waiting, [query('SUCCESS'), look(1, 'paid')]], []),
  story('fulfilled by a callback', [waiting, [callback('SETTLED'), look(1, 'paid')]], []),
  story(
    'a forged message is believed',
    [waiting, [forged('SUCCESS'), look(1, 'paid')]],
    ['believes-forgery'],
    none,
  ),
  story(
    'a forged message is believed, and a true one comes later',
    [waiting, [forged('SUCCESS'), look(1, 'paid')], [webhook('SUCCESS'), look(1, 'paid')]],
    ['believes-forgery'],
  ),
  story(
    'a forged message is a reason to ask',
    [waiting, [forged('SUCCESS'), query('SUCCESS'), look(1, 'paid')]],
    [],
  ),
  story(
    'what nobody can verify is believed, as its owner wants',
    [waiting, [forged('SUCCESS'), look(1, 'paid')]],
    [],
    {
      ...none,
      judgement: { policy: { unverifiable: 'accept' } },
      plan: { dialect: { webhookChecksum: 'none' } },
    },
  ),
  story(
    'what can be verified is not covered by that',
    [waiting, [forged('SUCCESS'), look(1, 'paid')]],
    ['believes-forgery'],
    {
      ...none,
      judgement: { policy: { unverifiable: 'accept' } },
    },
  ),
  story(
    'what nobody can verify is believed, unlike its owner wants',
    [waiting, [forged('SUCCESS'), look(1, 'paid')]],
    ['believes-forgery'],
    { ...none, plan: { dialect: { webhookChecksum: 'none' } } },
  ),
  story(
    'the address of the return is believed',
    [waiting, [back('SUCCESS'), look(1, 'paid')]],
    ['believes-return'],
    none,
  ),
  story('the return is a reason to ask', [waiting, [back('SUCCESS'), query('SUCCESS'), look(1, 'paid')]], []),
  story(
    'fulfilled when the customer comes back and claims nothing',
    [waiting, [back(), look(1, 'paid')]],
    ['fulfils-unpaid'],
    none,
  ),

  // Of the right amount, in the right currency.
  story(
    'too little is enough',
    [waiting, [webhook('SUCCESS', LESS), look(1, 'paid')]],
    ['fulfils-too-little'],
    { payments: less },
  ),
  story(
    'another currency is enough',
    [waiting, [webhook('SUCCESS', USD), look(1, 'paid')]],
    ['fulfils-other-currency'],
    { payments: dollars },
  ),
  story(
    'another currency, where only an exchange is to be fulfilled',
    [waiting, [webhook('SUCCESS', USD), look(1, 'paid')]],
    ['fulfils-other-currency'],
    { payments: dollars, judgement: { policy: { exchanged: 'fulfil' } } },
  ),
  story(
    'too little, where only more is as its owner likes',
    [waiting, [webhook('SUCCESS', LESS), look(1, 'paid')]],
    ['fulfils-too-little'],
    { payments: less, judgement: { policy: {} } },
  ),
  story(
    'too little, where only fees may be missing',
    [waiting, [webhook('SUCCESS', LESS), look(1, 'paid')]],
    ['fulfils-too-little'],
    { payments: less, judgement: { policy: { netOfFees: 'fulfil' } } },
  ),
  story(
    "fulfilled for a payment that is nobody's",
    [waiting, [query('SUCCESS'), look(1, 'paid')]],
    ['fulfils-too-little'],
    none,
  ),
  story(
    'too much, where it is for a person',
    [waiting, [webhook('SUCCESS'), look(1, 'paid')]],
    ['fulfils-too-little'],
    { payments: [payment(['SUCCESS'], { amount: '13000' })] },
  ),
  story('too much, where its owner does not care', [waiting, [webhook('SUCCESS'), look(1, 'paid')]], [], {
    payments: [payment(['SUCCESS'], { amount: '13000' })],
    judgement: { policy: {} },
  }),
  story(
    'too much, where it is to be fulfilled',
    [waiting, [webhook('SUCCESS'), look(0, 'waiting')]],
    ['never-fulfils'],
    {
      payments: [payment(['SUCCESS'], { amount: '13000' })],
      judgement: { policy: { overpaid: 'fulfil' } },
    },
  ),
  story(
    'net of fees, where it is to be fulfilled',
    [waiting, [webhook('SUCCESS', LESS), look(1, 'paid')]],
    [],
    {
      payments: [payment(['SUCCESS'], { amount: '6250', scenario: 'net-of-fees' })],
      judgement: { policy: { netOfFees: 'fulfil' } },
    },
  ),
  story(
    'net of fees, where it is for a person',
    [waiting, [webhook('SUCCESS', LESS), look(1, 'paid')]],
    ['fulfils-too-little'],
    {
      payments: [payment(['SUCCESS'], { amount: '6250', scenario: 'net-of-fees' })],
    },
  ),
  story('exchanged, where it is to be fulfilled', [waiting, [webhook('SUCCESS', USD), look(1, 'paid')]], [], {
    payments: [payment(['SUCCESS'], { currency: 'USD', scenario: 'exchanged-currency' })],
    judgement: { policy: { exchanged: 'fulfil' } },
  }),
  story(
    'exchanged, where it is for a person',
    [waiting, [webhook('SUCCESS', USD), look(1, 'paid')]],
    ['fulfils-other-currency'],
    {
      payments: [payment(['SUCCESS'], { currency: 'USD', scenario: 'exchanged-currency' })],
    },
  ),
  story(
    'too little first, then enough',
    [waiting, [webhook('SUCCESS', LESS), look(0, 'review')], [webhook('SUCCESS'), look(1, 'paid')]],
    [],
    {
      payments: [payment(['SUCCESS'], { amount: '6250', id: 'PAYMENT2' }), payment(['SUCCESS'])],
    },
  ),

  // Failed only where something failed.
  story(
    'failed though nothing failed',
    [waiting, [back(), look(0, 'failed')]],
    ['fails-without-failure'],
    none,
  ),
  story(
    'failed though somebody claims that it was paid',
    [waiting, [forged('SUCCESS'), look(0, 'failed')]],
    ['fails-without-failure'],
    none,
  ),
  story(
    'failed while the payment is under way',
    [waiting, [query('PROCESSING'), look(0, 'failed')]],
    ['fails-without-failure'],
    none,
  ),
  story(
    'failed by a forged message',
    [waiting, [forged('FAILED'), look(0, 'failed')]],
    ['believes-forgery'],
    none,
  ),
  story(
    'failed by a forged message that can be verified',
    [waiting, [forged('FAILED'), look(0, 'failed')]],
    ['believes-forgery'],
    { ...none, judgement: { policy: { unverifiable: 'accept' } } },
  ),
  story(
    'failed by what nobody can verify, as its owner wants',
    [waiting, [forged('FAILED'), look(0, 'failed')]],
    [],
    {
      ...none,
      judgement: { policy: { unverifiable: 'accept' }, checksum: false },
    },
  ),
  story(
    'failed by what nobody can verify, unlike its owner wants',
    [waiting, [forged('FAILED'), look(0, 'failed')]],
    ['believes-forgery'],
    {
      ...none,
      judgement: { checksum: false },
    },
  ),
  story(
    'failed by the address of the return',
    [waiting, [back('FAILED'), look(0, 'failed')]],
    ['believes-return'],
    none,
  ),
  story('failed for it failed', [waiting, [webhook('FAILED'), look(0, 'failed')]], [], { payments: failed }),
  story(
    'failed where there never was a link',
    [[fault('order'), askedInVain(0), look(0, 'failed')]],
    [],
    none,
  ),
  story('failed where the money does not fit', [waiting, [webhook('SUCCESS', LESS), look(0, 'failed')]], [], {
    payments: less,
  }),
  story(
    'failed, of which this shop did not say that it means failure',
    [waiting, [back(), look(0, 'failed')]],
    [],
    {
      ...none,
      judgement: { words: {} },
    },
  ),

  // Messages are taken, customers get a page, in time.
  story(
    'a message is refused',
    [waiting, [webhook('SUCCESS', { status: 409 }), query('SUCCESS'), look(1, 'paid')]],
    ['refuses-genuine'],
  ),
  story(
    'a message gets no answer',
    [waiting, [webhook('SUCCESS', { status: 0 }), query('SUCCESS'), look(1, 'paid')]],
    ['refuses-genuine'],
  ),
  story(
    'a message is redirected',
    [waiting, [webhook('SUCCESS', { status: 302 }), query('SUCCESS'), look(1, 'paid')]],
    ['refuses-genuine'],
  ),
  story(
    'a message is refused while ClickPesa fails',
    [waiting, [fault(), webhook('SUCCESS', { status: 500 })], paid],
    [],
  ),
  story(
    'a message is refused after ClickPesa failed',
    [waiting, [fault()], [webhook('SUCCESS', { status: 500 }), query('SUCCESS'), look(1, 'paid')]],
    ['refuses-genuine'],
  ),
  story(
    'a message is refused of an order without a link',
    [
      [fault('order'), askedInVain(0)],
      [webhook('SUCCESS', { status: 404 })],
      [query('SUCCESS'), look(1, 'paid')],
    ],
    [],
  ),
  story(
    'a message is refused for letters that it writes otherwise',
    [waiting, [webhook('SUCCESS', { status: 400 })], [query('SUCCESS'), look(1, 'paid')]],
    [],
    { plan: { dialect: { webhookNonAscii: 'escaped' } } },
  ),
  story(
    'a forged message is refused',
    [waiting, [webhook('SUCCESS', { status: 400, genuine: false, forged: true }), look(0, 'waiting')]],
    [],
    none,
  ),
  story(
    'a message is refused that nobody can verify',
    [waiting, [webhook('SUCCESS', { status: 400 })], [query('SUCCESS'), look(1, 'paid')]],
    [],
    {
      plan: { dialect: { webhookChecksum: 'insideDataLegacy' } },
    },
  ),
  story(
    'a message is refused that its owner would accept unverified',
    [waiting, [webhook('SUCCESS', { status: 400 })], [query('SUCCESS'), look(1, 'paid')]],
    ['refuses-genuine'],
    {
      plan: { dialect: { webhookNonAscii: 'escaped' } },
      judgement: { policy: { unverifiable: 'accept' } },
    },
  ),
  story(
    'a message about somebody else is refused',
    [waiting, [webhook('SUCCESS', { status: 404, orderReference: 'ANOTHER' }), look(0, 'waiting')]],
    [],
    none,
  ),
  story(
    'a message without a reference is refused',
    [waiting, [webhook('SUCCESS', { status: 404, orderReference: null }), look(0, 'waiting')]],
    [],
    none,
  ),
  story(
    'a message is refused before the link is there',
    [[webhook('SUCCESS', { status: 404 }), bought, look(0, 'waiting')], paid],
    [],
  ),
  story(
    'a message is answered late',
    [waiting, [webhook('SUCCESS', { ms: 5001 }), look(1, 'paid')]],
    ['answers-late'],
  ),
  story(
    'a message is never answered',
    [waiting, [webhook('SUCCESS', { status: 0, ms: 20_000 }), query('SUCCESS'), look(1, 'paid')]],
    ['answers-late'],
  ),
  story(
    'a message is refused, and late',
    [waiting, [webhook('SUCCESS', { status: 500, ms: 5001 }), query('SUCCESS'), look(1, 'paid')]],
    ['answers-late', 'refuses-genuine'],
  ),
  story(
    'a message is answered just in time',
    [waiting, [webhook('SUCCESS', { ms: 5000 }), look(1, 'paid')]],
    [],
  ),
  story(
    'the return page fails',
    [waiting, [back(null, { status: 500 }), look(0, 'waiting')]],
    ['customer-error'],
    none,
  ),
  story(
    'the return page fails with ClickPesa',
    [waiting, [fault(), back(null, { status: 500 }), look(0, 'waiting')]],
    ['customer-error'],
    none,
  ),
  story(
    'the return page is away',
    [waiting, [back(null, { status: 503 }), look(0, 'waiting')]],
    ['customer-error'],
    none,
  ),
  story(
    'the return page says that ClickPesa is away',
    [waiting, [fault(), back(null, { status: 502 }), look(0, 'waiting')]],
    [],
    none,
  ),
  story(
    'the return page breaks off',
    [waiting, [fault(), back(null, { status: 0 }), look(0, 'waiting')]],
    ['customer-error'],
    none,
  ),
  story(
    'the return page does not know the order',
    [waiting, [back(null, { status: 404 }), look(0, 'waiting')]],
    [],
    none,
  ),
  story(
    'the return page comes late',
    [waiting, [back(null, { ms: 10_001 }), look(0, 'waiting')]],
    ['customer-waits'],
    none,
  ),
  story(
    'the return page comes just in time',
    [waiting, [back(null, { ms: 10_000 }), look(0, 'waiting')]],
    [],
    none,
  ),
  story(
    'the return page never comes',
    [waiting, [back(null, { status: 0, ms: 20_000 }), look(0, 'waiting')]],
    ['customer-waits'],
    none,
  ),
  story(
    'a second link never comes',
    [waiting, [askedInVain(1, 20_000), look(0, 'waiting')]],
    ['customer-waits'],
    none,
  ),
  story(
    'an order takes long, and has its link',
    [[{ kind: 'asked', again: false, since: 0, failed: null, ms: 10_001 }, look(0, 'waiting')]],
    ['customer-waits'],
    none,
  ),
  story(
    'an order takes long',
    [[fault('order'), askedInVain(0, 10_001), look(0, 'waiting')]],
    ['customer-waits'],
    none,
  ),

  // A link can be had, for what the order costs.
  story('no link though all is well', [waiting, [askedInVain(1), look(0, 'waiting')]], ['no-link'], none),
  story(
    'no link while ClickPesa fails',
    [waiting, [fault('order'), askedInVain(1), look(0, 'waiting')]],
    [],
    none,
  ),
  story(
    'no link, for a login that began to fail before',
    [waiting, [fault('token')], [askedInVain(1), look(0, 'waiting')]],
    [],
    none,
  ),
  story(
    'no link after a failure that is over',
    [waiting, [fault('token')], [askedInVain(2), look(0, 'waiting')]],
    ['no-link'],
    none,
  ),
  story(
    'no link before a failure',
    [waiting, [askedInVain(1), look(0, 'waiting')], [fault('order')]],
    ['no-link'],
    none,
  ),
  story(
    'no link for a token that died just now',
    [waiting, [fault('dead-token'), askedInVain(1), look(0, 'waiting')]],
    [],
    none,
  ),
  story(
    'no link for a token that is dead since long',
    [waiting, [fault('dead-token')], [fault('dead-token'), askedInVain(2), look(0, 'waiting')]],
    ['no-link'],
    none,
  ),
  story(
    'a token that died, and then a failure',
    [
      waiting,
      [fault('dead-token')],
      [fault('dead-token'), fault('token'), askedInVain(2), look(0, 'waiting')],
    ],
    [],
    none,
  ),
  story('another amount is asked for', [waiting, paid], ['other-amount'], {
    payments: [payment(['SUCCESS'], { asked: { amount: '12501', currency: 'TZS' } })],
  }),
  story('another currency is asked for', [waiting, paid], ['other-amount'], {
    payments: [payment(['SUCCESS'], { asked: { amount: '12500', currency: 'USD' } })],
  }),
  story(
    'a call is refused for its form',
    [[bought, refused('INVALID_CHECKSUM'), look(0, 'waiting')]],
    ['refused-call'],
    none,
  ),

  // In the end, by all that the shop could know.
  story('told, and never fulfilled', [waiting, [webhook('SUCCESS'), look(0, 'waiting')]], ['never-fulfils']),
  story(
    'told by a query, and never fulfilled',
    [waiting, [query('SUCCESS'), look(0, null)]],
    ['never-fulfils'],
  ),
  story('never told, and nothing asked', [waiting, [look(0, 'waiting')]], []),
  story('told by a forger only', [waiting, [forged('SUCCESS'), look(0, 'waiting')]], []),
  story(
    'never told, but its jobs ran',
    [waiting, [], [tick, look(0, 'waiting')]],
    ['misses-without-message'],
  ),
  story(
    'never told, and its jobs were told the contrary',
    [waiting, [], [query([]), tick, look(0, 'waiting')]],
    [],
  ),
  story(
    'never told, its jobs were told the contrary, and ran again',
    [waiting, [], [query([]), tick], [tick, look(0, 'waiting')]],
    ['misses-without-message'],
  ),
  story('its jobs ran before the money came', [waiting, [], [tick, look(0, 'waiting')]], [], {
    payments: [payment(['PROCESSING', 'PROCESSING', 'PROCESSING', 'SUCCESS'])],
  }),
  story(
    'its jobs ran after the money was settled',
    [waiting, [], [], [tick, look(0, 'waiting')]],
    ['misses-without-message'],
    { payments: [payment(['SETTLED'])] },
  ),
  story('its jobs ran days after', [waiting, [], [tick, look(0, 'waiting')]], [], { pace: 24 * 60 }),
  story(
    'its jobs ran a day after, about an order that is older',
    [waiting, [], [], [tick, look(0, 'waiting')]],
    [],
    {
      pace: 24 * 60,
      payments: [
        payment([
          'PROCESSING',
          ...Array.from({ length: 2 * 24 * 60 }, () => 'PROCESSING' as const),
          'SUCCESS',
        ]),
      ],
    },
  ),
  story(
    'never told, but the customer came back',
    [waiting, [], [back(), look(0, 'waiting')]],
    ['misses-without-message'],
  ),
  story(
    'the customer came back as nobody',
    [waiting, [], [back(null, { isKnown: false }), look(0, 'waiting')]],
    [],
  ),
  story(
    'the customer came back while ClickPesa failed',
    [waiting, [], [fault(), back(), look(0, 'waiting')]],
    [],
  ),
  story('told only what nobody can verify', [waiting, [webhook('SUCCESS'), look(0, 'waiting')]], [], {
    judgement: { checksum: false },
  }),
  story('told by a callback that is never signed', [waiting, [callback('SUCCESS'), look(0, 'waiting')]], [], {
    plan: { dialect: { callbackChecksum: 'never' } },
  }),
  story(
    'told by a webhook, and the contrary when it asked; nothing made it ask again',
    [waiting, [webhook('SUCCESS'), query([])], [], [look(0, 'waiting')]],
    [],
  ),
  story(
    'told by a webhook, and the contrary when it asked; then its jobs ran',
    [waiting, [webhook('SUCCESS'), query([])], [tick], [look(0, 'waiting')]],
    ['never-fulfils'],
  ),
  story(
    'told by a webhook, the contrary when its jobs ran, and then nothing made it ask again',
    [waiting, [webhook('SUCCESS')], [query([]), tick], [look(0, 'waiting')]],
    [],
  ),
  story(
    'told the contrary first, and then by a webhook',
    [waiting, [query([])], [webhook('SUCCESS')], [look(0, 'waiting')]],
    ['never-fulfils'],
  ),
  story(
    'told what nobody can verify, and by a query',
    [waiting, [webhook('SUCCESS'), query('SUCCESS'), look(0, 'waiting')]],
    ['never-fulfils'],
    { judgement: { checksum: false } },
  ),
  story(
    'left failed though paid in the end',
    [waiting, [webhook('FAILED'), look(0, 'failed')], [webhook('SUCCESS'), look(0, 'failed')]],
    ['stays-failed'],
    { payments: [payment(['FAILED', 'SUCCESS'])] },
  ),
  story(
    'fulfilled, and called failed by an old message',
    [waiting, [webhook('SUCCESS'), look(1, 'paid')], [webhook('FAILED'), look(1, 'failed')]],
    ['stays-failed'],
    { payments: [payment(['FAILED', 'SUCCESS'])] },
  ),
  story(
    'fulfilled, taken back, and called failed',
    [waiting, [webhook('SUCCESS'), look(1, 'paid')], [webhook('REVERSED'), look(1, 'failed')]],
    [],
    { payments: [payment(['SUCCESS', 'REVERSED'])] },
  ),
  story(
    'left to a person though it was paid after a failure, as right shops notice',
    [waiting, [webhook('FAILED'), look(0, 'waiting')], [webhook('SUCCESS'), look(0, 'review')]],
    ['never-fulfils'],
    { payments: [payment(['FAILED', 'SUCCESS'])], plan: { ends: ['paid'] } },
  ),
  story(
    'left to a person though it was paid after a failure, as right shops may',
    [waiting, [webhook('FAILED'), look(0, 'waiting')], [webhook('SUCCESS'), look(0, 'review')]],
    [],
    { payments: [payment(['FAILED', 'SUCCESS'])], plan: { ends: ['paid', 'review'] } },
  ),
  story(
    'left to a person though it was paid after a failure, as right shops do',
    [waiting, [webhook('FAILED'), look(0, 'waiting')], [webhook('SUCCESS'), look(0, 'review')]],
    [],
    { payments: [payment(['FAILED', 'SUCCESS'])], ...review },
  ),
  story(
    'left failed though its jobs ran',
    [waiting, [webhook('FAILED'), look(0, 'failed')], [], [tick, look(0, 'failed')]],
    ['stays-failed'],
    { payments: [payment(['FAILED', 'SUCCESS'])] },
  ),
  story(
    'a person looks at what failed and was paid',
    [waiting, [webhook('FAILED')], [webhook('SUCCESS'), look(0, 'review')]],
    [],
    { payments: [payment(['FAILED', 'SUCCESS'])] },
  ),
  story(
    'nobody looks at what failed and was paid',
    [waiting, [webhook('FAILED')], [webhook('SUCCESS'), look(0, 'waiting')]],
    ['never-fulfils'],
    { payments: [payment(['FAILED', 'SUCCESS'])] },
  ),
  story(
    'failed and paid, in a shop without words',
    [waiting, [webhook('FAILED')], [webhook('SUCCESS'), look(0, 'anything')]],
    [],
    { payments: [payment(['FAILED', 'SUCCESS'])], judgement: { words: {} } },
  ),
  story(
    'left failed, in a shop without a word for review',
    [waiting, [webhook('FAILED')], [webhook('SUCCESS'), look(0, 'failed')]],
    ['stays-failed'],
    { payments: [payment(['FAILED', 'SUCCESS'])], judgement: { words: { failed: ['failed'] } } },
  ),
  story('a person looks at two payments', [waiting, [webhook('SUCCESS'), look(0, 'review')]], [], {
    payments: two,
  }),
  story(
    'a person looks at one that is just paid',
    [waiting, [webhook('SUCCESS'), look(0, 'review')]],
    ['never-fulfils'],
  ),
  story(
    'too little, and nobody is called',
    [waiting, [webhook('SUCCESS', LESS), look(0, 'waiting')]],
    ['not-reviewed'],
    { payments: less, ...review },
  ),
  story(
    'too little, of which the message does not say how little',
    [waiting, [webhook('SUCCESS', { amount: null }), look(0, 'waiting')]],
    ['not-reviewed'],
    { payments: less, ...review },
  ),
  story('too little, and somebody is called', [waiting, [webhook('SUCCESS', LESS), look(0, 'review')]], [], {
    payments: less,
    ...review,
  }),
  story('too little, where either is right', [waiting, [webhook('SUCCESS', LESS), look(0, 'waiting')]], [], {
    payments: less,
    plan: { ends: ['review', 'open'] },
  }),
  story(
    'too little, and paid is the end that is right',
    [waiting, [webhook('SUCCESS', LESS), look(0, 'waiting')]],
    [],
    { payments: less, plan: { ends: ['open'] } },
  ),
  story(
    'too little, and the shop has no word for it',
    [waiting, [webhook('SUCCESS', LESS), look(0, 'waiting')]],
    [],
    { payments: less, ...review, judgement: { words: {} } },
  ),
  story(
    'too little, which nobody can verify',
    [waiting, [webhook('SUCCESS', LESS), look(0, 'waiting')]],
    [],
    { payments: less, ...review, judgement: { checksum: false } },
  ),
  story('too little, of which nobody told', [waiting, [look(0, 'waiting')]], [], {
    payments: less,
    ...review,
  }),
  story(
    'too little, fulfilled all the same',
    [waiting, [webhook('SUCCESS', LESS), look(1, 'paid')]],
    ['fulfils-too-little'],
    { payments: less, ...review },
  ),
  story(
    'taken back, and not seen',
    [waiting, paid, [webhook('REVERSED'), look(1, 'paid')]],
    ['misses-reversal'],
    { payments: [payment(['SUCCESS', 'REVERSED'])] },
  ),
  story('taken back, and seen', [waiting, paid, [webhook('FAILED'), look(1, 'review')]], [], {
    payments: [payment(['SUCCESS', 'FAILED'])],
  }),
  story('taken back, and called failed', [waiting, paid, [webhook('FAILED'), look(1, 'failed')]], [], {
    payments: [payment(['SUCCESS', 'FAILED'])],
  }),
  story('taken back, and never told', [waiting, paid, [look(1, 'paid')]], [], {
    payments: [payment(['SUCCESS', 'REFUNDED'])],
  }),
  story(
    'failed at first, of which it is told only after another was paid, and that one is taken back silently',
    [
      waiting,
      [query('SUCCESS', { paymentId: 'PAYMENT2' }), look(1, 'paid')],
      [webhook('FAILED'), look(1, 'paid')],
    ],
    [],
    { payments: [payment(['FAILED']), payment(['SUCCESS', 'REFUNDED'], { id: 'PAYMENT2' })] },
  ),
  story(
    'taken back silently, and told of what became of another order',
    [
      waiting,
      paid,
      [webhook('FAILED', { paymentId: 'PAYMENT9', orderReference: 'ORDER9' }), look(1, 'paid')],
    ],
    [],
    { payments: [payment(['SUCCESS', 'REFUNDED'])] },
  ),
  story(
    'taken back, told before it was fulfilled',
    [waiting, [webhook('FAILED'), look(0, 'failed')], paid],
    [],
    { payments: [payment(['SUCCESS', 'FAILED'])] },
  ),
  story(
    'taken back in the same moment in which it was paid',
    [waiting, [webhook('SUCCESS'), webhook('REVERSED'), look(1, 'paid')]],
    ['misses-reversal'],
    { payments: [payment(['SUCCESS', 'REVERSED'])] },
  ),
  story(
    'taken back in the same moment in which it was paid, while another attempt failed',
    [
      waiting,
      [
        webhook('SUCCESS'),
        webhook('REVERSED'),
        webhook('FAILED', { paymentId: 'PAYMENT2' }),
        look(1, 'paid'),
      ],
    ],
    ['misses-reversal'],
    { payments: [payment(['SUCCESS', 'REVERSED']), payment(['FAILED'], { id: 'PAYMENT2' })] },
  ),
  story(
    'taken back in the same moment in which it was paid, and the old message once more',
    [waiting, [webhook('SUCCESS'), webhook('REVERSED'), look(1, 'paid')], paid],
    ['misses-reversal'],
    { payments: [payment(['SUCCESS', 'REVERSED'])] },
  ),
  story(
    'taken back, told before the customer came back to a shop that was slow',
    [
      waiting,
      [webhook('SUCCESS'), look(0, 'waiting')],
      [webhook('REVERSED'), look(0, 'waiting')],
      [back(), look(1, 'paid')],
    ],
    [],
    { payments: [payment(['SUCCESS', 'REVERSED'])] },
  ),
  story(
    'taken back, told before an old message said that it was paid',
    [waiting, [webhook('REVERSED'), webhook('SUCCESS'), look(1, 'paid')]],
    [],
    { payments: [payment(['SUCCESS', 'REVERSED'])] },
  ),
  story(
    'taken back, told side by side with an old message that said that it was paid',
    [
      [bought, look(0, 'waiting')],
      [webhook('SUCCESS'), webhook('REVERSED'), look(1, 'paid')],
    ],
    [],
    {
      payments: [payment(['SUCCESS', 'REVERSED'])],
      plan: { steps: [{ do: 'buy' }, { do: 'side-by-side', steps: [deliver(0), deliver(1)] }] },
    },
  ),
  story(
    'taken back, told to nobody who answers',
    [waiting, paid, [webhook('FAILED', { status: 0 }), fault(), look(1, 'paid')]],
    [],
    { payments: [payment(['SUCCESS', 'FAILED'])] },
  ),
  story(
    'taken back, told by a query',
    [waiting, paid, [query('REFUNDED'), look(1, 'paid')]],
    ['misses-reversal'],
    { payments: [payment(['SUCCESS', 'REFUNDED'])] },
  ),
  story(
    'taken back, and never fulfilled',
    [waiting, [webhook('SUCCESS'), look(0, 'waiting')], [webhook('FAILED'), look(0, 'waiting')]],
    [],
    { payments: [payment(['SUCCESS', 'FAILED'])] },
  ),
  story(
    'taken back, while another attempt is under way',
    [waiting, paid, [webhook('REVERSED'), look(1, 'paid')]],
    [],
    { payments: [payment(['SUCCESS', 'REVERSED']), payment([], { id: 'PAYMENT2' })] },
  ),
  story(
    'taken back, while another attempt has not ended within a day',
    [waiting, paid, [webhook('REVERSED'), look(1, 'paid')], [tick, look(1, 'paid')]],
    [],
    { payments: [payment(['SUCCESS', 'REVERSED']), payment([], { id: 'PAYMENT2' })], pace: 1439 },
  ),
  story(
    'taken back, told once more a day later, while another attempt has not ended',
    [waiting, paid, [webhook('REVERSED'), look(1, 'paid')], [webhook('REVERSED'), tick, look(1, 'paid')]],
    [],
    { payments: [payment(['SUCCESS', 'REVERSED']), payment([], { id: 'PAYMENT2' })], pace: 1440 },
  ),
  story(
    'taken back, while another attempt has not ended, and no jobs ran',
    [waiting, paid, [webhook('REVERSED'), look(1, 'paid')], [back(), look(1, 'paid')]],
    [],
    { payments: [payment(['SUCCESS', 'REVERSED']), payment([], { id: 'PAYMENT2' })], pace: 1440 },
  ),
  story(
    'one of two taken back, while the other is there of which it was not told',
    [waiting, paid, [webhook('REVERSED'), look(1, 'paid')], [tick, look(1, 'paid')]],
    [],
    { payments: [payment(['SUCCESS', 'REVERSED']), payment(['SUCCESS'], { id: 'PAYMENT2' })], pace: 1440 },
  ),
  story(
    'taken back, while another attempt never ends',
    [waiting, paid, [webhook('REVERSED'), look(1, 'paid')], [tick, look(1, 'paid')]],
    ['misses-reversal'],
    { payments: [payment(['SUCCESS', 'REVERSED']), payment([], { id: 'PAYMENT2' })], pace: 1440 },
  ),
  story(
    'one of two taken back, and later the other without a word',
    [waiting, paid, [query('REVERSED'), query('SUCCESS', { paymentId: 'PAYMENT2' }), look(1, 'paid')]],
    [],
    { payments: [payment(['SUCCESS', 'REVERSED']), payment(['SUCCESS', 'REFUNDED'], { id: 'PAYMENT2' })] },
  ),
  story(
    'one of two taken back, and told of the other as well',
    [
      waiting,
      paid,
      [webhook('SUCCESS', { paymentId: 'PAYMENT2' }), look(1, 'paid')],
      [webhook('REVERSED'), look(1, 'paid')],
      [webhook('REFUNDED', { paymentId: 'PAYMENT2' }), look(1, 'paid')],
    ],
    ['misses-reversal'],
    { payments: [payment(['SUCCESS', 'REVERSED']), payment(['SUCCESS', 'REFUNDED'], { id: 'PAYMENT2' })] },
  ),
  story(
    'taken back, and another attempt failed',
    [
      waiting,
      [webhook('FAILED', { paymentId: 'PAYMENT2' }), look(0, 'waiting')],
      paid,
      [webhook('REVERSED'), look(1, 'paid')],
    ],
    ['misses-reversal'],
    { payments: [payment(['SUCCESS', 'REVERSED']), payment(['FAILED'], { id: 'PAYMENT2' })] },
  ),
  story(
    'taken back, told to nobody who answers, and told that another attempt had failed',
    [
      waiting,
      paid,
      [webhook('REVERSED', { status: 0 }), fault(), look(1, 'paid')],
      [webhook('FAILED', { paymentId: 'PAYMENT2' }), look(1, 'paid')],
    ],
    [],
    { payments: [payment(['SUCCESS', 'REVERSED']), payment(['FAILED'], { id: 'PAYMENT2' })] },
  ),
  story('taken back, and told something else', [waiting, paid, [webhook('ON-HOLD'), look(1, 'paid')]], [], {
    payments: [payment(['SUCCESS', 'REVERSED'])],
  }),
  story(
    'taken back, while another is under way that may still come',
    [waiting, paid, [webhook('FAILED'), look(1, 'paid')]],
    [],
    { payments: [payment(['SUCCESS', 'FAILED']), payment(['PENDING'], { id: 'PAYMENT2' })] },
  ),
  story('one of two taken back', [waiting, paid, [webhook('FAILED'), look(1, 'paid')]], [], {
    payments: [payment(['SUCCESS', 'FAILED']), payment(['SUCCESS'], { id: 'PAYMENT2' })],
  }),
  story('taken back, in a shop without words', [waiting, paid, [webhook('FAILED'), look(1, 'paid')]], [], {
    payments: [payment(['SUCCESS', 'FAILED'])],
    judgement: { words: {} },
  }),
  story('nothing was ever seen of it', [[bought]], []),
]
