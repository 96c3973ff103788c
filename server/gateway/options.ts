import type { Sandbox } from '../sandbox/sandbox.js'

export interface GatewayOptions {
  readonly sandbox: Sandbox
  /** Address of the hosted pages, without a slash at its end, as a customer's browser reaches them. */
  readonly checkoutUrl: () => string
}
