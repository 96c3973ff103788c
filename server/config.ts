import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { FromSchema, JSONSchema } from 'json-schema-to-ts'
import { allowReceiversSchema } from './delivery/receivers.js'
import { type Dialect, dialectSchema, PROFILES } from './domain/dialect.js'
import { LIMITS } from './domain/limits.js'
import type { MerchantSettings } from './domain/merchant.js'
import { type Environment, unknownVariables, variable, variableFor } from './environment.js'
import { SandboxMistake } from './errors.js'
import { checkoutUrlSchema, publicUrlSchema } from './http/public-address.js'
import { allowedHostsSchema } from './http/served-hosts.js'
import { trustedProxiesSchema } from './http/trusted-proxies.js'
import { parseDuration } from './lib/duration.js'
import { whyUnreadable } from './lib/why-unreadable.js'
import type { Issue } from './schema/issue.js'
import { merchantSettingsSchema } from './schema/merchant-settings.js'
import { issuesIn, type SchemaOf } from './schema/validator.js'
import { fileLines, readYaml } from './schema/yaml-file.js'
import { settingsAreValid } from './settings-ahead.js'
import { isOtherAddress, isPostgres } from './store/place.js'
import { usualTlsFolder } from './tls/files.js'

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
const LOG_FORMATS = ['pretty', 'json'] as const

/** What a configuration file may say. Flags and variables say the same for single settings. */
export const configSchema = {
  title: 'clickpesa-sandbox configuration',
  type: 'object',
  additionalProperties: false,
  properties: {
    port: {
      description: 'TCP port; 0 takes any free one.',
      type: 'integer',
      minimum: 0,
      maximum: 65_535,
      default: 4255,
    },
    host: {
      description: 'Address to listen on. A control token is needed when other machines can reach it.',
      type: 'string',
      minLength: 1,
      maxLength: 255,
      default: '127.0.0.1',
    },
    publicUrl: {
      ...publicUrlSchema,
      description:
        'Address at which browsers and merchants reach the sandbox, with the path of a proxy if there is one; without it, the address that each caller uses.',
    },
    checkoutUrl: {
      ...checkoutUrlSchema,
      description:
        'Origin of the links to hosted pages, such as https://checkout.clickpesa.com; without it, links begin as all other addresses do.',
    },
    trustedProxies: {
      ...trustedProxiesSchema,
      description:
        'Networks and addresses of proxies whose X-Forwarded-… and Forwarded headers are believed.',
      default: [],
    },
    allowedHosts: {
      ...allowedHostsSchema,
      description:
        'Further host names that requests may use. When other machines can reach the sandbox and none are given, all are allowed.',
      default: [],
    },
    allowReceivers: {
      ...allowReceiversSchema,
      description:
        'Addresses beside public ones that webhooks and callbacks may go to when other machines can reach the sandbox.',
      default: [],
    },
    scenarios: { description: 'A folder of your own scenarios.', type: 'string', minLength: 1 },
    profile: {
      description: 'Which behaviour of the gateway to follow where the evidence is not clear.',
      enum: PROFILES,
      default: 'live',
    },
    dialect: { ...dialectSchema, description: 'Single dialect switches that differ from the profile.' },
    strict: {
      description: 'Refuses what the docs do not allow, instead of only recording it as findings.',
      type: 'boolean',
      default: false,
    },
    tls: {
      description:
        'Serves HTTPS instead of HTTP, as api.clickpesa.com, checkout.clickpesa.com, localhost and 127.0.0.1, by an authority of this machine.',
      type: 'boolean',
      default: false,
    },
    tlsFolder: {
      description:
        'Where the authority for `tls` is kept, which is made at the first use; `.clickpesa-sandbox/tls` in the home folder when left out.',
      type: 'string',
      minLength: 1,
      maxLength: 4096,
    },
    selfCheck: {
      description: 'Compares what the sandbox itself sends with its schemas, and logs what does not fit.',
      type: 'boolean',
      default: false,
    },
    seed: {
      description: 'Repeats ids and random choices; a new one for each start when left out.',
      type: ['string', 'integer'],
      minLength: 1,
      maxLength: 200,
    },
    controlToken: {
      description: 'Needed for the control API and the inspector once it is set; at least 8 characters.',
      type: 'string',
      format: 'control-token',
      writeOnly: true,
    },
    allowProduction: {
      description: 'Starts where NODE_ENV is production all the same.',
      type: 'boolean',
      default: false,
    },
    logLevel: {
      description: 'What is logged on stderr: `info` on a terminal, else `warn`, when left out.',
      enum: LOG_LEVELS,
    },
    logFormat: {
      description: 'Lines for people or lines of JSON: `pretty` on a terminal, else `json`, when left out.',
      enum: LOG_FORMATS,
    },
    maxMerchants: {
      description: 'Merchants at once; those that opened themselves and are idle give way first.',
      type: 'integer',
      minimum: 1,
      maximum: 1_000_000,
      default: LIMITS.merchants.most,
    },
    maxMemory: {
      description:
        'About how many megabytes may be kept in memory; half of what the process may take, and at most 1024, when left out.',
      type: 'integer',
      minimum: 16,
      maximum: 65_536,
    },
    maxData: {
      description: 'About how many megabytes a database may hold.',
      type: 'integer',
      minimum: 16,
      maximum: 100_000_000,
      default: LIMITS.data.most / 2 ** 20,
    },
    deliveryTimeout: {
      description: 'How long a receiver may take to answer a webhook, in real time.',
      type: 'string',
      format: 'duration',
      default: '30s',
    },
    drain: {
      description:
        'How long to go on serving after a signal, in real time, while `/readyz` says 503: so that load balancers look elsewhere first.',
      type: 'string',
      format: 'duration',
      default: '0s',
    },
    merchant: {
      ...merchantSettingsSchema,
      description: 'Settings of the merchant that exists from the start.',
    },
    data: {
      description:
        'Where data is kept: a file of SQLite, or the address of a PostgreSQL database; in memory, and only as long as the process runs, when left out.',
      type: 'string',
      minLength: 1,
      maxLength: 4096,
      writeOnly: true,
    },
  },
} as const satisfies JSONSchema

type Written = FromSchema<typeof configSchema, { keepDefaultedPropertiesOptional: true }>
const fileSchema: SchemaOf<Written> = configSchema

/** How the sandbox is to run: every source read, checked and put together. Frozen, all the way down. */
export interface Config {
  readonly port: number
  readonly host: string
  /** Without a slash at its end; null for the address that each caller uses. */
  readonly publicUrl: string | null
  /** The origin of links to hosted pages, without a slash at its end; null for that of all other addresses. */
  readonly checkoutUrl: string | null
  readonly trustedProxies: readonly string[]
  readonly allowedHosts: readonly string[]
  readonly allowReceivers: readonly string[]
  readonly scenarioFolder: string | null
  /** A file or the address of a database; null for memory. */
  readonly data: string | null
  readonly profile: (typeof PROFILES)[number]
  readonly dialect: Partial<Dialect>
  readonly strict: boolean
  readonly selfCheck: boolean
  /** The folder of the authority whose certificate is served; null for plain HTTP. */
  readonly tlsFolder: string | null
  readonly seed: string | null
  readonly controlToken: string | null
  readonly allowProduction: boolean
  /** Null where it depends on whether somebody looks. */
  readonly logLevel: (typeof LOG_LEVELS)[number] | null
  /** Null where it depends on whether somebody looks. */
  readonly logFormat: (typeof LOG_FORMATS)[number] | null
  readonly maxMerchants: number
  /** In megabytes. */
  readonly maxMemory: number | null
  readonly maxData: number
  readonly deliveryTimeoutMs: number
  readonly drainMs: number
  readonly merchant: MerchantSettings
  /** Whether the start is announced as one line of JSON. */
  readonly json: boolean
  /** What does no harm and may surprise. */
  readonly warnings: readonly string[]
}

/** Settings that a flag and an environment variable can give, beside the file. */
export const SINGLE_SETTINGS = [
  'port',
  'host',
  'publicUrl',
  'checkoutUrl',
  'trustedProxies',
  'allowedHosts',
  'allowReceivers',
  'scenarios',
  'profile',
  'seed',
  'data',
  'tlsFolder',
  'controlToken',
  'drain',
  'maxMerchants',
  'maxMemory',
  'maxData',
  'logLevel',
  'logFormat',
] as const

/** Settings that are there or not: a flag without a value, a variable that is true or false. */
export const SWITCHED_SETTINGS = ['strict', 'selfCheck', 'tls', 'allowProduction', 'json'] as const

type SwitchedSetting = (typeof SWITCHED_SETTINGS)[number]

/** Variables that do not set how the sandbox starts: where its file is, how it speaks, where others find it. */
const OTHER_VARIABLES = ['config', 'url']

type SingleSetting = (typeof SINGLE_SETTINGS)[number]

/** What the flags say, as text; `--dialect` can come several times. */
export type Flags = { readonly [name in SingleSetting | 'config']?: string | undefined } & {
  readonly [name in SwitchedSetting]?: boolean | undefined
} & { readonly dialect?: readonly string[] | undefined }

export interface ConfigSources {
  readonly flags?: Flags
  readonly env?: Environment
  /** Relative paths begin here. */
  readonly folder?: string
}

/** `--public-url` */
export function flagFor(setting: string): string {
  return `--${setting.replaceAll(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`
}

/**
 * Reads the configuration: flags before environment before file before defaults. Throws one
 * {@link SandboxMistake} with everything that is wrong in any of them, also where another source wins.
 */
export async function readConfig(sources: ConfigSources = {}): Promise<Config> {
  const { flags = {}, env = {}, folder = process.cwd() } = sources
  const wrong: string[] = []
  const fromFlags = settingsIn(
    (setting) => flags[setting],
    (setting) => `flag ${flagFor(setting)}`,
    wrong,
  )
  const fromEnv = settingsIn(
    (setting) => variable(env, setting),
    (setting) => variableFor(setting),
    wrong,
  )
  const switched = {
    ...given(SWITCHED_SETTINGS, (setting) => yesOrNo(env, setting, wrong)),
    ...given(SWITCHED_SETTINGS, (setting) => flags[setting]),
  }
  const dialect = dialectIn(flags.dialect ?? [], wrong)
  const variables = [...SINGLE_SETTINGS, ...SWITCHED_SETTINGS, ...OTHER_VARIABLES]
  const { misspelt, foreign } = unknownVariables(env, variables)
  wrong.push(...misspelt)
  const fromFile = await readFileOf(flags, env, folder, wrong)
  if (wrong.length > 0) {
    throw new SandboxMistake(
      'INVALID_CONFIG',
      wrong.join('\n'),
      'docs/configuration.md has every flag, variable and key with its values',
    )
  }
  const { json = false, ...fromSwitches } = switched
  const written: Written = { ...fromFile, ...fromEnv, ...fromFlags, ...fromSwitches }
  const { properties } = configSchema
  return deeplyFrozen({
    port: written.port ?? properties.port.default,
    // Addresses of IPv6 stand in brackets wherever a port follows.
    host: written.host?.replace(/^\[(.*)\]$/, '$1') ?? properties.host.default,
    publicUrl: written.publicUrl?.replace(/\/+$/, '') ?? null,
    checkoutUrl: written.checkoutUrl?.replace(/\/+$/, '') ?? null,
    trustedProxies: written.trustedProxies ?? properties.trustedProxies.default,
    allowedHosts: written.allowedHosts ?? properties.allowedHosts.default,
    allowReceivers: written.allowReceivers ?? properties.allowReceivers.default,
    scenarioFolder: written.scenarios === undefined ? null : resolve(folder, written.scenarios),
    data: written.data === undefined ? null : placeOf(written.data, folder),
    profile: written.profile ?? properties.profile.default,
    dialect: { ...written.dialect, ...dialect },
    strict: written.strict ?? properties.strict.default,
    selfCheck: written.selfCheck ?? properties.selfCheck.default,
    tlsFolder: written.tls ? resolve(folder, written.tlsFolder ?? usualTlsFolder()) : null,
    seed: written.seed === undefined ? null : String(written.seed),
    controlToken: written.controlToken ?? null,
    allowProduction: written.allowProduction ?? properties.allowProduction.default,
    logLevel: written.logLevel ?? null,
    logFormat: written.logFormat ?? null,
    maxMerchants: written.maxMerchants ?? properties.maxMerchants.default,
    maxMemory: written.maxMemory ?? null,
    maxData: written.maxData ?? properties.maxData.default,
    deliveryTimeoutMs: parseDuration(written.deliveryTimeout ?? properties.deliveryTimeout.default) ?? 0,
    drainMs: parseDuration(written.drain ?? properties.drain.default) ?? 0,
    merchant: written.merchant ?? {},
    json,
    warnings: foreign,
  })
}

function settingsIn(
  textOf: (setting: SingleSetting) => string | undefined,
  nameOf: (setting: SingleSetting) => string,
  wrong: string[],
): Written {
  const written: Record<string, unknown> = {}
  for (const setting of SINGLE_SETTINGS) {
    const text = textOf(setting)
    if (text === undefined) continue
    written[setting] = valueFrom(setting, text)
  }
  if (Object.keys(written).length === 0) return {}
  const issues = settingsAreValid(written) ? [] : issuesIn(singleSettingsSchema, written)
  for (const { path, message } of [...issues, ...furtherIssues(written)]) {
    wrong.push(`${nameOf(path[0] as SingleSetting)}: ${message}`)
  }
  return written
}

const LISTS: ReadonlySet<SingleSetting> = new Set(['trustedProxies', 'allowedHosts', 'allowReceivers'])
const NUMBERS: ReadonlySet<SingleSetting> = new Set(['port', 'maxMerchants', 'maxMemory', 'maxData'])

function valueFrom(setting: SingleSetting, text: string): string | number | readonly string[] {
  if (LISTS.has(setting)) {
    const names = text.split(',').map((name) => name.trim())
    // A list that is put together by a script often ends with a comma.
    return names.filter((name) => name !== '')
  }
  // A seed keeps its text: 007 is another seed than 7.
  return NUMBERS.has(setting) && /^-?\d{1,15}$/.test(text) ? Number(text) : text
}

/** What flags and variables may say. The rest of the schema takes a while to compile, and most starts have no file. */
export const singleSettingsSchema: JSONSchema = {
  type: 'object',
  properties: Object.fromEntries(SINGLE_SETTINGS.map((name) => [name, configSchema.properties[name]])),
}

/** What the schema cannot say. */
function furtherIssues(written: Written): Issue[] {
  const { deliveryTimeout } = written
  const found: Issue[] = []
  if (typeof deliveryTimeout === 'string' && parseDuration(deliveryTimeout) === 0) {
    const message = `found "${deliveryTimeout}", which should be at least 1ms`
    found.push({ path: ['deliveryTimeout'], message })
  }
  return found
}

function yesOrNo(env: Environment, setting: SwitchedSetting, wrong: string[]): boolean | undefined {
  const text = variable(env, setting)
  if (text === undefined) return undefined
  if (/^(false|0)$/i.test(text)) return false
  if (/^(true|1)$/i.test(text)) return true
  wrong.push(`${variableFor(setting)}: found "${text}", which should be true or false`)
  return undefined
}

/** The settings that are given, without those that are not. */
function given<Name extends string, Value>(
  names: readonly Name[],
  lookUp: (name: Name) => Value | undefined,
): { readonly [name in Name]?: Value } {
  const found = names.map((name) => [name, lookUp(name)] as const)
  return Object.fromEntries(found.filter(([, value]) => value !== undefined)) as { [name in Name]?: Value }
}

/** The switches that `--dialect name=value` sets. */
function dialectIn(flags: readonly string[], wrong: string[]): Partial<Dialect> {
  if (flags.length === 0) return {}
  const written = Object.fromEntries(
    flags.map((flag) => {
      const [name = '', ...value] = flag.split('=')
      const text = value.join('=')
      return [name, /^\d{1,15}$/.test(text) ? Number(text) : text]
    }),
  )
  for (const { path, message } of issuesIn(dialectSchema, written)) {
    wrong.push(`flag ${flagFor('dialect')} ${path[0] ?? ''}: ${message}`)
  }
  return written as Partial<Dialect>
}

async function readFileOf(flags: Flags, env: Environment, folder: string, wrong: string[]): Promise<Written> {
  const named = flags.config ?? variable(env, 'config')
  if (named === undefined) return {}
  const path = resolve(folder, named)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    const source = flags.config === undefined ? variableFor('config') : `flag ${flagFor('config')}`
    wrong.push(`${source}: the file ${named} cannot be read: ${whyUnreadable(error)}`)
    return {}
  }
  if (saysNothing(text)) return {}
  const read = readYaml(named, text, fileSchema)
  const issues = read.ok ? read.at(furtherIssues(read.value)) : read.issues
  if (issues.length > 0) wrong.push(fileLines(issues))
  if (!read.ok) return {}
  const { scenarios, data, tlsFolder } = read.value
  return {
    ...read.value,
    ...(scenarios === undefined ? {} : { scenarios: resolve(dirname(path), scenarios) }),
    ...(data === undefined ? {} : { data: placeOf(data, dirname(path)) }),
    ...(tlsFolder === undefined ? {} : { tlsFolder: resolve(dirname(path), tlsFolder) }),
  }
}

/** An empty file, or one with every line commented out. */
function saysNothing(yaml: string): boolean {
  return yaml.split('\n').every((line) => /^\s*(#.*)?$/.test(line))
}

/** A place where data is kept, with the whole path of a file. */
function placeOf(data: string, folder: string): string {
  return isPostgres(data) || isOtherAddress(data) ? data : resolve(folder, data)
}

function deeplyFrozen<T extends object>(value: T): T {
  for (const inner of Object.values(value)) {
    if (typeof inner === 'object' && inner !== null) deeplyFrozen(inner)
  }
  return Object.freeze(value)
}
