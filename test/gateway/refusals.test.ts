import { describe, expect, test } from 'vitest'
import { API_PREFIX, type ENDPOINTS, type EndpointId } from '../../contracts/endpoints.js'
import type { MerchantSettings } from '../../server/domain/merchant.js'
import { requestTo } from '../scenario/call-player.js'
import { refused, seen } from '../support/answers.js'
import { startSandbox, type TestSandbox, type TestShop } from '../support/sandbox.js'

/** A call that is refused: the one that the contract shows, with a change that brings the refusal about. */
interface RefusedCall {
  readonly says: readonly [status: number, text: string]
  readonly settings?: MerchantSettings
  /** Goes into the body, in the place of what the contract shows. */
  readonly body?: object
  readonly prepare?: (shop: TestShop, box: TestSandbox, call: () => Promise<unknown>) => Promise<unknown>
}

/** Of each endpoint what it may refuse; INVALID_FIELDS has its own cases in test/contracts/openapi.test.ts. */
type Code<Id extends EndpointId> = Exclude<(typeof ENDPOINTS)[Id]['refusals'][number], 'INVALID_FIELDS'>

/**
 * The compiler asks for every refusal of every endpoint, so none of them can be without a test. Those of a token are in
 * test/gateway/token.test.ts, as they come with credentials instead of a body.
 */
type Cases = {
  readonly [Id in EndpointId as Id extends 'generate-token' ? never : Code<Id> extends never ? never : Id]: {
    readonly [C in Code<Id>]: RefusedCall
  }
}

const ORDER = 'ORDER1001'
const NO_FEATURES: MerchantSettings = { features: [] }
const LONG = 'A'.repeat(21)

const goneWith = async (shop: TestShop, { sandbox }: TestSandbox) =>
  sandbox.applications.change(shop.id, shop.clientId, { enabled: false })

const again = async (_: TestShop, __: TestSandbox, call: () => Promise<unknown>) => call()

const GONE: RefusedCall = { says: [400, 'Valid Client ID is required'], prepare: goneWith }

const referencesUnder = (field: string) => ({
  REFERENCE_MALFORMED: {
    says: [400, 'Invalid Order Reference, should only contain alphanumeric characters and cannot be blank'],
    body: { [field]: 'ORDER-1001' },
  } as const,
  REFERENCE_TOO_LONG: {
    says: [400, 'Order Reference should be less than or equal to 20 characters'],
    body: { [field]: LONG },
    settings: { dialect: { referenceLengthLimit: 'everywhere20' } },
  } as const,
})

const REFERENCES = {
  ...referencesUnder('orderReference'),
  REFERENCE_REQUIRED: {
    says: [400, 'Order reference is required'],
    body: { orderReference: undefined },
  } as const,
}

const USED: RefusedCall = {
  says: [409, `Order reference ${ORDER} already used: Create a different reference`],
  prepare: again,
}

const OF_COLLECTION = {
  CLIENT_GONE: GONE,
  COLLECTION_FEATURE_MISSING: {
    says: [400, 'Application has no access to COLLECTION API feature. Enable it on your application.'],
    settings: NO_FEATURES,
  } as const,
}

const without = (state: 'MISSING' | 'UNAVAILABLE') =>
  ({
    collectionMethods: {
      ...{ 'M-PESA': state, 'TIGO-PESA': state, 'AIRTEL-MONEY': state, HALOPESA: state, CARD: state },
    },
  }) as const

const NO_METHODS = {
  says: [404, 'Account has no payment collection methods'],
  settings: without('MISSING'),
} as const
const NONE_VALID = {
  says: [404, 'Account has no valid payment method'],
  settings: without('UNAVAILABLE'),
} as const

const FEE: RefusedCall = {
  says: [500, 'Error validating fee, try again later'],
  prepare: async (shop, { sandbox }) => {
    const api = [{ refuse: 'fee-not-validated' }]
    await sandbox.scenarios.add('no-fee', { title: 'No fee', about: 'For a test.', api })
    await sandbox.scenarios.setDefault(shop.id, 'no-fee')
  },
}

const PHONES = {
  PHONE_UNSUPPORTED: {
    says: [400, 'Invalid / unsupported phone number'],
    body: { phoneNumber: '255732000111' },
  },
  PHONE_FORM: {
    says: [400, 'Phone number must start with country code and without the plus sign'],
    body: { phoneNumber: '+255712000111' },
  },
} as const

const OF_PUSH = {
  ...REFERENCES,
  ...OF_COLLECTION,
  ...PHONES,
  AMOUNT_OUT_OF_RANGE: { says: [400, 'Amount must be between 500 and 3000000'], body: { amount: '499' } },
  NO_COLLECTION_METHODS: NO_METHODS,
  NO_VALID_METHOD: NONE_VALID,
  FEE_NOT_VALIDATED: FEE,
} as const

const OF_CARD = { ...REFERENCES, ...OF_COLLECTION, NO_COLLECTION_METHODS: NO_METHODS, FEE_NOT_VALIDATED: FEE }

const OF_BILL = { ...referencesUnder('billReference'), ...OF_COLLECTION, REFERENCE_USED: USED }

const UNKNOWN_BILL = { says: [404, `Invalid or missing bill pay number: ${ORDER}`] } as const

const range = (most: string, amount: number) => ({
  AMOUNT_OUT_OF_RANGE: { says: [400, `Amount must be between 100 and ${most}`], body: { amount } } as const,
})

const OF_PAYOUT = {
  ...REFERENCES,
  CLIENT_GONE: GONE,
  DISBURSEMENT_FEATURE_MISSING: {
    says: [400, 'Application has no access to DISBURSEMENT API feature. Enable it on your application.'],
    settings: NO_FEATURES,
  },
  INSUFFICIENT_BALANCE: {
    says: [400, 'Insufficient balance: available balance is 1000000 TZS'],
    body: { amount: 1_000_000 },
  },
} as const

const OF_CREATION = {
  PAYOUT_COOLDOWN: {
    says: [400, 'Payout request is already in progress, please retry after 60 seconds'],
    prepare: again,
  },
  REFERENCE_USED: {
    says: USED.says,
    prepare: async (shop: TestShop, { sandbox }: TestSandbox, call: () => Promise<unknown>) => {
      await call()
      await sandbox.clocks.advance(shop.id, 60_000)
    },
  },
} as const

const TO_PHONE = { ...OF_PAYOUT, ...PHONES, ...range('5000000', 99) }
const TO_BANK = {
  ...OF_PAYOUT,
  ...range('20000000', 20_000_001),
  BANK_UNSUPPORTED: { says: [400, 'Invalid / unsupported bank'], body: { bic: 'ABCDTZTZ' } },
} as const
const TO_SHOP = {
  ...OF_PAYOUT,
  ...range('5000000', 5_000_001),
  LIPA_NAMBA_UNSUPPORTED: {
    says: [400, 'Invalid / unsupported Lipa Namba'],
    body: { lipaNamba: '1' },
  },
} as const

const NO_ACCOUNT = { says: [404, 'No balance account is linked to this merchant yet.'] } as const

const CASES: Cases = {
  'generate-checkout-url': {
    ...REFERENCES,
    CLIENT_GONE: GONE,
    FEATURE_MISSING: {
      says: [400, 'Application has no access to checkout link feature.'],
      settings: NO_FEATURES,
    },
    SHOP_MISSING: { says: [404, 'Merchant shop does not exists'], settings: { shop: false } },
    REFERENCE_USED: USED,
    TOTAL_REQUIRED: {
      says: [400, 'Total Price is required'],
      body: { totalPrice: undefined, orderItems: undefined },
    },
    ITEM_NAME_REQUIRED: {
      says: [400, 'All items must have a name'],
      body: { totalPrice: undefined, orderItems: [{ price: '5', quantity: 1 }] },
    },
    ITEM_PRICE_REQUIRED: {
      says: [400, 'All items must have a price'],
      body: { totalPrice: undefined, orderItems: [{ name: 'Kikoi', quantity: 1 }] },
    },
    ITEM_QUANTITY_REQUIRED: {
      says: [400, 'All items must have a quantity'],
      body: { totalPrice: undefined, orderItems: [{ name: 'Kikoi', price: '5' }] },
    },
  },
  'preview-ussd-push': {
    ...OF_PUSH,
    NO_VALID_METHOD: {
      ...NONE_VALID,
      settings: { collectionMethods: { 'TIGO-PESA': 'MISSING' } },
      body: { phoneNumber: '255712000111' },
    },
  },
  'initiate-ussd-push': { ...OF_PUSH, REFERENCE_USED: USED },
  'preview-card-payment': OF_CARD,
  'initiate-card-payment': { ...OF_CARD, NO_VALID_METHOD: NONE_VALID, REFERENCE_USED: USED },
  'create-order-control-number': OF_BILL,
  'create-customer-control-number': OF_BILL,
  'create-order-control-numbers': OF_COLLECTION,
  'create-customer-control-numbers': OF_COLLECTION,
  'query-control-number': { ...OF_COLLECTION, UNKNOWN_BILL },
  'change-control-number': { ...OF_COLLECTION, UNKNOWN_BILL },
  'query-payment': { UNKNOWN_PAYMENT: { says: [400, `Invalid or missing payment: ${ORDER}`] } },
  'preview-mobile-money-payout': TO_PHONE,
  'create-mobile-money-payout': { ...TO_PHONE, ...OF_CREATION },
  'preview-bank-payout': TO_BANK,
  'create-bank-payout': { ...TO_BANK, ...OF_CREATION },
  'preview-lipa-namba-payout': TO_SHOP,
  'create-lipa-namba-payout': { ...TO_SHOP, ...OF_CREATION },
  'generate-payout-url': {
    ...REFERENCES,
    ...range('1000000000', 99),
    CLIENT_GONE: GONE,
    HOSTED_PAYOUT_FEATURE_MISSING: {
      says: [400, 'Application has no access to hosted payout feature'],
      settings: NO_FEATURES,
    },
    REFERENCE_USED: USED,
  },
  'query-payout': { UNKNOWN_PAYOUT: { says: [404, `Invalid or missing payout: ${ORDER}`] } },
  'account-balance': { NO_BALANCE_ACCOUNT: NO_ACCOUNT },
  'account-statement': { NO_BALANCE_ACCOUNT: NO_ACCOUNT },
}

/** Merchants whose account was never used, for what is refused for that. */
const WITHOUT_MONEY: readonly EndpointId[] = ['account-balance', 'account-statement']

describe('a refusal has the status and the text of the gateway, and changes nothing', () => {
  const calls = Object.entries(CASES).flatMap(([id, refusals]) =>
    Object.entries(refusals).map(([code, call]: [string, RefusedCall]) => ({
      id: id as EndpointId,
      code,
      call,
    })),
  )

  test.each(calls)('$id: $code', async ({ id, call: { says, settings = {}, body: changes, prepare } }) => {
    const box = await startSandbox()
    const { app, sandbox } = box
    const shop = await box.openShop(settings)
    if (!WITHOUT_MONEY.includes(id))
      await sandbox.account.deposit(shop.id, { money: { minor: 100_000_000, currency: 'TZS' } })
    const authorization = await shop.token()
    const { method, path, body } = requestTo(id, ORDER)
    const send = (more: object = {}) =>
      app.inject({
        method: method as 'POST',
        url: API_PREFIX + path,
        headers: { authorization },
        ...(body ? { payload: { ...body, ...more } } : {}),
      })
    await prepare?.(shop, box, () => send())
    const before = await changed(box, shop)
    expect(seen(await send(changes))).toEqual(refused(...says))
    expect(await changed(box, shop)).toEqual(before)
  })
})

/** What a merchant could lose or gain by a call. */
async function changed({ sandbox: { engine } }: TestSandbox, { id: merchantId }: TestShop) {
  const tables = ['orders', 'payments', 'payouts', 'payoutLinks', 'ledger'] as const
  return Promise.all(tables.map((table) => engine.store.count(table, { where: { merchantId } })))
}
