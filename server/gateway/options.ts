import type { Sandbox } from '../sandbox/sandbox.js'

export interface GatewayOptions {
  readonly sandbox: Sandbox
}
