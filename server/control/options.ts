import type { PublicAddress } from '../http/public-address.js'
import type { Sandbox } from '../sandbox/sandbox.js'

export interface ControlOptions {
  readonly sandbox: Sandbox
  readonly publicAddress: PublicAddress
  readonly controlToken: string | null
}
