import { createHmac } from 'node:crypto'

/** ClickPesa says no. `status` is that of HTTP; the message is its own, a list of them joined. */
export class Refused extends Error {
  /** @param {number} status @param {unknown} message */
  constructor(status, message) {
    super([message].flat().join(', '))
    this.status = status
  }
}

/** Nobody knows whether the call was carried out: no answer, a broken one, or an error of the server. Query before you repeat it. */
export class Unknown extends Error {}

/**
 * A client of the whole API of ClickPesa, a method for each operation. Needs nothing but Node: copy it, and take
 * out what you do not need. Every method resolves with what ClickPesa sends, and rejects with `Refused` or `Unknown`.
 */
export class ClickPesa {
  #baseUrl
  #credentials
  #checksumKey
  /** @type {string | undefined} */
  #token

  /**
   * @param {object} account
   * @param {string} account.baseUrl       With its path, as https://api.clickpesa.com/third-parties has
   * @param {string} account.clientId
   * @param {string} account.apiKey
   * @param {string} [account.checksumKey] Set if the application has its checksum switched on
   */
  constructor({ baseUrl, clientId, apiKey, checksumKey }) {
    this.#baseUrl = baseUrl
    this.#credentials = { 'client-id': clientId, 'api-key': apiKey }
    this.#checksumKey = checksumKey
  }

  // Collect

  /** A page on which the customer chooses how to pay. @param {object} order */
  checkoutLink = (order) => this.#post('/checkout-link/generate-checkout-url', order)

  /** Which operators can be asked for money now, and whose phone it is. Reserves nothing. @param {object} order */
  previewPush = (order) => this.#post('/payments/preview-ussd-push-request', order)

  /** A PIN prompt on the customer's phone. @param {object} order */
  push = (order) => this.#post('/payments/initiate-ussd-push-request', order)

  /** Whether cards can be charged now, and what that costs. Reserves nothing. @param {object} order */
  previewCard = (order) => this.#post('/payments/preview-card-payment', order)

  /** A page with a card form. @param {object} order */
  card = (order) => this.#post('/payments/initiate-card-payment', order)

  /** A number that is paid once. @param {object} bill */
  orderControlNumber = (bill) => this.#post('/billpay/create-order-control-number', bill)

  /** A number that a customer pays again and again. @param {object} bill */
  customerControlNumber = (bill) => this.#post('/billpay/create-customer-control-number', bill)

  /** Up to fifty at once; `errors` says which could not be made. @param {readonly object[]} bills */
  orderControlNumbers = (bills) =>
    this.#post('/billpay/bulk-create-order-control-numbers', { controlNumbers: bills })

  /** Up to fifty at once; `errors` says which could not be made. @param {readonly object[]} bills */
  customerControlNumbers = (bills) =>
    this.#post('/billpay/bulk-create-customer-control-numbers', { controlNumbers: bills })

  /** A control number as it stands. @param {string} number */
  controlNumber = (number) => this.#get(`/billpay/${number}`)

  /** Changes amount, text, mode or status of a control number. @param {string} number @param {object} change */
  changeControlNumber = (number, change) => this.#call('PATCH', `/billpay/${number}`, change)

  /** All attempts to pay one order, the latest first. @param {string} orderReference */
  payments = (orderReference) => this.#get(`/payments/${orderReference}`)

  /** One page of all payments: `{ data, totalCount }`. @param {Record<string, string>} [filter] */
  allPayments = (filter) => this.#get('/payments/all', filter)

  // Pay out

  /** What a payout to a phone would take from the account. Reserves nothing. @param {object} payout */
  previewPhonePayout = (payout) => this.#post('/payouts/preview-mobile-money-payout', payout)

  /** Money for a phone. @param {object} payout */
  payOutToPhone = (payout) => this.#post('/payouts/create-mobile-money-payout', payout)

  /** What a payout to a bank account would take. Reserves nothing. @param {object} payout */
  previewBankPayout = (payout) => this.#post('/payouts/preview-bank-payout', payout)

  /** Money for a bank account. @param {object} payout */
  payOutToBank = (payout) => this.#post('/payouts/create-bank-payout', payout)

  /** What a payout by Lipa Namba would take. Reserves nothing. @param {object} payout */
  previewLipaNambaPayout = (payout) => this.#post('/payouts/preview-lipa-namba-payout', payout)

  /** Money for the Lipa Namba of a shop. @param {object} payout */
  payOutByLipaNamba = (payout) => this.#post('/payouts/create-lipa-namba-payout', payout)

  /** Who runs Lipa Namba numbers. */
  lipaNambaProviders = () => this.#get('/payouts/lipa-namba-providers')

  /** A page on which somebody says where their money shall go. @param {object} payout */
  payoutLink = (payout) => this.#post('/payout-link/generate-payout-url', payout)

  /** What became of a payout: a list of one. @param {string} orderReference */
  payouts = (orderReference) => this.#get(`/payouts/${orderReference}`)

  /** One page of all payouts: `{ data, totalCount }`. @param {Record<string, string>} [filter] */
  allPayouts = (filter) => this.#get('/payouts/all', filter)

  // The account

  /** What the account holds, for each currency. */
  balance = () => this.#get('/account/balance')

  /** What moved its money; the currency is needed. @param {Record<string, string>} filter */
  statement = (filter) => this.#get('/account/statement', filter)

  /** What currencies are worth in one another. @param {Record<string, string>} [pair] */
  exchangeRates = (pair) => this.#get('/exchange-rates/all', pair)

  /** The banks that money can be paid out to, with the SWIFT codes that payouts want. */
  banks = () => this.#get('/list/banks')

  /** @param {string} path @param {object} body */
  #post(path, body) {
    return this.#call('POST', path, body)
  }

  /** @param {string} path @param {Record<string, string>} [query] */
  #get(path, query) {
    return this.#call('GET', query ? `${path}?${new URLSearchParams(query)}` : path)
  }

  /** @param {string} method @param {string} path @param {object} [body] */
  async #call(method, path, body) {
    this.#token ??= await this.#logIn()
    try {
      return await this.#send(method, path, { authorization: this.#token }, body)
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 401) throw error
      // Tokens live for an hour, and die early when a setting is changed.
      this.#token = await this.#logIn()
      return this.#send(method, path, { authorization: this.#token }, body)
    }
  }

  /** The token begins with `Bearer ` already, and is sent back as it came. */
  async #logIn() {
    const { token } = await this.#send('POST', '/generate-token', this.#credentials)
    return token
  }

  /** @param {string} method @param {string} path @param {Record<string, string>} headers @param {object} [body] */
  async #send(method, path, headers, body) {
    let response
    let answer
    try {
      response = await fetch(this.#baseUrl + path, {
        method,
        headers: body ? { ...headers, 'content-type': 'application/json' } : headers,
        ...(body ? { body: JSON.stringify(this.#signed(body)) } : {}),
        signal: AbortSignal.timeout(20_000),
      })
      answer = await response.json()
    } catch (cause) {
      throw new Unknown(`no answer to ${method} ${path}`, { cause })
    }
    if (response.status >= 500) throw new Unknown(`${method} ${path} was answered ${response.status}`)
    if (response.status >= 400) throw new Refused(response.status, answer.message)
    return answer
  }

  /** @param {object} body */
  #signed(body) {
    if (!this.#checksumKey) return body
    const checksum = createHmac('sha256', this.#checksumKey).update(canonical(body)).digest('hex')
    return { ...body, checksum, checksumMethod: 'canonical' }
  }
}

/** Compact JSON with sorted keys, at every depth: the text that ClickPesa hashes. @param {unknown} value @returns {string} */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical)}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const fields = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`)
  return `{${fields}}`
}
