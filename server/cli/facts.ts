/** What people need to know of a sandbox that listens. */
export interface Facts {
  /** As browsers and merchants reach it, without a slash at its end. */
  readonly url: string
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

/** The ClickPesa API of a sandbox. */
export function apiUrlOf({ url }: Pick<Facts, 'url'>): string {
  return `${url}/third-parties`
}

/** The one line that tells a program where everything is. */
export function readyLine(facts: Facts): string {
  const { url, clientId, apiKey, checksumKey, controlToken, tokenIsNew } = facts
  return JSON.stringify({
    event: 'ready',
    url,
    apiUrl: apiUrlOf(facts),
    checkoutUrl: `${url}/checkout`,
    inspectorUrl: `${url}/sandbox`,
    clientId,
    apiKey,
    checksumKey,
    ...(tokenIsNew ? { controlToken } : {}),
  })
}
