import type { MerchantView, PublicUrlView, ScenarioView } from '../control/views.js'
import type { MerchantSettings } from '../domain/merchant.js'
import { pathSegment } from '../lib/path-segment.js'
import type { Snapshot } from '../sandbox/snapshots/snapshot.js'
import type { WrittenScenario } from '../scenario/scenario.js'
import { type EveryDialectOptions, runInEveryDialect, type TurnedSwitch } from './every-dialect.js'
import { MerchantClient } from './merchant-client.js'
import { call, type Transport } from './transport.js'

/**
 * A sandbox, as a test uses it. It is the same object whether the sandbox runs in this process
 * (createSandbox) or somewhere else (connectSandbox).
 *
 * @example One sandbox for a file of tests, a merchant for each test
 * ```ts
 * import { createSandbox, type SandboxClient } from 'clickpesa-sandbox'
 *
 * const sandbox: SandboxClient = await createSandbox({ port: 0 })
 * const [first, second] = await Promise.all([sandbox.createMerchant(), sandbox.createMerchant()])
 * console.log(first.clientId, second.clientId) // they share nothing
 * await sandbox.reset()
 * await sandbox.close()
 * ```
 */
export class SandboxClient {
  readonly #url: () => string
  readonly #transport: Transport
  readonly #close: () => Promise<void>

  constructor(url: () => string, transport: Transport, close: () => Promise<void>) {
    this.#url = url
    this.#transport = transport
    this.#close = close
  }

  /**
   * Where the sandbox is: `${url}/third-parties` for merchants, `${url}/sandbox` for people. Of a sandbox that was
   * connected to, the address that was given.
   */
  get url(): string {
    return this.#url()
  }

  /**
   * Says where the code under test and browsers reach the sandbox, when that is known only after the start, as the
   * mapped port of a container. Checkout links begin with it from then on, also after a reset; null takes it back.
   * Merchants that were opened before keep their `apiUrl`.
   */
  setPublicUrl(publicUrl: string | null): Promise<PublicUrlView> {
    return this.#call('PUT', '/public-url', { publicUrl })
  }

  /** Opens an isolated merchant: its data, clock and scenarios are its own. */
  async createMerchant(settings: MerchantSettings = {}): Promise<MerchantClient> {
    return new MerchantClient(this.#transport, await this.#call<MerchantView>('POST', '/merchants', settings))
  }

  /** A merchant that is open already, by its id or client id. */
  async merchant(idOrClientId: string): Promise<MerchantClient> {
    const path = `/merchants/${pathSegment(idOrClientId)}`
    return new MerchantClient(this.#transport, await this.#call<MerchantView>('GET', path))
  }

  /** Opens the merchant of a snapshot, in this sandbox or another one than took it. */
  async restoreMerchant(snapshot: Snapshot): Promise<MerchantClient> {
    const path = `/merchants/${pathSegment(snapshot.merchant.id)}/snapshot`
    return new MerchantClient(this.#transport, await this.#call<MerchantView>('PUT', path, snapshot))
  }

  async scenarios(): Promise<readonly ScenarioView[]> {
    return (await this.#call<{ items: readonly ScenarioView[] }>('GET', '/scenarios')).items
  }

  /** Adds a scenario until the next reset. */
  addScenario(name: string, scenario: WrittenScenario): Promise<ScenarioView> {
    return this.#call('POST', '/scenarios', { name, ...scenario })
  }

  /**
   * Runs a test in the default dialect, and then with one switch turned at a time, for every switch whose
   * evidence leaves it open. Each run has a merchant of its own. Fails with a DialectError that names every
   * switch and value that broke the test; returns the switches that were changed.
   */
  runInEveryDialect(
    test: (merchant: MerchantClient) => Promise<unknown>,
    options: EveryDialectOptions = {},
  ): Promise<readonly TurnedSwitch[]> {
    return runInEveryDialect(this, test, options)
  }

  /**
   * Removes the orders to which nothing has happened for this long by their merchant's clock, such as `30d`, and the merchants
   * that opened themselves and are as old in real time.
   */
  prune(olderThan: string): Promise<{ readonly orders: number; readonly merchants: number }> {
    return this.#call('POST', '/prune', { olderThan })
  }

  /** Takes everything back to the start; merchants that were opened since are gone. */
  async reset(): Promise<void> {
    await this.#call('POST', '/reset')
  }

  /** Stops a sandbox that was created here; disconnects from one that was connected to. */
  close(): Promise<void> {
    return this.#close()
  }

  #call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    return call(this.#transport, method, path, body)
  }
}
