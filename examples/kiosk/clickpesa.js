import { createHmac, timingSafeEqual } from 'node:crypto'

/** ClickPesa says no. `status` is that of HTTP; the message is its own, a list of them joined. */
export class Refused extends Error {
  constructor(status, message) {
    super([message].flat().join(', '))
    this.status = status
  }
}

/** Nobody knows whether the call was carried out: no answer, a broken one, or an error of the server. */
export class Unknown extends Error {}

/** The part of ClickPesa that a till needs. Needs nothing but Node. */
export class ClickPesa {
  #baseUrl
  #credentials
  #checksumKey
  #token

  /** The address has its path, as https://api.clickpesa.com/third-parties has. */
  constructor({ baseUrl, clientId, apiKey, checksumKey }) {
    this.#baseUrl = baseUrl
    this.#credentials = { 'client-id': clientId, 'api-key': apiKey }
    this.#checksumKey = checksumKey
  }

  /** Whose phone it is, and whether its operator can be asked for money now. Nothing is reserved by it. */
  async preview(order) {
    const { activeMethods, sender } = await this.#call('POST', '/payments/preview-ussd-push-request', {
      ...order,
      fetchSenderDetails: true,
    })
    const method = activeMethods.find(({ name }) => name === sender?.accountProvider)
    return { payer: sender?.accountName, operator: method?.name, works: method?.status === 'AVAILABLE' }
  }

  /** Shows the prompt on the phone. What becomes of it comes by webhook, and `attempts` tells it too. */
  push(order) {
    return this.#call('POST', '/payments/initiate-ussd-push-request', order)
  }

  /** What ClickPesa knows of an order: nothing, one attempt or several. */
  async attempts(orderReference) {
    try {
      return await this.#call('GET', `/payments/${orderReference}`)
    } catch (error) {
      // Its way to say that it has no such order: 400 live, 404 in the docs.
      if (error instanceof Refused && [400, 404].includes(error.status)) return []
      throw error
    }
  }

  /** Sends money to a phone. What becomes of it comes by webhook, and `payouts` tells it too. */
  payOut(order) {
    return this.#call('POST', '/payouts/create-mobile-money-payout', order)
  }

  /** What ClickPesa knows of a payout: a list of one, or nothing. */
  async payouts(orderReference) {
    try {
      return await this.#call('GET', `/payouts/${orderReference}`)
    } catch (error) {
      if (error instanceof Refused && error.status === 404) return []
      throw error
    }
  }

  /** Whether a message was written by somebody who knows the checksum key. */
  wrote({ checksum, checksumMethod: _, ...message }) {
    const expected = Buffer.from(this.#sign(message))
    const given = Buffer.from(String(checksum))
    return given.length === expected.length && timingSafeEqual(given, expected)
  }

  async #call(method, path, body) {
    this.#token ??= await this.#send('POST', '/generate-token', this.#credentials)
    const { token } = this.#token
    try {
      return await this.#send(method, path, { authorization: token }, body)
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 401) throw error
      // Tokens live for an hour, and die early when a setting is changed.
      this.#token = await this.#send('POST', '/generate-token', this.#credentials)
      return this.#send(method, path, { authorization: this.#token.token }, body)
    }
  }

  async #send(method, path, headers, body) {
    const request = { method, headers, signal: AbortSignal.timeout(20_000) }
    if (body) {
      request.headers = { ...headers, 'content-type': 'application/json' }
      request.body = JSON.stringify({ ...body, checksum: this.#sign(body), checksumMethod: 'canonical' })
    }
    let status
    let answer
    try {
      const response = await fetch(this.#baseUrl + path, request)
      status = response.status
      answer = await response.json()
    } catch (cause) {
      throw new Unknown(`no answer to ${method} ${path}`, { cause })
    }
    if (status >= 500) throw new Unknown(`${method} ${path} was answered ${status}`)
    if (status >= 400) throw new Refused(status, answer.message)
    return answer
  }

  #sign(body) {
    return createHmac('sha256', this.#checksumKey).update(canonical(body)).digest('hex')
  }
}

/** Compact JSON with sorted keys, at every depth: the text that ClickPesa hashes. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical)}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const fields = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)
  return `{${fields}}`
}
