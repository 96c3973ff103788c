import { LIMITS } from '../domain/limits.js'
import type { Merchant } from '../domain/merchant.js'
import type { Engine } from '../engine/engine.js'
import { Refusal } from '../errors.js'

const MINUTE = 60_000

/** Addresses counted separately per minute; further ones share no limit. */
const MAX_ADDRESSES = LIMITS.addresses.most

/** Whether anything but its account's approval can stop the calls of a merchant. */
export function isGuarded({ rateLimit, allowedAddresses }: Merchant): boolean {
  return rateLimit !== null || allowedAddresses.length > 0
}

/** What can stop a call before it is looked at: the rate limit, the allow-list. */
export class Gate {
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.#engine = engine
  }

  /** Lets a call in, or refuses it: 429 first, then 403. */
  async admit(merchant: Merchant, address: string) {
    if (merchant.rateLimit !== null) await this.#count(merchant.id, merchant.rateLimit, address)
    const { allowedAddresses } = merchant
    if (allowedAddresses.length > 0 && !allowedAddresses.includes(plainAddress(address))) {
      throw new Refusal(
        'ADDRESS_BLOCKED',
        `the call came from ${plainAddress(address)}; the allow-list has ${allowedAddresses.join(', ')}`,
      )
    }
  }

  /** An account that is not approved is refused like wrong credentials, whatever it sends. */
  requireApproval(merchant: Merchant) {
    if (!merchant.approved) throw new Refusal('UNAUTHORIZED', 'the merchant is set up as not approved')
  }

  /**
   * Written by hand: the counts are in the merchant's own row and use its own clock, so that a frozen minute
   * lasts, a reset forgets them and a snapshot keeps them. A plugin would count in real time, outside all that.
   */
  async #count(merchantId: string, limit: number, address: string) {
    const wait = await this.#engine.transact(merchantId, async (tx) => {
      const { rateWindow } = tx.counters
      const since = tx.now - rateWindow.since < MINUTE ? rateWindow.since : tx.now
      const calls = since === rateWindow.since ? rateWindow.calls : {}
      const made = (calls[address] ?? 0) + 1
      if (made > limit) return Math.ceil((since + MINUTE - tx.now) / 1000)
      if (Object.keys(calls).length < MAX_ADDRESSES) {
        tx.count({ rateWindow: { since, calls: { ...calls, [address]: made } } })
      }
      return null
    })
    if (wait === null) return
    throw new Refusal(
      'RATE_LIMITED',
      `more than ${limit} calls a minute; the next minute begins in ${wait} s`,
      {
        headers: { 'retry-after': String(wait) },
      },
    )
  }
}

/** An IPv4 address that arrived over an IPv6 socket is still the IPv4 address that people list. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:/, '')
}
