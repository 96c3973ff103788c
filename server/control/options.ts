import type { Sandbox } from '../sandbox/sandbox.js'
import type { Addresses } from './views.js'

export interface ControlOptions {
  readonly sandbox: Sandbox
  readonly addresses: () => Addresses
  readonly controlToken: string | null
}
