import type { RealClock } from '../agenda/real-clock.js'
import type { ReceiverRules } from '../delivery/receiver-rules.js'
import type { Dialect, Profile } from '../domain/dialect.js'
import type { Merchant, MerchantSettings } from '../domain/merchant.js'
import type { Written } from '../engine/transaction.js'
import type { WrittenScenario } from '../scenario/scenario.js'
import type { Store } from '../store/store.js'
import type { Tracer } from '../tracing/tracer.js'

/** How a sandbox is opened. Knows nothing of how one works: who installs the package compiles against this alone. */
export interface SandboxOptions {
  /** Repeats ids and random choices; drawn when left out. */
  readonly seed?: string | undefined
  readonly profile?: Profile | undefined
  /** Switches that differ from the profile, for every merchant. */
  readonly dialect?: Partial<Dialect> | undefined
  /** Whether merchants refuse what the docs do not allow, unless a merchant says otherwise. */
  readonly strict?: boolean | undefined
  /** Whether what is sent is compared with its schemas, and reported where it does not fit. */
  readonly selfCheck?: boolean | undefined
  /** A folder of scenarios beside the built-in ones. */
  readonly scenarioFolder?: string | undefined
  /** Scenarios beside those of files. */
  readonly scenarios?: readonly ({ readonly name: string } & WrittenScenario)[] | undefined
  /** Settings of the merchant that exists from the start. */
  readonly merchant?: MerchantSettings | undefined
  /** How long a receiver may take over an answer, in real time. */
  readonly deliveryTimeoutMs?: number | undefined
  /** Which addresses are posted to; all but the sandbox's own where it is left out. */
  readonly receivers?: ReceiverRules | undefined
  readonly store?: Store | undefined
  /** Merchants at once. */
  readonly maxMerchants?: number | undefined
  /** About how many bytes may be kept, where they are kept in memory: half of them for rows, half for logs. */
  readonly maxMemory?: number | undefined
  /** About how many bytes a database may hold. */
  readonly maxData?: number | undefined
  readonly realClock?: RealClock | undefined
  /** Told of faults in the sandbox itself. */
  readonly onInternalError?: ((fault: unknown, doing: string) => void) | undefined
  /** Reported to of calls, changes and attempts to deliver. */
  readonly tracer?: Tracer | null | undefined
  /** Told how long each change of a merchant took until it was saved, in milliseconds. */
  readonly onTransaction?: ((ms: number) => void) | undefined
  /** Hears of every entry of the journal and of the log of requests, once it is saved. */
  readonly onWritten?: ((merchant: Merchant, written: Written) => void) | undefined
}
