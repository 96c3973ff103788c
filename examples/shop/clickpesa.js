import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * @typedef {object} Credentials
 * @property {string} baseUrl       The API with its path, such as https://api.clickpesa.com/third-parties
 * @property {string} clientId
 * @property {string} apiKey
 * @property {string} [checksumKey] Set if the application has its checksum switched on
 *
 * @typedef {object} Payment        One attempt to pay; an order may see several
 * @property {string} id
 * @property {string} status
 * @property {string} orderReference
 * @property {string | number} [collectedAmount]  A number in a query, a string in a webhook
 * @property {string} [collectedCurrency]
 */

/** ClickPesa refused a request; the message is fit to be read by people. */
export class ClickPesaError extends Error {
  /** @param {number} status @param {unknown} message */
  constructor(status, message) {
    super(Array.isArray(message) ? message.join(', ') : String(message || `ClickPesa answered ${status}`))
    this.status = status
  }
}

/** @param {Credentials} credentials */
export function createClickPesa({ baseUrl, clientId, apiKey, checksumKey }) {
  /** @type {{ token: Promise<string>, renewAt: number } | undefined} */
  let session

  /** A token lives for an hour. One is shared by all requests and renewed five minutes early. */
  function currentSession() {
    if (!session || Date.now() >= session.renewAt) {
      session = { token: logIn(), renewAt: Date.now() + 55 * 60_000 }
      session.token.catch(() => {
        session = undefined
      })
    }
    return session
  }

  /** The token already begins with `Bearer `, so it is sent back as it came. */
  async function logIn() {
    const { token } = await send('POST', '/generate-token', { 'client-id': clientId, 'api-key': apiKey })
    return token
  }

  /** @param {'GET' | 'POST'} method @param {string} path @param {object} [body] */
  async function call(method, path, body) {
    const used = currentSession()
    try {
      return await send(method, path, { authorization: await used.token }, body)
    } catch (error) {
      if (!(error instanceof ClickPesaError) || error.status !== 401) throw error
      // A token can die early, for instance when the checksum setting changes: log in again, once.
      if (session === used) session = undefined
      return await send(method, path, { authorization: await currentSession().token }, body)
    }
  }

  /** @param {string} method @param {string} path @param {Record<string, string>} headers @param {object} [body] */
  async function send(method, path, headers, body) {
    const response = await fetch(baseUrl + path, {
      method,
      headers: body ? { ...headers, 'content-type': 'application/json' } : headers,
      body: body && JSON.stringify(body),
      // Two calls at most stand between a customer and an answer.
      signal: AbortSignal.timeout(4_000),
    })
    const answer = await response.json().catch(() => undefined)
    if (!response.ok) throw new ClickPesaError(response.status, answer?.message)
    if (!answer) throw new ClickPesaError(502, 'ClickPesa answered something that is not JSON')
    return answer
  }

  return {
    /**
     * Creates the page on which the customer pays, and resolves with its address.
     * @param {Record<string, unknown>} order
     * @returns {Promise<string>}
     */
    async createCheckoutLink(order) {
      const signed = checksumKey && {
        checksum: canonicalChecksum(order, checksumKey),
        // The default, since January 2026; who names it need not care what the default is.
        checksumMethod: 'canonical',
      }
      const body = { ...order, ...signed }
      const { checkoutLink } = await call('POST', '/checkout-link/generate-checkout-url', body)
      return checkoutLink
    },

    /**
     * Every attempt to pay for an order: none, one or many.
     * @param {string} reference
     * @returns {Promise<Payment[]>}
     */
    async findPayments(reference) {
      try {
        return await call('GET', `/payments/${encodeURIComponent(reference)}`)
      } catch (error) {
        // This is how ClickPesa says that nobody has tried to pay yet.
        if (error instanceof ClickPesaError && [400, 404].includes(error.status)) return []
        throw error
      }
    },

    /**
     * True if ClickPesa, or somebody else who knows the checksum key, wrote this webhook.
     * @param {Record<string, unknown>} body
     */
    isSigned(body) {
      if (!checksumKey || typeof body.checksum !== 'string') return false
      const expected = Buffer.from(canonicalChecksum(body, checksumKey))
      const given = Buffer.from(body.checksum)
      return given.length === expected.length && timingSafeEqual(given, expected)
    },
  }
}

/**
 * ClickPesa's canonical checksum: HMAC-SHA256 of the body as compact JSON with sorted keys. Just
 * `checksum` and `checksumMethod` are left out; fields that you do not know are part of it.
 * @param {Record<string, unknown>} body
 * @param {string} key
 */
export function canonicalChecksum({ checksum, checksumMethod, ...body }, key) {
  return createHmac('sha256', key)
    .update(JSON.stringify(sorted(body)))
    .digest('hex')
}

/** @param {unknown} value @returns {unknown} */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(byKey)
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}

/** Plain text order, never the one of a language. @param {[string, unknown]} a @param {[string, unknown]} b */
const byKey = ([a], [b]) => (a < b ? -1 : 1)
