import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { onTestFinished } from 'vitest'
import { buildApp } from '../../server/app.js'
import type { MerchantDetails, MerchantSettings } from '../../server/domain/merchant.js'
import { PublicAddress } from '../../server/http/public-address.js'
import { Sandbox } from '../../server/sandbox/sandbox.js'
import type { SandboxOptions } from '../../server/sandbox/sandbox-options.js'
import { FakeClock } from './fake-clock.js'

/** A sandbox and its doors, in process, on a real time that the test controls. */
export interface TestSandbox {
  readonly sandbox: Sandbox
  readonly app: FastifyInstance
  readonly realClock: FakeClock
  /** Opens a merchant whose clock stands still and moves only when advanced. */
  readonly openShop: (settings?: MerchantSettings) => Promise<TestShop>
}

/** One merchant and its calls to the ClickPesa API. */
export interface TestShop extends MerchantDetails {
  readonly id: string
  readonly clientId: string
  readonly apiKey: string
  readonly token: () => Promise<string>
  readonly post: (
    path: string,
    body: unknown,
    headers?: Record<string, string>,
  ) => Promise<LightMyRequestResponse>
  readonly get: (path: string, headers?: Record<string, string>) => Promise<LightMyRequestResponse>
  /** Creates a link and answers its id. */
  readonly createLink: (order?: Record<string, unknown>) => Promise<string>
}

export const PUBLIC_URL = 'http://sandbox.test'

/** Starts a sandbox for one test, and takes it down with it. */
export async function startSandbox(
  options: SandboxOptions = {},
  controlToken: string | null = null,
): Promise<TestSandbox> {
  const realClock = new FakeClock()
  const faults: unknown[] = []
  const sandbox = await Sandbox.open({
    seed: 'test',
    realClock: realClock,
    // Whatever any test makes the sandbox send is compared with its schemas.
    selfCheck: true,
    onInternalError: (fault) => faults.push(fault),
    ...options,
  })
  const app = await buildApp(sandbox, {
    publicAddress: new PublicAddress({ publicUrl: PUBLIC_URL }),
    controlToken,
  })
  onTestFinished(async () => {
    await app.close()
    await sandbox.close()
    if (faults.length > 0) throw new AggregateError(faults, 'the sandbox met faults of its own')
  })
  return {
    sandbox,
    app,
    realClock,
    openShop: async (settings = {}) =>
      shopOn(app, await sandbox.merchants.open({ clock: { frozen: true }, ...settings }, 'a test')),
  }
}

/** The calls of a merchant that is open already. */
export function shopOn(app: FastifyInstance, details: MerchantDetails): TestShop {
  const clientId = details.applications[0]?.id ?? ''
  const apiKey = details.apiKeys[0]?.secret ?? ''
  const token = async () => {
    const reply = await app.inject({
      method: 'POST',
      url: '/third-parties/generate-token',
      headers: { 'client-id': clientId, 'api-key': apiKey },
    })
    return reply.json<{ token: string }>().token
  }
  const call = async (
    method: 'GET' | 'POST',
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ) =>
    app.inject({
      method,
      url: `/third-parties${path}`,
      headers: { authorization: await token(), ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
    })
  const post: TestShop['post'] = (path, body, headers) => call('POST', path, body, headers)
  return {
    ...details,
    id: details.merchant.id,
    clientId,
    apiKey,
    token,
    post,
    get: (path, headers) => call('GET', path, undefined, headers),
    createLink: async (order = {}) => {
      const reply = await post('/checkout-link/generate-checkout-url', {
        totalPrice: '12500',
        orderReference: 'ORDER1001',
        orderCurrency: 'TZS',
        ...order,
      })
      if (reply.statusCode !== 200) throw new Error(`no link: ${reply.body}`)
      return reply.json<{ checkoutLink: string }>().checkoutLink.split('/').at(-1) ?? ''
    },
  }
}
