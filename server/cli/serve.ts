import { join } from 'node:path'
import { CHECK_FOLDER, LAST_REPORT } from '../check/folder.js'
import { type Config, flagFor } from '../config.js'
import { DEFAULT_CREDENTIALS } from '../default-credentials.js'
import { variableFor } from '../environment.js'
import { printable } from '../lib/printable.js'
import { warningsOfLiveCredentials } from '../live-credentials.js'
import { refuseProduction } from '../production.js'
import { type ServeOptions, type Serving, serve } from '../serve.js'
import { wantedTracing } from '../tracing/wanted.js'
import type { Facts } from './facts.js'
import type { Io } from './io.js'
import { prettyLine } from './pretty-log.js'

/** A sandbox that listens, and what people need to know of it. */
export interface Running extends Facts {
  readonly drain: Serving['drain']
  readonly close: () => Promise<void>
}

/** Where the log goes, and how it is written where the configuration leaves that open. */
export interface LogTarget {
  readonly write: (text: string) => void
  readonly level: NonNullable<Config['logLevel']>
  readonly format: NonNullable<Config['logFormat']>
  readonly colours: boolean
}

/** For commands whose own words count: the log has what went wrong, as JSON. */
export function quietLog(write: LogTarget['write']): LogTarget {
  return { write, level: 'warn', format: 'json', colours: false }
}

/** Runs the sandbox that a configuration describes. */
export async function serveConfigured(
  config: Config,
  { env, err, folder }: Pick<Io, 'env' | 'err' | 'folder'>,
  log: LogTarget,
): Promise<Running> {
  const { merchant, host } = config
  refuseProduction(
    env,
    config.allowProduction,
    `${flagFor('allowProduction')} or ${variableFor('allowProduction')}=true`,
  )
  const tracing = wantedTracing(env)
  const warnings = [...config.warnings, ...warningsOfLiveCredentials(merchant), ...tracing.warnings]
  for (const warning of warnings) err(`${warning}\n`)
  // Loaded when it is wanted: the SDK is large.
  const reporting =
    tracing.wanted &&
    (await import('../tracing/open-telemetry.js')).reportTraces(tracing.wanted, (said) => err(`${said}\n`))
  const { sandbox, url, port, controlToken, drain, close } = await serve({
    profile: config.profile,
    dialect: config.dialect,
    strict: config.strict,
    selfCheck: config.selfCheck,
    tlsFolder: config.tlsFolder,
    merchant,
    deliveryTimeoutMs: config.deliveryTimeoutMs,
    seed: config.seed ?? undefined,
    scenarioFolder: config.scenarioFolder ?? undefined,
    data: config.data,
    countFromStart: true,
    port: config.port,
    host,
    publicUrl: config.publicUrl,
    checkoutUrl: config.checkoutUrl,
    trustedProxies: config.trustedProxies,
    allowedHosts: config.allowedHosts,
    allowReceivers: config.allowReceivers,
    controlToken: config.controlToken,
    logger: loggerFor(config, log),
    checkReport: join(folder, CHECK_FOLDER, LAST_REPORT),
    tracer: reporting?.tracer,
    maxMerchants: config.maxMerchants,
    maxData: config.maxData * 2 ** 20,
    maxMemory: config.maxMemory === null ? undefined : config.maxMemory * 2 ** 20,
  })
  return {
    url,
    port,
    host,
    checkoutUrl: config.checkoutUrl,
    clientId: merchant.clientId ?? DEFAULT_CREDENTIALS.clientId,
    apiKey: merchant.apiKey ?? DEFAULT_CREDENTIALS.apiKey,
    checksumKey: merchant.checksumKey ?? DEFAULT_CREDENTIALS.checksumKey,
    checksumEnabled: merchant.checksumEnabled ?? false,
    seed: sandbox.seed,
    controlToken,
    tokenIsNew: controlToken !== null && config.controlToken === null,
    drain,
    close: async () => {
      await close()
      await reporting?.close()
    },
  }
}

function loggerFor({ logLevel, logFormat }: Config, log: LogTarget): ServeOptions['logger'] {
  const level = logLevel ?? log.level
  if (level === 'silent') return false
  const isPretty = (logFormat ?? log.format) === 'pretty'
  const write = (line: string) => log.write(isPretty ? prettyLine(line, log.colours) : printable(line))
  return { level, stream: { write } }
}
