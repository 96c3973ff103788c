import type { Application } from '../../domain/merchant.js'
import { ANONYMOUS } from '../../domain/merchant.js'
import { Refusal, SandboxMistake } from '../../errors.js'
import type { Tokens } from '../tokens.js'
import { type Given, valueFor } from './parameters.js'
import { StateContext, type UseCases } from './state-context.js'
import { type ProviderState, parseState, type Values } from './states.js'

/** What the clock of a merchant shows when its states begin; it stands still from then on. */
export const STATES_BEGIN_AT = Date.parse('2026-05-04T09:00:00.000Z')

/** What the answer of a set-up offers to generators. */
export interface SetUpValues extends Values {
  readonly clientId: string
  readonly apiKey: string
  readonly checksumKey: string
  /** As generate-token gives it, with the word Bearer; missing where none can be had. */
  readonly token?: string
}

interface Parts extends UseCases {
  readonly tokens: Tokens
  readonly defaultClientId: string
  readonly resetMerchant: (merchantId: string) => Promise<unknown>
}

/**
 * Brings merchants into the states that consumer contracts presuppose. The first set-up after a call begins
 * the merchant anew, with its clock standing still; further ones, for the same interaction, add to it.
 */
export class ProviderStates {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Makes a state true, and answers what generators can inject. */
  async setUp(text: string, parameters: Readonly<Record<string, unknown>> = {}): Promise<SetUpValues> {
    try {
      const { state, given } = parseState(text, parameters)
      const application = await this.#applicationOf(given)
      const { merchantId } = application
      if (given.continue !== 'true' && !(await this.#isUnderway(merchantId))) await this.#begin(merchantId)
      return await this.#apply(new StateContext(this.#parts, application), text, state, given)
    } catch (error) {
      await this.#noteFailure(text, parameters.clientId ?? this.#parts.defaultClientId)
      throw error
    }
  }

  /** Takes the merchant of a state back to how it was opened. */
  async tearDown(text: string, parameters?: Readonly<Record<string, unknown>>): Promise<void> {
    const { merchantId } = await this.#applicationOf(parseState(text, parameters).given)
    await this.#parts.resetMerchant(merchantId)
  }

  async #apply(
    context: StateContext,
    text: string,
    state: ProviderState,
    given: Given,
  ): Promise<SetUpValues> {
    // Before the state, which may be that no token can be had, or that this one is dead.
    const { apiKey, token } = await this.#credentials(context)
    const values = await state.apply(context, given)
    const { id: clientId, checksumKey } = await context.application()
    await this.#note(context.merchantId, 'state:set-up', `provider state: ${text || 'none'}`)
    return {
      clientId,
      apiKey: given.apiKey ?? apiKey,
      checksumKey,
      ...(token === null ? {} : { token }),
      orderReference: valueFor(given, 'orderReference'),
      ...values,
    }
  }

  /** A key and its token. Where an earlier state has ended the tokens, no new one takes the place of the dead. */
  async #credentials(
    context: StateContext,
  ): Promise<{ readonly apiKey: string; readonly token: string | null }> {
    const { engine, tokens } = this.#parts
    const { id: clientId, tokenGeneration } = await context.application()
    const [key] = await engine.store.find('apiKeys', { where: { clientId } })
    const apiKey = key?.secret ?? ''
    if (tokenGeneration > 0) return { apiKey, token: null }
    try {
      return { apiKey, token: `Bearer ${await tokens.issue(clientId, apiKey)}` }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return { apiKey, token: null }
    }
  }

  /** Whose state it is; a merchant that nobody knows is opened by the state that gives it a key. */
  async #applicationOf({ clientId = this.#parts.defaultClientId, apiKey }: Given): Promise<Application> {
    const { engine, merchants, defaultClientId } = this.#parts
    const known = await engine.store.get('applications', clientId)
    if (known) return known
    if (apiKey === undefined) {
      throw new SandboxMistake(
        'MERCHANT_NOT_FOUND',
        `no merchant has the client id ${clientId}`,
        `open it with the state "the merchant ${clientId} has the API key ..." before this one`,
      )
    }
    const like = await merchants.details(defaultClientId)
    await merchants.open({ ...like.merchant.openedWith, clientId, apiKey }, 'a provider state')
    return this.#applicationOf({ clientId })
  }

  async #begin(merchantId: string) {
    const { engine, resetMerchant } = this.#parts
    await resetMerchant(merchantId)
    await engine.transact(merchantId, async (tx) =>
      tx.change({ clock: { kind: 'frozen', at: STATES_BEGIN_AT } }),
    )
  }

  /** Whether the merchant was set up and nothing was asked of it since: the interaction has more states. */
  async #isUnderway(merchantId: string): Promise<boolean> {
    const { store } = this.#parts.engine
    const [last] = await store.find('journal', {
      where: { merchantId, type: 'state:set-up' },
      newestFirst: true,
      limit: 1,
    })
    if (!last || last.data?.unauthenticated !== (await this.#unauthenticated())) return false
    const after = { after: last.seq, limit: 1 }
    const since = await Promise.all([
      store.find('requests', { ...after, where: { merchantId } }),
      store.find('journal', { ...after, where: { merchantId, type: ['message:told', 'state:failed'] } }),
    ])
    return since.every((entries) => entries.length === 0)
  }

  /** How much has come with no known credentials: a call that proves nothing ends an interaction too. */
  async #unauthenticated(): Promise<number> {
    return (await this.#parts.engine.store.get('counters', ANONYMOUS))?.sequence ?? 0
  }

  /** What comes next is another interaction. */
  async #noteFailure(text: string, clientId: unknown) {
    const application = await this.#parts.engine.store.get('applications', String(clientId))
    if (!application) return
    await this.#note(application.merchantId, 'state:failed', `a provider state could not be set up: ${text}`)
  }

  async #note(merchantId: string, type: 'state:set-up' | 'state:failed', text: string) {
    const unauthenticated = await this.#unauthenticated()
    await this.#parts.engine.transact(merchantId, async (tx) =>
      tx.note(type, text, { data: { unauthenticated } }),
    )
  }
}
