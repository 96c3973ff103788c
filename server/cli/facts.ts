import { addressesAt } from '../lib/public-addresses.js'

/** What people need to know of a sandbox that listens. */
export interface Facts {
  /** As browsers and merchants reach it, without a slash at its end. */
  readonly url: string
  /** The origin of hosted pages, where they have one of their own. */
  readonly checkoutUrl: string | null
  readonly port: number
  readonly host: string
  readonly clientId: string
  readonly apiKey: string
  readonly checksumKey: string
  readonly checksumEnabled: boolean
  readonly seed: string
  readonly controlToken: string | null
  /** Made up for this start, so nobody knows it yet. */
  readonly tokenIsNew: boolean
}

/** The one line that tells a program where everything is. */
export function readyLine(facts: Facts): string {
  const { clientId, apiKey, checksumKey, controlToken, tokenIsNew } = facts
  const { url, apiUrl, checkoutUrl, inspectorUrl } = addressesAt(facts.url, facts.checkoutUrl)
  return JSON.stringify({
    event: 'ready',
    url,
    apiUrl,
    checkoutUrl,
    inspectorUrl,
    clientId,
    apiKey,
    checksumKey,
    ...(tokenIsNew ? { controlToken } : {}),
  })
}
