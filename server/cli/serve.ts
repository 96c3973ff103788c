import type { Config } from '../config.js'
import { DEFAULT_CREDENTIALS } from '../default-credentials.js'
import { serve } from '../serve.js'
import type { Facts } from './facts.js'

/** A sandbox that listens, and what people need to know of it. */
export interface Running extends Facts {
  readonly close: () => Promise<void>
}

/** Runs the sandbox that a configuration describes. */
export async function serveConfigured(config: Config, log: (line: string) => void): Promise<Running> {
  const { merchant, host } = config
  const { sandbox, url, port, controlToken, close } = await serve({
    profile: config.profile,
    dialect: config.dialect,
    strict: config.strict,
    selfCheck: config.selfCheck,
    merchant,
    deliveryTimeoutMs: config.deliveryTimeoutMs,
    seed: config.seed ?? undefined,
    scenarioFolder: config.scenarioFolder ?? undefined,
    port: config.port,
    host,
    publicUrl: config.publicUrl,
    allowedHosts: config.allowedHosts,
    allowReceivers: config.allowReceivers,
    controlToken: config.controlToken,
    logger: config.logLevel === 'silent' ? false : { level: config.logLevel, stream: { write: log } },
  })
  return {
    url,
    port,
    host,
    clientId: merchant.clientId ?? DEFAULT_CREDENTIALS.clientId,
    apiKey: merchant.apiKey ?? DEFAULT_CREDENTIALS.apiKey,
    checksumKey: merchant.checksumKey ?? DEFAULT_CREDENTIALS.checksumKey,
    checksumEnabled: merchant.checksumEnabled ?? false,
    seed: sandbox.seed,
    controlToken,
    tokenIsNew: controlToken !== null && config.controlToken === null,
    close,
  }
}
