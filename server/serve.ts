import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { JSONSchema } from 'json-schema-to-ts'
import { ActivityLog } from './activity-log.js'
import { systemClock } from './agenda/real-clock.js'
import { type AppOptions, buildApp } from './app.js'
import { allowReceiversSchema } from './delivery/receivers.js'
import { SandboxMistake } from './errors.js'
import { checkoutUrlSchema, PublicAddress, publicUrlSchema } from './http/public-address.js'
import { allowedHostsSchema } from './http/served-hosts.js'
import { trustedProxiesSchema } from './http/trusted-proxies.js'
import { hostIn, hostOfUrl, isLoopback, isLoopbackHost, localUrl } from './lib/hosts.js'
import { Figures } from './metrics/figures.js'
import { Sandbox } from './sandbox/sandbox.js'
import type { SandboxOptions } from './sandbox/sandbox-options.js'
import { oneLine } from './schema/issue.js'
import { issuesIn } from './schema/validator.js'
import type { Store } from './store/store.js'
import { StoreFailed } from './store/store-failed.js'
import { StoreUnavailable } from './store/store-unavailable.js'
import { CLICKPESA_NAMES } from './tls/names.js'

export interface ServeOptions
  extends Omit<SandboxOptions, 'onInternalError' | 'onWritten' | 'onTransaction' | 'receivers' | 'store'> {
  readonly port: number
  readonly host: string
  /** Address at which others reach the sandbox; without one, the one that each caller uses. */
  readonly publicUrl?: string | null | undefined
  /** Origin of the links to hosted pages, such as https://checkout.clickpesa.com; without one, that of all other addresses. */
  readonly checkoutUrl?: string | null | undefined
  /** Networks and addresses of proxies whose `X-Forwarded-…` headers are believed. */
  readonly trustedProxies?: readonly string[] | undefined
  /**
   * Further host names that requests may ask for; `*.` before one means every name below it. Where the sandbox listens
   * beyond loopback, all may when there are none here.
   */
  readonly allowedHosts?: readonly string[] | undefined
  /** Made up when others may reach the sandbox and none is given. */
  readonly controlToken?: string | null | undefined
  /** Receivers that a sandbox which others can reach may post to, beside public addresses. */
  readonly allowReceivers?: readonly string[] | undefined
  readonly logger?: AppOptions['logger']
  readonly checkReport?: AppOptions['checkReport']
  /** Whether figures are counted from the start on, and the process measured; otherwise from when they are first asked for. */
  readonly countFromStart?: boolean | undefined
  /**
   * The folder of the authority whose certificate is served, under ClickPesa's names among others; plain HTTP without one. An
   * authority is made where the folder has none.
   */
  readonly tlsFolder?: string | null | undefined
  /** Where data is kept: a file of SQLite or the address of a PostgreSQL database; in memory, without one. */
  readonly data?: string | null | undefined
}

/** A sandbox that listens. */
export interface Serving {
  readonly sandbox: Sandbox
  readonly app: FastifyInstance
  /** As browsers and merchants reach it, without a slash at its end; it may be set anew while the sandbox runs. */
  readonly url: string
  readonly port: number
  readonly controlToken: string | null
  /** Goes on serving for so long, in milliseconds of real time, while `/readyz` sends load balancers elsewhere. */
  readonly drain: (ms: number) => Promise<void>
  readonly close: () => Promise<void>
}

/** Opens a sandbox and listens. Throws a SandboxMistake when the address cannot be had. */
export async function serve(options: ServeOptions): Promise<Serving> {
  const {
    port,
    host,
    publicUrl,
    checkoutUrl,
    logger,
    allowReceivers = [],
    trustedProxies = [],
    ...rest
  } = options
  const { allowedHosts = [], data, tlsFolder } = options
  if (typeof options.controlToken === 'string') requireGoodToken(options.controlToken)
  requirePublicUrl(publicUrl)
  requireCheckoutUrl(checkoutUrl)
  requireHostNames(allowedHosts)
  requireProxies(trustedProxies)
  requireReceivers(allowReceivers)
  const controlToken =
    options.controlToken ?? (isShared(options) ? randomBytes(24).toString('base64url') : null)
  let activity: ActivityLog | undefined
  let isStopping = false
  const figures = new Figures()
  const tls = tlsFolder ? await certifiedBy(tlsFolder) : undefined
  // Names that their owner points at no machine of ours: no page of a stranger can be behind them.
  const namedHosts = [...allowedHosts, ...(tls ? CLICKPESA_NAMES : []), ...hostsOf(checkoutUrl)]
  const store = data ? await storeAt(data, rest.maxData) : undefined
  const sandbox = await Sandbox.open({
    ...rest,
    store,
    receivers: { isShared: isShared(options), allowed: allowReceivers },
    onInternalError: (fault, doing) => {
      figures.note((counted) => counted.countInternalError())
      app.log.error({ err: fault }, `an internal error of the sandbox: ${doing}`)
    },
    // What happens before somebody listens is the opening of the first merchant.
    onWritten: (merchant, written) => {
      activity?.write(merchant, written)
      figures.note((counted) => counted.count(written))
    },
    onTransaction: (ms) => figures.note((counted) => counted.timeTransaction(ms)),
  }).catch(async (error) => {
    await store?.close()
    throw whyNotKept(error)
  })
  const publicAddress = new PublicAddress({
    publicUrl,
    pageOrigin: checkoutUrl,
    namedHosts,
    trustedProxies,
    isPrivate: !isShared(options),
  })
  const app = await buildApp(sandbox, {
    publicAddress,
    allowedHosts: allowedHosts.length === 0 && !isLoopback(host) ? 'all' : namedHosts,
    controlToken,
    tls,
    logger,
    checkReport: options.checkReport,
    metrics: () => figures.of(sandbox),
    isStopping: () => isStopping,
  })
  if (['info', 'debug', 'trace'].includes(app.log.level)) activity = new ActivityLog(app.log, sandbox)
  const close = async () => {
    await app.close()
    await sandbox.close()
  }
  try {
    const scenario = options.merchant?.scenario
    if (scenario) sandbox.scenarios.named(scenario)
    await app.listen({ port, host })
  } catch (error) {
    await close()
    throw listenMistake(error, options)
  }
  const bound = (app.server.address() as AddressInfo).port
  sandbox.listensOn(bound)
  publicAddress.listensAt(localUrl(host, bound, tls ? 'https' : 'http'))
  if (options.countFromStart) figures.countFrom(app, sandbox)
  return {
    sandbox,
    app,
    get url() {
      return publicAddress.url
    },
    port: bound,
    controlToken,
    drain: async (ms) => {
      if (ms === 0) return
      isStopping = true
      await new Promise<void>((resolve) => systemClock.after(ms, resolve))
    },
    close,
  }
}

/** What a server needs to prove itself to clients that trust the authority of this folder. */
async function certifiedBy(folder: string): Promise<AppOptions['tls']> {
  // Loaded when it is wanted: few sandboxes speak TLS.
  const { openAuthority } = await import('./tls/authority.js')
  const authority = await openAuthority(folder, systemClock.now())
  return { ...(await authority.issue()), authority: authority.certificate }
}

/** Throws a SandboxMistake where data cannot be kept there. */
async function storeAt(data: string, maxBytes: number | undefined): Promise<Store> {
  // Loaded when it is wanted: most sandboxes keep everything in memory.
  const { openStore } = await import('./store/open-store.js')
  try {
    return await openStore(data, maxBytes)
  } catch (error) {
    throw whyNotKept(error)
  }
}

/** As a mistake of whoever starts the sandbox, where data cannot be kept; everything else stays as it is. */
function whyNotKept(error: unknown): unknown {
  if (error instanceof StoreUnavailable)
    return new SandboxMistake('INVALID_CONFIG', `data: ${error.message}`, error.hint)
  if (!(error instanceof StoreFailed)) return error
  const hint = 'look at the database or the disk, and start again'
  return new SandboxMistake('INVALID_CONFIG', `data: ${error.message}`, hint)
}

/**
 * Whether others than this machine can reach the sandbox. One that is known under another name is behind a proxy or a
 * tunnel, whose requests cannot always be told from those of this machine.
 */
function isShared(options: ServeOptions): boolean {
  const { host, publicUrl, checkoutUrl, allowedHosts = [], trustedProxies = [] } = options
  if (!isLoopback(host) || trustedProxies.length > 0) return true
  const isElsewhere = (name: string) => !isLoopbackHost(name) && !CLICKPESA_NAMES.some((own) => own === name)
  if (publicUrl && !isLoopbackHost(hostOfUrl(publicUrl) ?? '')) return true
  if (hostsOf(checkoutUrl).some(isElsewhere)) return true
  return !allowedHosts.every((name) => isLoopbackHost(hostIn(name.replace('*.', '')) ?? ''))
}

/** Throws a SandboxMistake with all that is wrong with a setting; a schema that is `writeOnly` keeps its value secret. */
function requireValid(setting: string, schema: JSONSchema, value: unknown, hint: string) {
  const issues = issuesIn(schema, value)
  if (issues.length > 0) throw new SandboxMistake('INVALID_CONFIG', `${setting}: ${oneLine(issues)}`, hint)
}

function requirePublicUrl(publicUrl: string | null | undefined) {
  const hint = 'give the address at which browsers reach the sandbox, such as https://qa.example.com/pay'
  if (publicUrl) requireValid('publicUrl', publicUrlSchema, publicUrl, hint)
}

function requireCheckoutUrl(checkoutUrl: string | null | undefined) {
  const hint =
    'give the origin of links to hosted pages, without a path, such as https://checkout.clickpesa.com'
  if (checkoutUrl) requireValid('checkoutUrl', checkoutUrlSchema, checkoutUrl, hint)
}

/** The host of an address, where there is one. */
function hostsOf(url: string | null | undefined): readonly string[] {
  const host = url ? hostOfUrl(url) : null
  return host === null ? [] : [host]
}

function requireProxies(trustedProxies: readonly string[]) {
  const hint = 'list where proxies call from, such as ["loopback"], ["10.0.0.0/8"] or ["192.168.1.7"]'
  // A list of nothing is right, and the validator takes a while to load.
  if (trustedProxies.length > 0) requireValid('trustedProxies', trustedProxiesSchema, trustedProxies, hint)
}

function requireHostNames(allowedHosts: readonly string[]) {
  const hint =
    'give the names that requests ask for, without ports: sandbox.test, or *.sandbox.test for all below it'
  if (allowedHosts.length > 0) requireValid('allowedHosts', allowedHostsSchema, allowedHosts, hint)
}

function requireReceivers(allowReceivers: readonly string[]) {
  const hint = 'list what webhooks may go to, such as ["private"], ["10.0.0.0/8"] or ["shop.internal"]'
  if (allowReceivers.length > 0) requireValid('allowReceivers', allowReceiversSchema, allowReceivers, hint)
}

function requireGoodToken(controlToken: string) {
  const schema = { type: 'string', format: 'control-token', writeOnly: true } as const
  const hint = 'leave it out, and a good one is generated when others can reach the sandbox'
  requireValid('controlToken', schema, controlToken, hint)
}

type Address = Pick<ServeOptions, 'port' | 'host'>

const CANNOT_LISTEN: Readonly<Record<string, (at: Address) => readonly [message: string, hint: string]>> = {
  EADDRINUSE: ({ port, host }) => [
    `port ${port} on ${host} is in use by another program`,
    'stop that program, or choose another port with --port (0 takes any free one)',
  ],
  EACCES: ({ port }) => [
    `port ${port} needs administrator rights`,
    'choose a port of 1024 or above with --port',
  ],
  EADDRNOTAVAIL: ({ host }) => notHere(host),
  ENOTFOUND: ({ host }) => notHere(host),
  EAI_AGAIN: ({ host }) => notHere(host),
}

function notHere(host: string) {
  return [
    `${host} is not an address of this machine`,
    'give --host one of its addresses: 127.0.0.1 for this machine alone, 0.0.0.0 for all networks',
  ] as const
}

function listenMistake(error: unknown, at: Address): unknown {
  const sentences = CANNOT_LISTEN[(error as NodeJS.ErrnoException).code ?? '']
  return sentences ? new SandboxMistake('INVALID_CONFIG', ...sentences(at)) : error
}
