import { Refusal, SandboxMistake } from '../../errors.js'
import { NOBODY } from '../merchants.js'
import type { Tokens } from '../tokens.js'
import { valueFor } from './parameters.js'
import { Scene, type Stage } from './scene.js'
import { type Understood, understand, type Values } from './states.js'

/** What the clock of a merchant shows when its states begin; it stands still from then on. */
export const STATES_BEGIN_AT = Date.parse('2026-05-04T09:00:00.000Z')

/** What the answer of a set-up offers to generators. */
export interface SetUpValues extends Values {
  readonly clientId: string
  readonly apiKey: string
  readonly checksumKey: string
  /** As generate-token gives it, with the word Bearer. */
  readonly token: string
}

interface Parts extends Stage {
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
  async setUp(text: string, parameters?: Readonly<Record<string, unknown>>): Promise<SetUpValues> {
    const understood = understand(text, parameters)
    const merchantId = await this.#merchantOf(understood)
    if (understood.given.continue !== 'true' && !(await this.#isUnderway(merchantId))) {
      await this.#begin(merchantId)
    }
    try {
      return await this.#bringAbout(merchantId, text, understood)
    } catch (error) {
      await this.#note(merchantId, 'state:failed', `a provider state could not be set up: ${text}`)
      throw error
    }
  }

  /** Takes the merchant of a state back to how it was opened. */
  async tearDown(text: string, parameters?: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#parts.resetMerchant(await this.#merchantOf(understand(text, parameters)))
  }

  async #bringAbout(merchantId: string, text: string, { state, given }: Understood): Promise<SetUpValues> {
    const scene = new Scene(this.#parts, merchantId)
    // Before the state, which may be that no token can be had, or that this one is dead.
    const before = await this.#token(scene)
    const values = (await state.bringAbout(scene, given)) ?? {}
    const { id: clientId, checksumKey } = await scene.application()
    await this.#note(merchantId, 'state:set-up', `provider state: ${text || 'none'}`)
    return {
      clientId,
      apiKey: given.apiKey ?? before.apiKey,
      checksumKey,
      token: before.token,
      orderReference: valueFor(given, 'orderReference'),
      ...values,
    }
  }

  async #token(scene: Scene): Promise<{ readonly apiKey: string; readonly token: string }> {
    const { core, tokens } = this.#parts
    const { id: clientId } = await scene.application()
    const keys = await core.store.find('apiKeys', { where: { clientId } })
    for (const { secret } of keys) {
      try {
        return { apiKey: secret, token: `Bearer ${await tokens.issue(clientId, secret)}` }
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
      }
    }
    return { apiKey: keys[0]?.secret ?? '', token: '' }
  }

  /** Whose state it is; a merchant that nobody knows is opened by the state that gives it a key. */
  async #merchantOf({ given }: Understood): Promise<string> {
    const { core, merchants, defaultClientId } = this.#parts
    const { clientId = defaultClientId, apiKey } = given
    const application = await core.store.get('applications', clientId)
    if (application) return application.merchantId
    if (apiKey === undefined) {
      throw new SandboxMistake(
        'MERCHANT_NOT_FOUND',
        `no merchant has the client id ${clientId}`,
        `open it with the state "the merchant ${clientId} has the API key ..." before this one`,
      )
    }
    const like = await merchants.details(defaultClientId)
    const opened = await merchants.open({ ...like.merchant.openedWith, clientId, apiKey }, 'a provider state')
    return opened.merchant.id
  }

  async #begin(merchantId: string) {
    const { core, resetMerchant } = this.#parts
    await resetMerchant(merchantId)
    await core.work(merchantId, async (work) =>
      work.change({ clock: { kind: 'frozen', at: STATES_BEGIN_AT } }),
    )
  }

  /** Whether the merchant was set up and nothing was asked of it since: the interaction has more states. */
  async #isUnderway(merchantId: string): Promise<boolean> {
    const { store } = this.#parts.core
    const [last] = await store.entries('journal', merchantId, {
      where: { type: 'state:set-up' },
      newestFirst: true,
      limit: 1,
    })
    if (!last || last.data?.strays !== (await this.#strays())) return false
    const after = { after: last.seq, limit: 1 }
    const since = await Promise.all([
      store.entries('requests', merchantId, after),
      store.entries('journal', merchantId, { ...after, where: { type: 'message:told' } }),
      store.entries('journal', merchantId, { ...after, where: { type: 'state:failed' } }),
    ])
    return since.every((entries) => entries.length === 0)
  }

  /** How much has come with no known credentials: a call that proves nothing ends an interaction too. */
  async #strays(): Promise<number> {
    return (await this.#parts.core.store.get('merchants', NOBODY))?.sequence ?? 0
  }

  async #note(merchantId: string, type: 'state:set-up' | 'state:failed', text: string) {
    const strays = await this.#strays()
    await this.#parts.core.work(merchantId, async (work) => work.note(type, text, { data: { strays } }))
  }
}
